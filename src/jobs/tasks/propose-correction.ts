import type { SlackRequest } from '../../../db/slack-requests.ts';
import type { Store } from '../../../db/store.ts';
import { assert } from '../../assert.ts';
import type { CorrectionDesk } from '../../corrections/correction-desk.ts';
import { correctionWords, stateWords } from '../../corrections/words.ts';
import type { SlackCorrections } from '../correction-ports.ts';
import type { SlackContent, SlackDesk } from '../ports.ts';
import { isLive, resultOf } from '../stored-check.ts';
import type { Task } from './task.ts';

export interface ProposeCorrectionDeps {
  readonly store: Store;
  readonly slack: SlackDesk;
  readonly corrections: SlackCorrections;
  readonly correctionDesk: CorrectionDesk;
}

const NO_CHANNEL =
  'Corrections are not decided in Slack yet: ask whoever runs billing-check to set SLACK_FINANCE_CHANNEL.';
const NOT_KEPT = 'This check is still being written, or not kept any more: check the customer again.';

/** What the answer says, the outcome's name, and for the audit why it was refused. */
interface Proposed {
  readonly outcome: string;
  readonly content: SlackContent;
  readonly refused?: string;
}

/** A click on "Propose correction": who asks is judged, then the desk, and the answer stands where it was clicked. */
export function proposeCorrection(deps: ProposeCorrectionDeps): Task<'propose-correction'> {
  const { store, slack } = deps;
  return async (job) => {
    const { request_id } = job.payload;
    const request = await store.loadSlackRequest(request_id);
    assert(request !== null, 'a proposal is asked for', { request_id });
    const { outcome, content, refused } = await propose(deps, request);
    await slack.answerTo(request, job).show(content);
    await store.settleSlackRequest({
      job,
      request_id,
      outcome,
      ...(refused === undefined ? {} : { refused }),
    });
    return { outcome: 'done', detail: outcome };
  };
}

async function propose(
  { store, corrections, correctionDesk }: ProposeCorrectionDeps,
  request: SlackRequest,
): Promise<Proposed> {
  const { id: request_id, analysis_id, user_id, ask } = request;
  const position = ask.finding_position;
  assert(analysis_id !== null && position !== undefined, 'a proposal names a finding', { request_id });
  const remark = (outcome: string, sentence: string): Proposed => ({
    outcome,
    content: { kind: 'remark', sentence },
  });
  if (corrections.financeChannel === null) return remark('no channel', NO_CHANNEL);
  const permission = await corrections.mayRequest(request);
  if (permission.kind === 'refused')
    return { ...remark('refused', permission.sentence), refused: permission.reason };
  const analysis = await store.loadAnalysis(analysis_id);
  if (analysis === null) return remark('no check', NOT_KEPT);
  const result = resultOf(analysis);
  const proposed = await correctionDesk.propose({
    check: {
      id: analysis_id,
      ticket_id: await store.ticketOfAnalysis(analysis_id),
      livemode: isLive(result),
      customer: result.customer,
      findings: result.findings,
    },
    position,
    by: await corrections.personOf(user_id),
    request_id,
  });
  if (proposed.kind === 'refused')
    return { ...remark('refused', proposed.sentence), refused: 'nothing to propose' };
  const stored = await store.loadCorrection(proposed.id);
  assert(stored !== null, 'what is proposed is stored', { id: proposed.id });
  // A run before this one stored it, and could not say so.
  const isOurs = proposed.kind === 'proposed' || stored.request_id === request_id;
  const words = correctionWords(stored.drafted);
  if (!isOurs)
    return remark(
      'open already',
      `Proposed already by ${stored.requester}: ${words}. State: ${stateWords(stored.state)}.`,
    );
  const sentence = `Proposed to finance: ${words}. A direct message tells you what becomes of it.`;
  return {
    outcome: 'proposed',
    content: { kind: 'proposed', sentence, correction_id: stored.id, version: stored.version },
  };
}
