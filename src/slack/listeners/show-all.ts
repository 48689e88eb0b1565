import type { App, BlockAction } from '@slack/bolt';
import { ACTIONS } from '../ids.ts';
import { analysisOf, deliveryOf } from './click.ts';
import { type ListenerParts, NOTHING_ASKED, remark, takeIn } from './intake.ts';

/** "Show everything" and "Show less": the stored check, rendered again. */
export function listenToShowAll(app: App, parts: ListenerParts): void {
  const listen = (actionId: string, expanded: boolean): void =>
    app.action<BlockAction>(actionId, async ({ action, body, ack }) => {
      const analysis_id = analysisOf(action);
      if (analysis_id === null) return ack();
      const taken = await takeIn(parts, {
        ...deliveryOf(body),
        kind: 'show_all',
        subject: `${expanded ? 'all' : 'less'} ${analysis_id}`,
        ask: { ...NOTHING_ASKED, expanded },
        analysis_id,
      });
      await ack();
      // Clicked twice: the first click does it.
      if (taken.kind !== 'taken' && taken.kind !== 'running')
        await remark(parts, body.response_url, taken.sentence);
    });
  listen(ACTIONS.showEverything, true);
  listen(ACTIONS.showLess, false);
}
