import type { SandboxAnswer } from '../fault-injection.ts';
import { StripeRefusal } from './errors.ts';

/** Stripe may forget a key when it is at least this old; the sandbox does. */
export const KEY_LIFE_SECONDS = 24 * 60 * 60;
const MAX_KEY_CHARACTERS = 255;
const MAX_KEYS = 100_000;

/** A request as its key remembers it. */
export interface KeyedRequest {
  readonly key: string;
  readonly livemode: boolean;
  /** Path of the endpoint, e.g. `/v1/refunds`. */
  readonly path: string;
  /** The parameters in one canonical form. */
  readonly parameters: string;
  readonly requestId: string;
}

interface Entry {
  readonly request: KeyedRequest;
  readonly since: number;
  answer: SandboxAnswer | null;
}

/**
 * What Stripe's API v1 remembers of requests with an `Idempotency-Key`: the status and body of the first, whatever they
 * were, for 24 hours. Kept per mode; refusals before the endpoint begins to work are not kept.
 */
export class IdempotencyKeys {
  private readonly entries = new Map<string, Entry>();

  /**
   * Takes the key for a request about to be carried out, or returns what was answered to its first use.
   * @throws {StripeRefusal} 400 when the key was used for something else, 409 while its first request is running.
   */
  take(request: KeyedRequest, now: number): SandboxAnswer | null {
    if (request.key.length > MAX_KEY_CHARACTERS) {
      throw new StripeRefusal(400, `Idempotency keys can only have up to ${MAX_KEY_CHARACTERS} characters.`, {
        type: 'idempotency_error',
      });
    }
    const name = nameOf(request);
    const known = this.entries.get(name);
    if (known !== undefined && now - known.since < KEY_LIFE_SECONDS) return replay(known, request);
    this.entries.delete(name);
    this.entries.set(name, { request, since: now, answer: null });
    if (this.entries.size > MAX_KEYS) this.forgetOldest();
    return null;
  }

  /** Remembers what was answered. */
  keep(request: KeyedRequest, answer: SandboxAnswer): void {
    const entry = this.entries.get(nameOf(request));
    if (entry?.request === request) entry.answer = answer;
  }

  /** Gives the key back unused, as when nothing was carried out. */
  release(request: KeyedRequest): void {
    const name = nameOf(request);
    if (this.entries.get(name)?.request === request) this.entries.delete(name);
  }

  private forgetOldest(): void {
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}

const nameOf = ({ livemode, key }: KeyedRequest): string => `${livemode} ${key}`;

function replay(known: Entry, request: KeyedRequest): SandboxAnswer {
  const { key } = request;
  if (known.request.path !== request.path) {
    throw new StripeRefusal(
      400,
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${request.path}' vs '${known.request.path}'). Try using a key other than '${key}' if you meant to execute a different request.`,
      { type: 'idempotency_error' },
    );
  }
  if (known.request.parameters !== request.parameters) {
    throw new StripeRefusal(
      400,
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      { type: 'idempotency_error' },
    );
  }
  if (known.answer === null) {
    throw new StripeRefusal(
      409,
      `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
      { type: 'idempotency_error', code: 'idempotency_key_in_use' },
    );
  }
  return {
    ...known.answer,
    headers: {
      ...known.answer.headers,
      'idempotent-replayed': 'true',
      'original-request': known.request.requestId,
    },
  };
}
