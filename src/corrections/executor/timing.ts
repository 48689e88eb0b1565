const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** An approval that was not begun by then is not carried out any more: too much may have changed since. */
export const APPROVAL_GOOD_FOR_MS = 24 * HOUR_MS;
/** How long an approved correction waits for a Stripe that cannot be read before it is judged without. */
export const MAX_UNREAD_MS = 3 * APPROVAL_GOOD_FOR_MS;
/** Stripe forgets an idempotency key after 24 hours; before that it is not used any more. By Stripe's own clock. */
export const KEY_GOOD_FOR_SECONDS = 23 * 3_600;
/** Requests that may each have taken effect. After so many there is no further one, only looking. */
export const MAX_UNCLEAR = 3;
/** Not found twice, this far apart by Stripe's own clock: then a person is asked. */
export const LOOK_AGAIN_SECONDS = 10 * 60;
/** Rounds without an outcome before a person is asked: about three days. */
export const MAX_TRIES = 450;

const FIRST_WAIT_MS = 2 * SECOND_MS;
const MAX_WAIT_MS = 10 * MINUTE_MS;
const MAX_RETRY_AFTER_MS = HOUR_MS;
/** For what is not ours to hurry: a frozen start, a directory that does not answer. */
export const PATIENT_WAIT_MS = 30 * SECOND_MS;

/** How long to wait for what is not ours to hurry: the longer it has been waited for, the longer. */
export function patientWaitMs(waitedMs: number): number {
  return Math.min(Math.max(PATIENT_WAIT_MS, Math.round(waitedMs / 10)), MAX_WAIT_MS);
}

/** How long to wait after this many rounds without an outcome; never less than what Stripe asked for. */
export function waitMs(tries: number, retryAfterSeconds: number | null): number {
  const backOff = Math.min(FIRST_WAIT_MS * 2 ** Math.min(tries, 20), MAX_WAIT_MS);
  const asked = Math.min((retryAfterSeconds ?? 0) * SECOND_MS, MAX_RETRY_AFTER_MS);
  return Math.max(backOff, asked);
}
