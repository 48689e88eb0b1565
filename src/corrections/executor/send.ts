import type { Again, Done, Refused, Seen, SendResult } from '../ports.ts';
import { type Current, objectsOf, requestHash, requestOf } from './effect.ts';
import { look, putOff, stopSending } from './look.ts';
import { commitOutcome } from './outcome.ts';
import type { Run } from './parts.ts';
import { MAX_UNCLEAR } from './timing.ts';

/**
 * Commits the intent with its key, then sends exactly one request, then commits what came of it. Dying in between leaves
 * `sent`, which the next run begins with looking for it.
 */
export async function send(run: Run, current: Current, { server_time }: Seen): Promise<void> {
  const { row, effect, metadata, key } = current;
  const hash = requestHash(requestOf(run, current));
  if (row.request_hash !== null && row.request_hash !== hash) {
    run.onAlarm('the request of an effect is another one than was sent before', {
      correction: run.correction.id,
    });
    return stopSending(run, current, OTHER_REQUEST, null);
  }
  run.signal.throwIfAborted();
  // Taken for unclear before it leaves: an answer takes it back.
  const unclear = row.unclear + 1;
  const sent = {
    idempotency_key: key,
    request_hash: hash,
    first_sent_at_ms: row.first_sent_at_ms ?? run.clock(),
    sent_server_s: row.sent_server_s ?? server_time,
    unclear,
  };
  await run.commit({
    to: run.correction.state,
    effects: [{ id: row.id, from: row.state, to: 'sent', set: sent }],
    audit: {
      kind: 'effect_sent',
      details: { effect: row.id, key, request: hash, attempt: unclear, amount: effect.step.amount },
    },
    job_then: 'stay',
  });
  const result = await run.effects.send(effect, { idempotencyKey: key, metadata });
  await settle(run, { ...current, row: { ...row, ...sent, state: 'sent' } }, result);
}

async function settle(run: Run, current: Current, result: SendResult): Promise<void> {
  switch (result.kind) {
    case 'done':
      return made(run, current, result);
    case 'refused':
      return refused(run, current, result);
    case 'again':
      return again(run, current, result);
    case 'stored_failure':
      return stopSending(run, current, result.sentence, null);
  }
}

function made(run: Run, { row }: Current, { made: object, replayed }: Done): Promise<void> {
  const { id, amount, currency, status } = object;
  return commitOutcome(run, {
    change: {
      id: row.id,
      from: 'sent',
      to: 'done',
      set: { result: JSON.stringify(object), sentence: null },
      objects: objectsOf(object),
    },
    outcome: null,
    audit: {
      kind: 'effect_done',
      details: { effect: row.id, object: id, amount, currency, status, replayed },
    },
  });
}

/** A refusal that an earlier request may be the reason of is only believed once Stripe was looked at. */
async function refused(run: Run, current: Current, answer: Refused): Promise<void> {
  if (!answer.find_first) return refuse(run, current, answer.sentence, answer);
  const looked = await look(run, current);
  if (looked !== 'committed') await refuse(run, current, answer.sentence, answer);
}

export function refuse(
  run: Run,
  { row }: Pick<Current, 'row'>,
  sentence: string,
  answer: Pick<Refused, 'status' | 'code' | 'permission'> | null = null,
  endsAs: 'refused' | 'stale' = 'refused',
): Promise<void> {
  const details = { effect: row.id, status: answer?.status ?? null, code: answer?.code ?? null };
  return commitOutcome(run, {
    change: { id: row.id, from: row.state, to: 'refused', set: { sentence } },
    outcome: sentence,
    audit: { kind: 'effect_refused', details: { ...details, permission: answer?.permission ?? null } },
    endsAs,
  });
}

/** No outcome yet: the same key once more, later; after too many unclear answers only looking is left. */
function again(run: Run, current: Current, answer: Again): Promise<void> {
  const { row } = current;
  const unclear = answer.may_have_happened ? row.unclear : row.unclear - 1;
  if (unclear >= MAX_UNCLEAR) return stopSending(run, { row }, answer.sentence, null);
  return putOff(run, { row: { ...row, unclear } }, answer);
}

const OTHER_REQUEST =
  'The request would not be the one that was sent before, so it is not sent again: Stripe is asked what it has.';
