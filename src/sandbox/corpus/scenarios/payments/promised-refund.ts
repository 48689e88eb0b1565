import { DAY } from '../../../ledger/arithmetic.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, inclusiveTaxes, later, localTaxes } from '../../staging.ts';

/** What was promised back, in minor units, and on which payment; on none in particular without `on`. */
interface Promised {
  readonly amount: number;
  readonly currency: string;
  readonly on: { readonly charge: string } | { readonly invoice: string } | null;
}

/**
 * Somebody promises money back at `at`; the policy file remembers it. Gives back the entry's id. Without `dueInDays`
 * it is due when POLICY.md says: ten days later.
 */
export function promiseRefund(
  stage: Stage,
  at: number,
  what: () => Promised,
  dueInDays: number | null = null,
): string {
  const id = `promise-${stage.random.digits(6)}`;
  stage.at(at, () => {
    const { amount, currency, on } = what();
    stage.policy.add('promises', {
      id,
      customer: stage.customer.id,
      kind: 'refund',
      amount,
      currency,
      ...on,
      made_at: new Date(at * 1000).toISOString(),
      ...(dueInDays === null ? {} : { due_by: new Date((at + dueInDays * DAY) * 1000).toISOString() }),
      source: `ticket:${stage.random.digits(5)}`,
    });
  });
  return id;
}

/** A label of money that was promised and not returned. */
export function promiseLabel(
  row: string,
  left: { readonly amount: number; readonly currency: string },
  evidence: readonly string[],
): PlantedLabel {
  return errorLabel({ row, category: 'refund', ...left, evidence });
}

/** A taxed invoice of two lines, paid at `at` by card, or by what credit the customer has. */
export function paidBill(
  stage: Stage,
  at: number,
  options: { readonly inclusive?: boolean } = {},
): () => Invoice {
  const { ledger, random, customer, method, currency } = stage;
  const taxRates = options.inclusive === true ? inclusiveTaxes(stage) : localTaxes(stage);
  return later(stage, at, () =>
    ledger.invoices.bill(customer, {
      currency,
      method,
      taxRates,
      lines: [
        { amount: amountOf(stage, random.int(40, 400) * 100), description: `Training ${random.digits(4)}` },
        { amount: amountOf(stage, random.int(10, 40) * 100), description: `Hand-outs ${random.digits(4)}` },
      ],
    }),
  );
}
