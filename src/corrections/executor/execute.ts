import type { StoredCorrection } from '../../../db/corrections/index.ts';
import type { Lease } from '../../../db/jobs.ts';
import { assert } from '../../assert.ts';
import type { CorrectionState } from '../states.ts';
import { advance } from './advance.ts';
import { begin, endUnbegun } from './begin.ts';
import { giveToPerson } from './look.ts';
import type { Commit, ExecutorParts, Run } from './parts.ts';
import { refuse } from './send.ts';

export type { ExecutorParts } from './parts.ts';

/** A plan has at most 40 steps, and a round settles one or waits. */
const MAX_ROUNDS = 100;

const BEGUN: readonly CorrectionState[] = ['executing', 'unknown', 'partly_executed'];

/** How a run ended: with a state, or waiting for its time. The job is ended or put off then. */
export type RunEnd = { readonly kind: 'ended'; readonly detail: string } | { readonly kind: 'waits' };

/**
 * Carries out an approved correction: exactly one effect for each of its steps, whatever fails and whoever else runs. The
 * row is the truth: each round loads it, does one thing and commits what came of it, so that a run that dies is gone on
 * with by the next.
 * @throws {LostLease} when another run has the job; nothing more is sent by this one.
 */
export async function executeCorrection(
  parts: ExecutorParts,
  job: Lease,
  id: string,
  signal: AbortSignal,
): Promise<RunEnd> {
  for (let round = 0; ; round += 1) {
    assert(round < MAX_ROUNDS, 'a correction ends after as many rounds as it has steps', { id });
    const { run, ended } = await runOver(parts, job, id, signal);
    const { state } = run.correction;
    if (state === 'approved') await begin(run);
    else if (BEGUN.includes(state)) await advance(run);
    else await run.commit({ to: state, audit: null, job_then: { end: `it is ${state} already` } });
    const end = ended();
    if (end !== null) return end;
  }
}

/**
 * Ends what the program itself fails at again and again, so that no correction is left without somebody who looks: nothing
 * sent, and it is refused; otherwise it is a person's.
 */
export async function giveUp(
  parts: ExecutorParts,
  job: Lease,
  id: string,
  signal: AbortSignal,
): Promise<RunEnd> {
  const { run, ended } = await runOver(parts, job, id, signal);
  const { effects, state } = run.correction;
  const row = effects.find((effect) => effect.state !== 'done');
  if (state === 'approved') {
    await endUnbegun(run, FAULT, 'fault');
  } else if (BEGUN.includes(state) && row !== undefined) {
    await (row.state === 'planned' ? refuse(run, { row }, FAULT) : giveToPerson(run, { row }, FAULT));
  } else {
    await run.commit({ to: state, audit: null, job_then: { end: `it is ${state} already` } });
  }
  const end = ended();
  assert(end !== null, 'giving up ends the job', { id });
  return end;
}

/** Loads the correction and binds what is committed to this job. */
async function runOver(
  parts: ExecutorParts,
  job: Lease,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly run: Run; readonly ended: () => RunEnd | null }> {
  const correction: StoredCorrection | null = await parts.store.loadCorrection(id);
  assert(correction !== null, 'a job carries out a correction that exists', { id });
  let state = correction.state;
  let end: RunEnd | null = null;
  const commit: Commit = async (record) => {
    await parts.store.recordExecution({ ...record, job, id, from: state });
    state = record.to;
    if (record.job_then === 'stay') return;
    end = 'end' in record.job_then ? { kind: 'ended', detail: record.job_then.end } : { kind: 'waits' };
  };
  return { run: { ...parts, correction, commit, signal }, ended: () => end };
}

const FAULT =
  'A fault in billing-check, which is in its log, kept it from going on: look in the Stripe Dashboard, and tell whoever runs it.';
