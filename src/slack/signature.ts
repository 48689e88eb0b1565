import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a request's time may lie from ours, either way. */
export const SIGNATURE_WINDOW_SECONDS = 300;
/** Secrets tried at once: the current one and those of a rotation in progress. */
const MAX_SECRETS = 5;
const MAX_SEEN_SIGNATURES = 100_000;

export interface SignatureCheck {
  readonly secrets: readonly string[];
  /** `X-Slack-Request-Timestamp`, as the HTTP server gives it: one string, or who knows what. */
  readonly timestamp: unknown;
  /** `X-Slack-Signature`. */
  readonly signature: unknown;
  readonly rawBody: Uint8Array;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * True when Slack signed `rawBody` with one of our secrets within five minutes of now, either way:
 * `v0=` + hex(HMAC-SHA256(secret, `v0:` + timestamp + `:` + body)), over the bytes as received. Never throws on what
 * a stranger sends; all secrets are tried, each compared in constant time.
 * Source: Slack, "Verifying requests from Slack".
 */
export function verifySlackSignature(check: SignatureCheck): boolean {
  const { timestamp, signature } = check;
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
  if (!/^\d{9,11}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (Math.abs(check.now - Number(timestamp)) > SIGNATURE_WINDOW_SECONDS) return false;
  const given = Buffer.from(signature.slice(3), 'hex');
  let matches = false;
  for (const secret of check.secrets.slice(0, MAX_SECRETS)) {
    if (secret === '') continue;
    const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(check.rawBody).digest();
    if (timingSafeEqual(expected, given)) matches = true;
  }
  return matches;
}

/** Signatures taken in already: the same request a second time is a replay. Bounded in number and time. */
export class SeenSignatures {
  /** Signature → Unix seconds after which its time alone refuses it. In the order of arrival. */
  readonly #until = new Map<string, number>();
  readonly #max: number;

  constructor(max = MAX_SEEN_SIGNATURES) {
    this.#max = max;
  }

  /** False when `signature` was taken in before. `timestamp` is the verified time of the request, Unix seconds. */
  takeIn(signature: string, timestamp: number, now: number): boolean {
    for (const [oldest, until] of this.#until) {
      // One of the future keeps younger ones behind it a little longer, at most twice the window.
      if (until >= now && this.#until.size < this.#max) break;
      this.#until.delete(oldest);
    }
    if (this.#until.has(signature)) return false;
    this.#until.set(signature, timestamp + SIGNATURE_WINDOW_SECONDS + 1);
    return true;
  }

  /** The request could not be stored: Slack may send it again as it is. */
  forget(signature: string): void {
    this.#until.delete(signature);
  }

  get size(): number {
    return this.#until.size;
  }
}
