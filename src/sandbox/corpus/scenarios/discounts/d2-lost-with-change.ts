import { addMonths, DAY, prorate } from '../../../ledger/arithmetic.ts';
import type { Invoice, InvoiceLine, Subscription } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  errorLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { missingOn, missingOnLines, offBy } from './missing.ts';

const row = 'D2';
const category = 'discount';

const isProration = ({ parent }: InvoiceLine): boolean =>
  (parent?.invoice_item_details ?? parent?.subscription_item_details)?.proration === true;

function discountOf(stage: Stage, { id }: Subscription): string {
  return stage.ledger.book.all('discount').find((one) => one.subscription === id)?.id ?? '';
}

/** Replaces the plan by another from the next period on: a new item in place of the old one, or a new price on it. */
function withChange(
  id: string,
  options: {
    readonly replaced: 'item' | 'price';
    readonly duration: 'forever' | { readonly months: number };
    readonly terms: { readonly percentOff: number } | { readonly cents: number };
    /** Renewals billed since the change. */
    readonly since: { readonly min: number; readonly max: number };
    readonly quantity?: number;
    readonly inclusive?: boolean;
    /** How the rest of the running period is billed; default not at all, the new plan begins with the next one. */
    readonly prorated?: 'always_invoice' | 'create_prorations';
    readonly itemised?: boolean;
  },
): Scenario {
  const { replaced, duration, terms, since, quantity = 1, prorated = 'none' } = options;
  return {
    id,
    row,
    kind: 'fault',
    ...(prorated === 'none' ? {} : { fits: ({ currency }) => currency !== 'kwd' }),
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const { billing, catalogue, discounts } = ledger;
      const taxRates = options.inclusive === true ? inclusiveTaxes(stage) : localTaxes(stage);
      const before = ownPrice(stage, { unitAmount: amountOf(stage, random.int(20, 60) * 100) });
      const after = ownPrice(stage, { unitAmount: amountOf(stage, random.int(70, 150) * 100) });
      const coupon = catalogue.makeCoupon({
        name: 'Founding member',
        duration,
        ...('percentOff' in terms
          ? terms
          : { amountOff: { amount: amountOf(stage, terms.cents), currency } }),
      });
      const lost = random.int(since.min, since.max);
      const renewals = lost + random.int(2, 5);
      const start = startFor(stage, before, renewals, { min: 2, max: 20 });
      const subscription = subscribeAt(stage, start, {
        taxRates,
        ...(options.itemised === true ? { prorationDiscounts: 'itemized' } : {}),
        ...(replaced === 'item'
          ? { items: [{ price: before, quantity, coupon: { coupon } }] }
          : { price: before, quantity, coupon: { coupon } }),
      });
      const change = addMonths(start, renewals - lost) + random.int(5, 20) * DAY;
      const discount = later(stage, change, () => {
        const changed = subscription();
        const lostOne = discountOf(stage, changed);
        if (replaced === 'item') {
          const remove = [...changed.items.data];
          billing.changePlan(changed, { remove, add: [{ price: after, quantity }] }, prorated);
        } else {
          billing.changePlan(changed, { price: after, quantity }, 'none');
          discounts.remove(changed, ledger.book.get('discount', lostOne));
        }
        return lostOne;
      });
      return () => {
        const due = billing.invoicesOf(subscription()).filter(({ created }) => created >= change);
        const lines = due.flatMap((invoice) => invoice.lines.data);
        const fees = lines.filter((line) => !isProration(line));
        const periodStart = addMonths(start, renewals - lost);
        const full = (after.unit_amount ?? 0) * quantity;
        const rest = lines.filter((line) => isProration(line) && line.amount > 0);
        const amount = rest.reduce(
          (sum, line) => {
            const { end } = line.period;
            const due = prorate(full - offBy(coupon)(full), end - line.period.start, end - periodStart);
            const off = options.itemised === true ? offBy(coupon) : (debit: number) => debit - due;
            return sum + missingOnLines([line], taxRates, off);
          },
          missingOnLines(fees, taxRates, offBy(coupon)),
        );
        const label = labelOf(stage, due, amount, [discount(), coupon.id]);
        // Without a granted time, only whoever took it off knows whether it was meant to go.
        return duration === 'forever' ? { ...label, classification: 'likely_error' } : label;
      };
    },
  };
}

function labelOf({ currency }: Stage, due: readonly Invoice[], amount: number, evidence: readonly string[]) {
  return errorLabel({ row, category, currency, amount, evidence: [...evidence, ...due.map(({ id }) => id)] });
}

/** Sold anew: the old subscription ends with its period, and the new one begins there without the coupon. */
function soldAnew(id: string, quantity: number): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const { billing, catalogue } = ledger;
      const before = ownPrice(stage);
      const after = ownPrice(stage);
      const percentOff = random.pick([15, 20, 40]);
      const coupon = catalogue.makeCoupon({ name: 'Two years', percentOff, duration: { months: 24 } });
      const since = random.int(0, 3);
      const held = random.int(2, 6);
      const start = startFor(stage, before, held + since, { min: 3, max: 24 });
      const first = subscribeAt(stage, start, { price: before, quantity, coupon: { coupon } });
      const end = addMonths(start, held);
      const discount = later(stage, end - random.int(3, 12) * DAY, () => {
        billing.cancelAtPeriodEnd(first(), 'moving to the other plan');
        return discountOf(stage, first());
      });
      const second = subscribeAt(stage, end + random.int(600, DAY), { price: after, quantity });
      return () => {
        const due = billing.invoicesOf(second());
        const amount = missingOn(due, localTaxes(stage), offBy(coupon));
        const label = labelOf(stage, due, amount, [discount(), coupon.id, second().id]);
        return { ...label, classification: 'likely_error' };
      };
    },
  };
}

export const DISCOUNTS_LOST_WITH_CHANGE: readonly Scenario[] = [
  withChange('D2/item-replaced', {
    replaced: 'item',
    duration: { months: 12 },
    terms: { percentOff: 20 },
    since: { min: 1, max: 4 },
  }),
  withChange('D2/item-replaced-inclusive-tax', {
    replaced: 'item',
    duration: { months: 24 },
    terms: { percentOff: 15 },
    since: { min: 1, max: 3 },
    quantity: 4,
    inclusive: true,
  }),
  // Long enough ago that no event tells of it any more.
  withChange('D2/lost-with-price', {
    replaced: 'price',
    duration: { months: 12 },
    terms: { cents: 700 },
    since: { min: 2, max: 4 },
  }),
  withChange('D2/without-end', {
    replaced: 'item',
    duration: 'forever',
    terms: { percentOff: 30 },
    since: { min: 1, max: 3 },
  }),
  withChange('D2/item-replaced-in-mid-period', {
    replaced: 'item',
    duration: { months: 12 },
    terms: { percentOff: 25 },
    since: { min: 1, max: 3 },
    prorated: 'always_invoice',
  }),
  withChange('D2/rest-billed-with-renewal', {
    replaced: 'item',
    duration: { months: 24 },
    terms: { percentOff: 40 },
    since: { min: 1, max: 3 },
    quantity: 3,
    prorated: 'create_prorations',
    itemised: true,
  }),
  soldAnew('D2/new-subscription', 1),
  soldAnew('D2/new-subscription-seats', 6),
];
