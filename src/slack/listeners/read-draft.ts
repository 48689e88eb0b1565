import type { App, BlockAction } from '@slack/bolt';
import { resultOf } from '../../jobs/stored-check.ts';
import { ACTIONS } from '../ids.ts';
import { draftModal } from '../views/index.ts';
import { analysisOf, deliveryOf } from './click.ts';
import { type ListenerParts, remark } from './intake.ts';

const OUTDATED = 'This check is still being written, or not kept any more: try again.';
const NOT_OPENED = 'Slack did not open the reply: click again.';

/**
 * "Open the reply": a modal must open within three seconds of the click and changes nothing, so there is no job; who
 * may see it is asked as for every check.
 */
export function listenToReadDraft(app: App, parts: ListenerParts): void {
  const { agents, store, client, logger } = parts;
  app.action<BlockAction>(ACTIONS.readDraft, async ({ action, body, ack }) => {
    await ack();
    const id = analysisOf(action);
    if (id === null) return;
    const permission = await agents.mayCheck(deliveryOf(body));
    if (permission.kind === 'refused') return remark(parts, body.response_url, permission.sentence);
    const analysis = await store.loadAnalysis(id);
    if (analysis === null) return remark(parts, body.response_url, OUTDATED);
    try {
      const view = draftModal({ id, result: resultOf(analysis) });
      await client.views.open({ trigger_id: body.trigger_id, view });
    } catch (error) {
      logger.warn({ err: error }, 'a reply could not be opened in Slack');
      await remark(parts, body.response_url, NOT_OPENED);
    }
  });
}
