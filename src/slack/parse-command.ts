import type { SlackAsk, SlackReference } from '../../db/slack-requests.ts';
import { keyOf, readText } from './references.ts';

/** Fewer words beside the customer are a remark of the agent's; so many are what the customer said. */
const MIN_WORDS = 3;
const MAX_WORDS_CHARACTERS = 4_000;

/** What was typed after the command. */
export type ParsedCommand =
  /** Nothing, `help`, or nothing we understand: show how to ask. */
  | { readonly kind: 'usage' }
  | {
      readonly kind: 'check';
      readonly references: readonly SlackReference[];
      readonly words: string | null;
      /** `default`: as the channel has it. */
      readonly place: 'default' | 'private' | 'here';
    };

/** Reads a command's text. Pure; never throws; linear in its length. */
export function parseCommand(text: string): ParsedCommand {
  const { references, rest } = readText(text);
  // Slack turns two hyphens into a dash on some keyboards.
  const flags = rest.map((word) => word.replace(/^[-–—]{1,2}/, '--').toLowerCase());
  const words = rest.filter((_, place) => !isFlag(flags[place]));
  const place = flags.includes('--private') ? 'private' : flags.includes('--here') ? 'here' : 'default';
  if (references.length === 0) return { kind: 'usage' };
  return { kind: 'check', references, words: wordsOf(words), place };
}

function isFlag(word: string | undefined): boolean {
  return word === '--private' || word === '--here';
}

/** The same for a message: nothing in it is a flag, and a message without a customer gets a sentence. */
export function parseMessage(texts: readonly string[]): Pick<SlackAsk, 'references' | 'sentence' | 'words'> {
  for (const text of texts) {
    const { references, rest } = readText(text);
    if (references.length > 0) return { references, sentence: null, words: wordsOf(rest) };
  }
  return { references: [], sentence: NOTHING_NAMED, words: null };
}

/** A mention is a message that may say, as a command does, who is to see the answer. */
export function parseMention(
  text: string,
): Pick<SlackAsk, 'references' | 'sentence' | 'words'> & { readonly wanted: 'default' | 'private' | 'here' } {
  const parsed = parseCommand(text);
  if (parsed.kind === 'usage') return { ...parseMessage([]), wanted: 'default' };
  return { references: parsed.references, sentence: null, words: parsed.words, wanted: parsed.place };
}

const NOTHING_NAMED =
  'No customer is named there: mention me with an e-mail address, a Stripe id such as cus_…, or ticket:ID.';

/** What identifies the question, in one text. */
export function subjectOf(references: readonly SlackReference[]): string {
  return references.map(keyOf).join(' ').slice(0, 600) || 'nothing';
}

function wordsOf(words: readonly string[]): string | null {
  return words.length < MIN_WORDS ? null : words.join(' ').slice(0, MAX_WORDS_CHARACTERS);
}
