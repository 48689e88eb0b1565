import { amountsIn } from '../claimed-amounts.ts';
import { fold, mentions, needleOf } from '../fold.ts';
import { sentencesOf } from '../sentences.ts';
import type { Ticket } from '../ticket.ts';
import { TOPIC_EXCEPTIONS } from '../ticket-vocabulary.ts';
import { isReadable } from './known-language.ts';
import { type LearnedList, learnedScore, learnedWordsIn, type TellingWord } from './learned-list.ts';
import { LEARNED } from './learned-words.ts';
import { tellingTags } from './tags.ts';
import { NAMED_AMOUNT, VOCABULARY } from './vocabulary.ts';

export type Intent = 'billing' | 'not_billing' | 'unsure';

/** Whether a ticket is about a charge, fee, refund or payment, and why. */
export interface IntentDecision {
  readonly intent: Intent;
  /** Tenths of a logit: 0 is even odds, 22 is nine to one for billing, -22 nine to one against. */
  readonly score: number;
  /** What decided, the weightiest first, in the folded words of our own lists; never other words of the customer. */
  readonly words: readonly string[];
}

export interface IntentQuestion {
  readonly ticket: Pick<Ticket, 'subject' | 'body'>;
  /** Of the ticket in the desk. */
  readonly tags?: readonly string[];
}

/** From here on a ticket is taken for billing, and below the other for something else; between them nobody is sure. */
export const BILLING_FROM = 8;
export const NOT_BILLING_BELOW = -8;
/** How much the vocabulary may say about one sentence either way, however many of its phrases stand in it. */
const VOCABULARY_MAX = 70;
const WORDS_SHOWN = 8;
/** Of a longer text the beginning and the end are read. */
const MAX_CHARACTERS = 20_000;

/**
 * Decides from the words alone what a ticket is about: the sentence that speaks most for billing counts. Deterministic,
 * in English by words learned from real questions, in five languages by the phrases of a support desk. A language
 * without words of ours is `unsure`. Pure; time is bounded whatever the text.
 */
export function intentOf({ ticket, tags = [] }: IntentQuestion): IntentDecision {
  const text = readPart(`${ticket.subject}\n${ticket.body}`);
  const judged = sentencesOf(text).map(judgeSentence);
  const best = judged.reduce<Judged>((most, one) => (one.score > most.score ? one : most), NOTHING);
  const known = tellingTags(tags);
  const score = known.reduce((sum, { weight }) => sum + weight, best.score);
  // Against billing speak all sentences together, for it the best one.
  const found = score < 0 ? judged.flatMap((one) => one.found) : best.found;
  const words = decisive([...found, ...known], score);
  if (judged.every((one) => one.found.length === 0) && known.length === 0 && !isReadable(text))
    return { intent: 'unsure', score: 0, words };
  return { intent: decided(score), score, words };
}

/** What the learned list alone says: for measuring it. */
export function learnedIntent(text: string, list: LearnedList = LEARNED): number {
  return Math.max(
    list.bias,
    ...sentencesOf(readPart(text)).map((sentence) => learnedScore(learnedWordsIn(sentence, list), list)),
  );
}

function decided(score: number): Intent {
  if (score >= BILLING_FROM) return 'billing';
  return score < NOT_BILLING_BELOW ? 'not_billing' : 'unsure';
}

interface Judged {
  readonly score: number;
  readonly found: readonly TellingWord[];
}
const NOTHING: Judged = { score: Number.NEGATIVE_INFINITY, found: [] };

function judgeSentence(sentence: string): Judged {
  const folded = TOPIC_EXCEPTIONS.reduce(
    (rest, phrase) => rest.replaceAll(needleOf(phrase), ' '),
    fold(sentence),
  );
  const phrases = VOCABULARY.filter(({ phrase }) => mentions(folded, phrase));
  const amount = amountsIn(sentence).length > 0 ? [NAMED_AMOUNT] : [];
  const spoken = [...phrases, ...amount].map(({ phrase, weight }) => ({ word: phrase, weight }));
  const sum = spoken.reduce((total, { weight }) => total + weight, 0);
  const learned = learnedWordsIn(sentence, LEARNED);
  return {
    score: learnedScore(learned, LEARNED) + Math.max(-VOCABULARY_MAX, Math.min(VOCABULARY_MAX, sum)),
    found: [...learned, ...spoken],
  };
}

/** The words that pull the way it was decided, the weightiest first, each once. */
function decisive(found: readonly TellingWord[], score: number): readonly string[] {
  const pulling = found.filter(({ weight }) => (score >= 0 ? weight > 0 : weight < 0));
  const ranked = [...pulling].sort(
    (a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.word < b.word ? -1 : 1),
  );
  return [...new Set(ranked.map(({ word }) => word.replace('*', '')))].slice(0, WORDS_SHOWN);
}

/** Bounded before and after unfolding: one ligature may stand for eighteen letters. */
function readPart(text: string): string {
  const half = MAX_CHARACTERS / 2;
  const part = text.length <= MAX_CHARACTERS ? text : `${text.slice(0, half)}\n${text.slice(-half)}`;
  return part.normalize('NFKC').slice(0, MAX_CHARACTERS);
}
