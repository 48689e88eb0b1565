import { assert } from '../../../../assert.ts';
import { addIntervals, DAY, percentage, prorate } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, InvoiceLine, Subscription, TaxRate } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import {
  askedBy,
  errorLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';

const row = 'B12';

type RefundPolicy =
  | 'prorated'
  | { readonly full_within_days: number; readonly otherwise?: 'none' | 'prorated' };

interface Leaving {
  readonly policy: RefundPolicy;
  readonly interval?: 'month' | 'year';
  /** How far into the period, in days. */
  readonly after: { readonly min: number; readonly max: number };
  readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
  readonly taxes?: (stage: Stage) => readonly TaxRate[];
  /** What the policy gives back of a line of the running period. */
  readonly due: (line: InvoiceLine, at: number, taxes: readonly TaxRate[]) => number;
  /** What was given back since. */
  readonly given?: (stage: Stage, invoice: Invoice) => number;
}

/** What the customer paid for a line: discounts off, taxes on. */
const whole = (line: InvoiceLine): number => askedBy(line);

/**
 * The unused seconds' share of what was paid for the period, with the tax that belongs to it: what is left on the invoice is
 * taxed as if only that had been billed.
 */
function unused(line: InvoiceLine, at: number, taxes: readonly TaxRate[]): number {
  const { start, end } = line.period;
  const off = (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const net = line.amount - off;
  const back = prorate(net, end - at, end - start);
  const onTop = (amount: number): number =>
    taxes
      .filter(({ inclusive }) => !inclusive)
      .reduce((sum, rate) => sum + percentage(amount, rate.percentage), 0);
  return back + onTop(net) - onTop(net - back);
}

/** Cancelled at once in the middle of a paid period; nothing, or not enough, came back. */
function leaving(id: string, terms: Leaving): Scenario {
  const { policy, interval = 'month', after, due } = terms;
  return {
    id,
    row,
    kind: 'fault',
    // What a cancellation gives back is the company's word for everybody.
    sharesCustomer: false,
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      stage.policy.set('refund_on_cancel', policy);
      const price = ownPrice(stage, { interval });
      const taxRates = (terms.taxes ?? localTaxes)(stage);
      const renewals = interval === 'year' ? 0 : random.int(1, 8);
      const start = startFor(stage, price, renewals, { min: after.max + 6, max: after.max + 30 });
      const subscription = subscribeAt(stage, start, { price, taxRates, ...terms.terms?.(stage) });
      const renewed = addIntervals(start, interval, renewals);
      const at = renewed + random.int(after.min * DAY, after.max * DAY);
      const running = (): Invoice => {
        const invoice = ledger.billing.invoicesOf(subscription()).findLast(({ created }) => created <= at);
        assert(invoice !== undefined, 'the running period was billed', { at });
        return invoice;
      };
      stage.at(at, () => ledger.billing.cancelNow(subscription(), 'We are leaving'));
      const { given } = terms;
      const returned =
        given === undefined ? () => 0 : later(stage, at + 3 * DAY, () => given(stage, running()));
      return () => {
        const lines = running().lines.data;
        const back = lines.reduce((sum, line) => sum + due(line, at, taxRates), 0);
        return errorLabel({
          row,
          category: 'cancellation',
          currency,
          amount: back - returned(),
          evidence: evidence(subscription(), running()),
        });
      };
    },
  };
}

const evidence = (subscription: Subscription, invoice: Invoice): readonly string[] => [
  subscription.id,
  invoice.id,
];

const FULL = { full_within_days: 14, otherwise: 'none' } as const;

export const REFUNDS_ON_CANCEL_MISSING: readonly Scenario[] = [
  leaving('B12/unused-days', { policy: 'prorated', after: { min: 2, max: 25 }, due: unused }),
  leaving('B12/seats-with-coupon', {
    policy: 'prorated',
    after: { min: 2, max: 25 },
    due: unused,
    terms: ({ random, ledger }) => ({
      quantity: random.int(2, 15),
      coupon: {
        coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' }),
      },
    }),
  }),
  leaving('B12/yearly-with-inclusive-tax', {
    policy: 'prorated',
    interval: 'year',
    after: { min: 20, max: 200 },
    taxes: inclusiveTaxes,
    due: unused,
    terms: () => ({ billingMode: 'classic' }),
  }),
  leaving('B12/within-the-days-for-all', { policy: FULL, after: { min: 1, max: 13 }, due: whole }),
  leaving('B12/after-them-by-the-day', {
    policy: { full_within_days: 7, otherwise: 'prorated' },
    after: { min: 8, max: 25 },
    due: unused,
  }),
  leaving('B12/too-little-given', {
    policy: FULL,
    after: { min: 1, max: 13 },
    due: whole,
    given: ({ ledger }, invoice) => {
      const [line] = invoice.lines.data;
      assert(line !== undefined, 'the invoice has a line', { invoice: invoice.id });
      return ledger.credits.issue({
        invoice,
        lines: [{ line, net: Math.floor(line.amount / 2) }],
        to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
        reason: 'order_change',
      }).amount;
    },
  }),
];
