import type { CorrectionAct, SlackRequest } from '../../../db/slack-requests.ts';
import type { Store } from '../../../db/store.ts';
import { assert } from '../../assert.ts';
import type { CorrectionDesk } from '../../corrections/correction-desk.ts';
import type { Logger } from '../../log.ts';
import { bringUpToDate } from '../clicked-card.ts';
import {
  type Acted,
  type Acting,
  askAgent,
  confirmIdentity,
  decide,
  resolve,
  UNKNOWN_CORRECTION,
} from '../correction-acts.ts';
import type { SlackCorrections } from '../correction-ports.ts';
import { homeContent } from '../home-content.ts';
import type { SlackDesk, SlackPermission } from '../ports.ts';
import type { Task } from './task.ts';

export interface DecideCorrectionDeps {
  readonly store: Store;
  readonly slack: SlackDesk;
  readonly corrections: SlackCorrections;
  readonly correctionDesk: CorrectionDesk;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

const ACTS: Readonly<Record<CorrectionAct, (acting: Acting) => Promise<Acted>>> = {
  approve: decide,
  reject: decide,
  withdraw: decide,
  change: decide,
  confirm_identity: confirmIdentity,
  done: resolve,
  abandon: resolve,
  ask: askAgent,
};

/**
 * A click or a form about a correction: who acts is asked of Slack afresh, whether it counts of the desk; whoever acted
 * is told what came of it, and what they see of corrections is brought up to date.
 */
export function decideCorrection(deps: DecideCorrectionDeps): Task<'decide-correction'> {
  const { store, slack, corrections, correctionDesk, logger } = deps;
  return async (job) => {
    const { request_id } = job.payload;
    const request = await store.loadSlackRequest(request_id);
    const ask = request?.ask.correction;
    assert(request !== null && ask !== undefined, 'a click is about a correction', { request_id });
    const answer = slack.answerTo(request, job);
    const end = async ({ outcome, sentence }: Acted) => {
      await answer.show({ kind: 'remark', sentence });
      await store.settleSlackRequest({ job, request_id, outcome });
      return { outcome: 'done', detail: outcome } as const;
    };
    const refuse = async (reason: string, sentence: string) => {
      await answer.show({ kind: 'remark', sentence });
      await store.auditRefusal({ actor: `slack:${request.user_id}`, subject: ask.id, act: ask.act, reason });
      await store.settleSlackRequest({ job, request_id, outcome: reason });
      return { outcome: 'done', detail: reason } as const;
    };
    const permission = await mayAct(corrections, ask.act, request);
    if (permission.kind === 'refused') return refuse(permission.reason, permission.sentence);
    const correction = await store.loadCorrection(ask.id);
    if (correction === null) return refuse('unknown correction', UNKNOWN_CORRECTION);
    const by = await corrections.personOf(request.user_id);
    const again = job.lease_token > 1;
    const acted = await ACTS[ask.act]({ store, correctionDesk, request, ask, correction, by, again });
    await bringUpToDate(deps, job, request, ask.id);
    await refreshHome(deps, request, logger);
    return end(acted);
  };
}

/** Who approves decides; who asked may take it back; everybody of both may say who a customer is. */
async function mayAct(
  corrections: SlackCorrections,
  act: CorrectionAct,
  person: SlackRequest,
): Promise<SlackPermission> {
  if (act !== 'withdraw' && act !== 'confirm_identity') return corrections.mayDecide(person);
  const asRequester = await corrections.mayRequest(person);
  return asRequester.kind === 'allowed' ? asRequester : corrections.mayDecide(person);
}

/** Best effort: it is shown anew whenever it is opened. */
async function refreshHome(
  { store, corrections, clock }: DecideCorrectionDeps,
  request: SlackRequest,
  logger: Logger,
): Promise<void> {
  try {
    if ((await corrections.mayDecide(request)).kind === 'refused') return;
    const content = await homeContent(store, await corrections.personOf(request.user_id), clock());
    await corrections.publishHome(request.user_id, content);
  } catch (error) {
    logger.warn({ err: error, request: request.id }, 'a Home tab was not brought up to date');
  }
}
