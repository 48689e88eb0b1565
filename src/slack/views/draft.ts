import type { AnalysisResult } from '../../check/result.ts';
import { REPLY_LANGUAGES, VARIANTS, type Variant, type WordingWish } from '../../check/wording-wish.ts';
import { ACTIONS, BLOCKS, CALLBACKS } from '../ids.ts';
import {
  actions,
  bold,
  context,
  type KnownBlock,
  type ModalView,
  menu,
  paragraph,
  preformatted,
  richText,
  span,
} from './blocks.ts';
import { cut, inertLine, inertText, wholeParagraphs } from './inert.ts';
import { LIMITS } from './limits.ts';

/** What a drafted reply may take of a message, in bytes of JSON; a longer one opens in a modal. */
const DRAFT_BYTES_IN_MESSAGE = 2_000;
const DRAFT_BYTES_IN_MODAL = 60_000;
const MAX_PIECES = 40;
const AS_DRAFTED: WordingWish = { variant: null, language: null };

/**
 * The drafted reply, to be copied as it stands. One that does not fit ends after a whole paragraph and says so under
 * the text, where nobody copies it along.
 */
export function draftBlock({ triage }: Pick<AnalysisResult, 'triage'>): KnownBlock {
  const title = paragraph(
    bold('Reply to the customer'),
    span(` (${languageName(triage.language)}, not sent)`),
  );
  const whole = inertText(triage.draft_reply);
  if (whole === '') return richText(title, paragraph(span('No reply was drafted.')));
  const shown = wholeParagraphs(whole, DRAFT_BYTES_IN_MESSAGE);
  if (shown === whole) return richText(title, preformatted(whole));
  return richText(
    title,
    preformatted(shown),
    paragraph(
      bold('The reply goes on'),
      span(`: ${count(shown)} of its ${count(whole)} characters are shown. Open it before you copy it.`),
    ),
  );
}

export interface DraftModalInput {
  /** Of the analysis: the modal's `private_metadata`. */
  readonly id: string;
  readonly result: Pick<AnalysisResult, 'triage'>;
  /** How the reply is wanted; null is as it was drafted. */
  readonly wish?: WordingWish;
  /** Said above the reply: that it is being worded, or why it stays as it is. */
  readonly remark?: string | null;
}

/** The whole drafted reply, to read and to copy. */
export function draftModal({
  id,
  result: { triage },
  wish = AS_DRAFTED,
  remark = null,
}: DraftModalInput): ModalView {
  const whole = inertText(triage.draft_reply);
  const shown = wholeParagraphs(whole, DRAFT_BYTES_IN_MODAL);
  const left = whole.length - shown.length;
  return {
    type: 'modal',
    callback_id: CALLBACKS.draftModal,
    private_metadata: id.slice(0, LIMITS.private_metadata),
    title: { type: 'plain_text', text: 'Reply to the customer' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      wishBlock(wish),
      ...(remark === null ? [] : [context(remark)]),
      context(`${languageName(triage.language)}. Not sent: check it, then copy it.`),
      ...(shown === ''
        ? [richText(paragraph(span('No reply was drafted.')))]
        : pieces(shown).map((piece) => richText(preformatted(piece)))),
      ...(left > 0
        ? [
            context(
              `The reply is longer than a modal holds: its last ${count(whole.slice(-left))} characters are missing.`,
            ),
          ]
        : []),
    ],
  };
}

const VARIANT_NAMES: Readonly<Record<Variant, string>> = {
  shorter: 'Shorter',
  warmer: 'Warmer',
  firmer: 'Firmer',
};

/** Two menus: how the reply is to be, and in which language. */
function wishBlock({ variant, language }: WordingWish): KnownBlock {
  return {
    ...actions(BLOCKS.wish, []),
    elements: [
      menu(
        ACTIONS.variant,
        'As it was drafted',
        VARIANTS.map((one) => [one, VARIANT_NAMES[one]] as const),
        variant,
      ),
      menu(
        ACTIONS.language,
        'In its own language',
        REPLY_LANGUAGES.map((one) => [one, languageName(one)] as const),
        language,
      ),
    ],
  };
}

/** Text in parts that one element holds, at paragraph ends where there are any. */
function pieces(text: string): string[] {
  const parts: string[] = [];
  for (let rest = text; rest !== '' && parts.length < MAX_PIECES; ) {
    const part = wholeParagraphs(rest, LIMITS.rich_text_element);
    parts.push(part);
    rest = rest.slice(part.length).trimStart();
  }
  return parts;
}

const count = (text: string): string => text.length.toLocaleString('en-US');

const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' });

/** `de` → "German"; a tag nobody knows stands as it is. */
function languageName(tag: string): string {
  try {
    return cut(LANGUAGES.of(tag) ?? tag, 40);
  } catch {
    return inertLine(tag, 20) || 'language unknown';
  }
}
