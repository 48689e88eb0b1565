import { addMonths, percentage } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  errorLabel,
  eventLabel,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { isTaxed, localTax, rowsOf } from './staging.ts';

const row = 'F8';
const category = 'tax';

/** What an outside engine takes for the rate: other than what the rate on the invoice says. */
const wrongly = (stage: Stage, points: number): number => localTax(stage).percentage + points;

/** Tax charged beyond what its own rate makes of its own base, line by line. */
const tooMuch = (stage: Stage, invoice: Invoice): number =>
  rowsOf(invoice, localTax(stage)).reduce(
    (sum, { amount, taxable_amount: base }) =>
      sum + amount - percentage(base ?? 0, localTax(stage).percentage),
    0,
  );

/** Renewals whose tax is set by something that takes another percentage than the rate it names. */
function taxedAtOther(id: string, terms: (stage: Stage) => Partial<SubscribeRequest>): Scenario {
  return {
    id: `F8/${id}`,
    row,
    kind: 'fault',
    fits: isTaxed,
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const wrong = random.int(1, 3);
      const percent = wrongly(stage, random.pick([1.5, 2, 6]));
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, {
        price,
        ...terms(stage),
        hooks: {
          taxes: (taxes, _line, { renewal }) =>
            renewal > renewals - wrong ? taxes.map((tax) => ({ ...tax, percentage: percent })) : taxes,
        },
      });
      return () =>
        ledger.billing
          .invoicesOf(subscription())
          .slice(-wrong)
          .map((invoice) =>
            errorLabel({
              row,
              category,
              currency,
              amount: tooMuch(stage, invoice),
              evidence: [invoice.id, localTax(stage).id],
            }),
          );
    },
  };
}

/** Amounts of which each tax, rounded by itself, adds up to another tax than that of their sum. */
function roundedApart(stage: Stage): readonly number[] {
  const percent = localTax(stage).percentage;
  const from = amountOf(stage, stage.random.int(20, 90) * 100);
  for (let amount = from; amount < from + 100; amount += 1) {
    for (const lines of [3, 4, 5]) {
      if (percentage(amount, percent) * lines !== percentage(amount * lines, percent)) {
        return Array.from({ length: lines }, () => amount);
      }
    }
  }
  throw new Error(`no amount near ${from} is rounded apart at ${percent}%`);
}

const CENT_WORDS = {
  subject: 'The VAT on my invoice',
  body: 'Your VAT does not match my own calculation. Why is the tax on my invoice different?',
} as const;

function bill(
  stage: Stage,
  amounts: readonly number[],
  days: { readonly min: number; readonly max: number },
) {
  const { ledger, customer, method, currency } = stage;
  return later(stage, daysBeforeEnd(stage, days), () =>
    ledger.invoices.bill(customer, {
      currency,
      method,
      taxRates: localTaxes(stage),
      lines: amounts.map((amount, at) => ({ amount, description: `Badge run ${at + 1}` })),
    }),
  );
}

export const TAX_AMOUNTS_WRONG: readonly Scenario[] = [
  taxedAtOther('renewals', ({ random }) => ({ quantity: random.int(1, 9) })),
  taxedAtOther('with-coupon', ({ ledger }) => ({
    billingMode: 'classic',
    coupon: {
      coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' }),
    },
  })),
  taxedAtOther('two-products', (stage) => ({
    items: [{ price: ownPrice(stage) }, { price: ownPrice(stage), quantity: 3 }],
  })),
  {
    id: 'F8/credited-in-part',
    row,
    kind: 'fault',
    fits: isTaxed,
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const percent = wrongly(stage, 5);
      const order = later(stage, daysBeforeEnd(stage, { min: 32, max: 55 }), () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates: localTaxes(stage),
          lines: [0, 1].map((at) => ({
            amount: amountOf(stage, random.int(40, 400) * 100),
            description: `Training day ${at + 1}`,
          })),
          hooks: { taxes: (taxes) => taxes.map((tax) => ({ ...tax, percentage: percent })) },
        }),
      );
      // One of the two days is given back with all that was paid for it.
      const note = later(stage, daysBeforeEnd(stage, { min: 5, max: 28 }), () => {
        const [line] = order().lines.data;
        if (line === undefined) throw new Error('the invoice has a line');
        const to = order().amount_paid < order().total ? 'balance' : 'card';
        return ledger.credits.issue({ invoice: order(), lines: [{ line }], to, reason: 'order_change' });
      });
      return () => {
        const left = rowsOf(order(), localTax(stage)).slice(1);
        const due = (base: number | null): number => percentage(base ?? 0, localTax(stage).percentage);
        return errorLabel({
          row,
          category,
          currency,
          amount: left.reduce((sum, one) => sum + one.amount - due(one.taxable_amount), 0),
          evidence: [order().id, note().id],
        });
      };
    },
  },
  {
    id: 'F8/too-little',
    row,
    kind: 'event',
    fits: isTaxed,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const last = addMonths(start, renewals);
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: 3,
        hooks: {
          taxes: (taxes, _line, { now }) =>
            now >= last ? taxes.map((tax) => ({ ...tax, percentage: tax.percentage - 4 })) : taxes,
        },
      });
      return (): PlantedLabel => {
        const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
        return {
          row,
          category,
          classification: 'notice',
          amount: null,
          evidence: [String(invoice?.id), localTax(stage).id],
        };
      };
    },
  },
  {
    id: 'F8/rounded-by-line',
    row,
    kind: 'event',
    alone: true,
    writes: true,
    fits: isTaxed,
    stage: (stage) => {
      const invoice = bill(stage, roundedApart(stage), { min: 3, max: 40 });
      return () =>
        eventLabel({ row, category, evidence: [invoice().id, localTax(stage).id], ticket: CENT_WORDS });
    },
  },
];
