import type { App, BlockAction } from '@slack/bolt';
import { readProposalValue } from '../correction-value.ts';
import { ACTIONS } from '../ids.ts';
import { carriedBy, deliveryOf } from './click.ts';
import { type ListenerParts, NOTHING_ASKED, remark, takeIn } from './intake.ts';

/** "Propose correction": which finding, the button says; what of it, the stored check. */
export function listenToPropose(app: App, parts: ListenerParts): void {
  app.action<BlockAction>(new RegExp(`^${ACTIONS.propose}:\\d{1,3}$`), async ({ action, body, ack }) => {
    const proposed = readProposalValue(carriedBy(action));
    if (proposed === null) return ack();
    const { analysis_id, position } = proposed;
    const taken = await takeIn(parts, {
      ...deliveryOf(body),
      kind: 'propose',
      subject: `${analysis_id}:${position}`,
      ask: { ...NOTHING_ASKED, finding_position: position },
      analysis_id,
    });
    await ack();
    if (taken.kind !== 'taken') await remark(parts, body.response_url, taken.sentence);
  });
}
