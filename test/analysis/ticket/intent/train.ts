import { featuresOf } from '../../../../src/analysis/ticket/intent/features.ts';
import type { LearnedList } from '../../../../src/analysis/ticket/intent/learned-list.ts';
import type { LabelledQuestion } from './banking77.ts';

/** Chosen by cross-validation on train.csv alone: more words gain little, and nobody reads a longer list. */
export const CHOSEN: TrainingChoices = { words: 400, seen_in: 8, penalty: 2, rounds: 150 };

export interface TrainingChoices {
  /** The most telling words and pairs, by chi-square. */
  readonly words: number;
  /** Questions a word must occur in at least. */
  readonly seen_in: number;
  /** L2 penalty on weights. */
  readonly penalty: number;
  readonly rounds: number;
}

export interface TrainedWord {
  readonly word: string;
  /** Tenths of a logit, rounded; never 0. */
  readonly weight: number;
  /** Questions it occurs in, of either side. */
  readonly billing: number;
  readonly other: number;
}

export interface Trained {
  readonly bias: number;
  /** The strongest for billing first, the strongest against it last. */
  readonly words: readonly TrainedWord[];
}

/** Logistic regression over the words that tell the sides apart: deterministic, the same questions give the same list. */
export function train(questions: readonly LabelledQuestion[], choices: TrainingChoices = CHOSEN): Trained {
  const examples = questions.map(({ text, is_billing }) => ({
    features: [...featuresOf(text)],
    truth: is_billing ? 1 : 0,
  }));
  const counted = tellingWords(examples, choices);
  const places = new Map(counted.map(({ word }, place) => [word, place]));
  const rows = examples.map(({ features, truth }) => ({
    truth,
    columns: features.flatMap((word) => places.get(word) ?? []),
  }));
  const { weights, bias } = descend(rows, counted.length, choices);
  const words = counted
    .map((entry, place) => ({ ...entry, weight: Math.round((weights[place] ?? 0) * 10) }))
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1));
  return { bias: Math.round(bias * 10), words };
}

export function listOf({ bias, words }: Trained): LearnedList {
  return { bias, weights: new Map(words.map(({ word, weight }) => [word, weight])) };
}

type Counted = Omit<TrainedWord, 'weight'>;

function tellingWords(
  examples: readonly { readonly features: readonly string[]; readonly truth: number }[],
  { words, seen_in }: TrainingChoices,
): readonly Counted[] {
  const seen = new Map<string, { billing: number; other: number }>();
  let billing = 0;
  for (const { features, truth } of examples) {
    billing += truth;
    for (const word of features) {
      const count = seen.get(word) ?? { billing: 0, other: 0 };
      count[truth === 1 ? 'billing' : 'other'] += 1;
      seen.set(word, count);
    }
  }
  const share = billing / examples.length;
  const chiSquare = (count: { billing: number; other: number }): number => {
    const expected = (count.billing + count.other) * share;
    const unexpected = count.billing - expected;
    return unexpected ** 2 / expected + unexpected ** 2 / (count.billing + count.other - expected);
  };
  return [...seen]
    .filter(([, count]) => count.billing + count.other >= seen_in)
    .map(([word, count]) => ({ word, ...count, tells: chiSquare(count) }))
    .sort((a, b) => b.tells - a.tells || (a.word < b.word ? -1 : 1))
    .slice(0, words)
    .map(({ word, billing, other }) => ({ word, billing, other }));
}

interface Row {
  readonly truth: number;
  readonly columns: readonly number[];
}

const STEP = 0.5;

/** Full-batch gradient descent with steps that shrink for each weight as it has moved (AdaGrad). */
function descend(
  rows: readonly Row[],
  columns: number,
  { penalty, rounds }: TrainingChoices,
): { readonly weights: Float64Array; readonly bias: number } {
  const weights = new Float64Array(columns);
  const moved = new Float64Array(columns).fill(1e-8);
  let bias = 0;
  let biasMoved = 1e-8;
  for (let round = 0; round < rounds; round += 1) {
    const gradient = weights.map((weight) => penalty * weight);
    let biasGradient = 0;
    for (const { truth, columns: present } of rows) {
      const logit = present.reduce((sum, column) => sum + (weights[column] ?? 0), bias);
      const error = 1 / (1 + Math.exp(-logit)) - truth;
      biasGradient += error;
      for (const column of present) gradient[column] = (gradient[column] ?? 0) + error;
    }
    for (let column = 0; column < columns; column += 1) {
      const slope = gradient[column] ?? 0;
      moved[column] = (moved[column] ?? 0) + slope ** 2;
      weights[column] = (weights[column] ?? 0) - (STEP * slope) / Math.sqrt(moved[column] ?? 1);
    }
    biasMoved += biasGradient ** 2;
    bias -= (STEP * biasGradient) / Math.sqrt(biasMoved);
  }
  return { weights, bias };
}
