import { outcomeKey, recheckKey, type StoredCorrection } from '../../../db/corrections/index.ts';
import type { Job } from '../../../db/jobs.ts';
import type { Policy } from '../../analysis/policy.ts';
import { assert } from '../../assert.ts';
import { correctionWords } from '../../corrections/words.ts';
import { type AskPaidWith, draftedNotice } from '../drafted-notice.ts';
import { namesOf } from '../names-of.ts';
import type { CorrectionNotes, DraftNotice, NameOf, ToldOutcome, ToldState } from '../outcome-ports.ts';
import { outcomeSteps } from '../outcome-steps.ts';
import { type CorrectionNoteDeps, putCorrectionNote } from '../put-correction-note.ts';
import { type AskRecheck, recheckNow, stillDue } from '../recheck-now.ts';
import type { Task, TaskOutcome } from './task.ts';

export interface PublishOutcomeDeps extends CorrectionNoteDeps {
  readonly recheck: AskRecheck;
  readonly notes: Pick<CorrectionNotes, 'outcome' | 'recheck'>;
  readonly draftNotice: DraftNotice;
  readonly nameOf: NameOf;
  readonly policy: () => Promise<Policy>;
  readonly paidWith: AskPaidWith;
}

/** Visible to people, and what the note is found by: one for each state a ticket is told about. */
export function outcomeMarkerOf(correctionId: string, about: ToldState | 'recheck'): string {
  return `[bc:${correctionId}:${about}]`;
}

/**
 * Tells the ticket what became of a correction: one internal note for each state, with what is true now, whatever was true
 * when the job was written. Where money moved a new check is asked whether the fault is gone; if Stripe cannot be read the
 * note goes first, and the same job comes back for a second one.
 */
export function publishOutcome(deps: PublishOutcomeDeps): Task<'publish-outcome'> {
  const { store } = deps;
  return async (job, signal) => {
    const { correction_id } = job.payload;
    const correction = await store.loadCorrection(correction_id);
    assert(correction !== null, 'an outcome is of a correction that exists', { correction_id });
    const { ticket_id } = correction;
    if (ticket_id === null || !isTold(correction)) return end(deps, job, 'nothing to tell');

    const told = await store.correctionNote(outcomeKey(ticket_id, correction_id, correction.state));
    const isOpen = told === null || told.state === 'planned' || told.state === 'sent';
    if (isOpen) return tell(deps, job, { ...correction, ticket_id }, signal);
    const later = await store.correctionNote(recheckKey(ticket_id, correction_id));
    const isDue = later !== null && (later.state === 'planned' || later.state === 'sent');
    return isDue
      ? tellRecheck(deps, job, { ...correction, ticket_id }, signal)
      : end(deps, job, 'told already');
  };
}

type OnTicket = StoredCorrection & { readonly ticket_id: string };

async function tell(
  deps: PublishOutcomeDeps,
  job: Job<'publish-outcome'>,
  correction: OnTicket & { readonly state: ToldState },
  signal: AbortSignal,
): Promise<TaskOutcome> {
  const { id: correction_id, ticket_id, state } = correction;
  const recheck = state === 'executed' ? await recheckNow(deps, correction) : null;
  const steps = outcomeSteps(correction);
  const outcome: ToldOutcome = {
    correction,
    words: correctionWords(correction.drafted),
    steps,
    recheck,
    notice: await draftedNotice(deps, correction, steps),
    names: await namesOf(
      [correction.requester, ...correction.decisions.map(({ actor }) => actor)],
      deps.nameOf,
    ),
  };
  const marker = outcomeMarkerOf(correction_id, state);
  const comesBack = recheck?.kind === 'unreadable';
  const kind = await putCorrectionNote(
    deps,
    {
      job,
      key: outcomeKey(ticket_id, correction_id, state),
      ticket_id,
      correction_id,
      marker,
      html: deps.notes.outcome(outcome, marker),
      tags: ['billing_check', `billing_check_correction_${state}`],
      actor: 'system',
      about: state,
      then_plan: comesBack ? recheckKey(ticket_id, correction_id) : null,
      ends: !comesBack,
    },
    signal,
  );
  if (comesBack) throw stillDue(recheck.sentence);
  return { outcome: 'done', detail: kind };
}

/** The second run: the note is there, and only the new check was missing. */
async function tellRecheck(
  deps: PublishOutcomeDeps,
  job: Job<'publish-outcome'>,
  correction: OnTicket,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  const { id: correction_id, ticket_id } = correction;
  const recheck = await recheckNow(deps, correction);
  if (recheck.kind === 'unreadable') throw stillDue(recheck.sentence);
  const marker = outcomeMarkerOf(correction_id, 'recheck');
  const told = { correction, words: correctionWords(correction.drafted), recheck };
  const kind = await putCorrectionNote(
    deps,
    {
      job,
      key: recheckKey(ticket_id, correction_id),
      ticket_id,
      correction_id,
      marker,
      html: deps.notes.recheck(told, marker),
      tags: [],
      actor: 'system',
      about: 'recheck',
      then_plan: null,
      ends: true,
    },
    signal,
  );
  return { outcome: 'done', detail: `recheck ${kind}` };
}

async function end(
  { store }: PublishOutcomeDeps,
  job: Job<'publish-outcome'>,
  outcome: string,
): Promise<TaskOutcome> {
  await store.completeJob({ job, outcome });
  return { outcome: 'ignored', detail: outcome };
}

const AT_WORK: readonly StoredCorrection['state'][] = [
  'proposed',
  'awaiting_second',
  'approved',
  'executing',
  'unknown',
];

function isTold(
  correction: StoredCorrection,
): correction is StoredCorrection & { readonly state: ToldState } {
  return !AT_WORK.includes(correction.state);
}
