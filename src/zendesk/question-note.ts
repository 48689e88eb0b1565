import type { ToldQuestion } from '../jobs/outcome-ports.ts';
import { block, line } from './note-html.ts';
import { withFooter } from './outcome-note.ts';
import { personWords } from './outcome-words.ts';

const QUESTION_MAX_CHARACTERS = 3_000;

/** An internal note with what finance asks the agent before it decides. The correction waits as it was. */
export function renderQuestionNote(
  { correction, words, asked_by, text, names }: ToldQuestion,
  marker: string,
): string {
  const who = personWords(asked_by, names);
  return withFooter(
    [
      `<p><b>${line(`A question before the correction (${words}) is decided, from ${who}:`, 300)}</b></p>`,
      `<blockquote>${block(text, QUESTION_MAX_CHARACTERS)}</blockquote>`,
      `<p>${line(`Nothing is decided yet. Tell ${who} what you know; the correction waits until somebody approves or rejects it, or it expires.`, 400)}</p>`,
    ],
    correction,
    marker,
  );
}
