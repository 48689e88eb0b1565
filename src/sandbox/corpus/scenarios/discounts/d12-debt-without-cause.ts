import { DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, errorLabel, later, localTaxes } from '../../staging.ts';

const row = 'D12';
const category = 'balance';

/** A debt booked by hand that is not the customer's. `words` may depend on chance. */
function booked(
  id: string,
  words: (token: string) => string,
  classification: 'billing_error' | 'likely_error',
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const amount = amountOf(stage, random.int(4, 60) * 100);
      const description = words(random.token(14));
      const entry = later(stage, daysBeforeEnd(stage, { min: 2, max: 80 }), () =>
        ledger.credits.adjustBalance(customer, amount, currency, description),
      );
      return () => errorLabel({ row, category, currency, amount, classification, evidence: [entry()] });
    },
  };
}

/** A small amount carried over (V16), and then once more. */
const carriedTwice: Scenario = {
  id: 'D12/carried-twice',
  row,
  kind: 'fault',
  // Anybody's credit would pay the small amount instead; and Stripe states no smallest charge for KWD.
  alone: true,
  fits: ({ currency }) => currency !== 'kwd',
  stage: (stage) => {
    const { ledger, random, customer, method, currency } = stage;
    const at = daysBeforeEnd(stage, { min: 10, max: 60 });
    const small = later(stage, at, () => {
      const invoice = ledger.invoices.bill(customer, {
        currency,
        method,
        taxRates: localTaxes(stage),
        lines: [{ amount: random.int(5, 22), description: 'Text messages' }],
      });
      const entry = ledger.book
        .all('customer_balance_transaction')
        .find((one) => one.type === 'invoice_too_small' && one.invoice === invoice.id);
      if (entry === undefined) throw new Error('it was too small to charge');
      return { entry, invoice };
    });
    const again = later(stage, at + random.int(1, 5) * DAY, () => ledger.credits.bookAgain(small().entry));
    return () =>
      errorLabel({
        row,
        category,
        currency,
        amount: small().entry.amount,
        evidence: [small().entry.id, again()],
      });
  },
};

export const DEBTS_WITHOUT_CAUSE: readonly Scenario[] = [
  booked('D12/another-customer', (token) => `Owed by cus_${token}, on-site printing`, 'billing_error'),
  carriedTwice,
  booked('D12/nobody-says-why', () => '', 'likely_error'),
];
