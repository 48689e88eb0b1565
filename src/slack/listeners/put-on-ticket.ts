import type { App, BlockAction } from '@slack/bolt';
import { ACTIONS } from '../ids.ts';
import { analysisOf, deliveryOf } from './click.ts';
import { type ListenerParts, NOTHING_ASKED, remark, takeIn } from './intake.ts';

/** "Put on the ticket as internal draft": which ticket and which words, the database knows. */
export function listenToPutOnTicket(app: App, parts: ListenerParts): void {
  app.action<BlockAction>(ACTIONS.putOnTicket, async ({ action, body, ack }) => {
    const analysis_id = analysisOf(action);
    if (analysis_id === null) return ack();
    const taken = await takeIn(parts, {
      ...deliveryOf(body),
      kind: 'put_on_ticket',
      subject: analysis_id,
      ask: NOTHING_ASKED,
      analysis_id,
    });
    await ack();
    // Clicked twice: the first click does it.
    if (taken.kind !== 'taken' && taken.kind !== 'running')
      await remark(parts, body.response_url, taken.sentence);
  });
}
