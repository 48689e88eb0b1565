import type { SandboxAnswer } from '../../src/sandbox/fault-injection.ts';
import type { Random } from '../../src/sandbox/ledger/random.ts';

/** What happens to one request on its way. "After" means that Stripe got it. */
export type Strike =
  | {
      readonly kind:
        | 'none'
        | 'refused'
        | 'reset_before'
        | 'reset_after'
        | 'hang_before'
        | 'hang_after'
        | 'truncated';
    }
  /** The connection is lost at once, and yet the request reaches Stripe later. */
  | { readonly kind: 'arrives_late'; readonly ms: number }
  /** Answered by something in front of the API. */
  | { readonly kind: 'answer'; readonly answer: SandboxAnswer };

/** A time in which much goes wrong in one way. */
export interface Spell {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly what: 'down' | 'hanging' | 'limited' | 'unavailable';
  readonly on: 'writes' | 'reads' | 'all';
  /** Whole seconds Stripe asks to wait, for `limited`; null: it does not say. */
  readonly retryAfterSeconds?: number | null;
}

export interface Climate {
  readonly spells: readonly Spell[];
  /** How many requests in a hundred go wrong beside that, until `calmFromMs`. */
  readonly writesPercent: number;
  readonly readsPercent: number;
  readonly calmFromMs: number;
}

/** Longest a request that was given up may still be on its way. */
const MAX_LATE_MS = 5 * 60_000;

const READ_STRIKES = [
  'refused',
  'reset_before',
  'hang_after',
  'truncated',
  'limited',
  'unavailable',
  'gateway',
] as const;
const WRITE_STRIKES = [
  'reset_after',
  'hang_after',
  'truncated',
  'arrives_late',
  'refused',
  'reset_before',
  'hang_before',
  'limited',
  'unavailable',
  'gateway',
] as const;

/** Decides what happens to each request, by the seed's climate. */
export class Weather {
  private readonly climate: Climate;
  private readonly random: Random;

  constructor(climate: Climate, random: Random) {
    this.climate = climate;
    this.random = random;
  }

  strike(isWrite: boolean, nowMs: number): Strike {
    const { spells, writesPercent, readsPercent, calmFromMs } = this.climate;
    const spell = spells.find(
      ({ fromMs, untilMs, on }) =>
        fromMs <= nowMs && nowMs < untilMs && (on === 'all' || (on === 'writes') === isWrite),
    );
    if (spell !== undefined) return this.under(spell);
    if (nowMs >= calmFromMs || !this.random.chance(isWrite ? writesPercent : readsPercent)) {
      return { kind: 'none' };
    }
    const kind = this.random.pick(isWrite ? WRITE_STRIKES : READ_STRIKES);
    if (kind === 'limited') return limited(this.random.pick([null, 1, 7, 60]));
    if (kind === 'unavailable') return UNAVAILABLE;
    if (kind === 'gateway') return BAD_GATEWAY;
    if (kind === 'arrives_late') return { kind, ms: this.random.int(500, MAX_LATE_MS) };
    return { kind };
  }

  private under({ what, retryAfterSeconds = null }: Spell): Strike {
    switch (what) {
      case 'down':
        return { kind: 'refused' };
      case 'hanging':
        return { kind: 'hang_before' };
      case 'limited':
        return limited(retryAfterSeconds);
      case 'unavailable':
        return UNAVAILABLE;
    }
  }
}

function limited(seconds: number | null): Strike {
  return {
    kind: 'answer',
    answer: {
      status: 429,
      headers: seconds === null ? {} : { 'retry-after': String(seconds) },
      body: {
        error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' },
      },
    },
  };
}

const UNAVAILABLE: Strike = {
  kind: 'answer',
  answer: { status: 503, body: { error: { type: 'api_error', message: 'An unknown error occurred' } } },
};
const BAD_GATEWAY: Strike = {
  kind: 'answer',
  answer: { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>502 Bad Gateway</html>' },
};
