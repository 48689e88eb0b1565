import { addMonths, DAY, percentage } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Price, Product, Subscription, TaxRate } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, startFor, subscribeAt } from '../../staging.ts';
import { isTaxed, likeTax, localTax, placeOf, taxRows } from './staging.ts';

const row = 'F10';
const category = 'tax';

/** Stripe's tax codes for goods without one of their own, for digital books, and for what is never taxed. */
const GENERAL = 'txcd_99999999';
const BOOKS = 'txcd_10302000';
const NONTAXABLE = 'txcd_00000000';

interface Category {
  readonly product: Product;
  readonly low: TaxRate;
  /** Unix seconds: when somebody puts the product into the lower category. */
  readonly change: number;
}

interface Plan {
  readonly terms: (stage: Stage, category: Category) => Partial<SubscribeRequest>;
  readonly corrects?: (stage: Stage, category: Category, subscription: Subscription) => void;
  /** True where the lower category is not taxed at all. */
  readonly isFree?: boolean;
  /** True when somebody credits the newest of the wrong invoices altogether. */
  readonly lastCredited?: boolean;
}

/** A product taxed in full until its category was put right; the law stayed as it was. */
function correctedLate(id: string, plan: Plan): Scenario {
  return {
    id: `F10/${id}`,
    row,
    kind: 'fault',
    // What the law asks for here, others may state as well.
    sharesCustomer: false,
    fits: isTaxed,
    stage: (stage) => {
      const { ledger, random, currency, policy } = stage;
      const full = localTax(stage);
      const percent = random.pick([5, 7]);
      const low = likeTax(stage, full, { percentage: percent });
      const product = ledger.catalogue.makeProduct({
        name: `Field guide ${random.digits(3)}`,
        taxCode: GENERAL,
      });
      const price: Price = ledger.catalogue.makePrice(product, {
        currency,
        unitAmount: amountOf(stage, random.int(20, 150) * 100),
      });
      const renewals = random.int(3, 6);
      const since = random.int(1, 2);
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const change = addMonths(start, renewals - since + 1) - random.int(3, 20) * DAY;
      const chosen: Category = { product, low, change };
      const subscription = subscribeAt(stage, start, { price, ...plan.terms(stage, chosen) });
      const ref = `rate-${random.digits(5)}`;
      policy.tax({ rates: [{ id: ref, ...placeOf(stage), percentage: full.percentage }] });
      stage.at(change, () => plan.corrects?.(stage, chosen, subscription()));
      if (plan.lastCredited === true) {
        stage.at(change - DAY, () => {
          const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
          const [line] = invoice?.lines.data ?? [];
          if (invoice === undefined || line === undefined) throw new Error('the subscription was billed');
          const to = invoice.amount_paid < invoice.total ? 'balance' : 'card';
          ledger.credits.issue({ invoice, lines: [{ line }], to, reason: 'order_change' });
        });
      }
      return () => {
        const invoices = ledger.billing.invoicesOf(subscription());
        const before = invoices.filter(({ created }) => created < change);
        const first = invoices.find(({ created }) => created >= change);
        if (first === undefined) throw new Error('the subscription was billed since');
        const wrong = plan.lastCredited === true ? before.slice(0, -1) : before;
        const due = (base: number | null): number =>
          plan.isFree === true ? 0 : percentage(base ?? 0, low.percentage);
        return errorLabel({
          row,
          category,
          classification: 'likely_error',
          currency,
          amount: wrong
            .flatMap(taxRows)
            .reduce((sum, { amount, taxable_amount: base }) => sum + amount - due(base), 0),
          evidence: [...wrong.map((invoice) => invoice.id), first.id, ref],
        });
      };
    },
  };
}

export const WRONG_TAX_CATEGORIES: readonly Scenario[] = [
  correctedLate('rate-by-hand', {
    terms: ({ random }) => ({ quantity: random.int(1, 9) }),
    corrects: ({ ledger }, { low }, subscription) => ledger.billing.update(subscription, { taxRates: [low] }),
  }),
  correctedLate('tax-code', {
    terms: (_stage, { low, change }) => ({
      automaticTax: true,
      hooks: {
        taxes: (taxes, _line, { now }) =>
          now < change
            ? taxes
            : taxes.map((tax) => ({
                ...tax,
                rate: low,
                percentage: low.percentage,
                reason: 'reduced_rated',
              })),
      },
    }),
    corrects: (_stage, { product }) => {
      product.tax_code = BOOKS;
    },
  }),
  correctedLate('never-taxed', {
    isFree: true,
    terms: ({ ledger }) => ({
      automaticTax: true,
      billingMode: 'classic',
      coupon: {
        coupon: ledger.catalogue.makeCoupon({ name: 'Reader', percentOff: 10, duration: 'forever' }),
      },
    }),
    corrects: (_stage, { product }) => {
      product.tax_code = NONTAXABLE;
    },
  }),
  correctedLate('last-one-credited', {
    lastCredited: true,
    terms: () => ({ quantity: 3 }),
    corrects: ({ ledger }, { low }, subscription) => ledger.billing.update(subscription, { taxRates: [low] }),
  }),
];
