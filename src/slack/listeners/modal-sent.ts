import type { App, ViewSubmitAction } from '@slack/bolt';
import { smallerAmount } from '../../corrections/smaller-amount.ts';
import { correctionValue, type ModalMark, readModalMark } from '../correction-value.ts';
import { BLOCKS, CALLBACKS, INPUTS } from '../ids.ts';
import { type ListenerParts, NOTHING_ASKED, takeIn } from './intake.ts';

const MAX_TEXT_CHARACTERS = 2_000;
const MAX_AMOUNT_CHARACTERS = 40;
const EMPTY = 'Write a sentence: somebody reads it.';

type Errors = Readonly<Record<string, string>>;

/** A form about a correction was sent: what can be told at once is told in it; the rest is stored for a job. */
export function listenToModals(app: App, parts: ListenerParts): void {
  app.view<ViewSubmitAction>(CALLBACKS.correctionModal, async ({ view, body, ack }) => {
    const mark = readModalMark(view.private_metadata);
    if (mark === null) return ack();
    const { act, channel, id, version } = mark;
    const typed = (block: string, input: string): string => view.state.values[block]?.[input]?.value ?? '';
    const text = typed(BLOCKS.reason, INPUTS.reason).trim().slice(0, MAX_TEXT_CHARACTERS);
    const amount =
      act === 'change' ? typed(BLOCKS.amount, INPUTS.amount).slice(0, MAX_AMOUNT_CHARACTERS) : null;
    const errors = await errorsOf(parts, mark, text, amount);
    if (errors !== null) return ack({ response_action: 'errors', errors: { ...errors } });
    const taken = await takeIn(parts, {
      kind: 'decide',
      delivery_key: `trigger:${triggerOf(body) ?? `${view.id}:${view.hash}`}`,
      team_id: body.user.team_id ?? body.team?.id ?? '',
      user_id: body.user.id,
      channel_id: channel ?? '',
      thread_ts: null,
      subject: `${act} ${correctionValue({ id, version })}`,
      ask: { ...NOTHING_ASKED, correction: { act, id, version, text, amount } },
      response_url: null,
      analysis_id: null,
    });
    if (taken.kind === 'taken') return ack();
    await ack({ response_action: 'errors', errors: { [BLOCKS.reason]: taken.sentence } });
  });
}

/** By the block whose field is wrong; null when all is well. */
async function errorsOf(
  { store }: ListenerParts,
  { id }: ModalMark,
  text: string,
  amount: string | null,
): Promise<Errors | null> {
  if (text === '') return { [BLOCKS.reason]: EMPTY };
  if (amount === null) return null;
  const drafted = (await store.loadCorrection(id))?.drafted;
  // Unknown, or without money: the job says so and audits it.
  if (drafted === undefined || drafted.amount === null || drafted.currency === null) return null;
  const smaller = smallerAmount(amount, drafted.amount, drafted.currency);
  return 'sentence' in smaller ? { [BLOCKS.amount]: smaller.sentence } : null;
}

function triggerOf(body: ViewSubmitAction): string | null {
  return 'trigger_id' in body && typeof body.trigger_id === 'string' ? body.trigger_id : null;
}
