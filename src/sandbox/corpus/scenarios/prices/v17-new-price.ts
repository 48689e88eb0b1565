import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { agreedTerms, isoDay, isoTime, productOf, type Terms, taxesOf } from './too-much.ts';

const row = 'V17';

interface NewPrice extends Terms {
  /** The list price rose, the customer's contract price did, or the contract ended and the list price holds. */
  readonly rose: 'list' | 'contract' | 'contract_ended';
  /** By a schedule that takes effect at the renewal, or by a change some days before it. */
  readonly by: 'schedule' | 'change';
}

function newPrice(id: string, change: NewPrice): Scenario {
  const { rose, by, quantity = 1 } = change;
  return {
    id: `V17/${id}`,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random, currency, policy } = stage;
      const { billing, catalogue } = ledger;
      const before = ownPrice(stage, { unitAmount: amountOf(stage, random.int(20, 80) * 100) });
      const product = catalogue.productOf(before);
      if (product === undefined) throw new Error('the price has a product');
      const after = catalogue.makePrice(product, {
        currency,
        unitAmount: (before.unit_amount ?? 0) + amountOf(stage, random.int(3, 20) * 100),
      });
      const taxRates = taxesOf(stage, change);
      const renewals = random.int(3, 8);
      const start = startFor(stage, before, renewals, { min: 2, max: 20 });
      const renewal = addMonths(start, renewals);
      const subscription = subscribeAt(stage, start, {
        price: before,
        quantity,
        taxRates,
        ...agreedTerms(stage, change),
      });
      // The new price holds since a midnight before the renewal, and was announced in time.
      const since = Math.floor((renewal - random.int(1, 20) * DAY) / DAY) * DAY;
      const notice = since - random.int(31, 60) * DAY;
      const refs = { before: `old-${random.digits(6)}`, after: `new-${random.digits(6)}` };
      policy.set('price_change_notice_days', 30);
      policy.add(
        'prices',
        {
          id: refs.before,
          ...priced(stage, before, rose !== 'list'),
          from: isoDay(start - 100 * DAY),
          until: isoDay(since),
        },
        {
          id: refs.after,
          ...priced(stage, after, rose === 'contract'),
          // The list price of a product held all along; only the contract stood before it.
          ...(rose === 'contract_ended'
            ? { from: isoDay(start - 100 * DAY) }
            : { from: isoDay(since), notice_sent_at: isoTime(notice) }),
        },
      );
      if (by === 'schedule') {
        stage.at(since, () => {
          billing.schedule(subscription(), [{ at: renewal, price: after, quantity }], renewal + 300 * DAY);
        });
      } else {
        stage.at(since + 3600, () => {
          billing.changePlan(subscription(), { price: after }, 'none');
        });
      }
      return () => {
        const [last] = billing.invoicesOf(subscription()).slice(-1);
        return eventLabel({
          row,
          category: 'price',
          evidence: [last?.id ?? '', refs.before, refs.after],
        });
      };
    },
  };
}

function priced(stage: Stage, price: Price, isContract: boolean): Readonly<Record<string, unknown>> {
  return {
    ...(isContract ? { customer: stage.customer.id } : {}),
    product: productOf(price),
    interval: 'month',
    currency: stage.currency,
    unit_amount: price.unit_amount,
  };
}

export const NEW_PRICES_AGREED: readonly Scenario[] = [
  newPrice('announced', { rose: 'list', by: 'schedule' }),
  newPrice('announced-for-seats', { rose: 'list', by: 'change', quantity: 6, inclusive: true }),
  newPrice('contract-ended', { rose: 'contract_ended', by: 'change' }),
  newPrice('contract-ended-with-discount', {
    rose: 'contract_ended',
    by: 'schedule',
    quantity: 3,
    percentOff: 10,
  }),
  newPrice('next-contract', { rose: 'contract', by: 'schedule', quantity: 2 }),
];
