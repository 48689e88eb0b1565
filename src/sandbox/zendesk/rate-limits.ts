import type { SandboxAnswer } from '../fault-injection.ts';

/** Zendesk's limits; the defaults are those of an Enterprise account. */
export interface ZendeskLimits {
  readonly requests_per_minute: number;
  readonly ticket_updates_per_ten_minutes: number;
  readonly updates_per_minute: number;
  readonly incremental_exports_per_minute: number;
}
export const DEFAULT_LIMITS: ZendeskLimits = {
  requests_per_minute: 700,
  ticket_updates_per_ten_minutes: 30,
  updates_per_minute: 100,
  incremental_exports_per_minute: 10,
};

const MINUTE = 60_000;

/** Counts in windows that start with the first request in them. */
export class RateLimits {
  private readonly windows = new Map<string, { started: number; count: number }>();
  private readonly limits: ZendeskLimits;
  private readonly now: () => number;

  constructor(limits: ZendeskLimits, now: () => number) {
    this.limits = limits;
    this.now = now;
  }

  /** Every request counts against the account. */
  request(): Charge {
    return this.charge('account', this.limits.requests_per_minute, MINUTE);
  }

  /** An update counts against its ticket and against the account's updates. */
  update(userId: number, ticketId: number): Charge {
    const ticket = this.charge(
      `update:${userId}:${ticketId}`,
      this.limits.ticket_updates_per_ten_minutes,
      10 * MINUTE,
    );
    return ticket.refused ? ticket : this.charge('updates', this.limits.updates_per_minute, MINUTE);
  }

  incremental(): Charge {
    return this.charge('incremental', this.limits.incremental_exports_per_minute, MINUTE);
  }

  private charge(key: string, limit: number, length: number): Charge {
    const now = this.now();
    let window = this.windows.get(key);
    if (window === undefined || now >= window.started + length) {
      window = { started: now, count: 0 };
      this.windows.set(key, window);
    }
    const resets = Math.max(1, Math.ceil((window.started + length - now) / 1000));
    if (window.count >= limit) return { refused: true, limit, remaining: 0, resets };
    window.count += 1;
    return { refused: false, limit, remaining: limit - window.count, resets };
  }
}

export interface Charge {
  readonly refused: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resets: number;
}

/** The account's headers on every answer. */
export function accountHeaders(charge: Charge): Record<string, string> {
  return {
    'x-rate-limit': String(charge.limit),
    'x-rate-limit-remaining': String(charge.remaining),
    'ratelimit-limit': String(charge.limit),
    'ratelimit-remaining': String(charge.remaining),
    'ratelimit-reset': String(charge.resets),
  };
}

/** An endpoint's own header. */
export function endpointHeader(name: string, charge: Charge): Record<string, string> {
  return {
    [`zendesk-ratelimit-${name}`]: `total=${charge.limit}; remaining=${charge.remaining}; resets=${charge.resets}`,
  };
}

export function tooMany(charge: Charge, what: string): SandboxAnswer {
  return {
    status: 429,
    headers: { 'retry-after': String(charge.resets) },
    body: {
      error: 'APIRateLimitExceeded',
      description: `Number of allowed ${what} exceeded`,
    },
  };
}
