import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { planOf } from '../../corrections/plan.ts';
import { isShrinkable } from '../../corrections/shrink.ts';
import { correctionWords } from '../../corrections/words.ts';
import { formatMoney } from '../../money.ts';
import { correctionValue } from '../correction-value.ts';
import { ACTIONS, BLOCKS } from '../ids.ts';
import { actions, type Button, button, confirmation, type KnownBlock } from './blocks.ts';
import { inertLine } from './inert.ts';
import { LIMITS } from './limits.ts';

/** What an approver may do now; nothing once nobody can decide any more. */
export function cardActions(correction: StoredCorrection): KnownBlock[] {
  const buttons = buttonsOf(correction);
  return buttons.length === 0 ? [] : [actions(BLOCKS.correctionActions, buttons)];
}

function buttonsOf(correction: StoredCorrection): Button[] {
  const { state, drafted, ticket_id, is_identified } = correction;
  const value = correctionValue(correction);
  const ask = ticket_id === null ? [] : [button('Ask the agent', ACTIONS.askAgent, value)];
  switch (state) {
    case 'proposed':
    case 'awaiting_second':
      return [
        button('Approve', ACTIONS.approve, value, 'primary', approvalQuestion(correction)),
        ...(state === 'proposed' && isShrinkable(drafted)
          ? [button('Change amount', ACTIONS.change, value)]
          : []),
        button('Reject', ACTIONS.reject, value, 'danger'),
        ...ask,
        ...(is_identified
          ? []
          : [button('Confirm who this is', ACTIONS.confirmIdentity, value, undefined, IDENTITY)]),
      ];
    case 'needs_person':
      return [
        button('It is done', ACTIONS.done, value, 'primary', DONE),
        button('Give it up', ACTIONS.abandon, value, 'danger'),
        ...ask,
      ];
    default:
      return [];
  }
}

const IDENTITY = confirmation(
  'Confirm who this is?',
  'You vouch that whoever wrote in is this customer. It is recorded with your name, and money may then be returned.',
  'I confirm it',
);
const DONE = confirmation(
  'Is it done?',
  'Stripe is read again to see that it is. If it is not, this card stays as it is.',
  'It is done',
);

/** Names the amount once more, and what happens next. */
function approvalQuestion({ drafted, mode }: StoredCorrection) {
  const { amount, currency } = drafted;
  const money =
    amount === null || currency === null ? null : inertLine(formatMoney({ amount, currency }), 40);
  const what = inertLine(correctionWords(drafted), 160);
  const byHand = planOf(drafted).kind === 'by_hand';
  const then = byHand
    ? 'Somebody then does it by hand in Stripe’s Dashboard and says so on this card.'
    : mode === 'dry_run'
      ? 'Dry run: nothing will be sent to Stripe.'
      : 'It is carried out in Stripe right after the last approval and cannot be taken back.';
  return confirmation(
    inertLine(money === null ? 'Approve this correction?' : `Approve ${money}?`, LIMITS.confirm_title),
    inertLine(`${what.charAt(0).toUpperCase()}${what.slice(1)}. ${then}`, LIMITS.confirm_text),
    inertLine(money === null ? 'Approve' : `Approve ${money}`, LIMITS.confirm_button),
  );
}
