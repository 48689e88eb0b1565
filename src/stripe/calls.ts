import type Stripe from 'stripe';
import { MAX_CALL_MS, MAX_CONNECTIONS, type StripeClient } from './client.ts';
import { mayPass, retryAfterSeconds, StripeFailure, toFailure, unixSeconds } from './failure.ts';

/** How often one call is sent before it is given up. */
export const MAX_ATTEMPTS = 4;
/** Wait before the second attempt when Stripe names none, in milliseconds; doubled for each further one. */
export const FIRST_WAIT_MS = 400;
export const MAX_WAIT_MS = 5_000;

/** The moment a whole read must be over. Close it when the read is. */
export class Deadline {
  readonly milliseconds: number;
  private readonly endsAt: number;
  private readonly timer: NodeJS.Timeout;
  private readonly over: Promise<never>;
  private readonly expire: () => void;
  private closed = false;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
    this.endsAt = performance.now() + milliseconds;
    let reject: (reason: StripeFailure) => void = () => {};
    this.over = new Promise((_, rejectOver) => {
      reject = rejectOver;
    });
    this.expire = () => reject(this.failure());
    // Nobody may be listening when it ends.
    this.over.catch(() => {});
    this.timer = setTimeout(this.expire, milliseconds);
  }

  remaining(): number {
    return this.closed ? 0 : this.endsAt - performance.now();
  }

  failure(): StripeFailure {
    return new StripeFailure(
      'late',
      `Stripe did not answer in full within ${this.milliseconds / 1000} s: try again.`,
    );
  }

  /** `promise`, or the deadline's failure if that comes first; what was asked for is then abandoned. */
  race<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.over]);
  }

  /** Ends it now: whatever still runs is given up, and nothing is tried again. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.expire();
  }
}

/**
 * Shared by all reads with one key: how many calls are under way, and until when Stripe asked for silence. One
 * call's Retry-After holds back all of them.
 */
export class Gate {
  private free = MAX_CONNECTIONS;
  private readonly waiting: (() => void)[] = [];
  private silentUntil = 0;

  async enter(deadline: Deadline): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    for (;;) {
      const wait = this.silentUntil - performance.now();
      if (wait <= 0) return;
      if (wait >= deadline.remaining()) {
        this.leave();
        throw new StripeFailure('limited', limitedMessage(wait), {
          retryAfterSeconds: Math.ceil(wait / 1000),
        });
      }
      await pause(wait);
    }
  }

  leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free += 1;
    else next();
  }

  silence(milliseconds: number): void {
    this.silentUntil = Math.max(this.silentUntil, performance.now() + milliseconds);
  }
}

/** One read's way to Stripe: every call bounded in time, attempts and number, every failure a sentence. */
export class Calls {
  readonly client: StripeClient;
  readonly deadline: Deadline;
  private readonly gate: Gate;
  private heardAt: number | null = null;

  constructor(client: StripeClient, gate: Gate, deadline: Deadline) {
    this.client = client;
    this.gate = gate;
    this.deadline = deadline;
  }

  get sdk(): Stripe {
    return this.client.sdk;
  }

  /** Stripe's own time at its newest answer (Unix seconds), or null. */
  get serverTime(): number | null {
    return this.heardAt;
  }

  /**
   * Sends one call, again where that can help, until it answers, its attempts are used up, or the deadline passes.
   * @throws {StripeFailure}
   */
  async run<T>(
    what: string,
    permission: string,
    send: (options: Stripe.RequestOptions) => Promise<T>,
  ): Promise<T> {
    const { keyName, origin } = this.client;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.once(send);
        this.heardAt = answeredAt(answer) ?? this.heardAt;
        return answer;
      } catch (error) {
        if (error instanceof StripeFailure) throw error;
        const asked = retryAfterSeconds(error);
        const wait = asked === null ? backOff(attempt) : asked * 1000;
        const failure = toFailure(error, { what, permission, keyName, origin });
        if (asked !== null && failure.kind === 'limited') this.gate.silence(wait);
        if (!mayPass(error) || attempt >= MAX_ATTEMPTS || wait >= this.deadline.remaining()) throw failure;
        await this.deadline.race(pause(wait));
      }
    }
  }

  private async once<T>(send: (options: Stripe.RequestOptions) => Promise<T>): Promise<T> {
    const entering = this.gate.enter(this.deadline);
    await this.deadline.race(entering).catch((error: unknown) => {
      // Whoever stopped waiting in the queue still gets a place some day, and gives it back.
      entering.then(
        () => this.gate.leave(),
        () => {},
      );
      throw error;
    });
    const remaining = this.deadline.remaining();
    const under = remaining <= 0 ? Promise.reject(this.deadline.failure()) : send(timeout(remaining));
    // The place is given back when the request is really over, not when we stopped waiting for it.
    under.then(
      () => this.gate.leave(),
      () => this.gate.leave(),
    );
    return this.deadline.race(under);
  }
}

/** The request is cut off at the deadline even when nobody waits for it any more. */
function timeout(remaining: number): Stripe.RequestOptions {
  return { timeout: Math.max(1, Math.ceil(Math.min(MAX_CALL_MS, remaining))), maxNetworkRetries: 0 };
}

function backOff(attempt: number): number {
  const full = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return full * (0.5 + Math.random() / 2);
}

function limitedMessage(milliseconds: number): string {
  return `Stripe limits how often it may be asked: try again in ${Math.ceil(milliseconds / 1000)} s.`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The `Date` header that came with an object of the SDK's, Unix seconds. */
function answeredAt(answer: unknown): number | null {
  if (typeof answer !== 'object' || answer === null || !('lastResponse' in answer)) return null;
  const { lastResponse } = answer as {
    readonly lastResponse?: { readonly headers?: { readonly date?: unknown } };
  };
  return unixSeconds(lastResponse?.headers?.date);
}
