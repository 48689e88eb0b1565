import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { StoreUnavailable } from '../../../db/errors.ts';
import { resultOf } from '../../jobs/stored-check.ts';
import { readFeedback } from '../feedback-said.ts';
import { ACTIONS, BLOCKS, CALLBACKS } from '../ids.ts';
import { feedbackModal, thanksModal } from '../views/index.ts';
import { analysisOf, deliveryOf } from './click.ts';
import { type ListenerParts, remark } from './intake.ts';

const OUTDATED = 'This check is still being written, or not kept any more: try again.';
const NOT_OPENED = 'Slack did not open the form: click again.';
const SAY_WHY = 'Say in a sentence what is wrong: whoever looks after the rules reads it.';
const NOTHING_SAID = 'Nothing was chosen: say something of a finding or of the reply, or cancel.';
const NOT_STORED =
  'billing-check cannot take anything in right now, and nothing was noted: try again in a minute.';

/**
 * "Right or wrong?": what somebody thinks of a check. The form changes nothing; what is sent with it is stored before it is
 * acknowledged, and nothing follows from it, so there is no job.
 */
export function listenToFeedback(app: App, parts: ListenerParts): void {
  const { agents, store, client, logger } = parts;
  app.action<BlockAction>(ACTIONS.feedback, async ({ action, body, ack }) => {
    await ack();
    const id = analysisOf(action);
    if (id === null) return;
    const click = deliveryOf(body);
    const permission = await agents.mayCheck(click);
    if (permission.kind === 'refused') return remark(parts, body.response_url, permission.sentence);
    const check = await checkOf(parts, id);
    if (check === null) return remark(parts, body.response_url, OUTDATED);
    const marks = await store.marksBy(`slack:${click.user_id}`, id);
    try {
      const view = feedbackModal({ id, ...check, marks });
      await client.views.open({ trigger_id: body.trigger_id, view });
    } catch (error) {
      logger.warn({ err: error }, 'a form for feedback could not be opened in Slack');
      await remark(parts, body.response_url, NOT_OPENED);
    }
  });

  app.view<ViewSubmitAction>(CALLBACKS.feedbackModal, async ({ view, body, ack }) => {
    const refuse = (sentence: string) =>
      ack({ response_action: 'errors', errors: { [BLOCKS.reason]: sentence } });
    const person = { team_id: body.user.team_id ?? body.team?.id ?? '', user_id: body.user.id };
    const permission = await agents.mayCheck(person);
    if (permission.kind === 'refused') return refuse(permission.sentence);
    const id = view.private_metadata;
    const check = await checkOf(parts, id);
    if (check === null) return refuse(OUTDATED);
    const { reason, ...said } = readFeedback(view.state.values, {
      findings: check.findings,
      draft: check.result.triage.draft_reply,
    });
    const isWrong = said.draft?.use === 'wrong' || said.findings.some(({ is_right }) => !is_right);
    if (said.draft === null && said.findings.length === 0) return refuse(NOTHING_SAID);
    if (isWrong && reason === '') return refuse(SAY_WHY);
    try {
      await store.saveMarks({ analysis_id: id, actor: `slack:${person.user_id}`, ...said });
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return refuse(NOT_STORED);
    }
    await ack({ response_action: 'update', view: thanksModal() });
  });
}

/** A stored check with the ids of its findings; null for one that is not kept, and for what no form of ours carries. */
async function checkOf({ store }: ListenerParts, id: string) {
  const analysis = await store.loadAnalysis(id);
  if (analysis === null) return null;
  const findings = (await store.findingsOf(id)).map(({ id: finding }) => finding);
  return { result: resultOf(analysis), findings };
}
