import { planOf } from '../plan.ts';
import { approvalAgeMs, isAsApproved } from './approved.ts';
import { type Current, currentOf } from './effect.ts';
import { giveToPerson, look, madeBefore, mayNotSendAgain, putOff, stillAbsent, stopSending } from './look.ts';
import type { Run } from './parts.ts';
import { refuse, send } from './send.ts';
import { simulate } from './simulate.ts';
import { APPROVAL_GOOD_FOR_MS, PATIENT_WAIT_MS } from './timing.ts';

/** The next thing for a correction that was begun: its first step that is not done. Commits exactly what came of it. */
export async function advance(run: Run): Promise<void> {
  const { correction, signingKey, onAlarm } = run;
  const row = correction.effects.find(({ state }) => state !== 'done');
  if (planOf(correction.drafted).kind === 'by_hand' || row === undefined) return byHand(run);
  const current = currentOf(run, row);
  if (!isAsApproved(correction, signingKey)) {
    onAlarm('a correction is not what was approved: somebody changed its rows', {
      correction: correction.id,
    });
    return row.state === 'planned' ? refuse(run, { row }, CHANGED) : giveToPerson(run, { row }, CHANGED);
  }
  switch (row.state) {
    case 'planned':
      return first(run, current);
    case 'sent':
      return again(run, current);
    default: {
      const looked = await look(run, current);
      return looked === 'committed' ? undefined : stillAbsent(run, current, looked.absent);
    }
  }
}

/** Before its first request: is everything still as it was approved? */
async function first(run: Run, current: Current): Promise<void> {
  const { correction, mode } = run;
  const isLive = correction.mode === 'live' && mode === 'live';
  const isFirst = correction.effects.every(({ state }) => state === 'planned');
  const before = isLive && isFirst && (await madeBefore(run));
  if (typeof before === 'object') return putOff(run, current, before);
  const isGoingOn = before || !isFirst;
  // That an object is as this step would leave it says who did it only where other steps of ours are there.
  if (isLive && (await look(run, current, isGoingOn ? undefined : 'metadata')) === 'committed') return;
  if (!isGoingOn && !(await isStillDue(run, current))) return;
  if (!isLive) return simulate(run);
  if (await isFrozen(run, current)) return;
  return sendIfReady(run, current);
}

/** By a new check of the whole history, and not too long after the approval. Commits what stands against it. */
async function isStillDue(run: Run, current: Current): Promise<boolean> {
  if (approvalAgeMs(run) >= APPROVAL_GOOD_FOR_MS) {
    await refuse(run, current, TOO_OLD);
    return false;
  }
  const now = await run.recheck(run.correction);
  if (now.kind === 'same') return true;
  if (now.kind === 'unreadable') await putOff(run, current, now);
  else await refuse(run, current, now.sentence, null, 'stale');
  return false;
}

/** A request left and there is no outcome: looked for, and only where it is not there, sent once more with its key. */
async function again(run: Run, current: Current): Promise<void> {
  const looked = await look(run, current);
  if (looked === 'committed' || (await isFrozen(run, current))) return;
  const why = mayNotSendAgain(current, looked.absent);
  if (why === null) return sendIfReady(run, current);
  // Every request of this effect was turned away at the door: nothing can have come of it.
  if (current.row.unclear === 0) return refuse(run, current, NEVER_ARRIVED);
  return stopSending(run, current, why, looked.absent.server_time);
}

async function sendIfReady(run: Run, current: Current): Promise<void> {
  const { row, effect } = current;
  const ready = await run.effects.preflight(effect);
  if (ready.kind === 'unreadable') return putOff(run, current, ready);
  if (ready.kind === 'ready') return send(run, current, ready);
  // What changed may be our own request arriving late.
  if (row.unclear > 0) return stopSending(run, current, ready.sentence, ready.server_time);
  return refuse(run, current, ready.sentence, null, 'stale');
}

async function isFrozen(run: Run, current: Current): Promise<boolean> {
  const frozen = await run.store.frozenBecause();
  if (frozen === null) return false;
  await putOff(run, current, { sentence: frozen, retry_after_seconds: PATIENT_WAIT_MS / 1_000 });
  return true;
}

/** Kinds the product does not carry out: approved, and now somebody's to do. */
function byHand({ correction, commit, mode }: Run): Promise<void> {
  const isDry = correction.mode !== 'live' || mode !== 'live';
  const to = isDry ? 'simulated' : 'needs_person';
  return commit({
    to,
    outcome: isDry ? BY_HAND_DRY : BY_HAND,
    effects: correction.effects.map(({ id, state }) => ({
      id,
      from: state,
      to: isDry ? 'skipped' : 'needs_person',
    })),
    audit: { kind: 'correction_settled', details: { state: to, by_hand: true } },
    job_then: { end: to },
  });
}

const CHANGED =
  'This is not what was approved: its rows in the database were changed by hand. Nothing more is sent; look for who did it.';
const TOO_OLD =
  'It was approved more than a day ago and Stripe could not be read since: check the customer again and propose it anew.';
const NEVER_ARRIVED =
  'Stripe turned every request away for almost a day, so nothing was done: check the customer again and propose it anew.';
const BY_HAND =
  'Approved. billing-check does not do this itself: do it in the Stripe Dashboard as the steps say, then say here that it is done.';
const BY_HAND_DRY = 'Dry run: it would now be somebody’s to do by hand in the Stripe Dashboard.';
