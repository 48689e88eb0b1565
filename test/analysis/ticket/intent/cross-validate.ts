import { learnedScore, learnedWordsIn } from '../../../../src/analysis/ticket/intent/learned-list.ts';
import type { LabelledQuestion } from './banking77.ts';
import { type Measured, measure } from './measure.ts';
import { listOf, type TrainingChoices, train } from './train.ts';

const FOLDS = 5;

/**
 * Learns from four fifths and asks about the fifth, five times over. `from` is the score from which a question is taken
 * for billing.
 */
export function crossValidate(
  questions: readonly LabelledQuestion[],
  choices: TrainingChoices,
  from = 0,
): Measured {
  const answers = Array.from({ length: FOLDS }, (_, fold) => {
    const list = listOf(
      train(
        questions.filter((_question, place) => place % FOLDS !== fold),
        choices,
      ),
    );
    return questions
      .filter((_question, place) => place % FOLDS === fold)
      .map(({ text, is_billing }) => ({
        is_billing,
        said: learnedScore(learnedWordsIn(text, list), list) >= from,
      }));
  });
  return measure(answers.flat());
}
