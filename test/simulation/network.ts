import type Stripe from 'stripe';
import type { SandboxAnswer } from '../../src/sandbox/fault-injection.ts';
import type { Random } from '../../src/sandbox/ledger/random.ts';
import type { StripeAccount } from '../../src/sandbox/stripe/account.ts';
import { ServiceError } from '../../src/service-error.ts';
import type { Owner, VirtualTime } from './virtual-time.ts';
import type { Strike, Weather } from './weather.ts';

const MIN_LATENCY_MS = 5;
export const MAX_LATENCY_MS = 120;
/** As long as a whole read may take. */
const WHOLE_READ_MS = 25_000;

/** One request of ours to Stripe, and what became of it. */
export interface Request {
  readonly number: number;
  readonly owner: Owner;
  readonly isWrite: boolean;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly body: string;
  readonly key: string | null;
  /** Milliseconds of virtual time. */
  readonly leftAtMs: number;
  /** Unix seconds of Stripe's clock when it left. */
  readonly leftAtStripe: number;
  strike: Strike['kind'];
  /** Stripe's own name for it; null: it never got there. */
  stripeId: string | null;
  /** Status that reached us whole; null: none did. */
  status: number | null;
  /** When it reached us, milliseconds of virtual time. */
  answeredAtMs: number | null;
  retryAfterSeconds: number | null;
}

export interface NetworkOptions {
  readonly time: VirtualTime;
  readonly world: Owner;
  readonly account: StripeAccount;
  readonly weather: Weather;
  readonly random: Random;
  readonly note: (text: string) => void;
  /** Told of a write as it leaves; may decide what happens to it on its way. */
  readonly onWrite: (request: Request, nth: number) => Strike['kind'] | null;
}

/** The way between the server and Stripe, on the virtual clock: late, lost, cut, refused. Carries the SDK's requests. */
export class Network implements Stripe.HttpClient {
  readonly requests: Request[] = [];
  private writes = 0;
  private readonly options: NetworkOptions;

  constructor(options: NetworkOptions) {
    this.options = options;
  }

  getClientName(): string {
    return 'simulation';
  }

  makeRequest(
    ...[, , target, method, headers, data, , timeoutMs]: Parameters<Stripe.HttpClient['makeRequest']>
  ): Promise<Stripe.HttpClientResponse> {
    const { time, account, weather, note, onWrite } = this.options;
    const [path = '', query = ''] = target.split('?', 2);
    const isWrite = method !== 'GET';
    const sent = lowerCase(headers);
    let strike = weather.strike(isWrite, time.now);
    const request: Request = {
      number: this.requests.length + 1,
      owner: time.owner,
      isWrite,
      method,
      path,
      body: data ?? '',
      key: isWrite ? (sent['idempotency-key'] ?? null) : null,
      leftAtMs: time.now,
      leftAtStripe: account.clock.now,
      strike: strike.kind,
      stripeId: null,
      status: null,
      answeredAtMs: null,
      retryAfterSeconds: null,
    };
    this.requests.push(request);
    const name = `#${request.number} ${method} ${path}`;
    if (isWrite) {
      this.writes += 1;
      const fate = onWrite(request, this.writes);
      if (fate === 'hang_before' || fate === 'hang_after') strike = { kind: fate };
      request.strike = strike.kind;
    }
    note(
      `${name}${request.key === null ? '' : ` [${request.key}]`}${strike.kind === 'none' ? '' : ` ~ ${strike.kind}`}`,
    );
    const named = (given: SandboxAnswer): SandboxAnswer => {
      request.stripeId = given.headers?.['request-id'] ?? null;
      return given;
    };
    const arrive = (): SandboxAnswer | Promise<SandboxAnswer> => {
      const given = account.answer({
        method,
        path,
        query: new URLSearchParams(query),
        headers: sent,
        body: Buffer.from(data ?? ''),
      });
      return given instanceof Promise ? given.then(named) : named(given);
    };
    return new Promise((resolve, reject) => {
      let isOver = false;
      const settle = (afterMs: number, end: () => void): (() => void) =>
        time.at(time.now + afterMs, request.owner, () => {
          if (isOver) return;
          isOver = true;
          giveUp();
          end();
        });
      const giveUp = settle(timeoutMs, () => {
        note(`${name} timed out`);
        reject(connectionError('ETIMEDOUT'));
      });
      const lose = (code: string) => (): void => {
        note(`${name} lost: ${code}`);
        reject(connectionError(code));
      };
      const answer =
        ({ status, headers: given = {}, body }: SandboxAnswer) =>
        (): void => {
          const text = typeof body === 'string' ? body : JSON.stringify(body);
          const isCut = strike.kind === 'truncated';
          request.answeredAtMs = time.now;
          request.retryAfterSeconds = secondsOf(given['retry-after']);
          if (!isCut) request.status = status;
          note(`${name} -> ${status}${isCut ? ', cut' : ''}`);
          resolve(new Answer(status, given, isCut ? text.slice(0, text.length >> 1) : text));
        };
      this.travel(strike, { arrive, settle, lose, answer });
    });
  }

  /** A whole read that is not carried request by request: it takes its time, and fails as the weather wants. */
  async readAll(): Promise<void> {
    const { time, weather, note } = this.options;
    const strike = weather.strike(false, time.now);
    note(`reads the history${strike.kind === 'none' ? '' : ` ~ ${strike.kind}`}`);
    const takesMs = strike.kind.startsWith('hang') ? WHOLE_READ_MS : 4 * this.latency();
    await new Promise<void>((resolve) => time.at(time.now + takesMs, time.owner, resolve));
    if (strike.kind === 'none') return;
    const isLimited = strike.kind === 'answer' && strike.answer.status === 429;
    throw new ServiceError('stripe', isLimited ? 'limited' : 'unreachable', 'Stripe could not be read.', {
      retryAfterSeconds: strike.kind === 'answer' ? secondsOf(strike.answer.headers?.['retry-after']) : null,
    });
  }

  private travel(
    strike: Strike,
    way: {
      readonly arrive: () => SandboxAnswer | Promise<SandboxAnswer>;
      readonly settle: (afterMs: number, end: () => void) => void;
      readonly lose: (code: string) => () => void;
      readonly answer: (given: SandboxAnswer) => () => void;
    },
  ): void {
    const { time, world } = this.options;
    const { arrive, settle, lose, answer } = way;
    const there = this.latency();
    const back = this.latency();
    /** Stripe gets it after `ms`; what it answers goes to `then`. */
    const deliver = (ms: number, then: (given: SandboxAnswer) => void): void => {
      time.at(time.now + ms, world, () => {
        const given = arrive();
        if (given instanceof Promise) void given.then(then);
        else then(given);
      });
    };
    switch (strike.kind) {
      case 'refused':
        settle(there, lose('ECONNREFUSED'));
        return;
      case 'reset_before':
        settle(there, lose('ECONNRESET'));
        return;
      case 'reset_after':
        deliver(there, () => settle(back, lose('ECONNRESET')));
        return;
      case 'arrives_late':
        settle(there, lose('ECONNRESET'));
        deliver(strike.ms, () => {});
        return;
      case 'hang_before':
        return;
      case 'hang_after':
        deliver(there, () => {});
        return;
      case 'answer':
        settle(there + back, answer(this.dated(strike.answer)));
        return;
      default:
        deliver(there, (given) => settle(back, answer(given)));
    }
  }

  private dated({ headers = {}, ...rest }: SandboxAnswer): SandboxAnswer {
    const date = new Date(this.options.account.clock.now * 1_000).toUTCString();
    return { ...rest, headers: { date, ...headers } };
  }

  private latency(): number {
    return this.options.random.int(MIN_LATENCY_MS, MAX_LATENCY_MS);
  }
}

class Answer implements Stripe.HttpClientResponse {
  private readonly status: number;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly text: string;

  constructor(status: number, headers: Readonly<Record<string, string>>, text: string) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }

  getStatusCode(): number {
    return this.status;
  }

  getHeaders(): Record<string, string> {
    return { ...this.headers };
  }

  getRawResponse(): unknown {
    return this;
  }

  toStream(): never {
    throw new Error('nothing is streamed here');
  }

  async toJSON(): Promise<unknown> {
    return JSON.parse(this.text) as unknown;
  }
}

function lowerCase(headers: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function connectionError(code: string): Error {
  return Object.assign(new Error(`the connection failed: ${code}`), { code });
}

const secondsOf = (header: string | undefined): number | null =>
  header === undefined || !/^\d+$/.test(header) ? null : Number(header);
