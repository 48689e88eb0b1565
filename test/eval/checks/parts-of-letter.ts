import { plainText } from '../../../src/triage/grounding/plain-text.ts';
import type { DraftCase } from './draft-case.ts';
import { says } from './found-words.ts';
import { WORDS } from './words/index.ts';

export interface Letter {
  /** The first line. */
  readonly greeting: string;
  /** What is said between greeting and sign-off. */
  readonly body: readonly string[];
  /** The last paragraph. */
  readonly ending: string;
}

const MAX_GREETING_CHARACTERS = 80;
const MAX_ENDING_CHARACTERS = 260;

/** A draft in its parts. Where it has no greeting or no ending, that part is empty and its text is body. */
export function partsOfLetter(draft: string, { language, request }: DraftCase): Letter {
  const paragraphs = plainText(draft)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
  const words = WORDS[language];
  const [first = ''] = paragraphs;
  const own = plainText(request.policy.reply?.greeting ?? '').split('{')[0] ?? '';
  const greets =
    first.length <= MAX_GREETING_CHARACTERS &&
    !first.includes('\n') &&
    (says(first, words.greeting) || (own !== '' && first.startsWith(own.trim())));
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '') : '';
  const signature = firstLine(request.policy.reply?.signature ?? '');
  const ends =
    last.length <= MAX_ENDING_CHARACTERS &&
    (signature !== '' ? last.includes(plainText(signature)) : takesLeave(last, words.signOff));
  return {
    greeting: greets ? first : '',
    body: paragraphs.slice(greets ? 1 : 0, ends ? -1 : undefined),
    ending: ends ? last : '',
  };
}

const firstLine = (text: string): string => text.split('\n')[0]?.trim() ?? '';

/** Short lines without a sentence in them: a closing line, or a name alone where that is usual. */
function takesLeave(paragraph: string, signOff: string | null): boolean {
  if (signOff !== null) return says(paragraph, signOff);
  return paragraph.length <= MAX_GREETING_CHARACTERS && !/[。.!?]/.test(paragraph);
}
