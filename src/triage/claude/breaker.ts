import type { Trouble } from './trouble.ts';

/** When Claude is left alone for a while, and for how long. Milliseconds. */
export interface BreakerSettings {
  /** Checks in a row without an answer, after which it is left alone. */
  readonly failures: number;
  /** The first pause; each further one in a row is twice as long. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** After a refused key or a reached spending limit at Anthropic: it takes a person to change that. */
  readonly lastingPauseMs: number;
}

export const BREAKER: BreakerSettings = {
  failures: 5,
  pauseMs: 30_000,
  longestPauseMs: 600_000,
  lastingPauseMs: 900_000,
};

const LASTING: ReadonlySet<Trouble> = new Set(['spent', 'refused_key']);
/** What says that the service is away; all others are answers about one request. */
const AWAY: ReadonlySet<Trouble> = new Set(['unreachable', 'late', 'overloaded', 'limited', 'broken']);

/**
 * Keeps checks from waiting for a service that is known to be away. Closed: everybody may ask. Open: nobody, until the
 * pause is over; then one may try, and its outcome decides for all. One for each process. Times are those of
 * `performance.now()`.
 */
export class Breaker {
  private readonly settings: BreakerSettings;
  private failures = 0;
  private pauses = 0;
  private closedAgainAt = 0;
  /** One is trying after a pause. */
  private trying = false;

  constructor(settings: BreakerSettings = BREAKER) {
    this.settings = settings;
  }

  /** Whether Claude may be asked now. Whoever may has to say how it went, by `succeeded` or `failed`. */
  mayAsk(): boolean {
    if (performance.now() < this.closedAgainAt || this.trying) return false;
    this.trying = this.pauses > 0;
    return true;
  }

  /** Claude answered, whatever it said. */
  succeeded(): void {
    this.failures = 0;
    this.pauses = 0;
    this.trying = false;
  }

  /** No answer, or one that says to leave it alone; `retryAfterMs` as the service asked for, else null. */
  failed(trouble: Trouble, retryAfterMs: number | null): void {
    const wasTrying = this.trying;
    this.trying = false;
    if (!LASTING.has(trouble) && !AWAY.has(trouble)) {
      this.succeeded();
      return;
    }
    this.failures += 1;
    const { failures, pauseMs, longestPauseMs, lastingPauseMs } = this.settings;
    if (LASTING.has(trouble) || wasTrying || this.failures >= failures) {
      this.pause(
        LASTING.has(trouble) ? lastingPauseMs : Math.min(longestPauseMs, pauseMs * 2 ** this.pauses),
      );
      this.pauses += 1;
    }
    if (retryAfterMs !== null) this.pause(Math.min(longestPauseMs, retryAfterMs));
  }

  /** It went wrong on our side: as if nobody had asked. */
  abandoned(): void {
    this.trying = false;
  }

  private pause(ms: number): void {
    this.closedAgainAt = Math.max(this.closedAgainAt, performance.now() + ms);
  }
}
