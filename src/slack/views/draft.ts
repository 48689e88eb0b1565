import type { AnalysisResult } from '../../check/result.ts';
import { CALLBACKS } from '../ids.ts';
import {
  bold,
  context,
  type KnownBlock,
  type ModalView,
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
}

/** The whole drafted reply, to read and to copy. */
export function draftModal({ id, result: { triage } }: DraftModalInput): ModalView {
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
