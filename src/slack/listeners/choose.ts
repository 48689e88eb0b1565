import type { App, BlockAction } from '@slack/bolt';
import type { SlackReference } from '../../../db/slack-requests.ts';
import { ACTIONS } from '../ids.ts';
import { subjectOf } from '../parse-command.ts';
import { readMark } from '../render.ts';
import { carriedBy, deliveryOf } from './click.ts';
import { type ListenerParts, NOTHING_ASKED, remark, takeIn } from './intake.ts';

const OUTDATED = 'This choice is not offered any more: ask again.';

/** A customer or ticket was chosen of several: checked in place of the chooser. */
export function listenToChoice(app: App, parts: ListenerParts): void {
  app.action<BlockAction>(
    new RegExp(`^${ACTIONS.chooseCustomer}(?::\\d{1,2})?$`),
    async ({ action, body, ack }) => {
      const offeredBy = readMark(action.block_id);
      const asked = offeredBy === null ? null : await parts.store.loadSlackRequest(offeredBy);
      const reference = chosen(carriedBy(action), asked?.ask.references ?? []);
      if (reference === null) {
        await ack();
        return remark(parts, body.response_url, OUTDATED);
      }
      const taken = await takeIn(parts, {
        ...deliveryOf(body),
        kind: 'choose',
        subject: subjectOf([reference]),
        ask: {
          ...NOTHING_ASKED,
          references: [reference],
          words: asked?.ask.words ?? null,
          chosen_from: asked === null ? null : offeredBy,
        },
        analysis_id: null,
      });
      await ack();
      if (taken.kind !== 'taken' && taken.kind !== 'running')
        await remark(parts, body.response_url, taken.sentence);
    },
  );
}

/** A customer's id, or the place of what was named in the request that offered the choice. */
function chosen(value: string, offered: readonly SlackReference[]): SlackReference | null {
  if (/^cus_[A-Za-z0-9_]{1,200}$/.test(value)) return { kind: 'stripe_id', id: value };
  return /^\d{1,2}$/.test(value) ? (offered[Number(value)] ?? null) : null;
}
