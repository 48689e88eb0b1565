import type { Correction, CorrectionStep, Json } from '../analysis/finding.ts';
import { assert } from '../assert.ts';
import { allocate, mulDiv } from '../money.ts';

export type Shrunk = { readonly correction: Correction } | { readonly sentence: string };

const REFUSED =
  'This correction cannot be made smaller here: reject it with the amount that is right, and have it done by hand in Stripe.';

/**
 * The same correction with a smaller amount. Only where one step carries all of the money: of several it would not be said
 * which gives way. A credit note's lines and taxes shrink in proportion, to the last minor unit.
 */
export function shrink(correction: Correction, amount: number): Shrunk {
  assert(
    correction.amount !== null && amount > 0 && amount <= correction.amount,
    'a correction only shrinks',
    {
      amount,
      drafted: correction.amount,
    },
  );
  const bearing = correction.steps.filter(bearsMoney);
  const [step] = bearing;
  if (step === undefined || bearing.length > 1) return { sentence: REFUSED };
  const smaller = smallerStep(step, amount);
  if (smaller === null) return { sentence: REFUSED };
  return {
    correction: {
      ...correction,
      amount,
      steps: correction.steps.map((one) => (one === step ? smaller : one)),
    },
  };
}

/** Whether an approver may make it smaller at all. */
export function isShrinkable(correction: Correction): boolean {
  const { amount } = correction;
  return amount !== null && amount > 1 && 'correction' in shrink(correction, amount - 1);
}

type BearingStep = CorrectionStep & { readonly amount: number };

const bearsMoney = (step: CorrectionStep): step is BearingStep => step.amount !== null && step.amount > 0;

function smallerStep(step: BearingStep, amount: number): CorrectionStep | null {
  const { kind, params } = step;
  if (kind === 'refund') return { ...step, amount, params: { ...params, amount } };
  // Credit on a balance is a negative amount there.
  if (kind === 'customer_balance_credit') return { ...step, amount, params: { ...params, amount: -amount } };
  if (kind !== 'credit_note') return null;
  const changed = smallerCreditNote(params, step.amount, amount);
  return changed === null ? null : { ...step, amount, params: changed };
}

type Params = CorrectionStep['params'];

const PARTS = ['refund_amount', 'credit_amount', 'out_of_band_amount'] as const;

function smallerCreditNote(params: Params, from: number, to: number): Params | null {
  const parts = PARTS.filter((name) => typeof params[name] === 'number');
  const returned = parts.reduce((sum, name) => sum + Number(params[name]), 0);
  // Partly before and partly after payment: which of the two gives way is for a person to say.
  if (parts.length > 1 || (returned !== 0 && returned !== from)) return null;
  const part = Object.fromEntries(parts.map((name) => [name, to]));
  const { lines } = params;
  if (lines === undefined) return { ...params, amount: to, ...part };
  const smaller = smallerLines(lines, from, to);
  return smaller === null ? null : { ...params, lines: smaller, ...part };
}

interface Line {
  readonly [key: string]: Json;
  readonly amount: number;
}

interface TaxedLine extends Line {
  readonly tax_amounts: readonly (Line & { readonly taxable_amount: number })[];
}

/** Null where lines and taxes do not add up to the amount, as with discounts: no proportion of them is sure to. */
function smallerLines(lines: Json, from: number, to: number): Json | null {
  // Parsed strictly before it is ever sent; here only its numbers matter.
  const given = lines as unknown as readonly (Line | TaxedLine)[];
  const weights = given.flatMap((line) => [line.amount, ...taxesOf(line).map((tax) => tax.amount)]);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== from) return null;
  const shares = allocate(to, weights).values();
  const take = (): number => {
    const { value } = shares.next();
    assert(value !== undefined, 'every line and every tax has its share', { to });
    return value;
  };
  const smaller: Json[] = [];
  for (const line of given) {
    const amount = take();
    const taxes = taxesOf(line).map((tax) => ({
      ...tax,
      amount: take(),
      taxable_amount: mulDiv(tax.taxable_amount, to, from),
    }));
    const isNothing = amount === 0 && taxes.every((tax) => tax.amount === 0);
    if (!isNothing) smaller.push({ ...line, amount, ...(taxes.length === 0 ? {} : { tax_amounts: taxes }) });
  }
  return smaller;
}

function taxesOf(line: Line | TaxedLine): TaxedLine['tax_amounts'] {
  return 'tax_amounts' in line ? (line as TaxedLine).tax_amounts : [];
}
