/** How well one side is told from the other; each between 0 and 1. */
export interface Measured {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 of the answers, each beside the truth. */
export function measure(
  answers: readonly { readonly said: boolean; readonly is_billing: boolean }[],
): Measured {
  const count = (said: boolean, is: boolean): number =>
    answers.filter((answer) => answer.said === said && answer.is_billing === is).length;
  const [hits, false_alarms, missed] = [count(true, true), count(true, false), count(false, true)];
  const precision = hits / Math.max(1, hits + false_alarms);
  const recall = hits / Math.max(1, hits + missed);
  return { precision, recall, f1: (2 * precision * recall) / Math.max(Number.EPSILON, precision + recall) };
}

/** "precision 0.970, recall 0.917, F1 0.942". */
export function shownMeasure({ precision, recall, f1 }: Measured): string {
  return `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${f1.toFixed(3)}`;
}
