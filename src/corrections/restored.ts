import { formatMoney } from '../money.ts';
import type { MarkedObject } from './made-in-stripe.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Clocks differ, and what was last written down was not the last that happened. */
const MARGIN_MS = HOUR_MS;
/** How far back Stripe is asked where the database knows nothing of its own past. */
const UNKNOWN_PAST_MS = 30 * DAY_MS;
/** Asked for at once, so that a busy account's lists stay within their bounds. */
const WINDOW_MS = DAY_MS;

/** What tells that this is not the database the server last worked with. */
export interface StartFacts {
  /** Where the audit trail ended when that was last written down, or null where nothing was. */
  readonly checkpoint: { readonly seq: number; readonly hash: string } | null;
  /** Hash of the row of that number in the trail, or null when it has none. */
  readonly rowHash: string | null;
  /** The file this database last ran in, and the one it is in now; `last` is null at its first start. */
  readonly file: { readonly last: string | null; readonly now: string };
}

/** Why an older or another database seems to have been put in place, one sentence, or null. */
export function restoredBecause({ checkpoint, rowHash, file }: StartFacts): string | null {
  if (checkpoint !== null && rowHash === null) return OLDER;
  if (checkpoint !== null && rowHash !== checkpoint.hash) return ANOTHER;
  return file.last !== null && file.last !== file.now ? MOVED : null;
}

const OLDER =
  'An older database was put in place: its audit trail lacks rows that were there. Nothing is sent to Stripe until what was made since is known.';
const ANOTHER =
  'Another database was put in place: its audit trail is not the one that was there. Nothing is sent to Stripe until what was made since is known.';
const MOVED =
  'The database is in another file than before, perhaps an older copy. Nothing is sent to Stripe until what was made since is known.';

/** From when on Stripe is asked what was made, by the last moment the database knows of (Unix milliseconds). */
export function askFromMs(lastKnownMs: number | null, nowMs: number): number {
  return lastKnownMs === null ? nowMs - UNKNOWN_PAST_MS : Math.min(lastKnownMs, nowMs) - MARGIN_MS;
}

/** The next part of the time to ask about; `untilMs` is null for the last one, which has no end. */
export function nextWindow(
  fromMs: number,
  nowMs: number,
): { readonly fromMs: number; readonly untilMs: number | null } {
  const untilMs = fromMs + WINDOW_MS;
  return { fromMs, untilMs: untilMs < nowMs ? untilMs : null };
}

/** On a correction that waits for a decision although its effect is in Stripe already. */
export function carriedOutSentence({ object, id, amount, currency }: MarkedObject): string {
  const money = formatMoney({ amount: Math.abs(amount), currency });
  return `It was carried out before an older database was put in place: ${money}, ${object.replaceAll('_', ' ')} ${id}. Approving it again records that and sends nothing.`;
}
