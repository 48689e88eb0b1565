import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { correctionWords } from '../../corrections/words.ts';
import { formatMoney, toDecimal } from '../../money.ts';
import { type ModalAct, modalMark } from '../correction-value.ts';
import { BLOCKS, CALLBACKS, INPUTS } from '../ids.ts';
import { context, type KnownBlock, type ModalView, textInput } from './blocks.ts';
import { inertLine } from './inert.ts';

const MAX_REASON_CHARACTERS = 1_000;
const MAX_AMOUNT_CHARACTERS = 30;

interface Words {
  readonly title: string;
  readonly submit: string;
  readonly label: string;
  readonly hint: string;
}

const WORDS: Readonly<Record<ModalAct, Words>> = {
  change: {
    title: 'Change the amount',
    submit: 'Change',
    label: 'Reason',
    hint: 'Whoever asked for the correction reads it.',
  },
  reject: {
    title: 'Reject the correction',
    submit: 'Reject',
    label: 'Reason',
    hint: 'Whoever asked for the correction reads it. Nothing is sent to Stripe.',
  },
  ask: {
    title: 'Ask the agent',
    submit: 'Ask',
    label: 'Question',
    hint: 'It goes to the ticket as an internal note; the customer does not see it.',
  },
  abandon: {
    title: 'Give the correction up',
    submit: 'Give it up',
    label: 'Reason',
    hint: 'Nothing more is done by billing-check. What Stripe holds now stays as it is.',
  },
};

/** What is asked for before an act counts. `channel`: where its button was clicked. */
export function correctionModal(
  act: ModalAct,
  correction: StoredCorrection,
  channel: string | null,
): ModalView {
  const { title, submit, label, hint } = WORDS[act];
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  return {
    type: 'modal',
    callback_id: CALLBACKS.correctionModal,
    private_metadata: modalMark({ act, id: correction.id, version: correction.version, channel }),
    title: plain(title),
    submit: plain(submit),
    close: plain('Cancel'),
    blocks: [
      context(inertLine(`About the ${correctionWords(correction.drafted)} for ${correction.customer}.`, 300)),
      ...(act === 'change' ? amountInput(correction) : []),
      textInput({
        block_id: BLOCKS.reason,
        action_id: INPUTS.reason,
        label,
        hint,
        multiline: true,
        max_length: MAX_REASON_CHARACTERS,
      }),
    ],
  };
}

function amountInput({ drafted: { amount, currency } }: StoredCorrection): KnownBlock[] {
  if (amount === null || currency === null) return [];
  const money = { amount, currency };
  return [
    textInput({
      block_id: BLOCKS.amount,
      action_id: INPUTS.amount,
      label: inertLine(`New amount in ${currency.toUpperCase()}`, 100),
      hint: inertLine(`Less than ${formatMoney(money)}: the amount can only shrink.`, 200),
      multiline: false,
      max_length: MAX_AMOUNT_CHARACTERS,
      initial_value: toDecimal(money),
    }),
  ];
}
