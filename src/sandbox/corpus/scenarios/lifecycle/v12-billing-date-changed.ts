import { assert } from '../../../../assert.ts';
import { addIntervals, addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { PlanChange, SubscribeRequest } from '../../../ledger/billing.ts';
import type { Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import {
  daysBeforeEnd,
  eventLabel,
  inclusiveTaxes,
  later,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { fitsProrations } from '../prorations/upgrade.ts';

const row = 'V12';
const category = 'renewal';

interface Restart {
  readonly interval?: 'month' | 'year';
  readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
  /** What changes along with the date. */
  readonly change?: (stage: Stage, price: Price) => PlanChange;
}

/** A new period begins within a running one, is billed at once, and the rest of the old one is given back. */
function restarted(id: string, { interval = 'month', terms, change }: Restart = {}): Scenario {
  return {
    id: `V12/${id}`,
    row,
    kind: 'event',
    fits: fitsProrations,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage, { interval });
      const renewals = interval === 'year' ? 0 : random.int(2, 8);
      const start = startFor(stage, price, renewals, { min: 14, max: 27 });
      const subscription = subscribeAt(stage, start, { price, ...terms?.(stage) });
      const at = addIntervals(start, interval, renewals) + random.int(2 * DAY, 11 * DAY);
      const what: PlanChange = change?.(stage, price) ?? { anchor: 'now' };
      const invoice = later(stage, at, () =>
        ledger.billing.changePlan(subscription(), what, 'always_invoice'),
      );
      return () => {
        const bill = invoice();
        assert(bill !== null, 'a new period is billed at once', { at });
        const credits = bill.lines.data.filter(({ amount }) => amount < 0);
        return eventLabel({ row, category, evidence: [bill.id, ...credits.map((line) => line.id)] });
      };
    },
  };
}

/** A trial whose end moves: the first charge, and every later one, moves with it. */
function trialMoved(id: string, move: 'early' | 'prolonged', interval: 'month' | 'year'): Scenario {
  return {
    id: `V12/${id}`,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage, { interval });
      const ended = daysBeforeEnd(stage, { min: 2, max: 14 });
      const planned = move === 'early' ? ended + random.int(3, 20) * DAY : ended - random.int(3, 7) * DAY;
      const subscription = subscribeAt(stage, ended - random.int(11, 14) * DAY, { price, trialEnd: planned });
      if (move === 'early') stage.at(ended, () => ledger.billing.endTrial(subscription()));
      else stage.at(planned - 2 * DAY, () => ledger.billing.extendTrial(subscription(), ended));
      return () => {
        const paid = ledger.billing.invoicesOf(subscription()).find(({ total }) => total > 0);
        return eventLabel({ row, category, evidence: [subscription().id, paid?.id ?? ''] });
      };
    },
  };
}

/** A running subscription is free until a later day than its next renewal, and renews on that day from then on. */
const freeUntil: Scenario = {
  id: 'V12/free-until-another-day',
  row,
  kind: 'event',
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(2, 7);
    const moved = daysBeforeEnd(stage, { min: 2, max: 25 });
    // The paid period ends some days before that.
    const start = addMonths(moved - random.int(3, 12) * DAY, -renewals);
    const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 4) });
    stage.at(addMonths(start, renewals) - random.int(DAY, 9 * DAY), () =>
      ledger.billing.grantTrial(subscription(), moved),
    );
    return () => {
      const last = ledger.billing.invoicesOf(subscription()).at(-1);
      return eventLabel({ row, category, evidence: [subscription().id, last?.id ?? ''] });
    };
  },
};

export const BILLING_DATES_CHANGED: readonly Scenario[] = [
  restarted('cycle-anew'),
  restarted('classic-with-seats', {
    terms: ({ random }) => ({ billingMode: 'classic', quantity: random.int(2, 9) }),
  }),
  restarted('coupon-and-inclusive-tax', {
    terms: (stage) => ({
      taxRates: inclusiveTaxes(stage),
      coupon: {
        coupon: stage.ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 20, duration: 'forever' }),
      },
    }),
  }),
  restarted('to-yearly', {
    change: ({ ledger, currency }, monthly) => {
      const product = ledger.catalogue.productOf(monthly);
      assert(product !== undefined, 'the price has a product', { price: monthly.id });
      const unitAmount = (monthly.unit_amount ?? 0) * 10;
      return { price: ledger.catalogue.makePrice(product, { currency, unitAmount, interval: 'year' }) };
    },
  }),
  trialMoved('trial-ended-early', 'early', 'month'),
  trialMoved('trial-prolonged', 'prolonged', 'year'),
  freeUntil,
  {
    id: 'V12/asked-about-later',
    row,
    kind: 'event',
    writes: true,
    // Something recent about another subscription would answer the question first.
    alone: true,
    fits: fitsProrations,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const start = startFor(stage, price, 8, { min: 14, max: 27 });
      const subscription = subscribeAt(stage, start, { price });
      const at = addMonths(start, 3) + random.int(3 * DAY, 20 * DAY);
      const invoice = later(stage, at, () =>
        ledger.billing.changePlan(subscription(), { anchor: 'now' }, 'always_invoice'),
      );
      return () =>
        eventLabel({
          row,
          category,
          evidence: [invoice()?.id ?? ''],
          ticket: {
            subject: 'Billing date',
            body: 'Why did my renewal date change? It renewed on another day.',
          },
        });
    },
  },
];
