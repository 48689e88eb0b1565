import { planOf } from '../plan.ts';
import type { EffectObject, FindResult, Seen, Unreadable } from '../ports.ts';
import { type Current, currentOf, objectsOf } from './effect.ts';
import { commitOutcome } from './outcome.ts';
import type { Run } from './parts.ts';
import { KEY_GOOD_FOR_SECONDS, LOOK_AGAIN_SECONDS, MAX_TRIES, MAX_UNCLEAR, waitMs } from './timing.ts';

/** What looking left to do: nothing, as it is settled or put off; or it is certain that it is not there. */
export type Looked = 'committed' | { readonly absent: Seen };

/**
 * Looks in Stripe for what this effect may have made, and settles it where that is enough. Sends nothing. `only`: what was
 * never sent counts by its metadata alone; that the object is as it would be says nothing about who did it.
 */
export async function look(run: Run, current: Current, only?: 'metadata'): Promise<Looked> {
  const found = await run.effects.find(current.effect, current.metadata);
  switch (found.kind) {
    case 'found':
      if (found.by !== (only ?? found.by)) return { absent: found };
      await (isOtherAmount(current, found.made)
        ? giveToPerson(run, current, otherAmount(found.made), objectsOf(found.made))
        : adopt(run, current, found));
      return 'committed';
    case 'several':
      await alarm(run, current, found.made);
      return 'committed';
    case 'unreadable':
      await putOff(run, current, found);
      return 'committed';
    case 'absent':
      return { absent: found };
  }
}

/**
 * Whether Stripe has anything under this correction's name, although nothing of it is known to have been sent: an older
 * database was put in place. Not every step leaves a name; one that does is enough.
 */
export async function madeBefore(run: Run): Promise<boolean | Unreadable> {
  if (planOf(run.correction.drafted).kind === 'by_hand') return false;
  for (const row of run.correction.effects) {
    const { effect, metadata } = currentOf(run, row);
    const found = await run.effects.find(effect, metadata);
    if (found.kind === 'unreadable') return found;
    if (found.kind === 'several' || (found.kind === 'found' && found.by === 'metadata')) return true;
  }
  return false;
}

/** It is there: by an earlier request of ours, or as the object was to be. */
function adopt(
  run: Run,
  { row }: Current,
  { made, by }: Extract<FindResult, { readonly kind: 'found' }>,
): Promise<void> {
  return commitOutcome(run, {
    change: {
      id: row.id,
      from: row.state,
      to: 'done',
      set: { result: JSON.stringify(made), sentence: by === 'state' ? ALREADY_SO : null },
      objects: objectsOf(made),
    },
    outcome: null,
    audit: {
      kind: 'effect_done',
      details: { effect: row.id, adopted: by, object: made.id, amount: made.amount, currency: made.currency },
    },
  });
}

/** Made for another version of this correction, whose change an older database has forgotten. */
export function isOtherAmount(
  { effect: { step } }: Pick<Current, 'effect'>,
  { amount }: EffectObject,
): boolean {
  return step.amount !== null && amount !== null && amount !== step.amount;
}

const otherAmount = ({ id, object }: EffectObject): string =>
  `Stripe has this step with another amount than the one approved (${object.replaceAll('_', ' ')} ${id}), made before an older database was put in place: look in the Stripe Dashboard, then say here whether it is done.`;

/** More than one object for one effect must not happen: nothing more is sent, and a person looks. */
async function alarm(run: Run, { row }: Current, made: readonly EffectObject[]): Promise<void> {
  const ids = made.map(({ id }) => id);
  run.onAlarm(`Stripe has ${ids.length} objects for one effect: ${ids.join(', ')}`, {
    correction: run.correction.id,
  });
  await giveToPerson(
    run,
    { row },
    `Stripe has ${ids.length} objects for this one step (${ids.join(', ')}): look at them in the Dashboard and take back what is too much.`,
    ids,
  );
}

export function giveToPerson(
  run: Run,
  { row }: Pick<Current, 'row'>,
  sentence: string,
  objects: readonly string[] = [],
): Promise<void> {
  return commitOutcome(run, {
    change: { id: row.id, from: row.state, to: 'needs_person', set: { sentence }, objects },
    outcome: sentence,
    audit: { kind: 'effect_needs_person', details: { effect: row.id, objects } },
  });
}

/** Stripe cannot be read: nothing follows from that, and it is asked again. */
export function putOff(
  run: Run,
  { row }: Pick<Current, 'row'>,
  { sentence, retry_after_seconds }: Omit<Unreadable, 'kind'>,
): Promise<void> {
  if (row.tries >= MAX_TRIES) return giveToPerson(run, { row }, NOT_READ);
  return commitOutcome(run, {
    change: {
      id: row.id,
      from: row.state,
      to: row.state,
      set: { tries: row.tries + 1, unclear: row.unclear, sentence },
    },
    outcome: sentence,
    audit: null,
    againAtMs: run.clock() + waitMs(row.tries, retry_after_seconds),
  });
}

/** No request any more: only looking is left. */
export function stopSending(
  run: Run,
  { row }: Pick<Current, 'row'>,
  sentence: string,
  absentSince: number | null,
): Promise<void> {
  return commitOutcome(run, {
    change: {
      id: row.id,
      from: row.state,
      to: 'unknown',
      set: { sentence, absent_server_s: absentSince, tries: row.tries + 1 },
    },
    outcome: sentence,
    audit: { kind: 'effect_unknown', details: { effect: row.id, unclear: row.unclear } },
    againAtMs: run.clock() + (absentSince === null ? waitMs(0, null) : LOOK_AGAIN_SECONDS * 1_000),
  });
}

/** Under `unknown` and not there: looked for once more after a while, then a person is asked. */
export function stillAbsent(run: Run, { row }: Current, { server_time }: Seen): Promise<void> {
  const now = server_time ?? Math.floor(run.clock() / 1_000);
  const since = row.absent_server_s;
  if (since !== null && now - since >= LOOK_AGAIN_SECONDS) return giveToPerson(run, { row }, NOT_FOUND_TWICE);
  return commitOutcome(run, {
    change: {
      id: row.id,
      from: 'unknown',
      to: 'unknown',
      set: { absent_server_s: since ?? now, tries: row.tries + 1, unclear: row.unclear },
    },
    outcome: row.sentence,
    audit: null,
    againAtMs: run.clock() + (since === null ? LOOK_AGAIN_SECONDS : since + LOOK_AGAIN_SECONDS - now) * 1_000,
  });
}

/** Why no further request may be sent with the key of an effect, or null. By Stripe's clock: ours may have been set. */
export function mayNotSendAgain({ row }: Current, { server_time }: Seen): string | null {
  if (row.unclear >= MAX_UNCLEAR) return UNCLEAR_TOO_OFTEN;
  if (server_time === null || row.sent_server_s === null) return NO_TIME;
  return server_time - row.sent_server_s >= KEY_GOOD_FOR_SECONDS ? KEY_TOO_OLD : null;
}

const ALREADY_SO = 'It was so already when it was looked for.';
const NOT_READ =
  'Stripe could not be read for days, so nobody knows what became of it: look in the Stripe Dashboard, then say here whether it is done.';
const NOT_FOUND_TWICE =
  'A request was sent and no answer came; Stripe, asked twice, knows nothing of it. Look in the Stripe Dashboard, then say here whether it is done.';
const UNCLEAR_TOO_OFTEN =
  'Stripe gave no clear answer three times: nothing more is sent, and Stripe is asked what it has.';
const NO_TIME =
  'Stripe did not say what time it is, so the request is not sent again: Stripe is asked what it has.';
const KEY_TOO_OLD =
  'The first request is almost a day old, so it is not sent again: Stripe is asked what it has.';
