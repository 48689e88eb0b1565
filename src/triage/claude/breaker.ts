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

/** How a turn went: Claude answered, whatever it said; nothing was asked; or no answer came, and why. */
export type Said =
  | 'answered'
  | 'not_asked'
  | { readonly trouble: Trouble; readonly retryAfterMs: number | null };

/** Leave to ask about one check. Whoever has it says how it went, once. */
export interface Turn {
  /** Claude answered, whatever it said. */
  succeeded(): void;
  /** No answer, or one that says to leave it alone; `retryAfterMs` as the service asked for, else null. */
  failed(trouble: Trouble, retryAfterMs: number | null): void;
  /** Nothing was asked, or it went wrong on our side: as if nobody had tried. */
  abandoned(): void;
}

/**
 * Keeps checks from waiting for a service that is known to be away. Closed: everybody may ask. Open: nobody, until the
 * pause is over; then one may try, and its outcome decides for all. One for each process. Times are those of
 * `performance.now()`.
 */
export class Breaker {
  private readonly settings: BreakerSettings;
  private failures = 0;
  /** Pauses in a row; while there is one, turns are for trying. */
  private pauses = 0;
  private openUntil = 0;
  private isTried = false;

  constructor(settings: BreakerSettings = BREAKER) {
    this.settings = settings;
  }

  /** Null while Claude is left alone. */
  turn(): Turn | null {
    if (performance.now() < this.openUntil || this.isTried) return null;
    const isTrial = this.pauses > 0;
    if (isTrial) this.isTried = true;
    const end = (): void => {
      if (isTrial) this.isTried = false;
    };
    return {
      succeeded: () => {
        end();
        this.close();
      },
      failed: (trouble, retryAfterMs) => {
        end();
        if (LASTING.has(trouble) || AWAY.has(trouble)) this.count(trouble, retryAfterMs, isTrial);
        else this.close();
      },
      abandoned: end,
    };
  }

  /**
   * Does the work of one check in a turn of its own; null while Claude is left alone. `said` tells how it went by its
   * result. What `work` throws is thrown on, and counts as if nobody had tried.
   */
  async during<Result>(work: () => Promise<Result>, said: (result: Result) => Said): Promise<Result | null> {
    const turn = this.turn();
    if (turn === null) return null;
    let result: Result;
    try {
      result = await work();
    } catch (error) {
      turn.abandoned();
      throw error;
    }
    const how = said(result);
    if (how === 'answered') turn.succeeded();
    else if (how === 'not_asked') turn.abandoned();
    else turn.failed(how.trouble, how.retryAfterMs);
    return result;
  }

  private close(): void {
    this.failures = 0;
    this.pauses = 0;
  }

  private count(trouble: Trouble, retryAfterMs: number | null, isTrial: boolean): void {
    const { failures, pauseMs, longestPauseMs, lastingPauseMs } = this.settings;
    this.failures += 1;
    if (LASTING.has(trouble)) this.open(lastingPauseMs);
    else if (isTrial || this.failures >= failures) {
      this.open(Math.min(longestPauseMs, pauseMs * 2 ** this.pauses));
    }
    if (retryAfterMs !== null) this.leaveAlone(Math.min(longestPauseMs, retryAfterMs));
  }

  private open(ms: number): void {
    if (ms > 0) this.pauses += 1;
    this.leaveAlone(ms);
  }

  private leaveAlone(ms: number): void {
    this.openUntil = Math.max(this.openUntil, performance.now() + ms);
  }
}
