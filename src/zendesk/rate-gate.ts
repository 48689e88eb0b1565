import { ZendeskError } from './zendesk-error.ts';

const MAXIMUM_WAIT_SECONDS = 3600;
const MAXIMUM_CLOSED_GATES = 1000;
const ACCOUNT = 'account';

/**
 * Remembers what Zendesk told us to wait for, so that no request goes out before then. Zendesk limits the account
 * per minute and some endpoints on their own (30 updates of one ticket in 10 minutes, 10 incremental exports a
 * minute), so one busy ticket does not stop the others.
 */
export class RateGate {
  private readonly closedUntil = new Map<string, number>();
  private readonly now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.now = now;
  }

  /** @throws {ZendeskError} `limited`, with the seconds left, when this request must still wait. */
  check(endpoint: string): void {
    for (const key of [ACCOUNT, endpoint]) {
      const until = this.closedUntil.get(key);
      if (until === undefined) continue;
      const left = Math.ceil((until - this.now()) / 1000);
      if (left <= 0) this.closedUntil.delete(key);
      else throw limited(endpoint, left);
    }
  }

  /** Notes a 429 or 503. `wholeAccount`: the account's minute is used up, not only this endpoint's share. */
  close(endpoint: string, retryAfterSeconds: number, wholeAccount: boolean): void {
    if (this.closedUntil.size >= MAXIMUM_CLOSED_GATES) this.forgetPassed();
    const seconds = Math.min(retryAfterSeconds, MAXIMUM_WAIT_SECONDS);
    this.closedUntil.set(wholeAccount ? ACCOUNT : endpoint, this.now() + seconds * 1000);
  }

  private forgetPassed(): void {
    for (const [key, until] of this.closedUntil) if (until <= this.now()) this.closedUntil.delete(key);
    // All still closed: the oldest entry goes; at worst Zendesk says 429 once more.
    const [oldest] = this.closedUntil.keys();
    if (this.closedUntil.size >= MAXIMUM_CLOSED_GATES && oldest !== undefined)
      this.closedUntil.delete(oldest);
  }
}

/** Seconds out of a Retry-After header (a number or an HTTP date), or null. */
export function retryAfterSeconds(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - nowMs) / 1000));
}

export function limited(endpoint: string, seconds: number | null, status?: number): ZendeskError {
  const when = seconds === null ? 'later' : `in ${seconds} s`;
  return new ZendeskError('limited', `Zendesk limits ${endpoint}: try again ${when}.`, {
    retryAfterSeconds: seconds,
    ...(status === undefined ? {} : { status }),
  });
}
