import type { App, BlockAction } from '@slack/bolt';
import type { CorrectionAct } from '../../../db/slack-requests.ts';
import { correctionValue, readCorrectionValue } from '../correction-value.ts';
import { ACTIONS } from '../ids.ts';
import { carriedBy, deliveryOf } from './click.ts';
import { type ListenerParts, NOTHING_ASKED, remark, takeIn } from './intake.ts';

const ACTS = {
  [ACTIONS.approve]: 'approve',
  [ACTIONS.withdraw]: 'withdraw',
  [ACTIONS.confirmIdentity]: 'confirm_identity',
  [ACTIONS.done]: 'done',
} as const satisfies Readonly<Record<string, CorrectionAct>>;

/** The buttons of a correction that need nothing typed: stored, then acknowledged; a job decides. */
export function listenToDecisions(app: App, parts: ListenerParts): void {
  for (const [actionId, act] of Object.entries(ACTS)) {
    app.action<BlockAction>(actionId, async ({ action, body, ack }) => {
      const ref = readCorrectionValue(carriedBy(action));
      if (ref === null) return ack();
      const taken = await takeIn(parts, {
        ...deliveryOf(body),
        kind: 'decide',
        subject: `${act} ${correctionValue(ref)}`,
        ask: {
          ...NOTHING_ASKED,
          correction: { act, ...ref, text: null, amount: null },
          ...clickedCard(body),
        },
        analysis_id: null,
      });
      await ack();
      if (taken.kind !== 'taken') await remark(parts, body.response_url, taken.sentence);
    });
  }
}

/** Only a message in a channel can be edited afterwards, not one that its reader alone sees. */
function clickedCard({ message }: BlockAction): { readonly card_ts?: string } {
  return message === undefined ? {} : { card_ts: message.ts };
}
