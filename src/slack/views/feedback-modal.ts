import type { Marks } from '../../../db/feedback.ts';
import type { AnalysisResult } from '../../check/result.ts';
import { formatMoney } from '../../money.ts';
import { BLOCKS, CALLBACKS, INPUTS } from '../ids.ts';
import { choiceInput, context, type KnownBlock, type ModalView, textInput } from './blocks.ts';
import { inertLine } from './inert.ts';
import { LIMITS } from './limits.ts';

/** Nobody goes through more in one form; the first are the ones that weigh most. */
export const MAX_MARKED_FINDINGS = 10;
const MAX_SENT_CHARACTERS = 3_000;
const MAX_REASON_CHARACTERS = 500;

export interface FeedbackModalInput {
  /** Of the analysis: the modal's `private_metadata`. */
  readonly id: string;
  readonly result: AnalysisResult;
  /** Ids of the findings, in their order. */
  readonly findings: readonly string[];
  /** What this person said before. */
  readonly marks: Marks;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** What an agent says of a check: of each finding, of the drafted reply, and why. Every field may be left alone. */
export function feedbackModal({ id, result, findings, marks }: FeedbackModalInput): ModalView {
  const before = new Map(marks.findings.map(({ finding_id, is_right }) => [finding_id, is_right]));
  const rows = result.findings.slice(0, MAX_MARKED_FINDINGS).map((finding, place) => {
    const said = before.get(findings[place] ?? '');
    const amount = finding.amount === null ? '' : `: ${formatMoney(finding.amount)}`;
    return choiceInput({
      block_id: `${BLOCKS.findingMark}:${place}`,
      action_id: `${INPUTS.findingMark}:${place}`,
      label: inertLine(`${finding.title}${amount}`, LIMITS.input_label) || 'Finding',
      options: { right: 'Right', wrong: 'Wrong' },
      chosen: said === undefined ? null : said ? 'right' : 'wrong',
    });
  });
  return {
    type: 'modal',
    callback_id: CALLBACKS.feedbackModal,
    private_metadata: id,
    title: plain('Right or wrong?'),
    submit: plain('Send'),
    close: plain('Cancel'),
    blocks: [context(WHY), ...rows, ...aboutDraft(marks), reason()],
  };
}

const WHY =
  'What you say is counted for each rule and each writer. Your last word holds; change it at any time.';

function aboutDraft({ draft }: Marks): KnownBlock[] {
  return [
    choiceInput({
      block_id: BLOCKS.draftMark,
      action_id: INPUTS.draftMark,
      label: 'The reply to the customer',
      options: { used: 'Sent as it is', edited: 'Sent with changes', wrong: 'Wrong: not fit to be sent' },
      chosen: draft?.use ?? null,
    }),
    textInput({
      block_id: BLOCKS.sentReply,
      action_id: INPUTS.sentReply,
      label: 'What you sent',
      hint: 'Paste it, and what you changed is kept with the numbers.',
      multiline: true,
      max_length: MAX_SENT_CHARACTERS,
      optional: true,
    }),
  ];
}

const reason = (): KnownBlock =>
  textInput({
    block_id: BLOCKS.reason,
    action_id: INPUTS.reason,
    label: 'Why',
    hint: 'What is wrong, in a sentence; leave out what concerns only this customer.',
    multiline: true,
    max_length: MAX_REASON_CHARACTERS,
    optional: true,
  });

/** In the place of the form once it is stored. */
export function thanksModal(): ModalView {
  return {
    type: 'modal',
    title: plain('Right or wrong?'),
    close: plain('Close'),
    blocks: [context('Thank you. It was noted.')],
  };
}
