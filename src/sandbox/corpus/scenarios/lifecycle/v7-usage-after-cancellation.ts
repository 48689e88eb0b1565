import { assert } from '../../../../assert.ts';
import { addMonths, DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { PriceRequest } from '../../../ledger/objects/price.ts';
import type { Subscription } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, eventLabel, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'V7';

interface Leaving {
  readonly price: (stage: Stage) => Partial<PriceRequest>;
  /** How the subscription is cancelled, in the period that is billed last. */
  readonly leave: (stage: Stage, subscription: Subscription) => void;
  readonly isAtOnce: boolean;
  readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
  /** A monthly fee beside the usage. */
  readonly hasFee?: boolean;
}

/** A customer leaves, and the last period's usage is billed when it is over. */
function leaving(id: string, { price: terms, leave, isAtOnce, hasFee = false, ...more }: Leaving): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const meter = ledger.catalogue.makeMeter(`Check-ins ${random.digits(3)}`);
      const price = ownPrice(stage, { currency, ...terms(stage), meter: meter.id });
      const periods = random.int(2, 6);
      const start = startFor(stage, price, periods, { min: 2, max: 30 });
      const fee = hasFee ? ownPrice(stage) : null;
      const subscription = subscribeAt(stage, start, {
        ...(fee === null ? { price } : { items: [{ price: fee }, { price }] }),
        ...more.terms?.(stage),
      });
      const last = addMonths(start, periods - 1);
      for (let at = start + DAY; at < addMonths(start, periods); at += random.int(3, 6) * DAY) {
        const used = random.int(100, 900);
        stage.at(at, () => {
          if (subscription().ended_at === null) ledger.billing.reportUsage(customer, meter, used);
        });
      }
      const at = last + random.int(9 * DAY, 22 * DAY) + HOUR;
      later(stage, at, () => leave(stage, subscription()));
      return () => {
        const over = subscription().ended_at;
        assert(over !== null, 'the subscription has ended', { id: subscription().id });
        const invoice = ledger.billing.invoicesOf(subscription()).findLast(({ total }) => total > 0);
        assert(invoice !== undefined && invoice.created >= (isAtOnce ? at : over), 'its usage was billed', {
          id: subscription().id,
        });
        return eventLabel({ row, category: 'usage', evidence: [subscription().id, invoice.id] });
      };
    },
  };
}

const perUnit = (stage: Stage): Partial<PriceRequest> => ({ unitAmount: amountOf(stage, 200) / 100 + 1 });

export const USAGE_AFTER_CANCELLATIONS: readonly Scenario[] = [
  leaving('V7/at-period-end', {
    price: () => ({ unitAmount: '5.5' }),
    isAtOnce: false,
    leave: ({ ledger }, subscription) => ledger.billing.cancelAtPeriodEnd(subscription, 'Season is over'),
  }),
  leaving('V7/fee-and-usage', {
    price: perUnit,
    isAtOnce: false,
    hasFee: true,
    leave: ({ ledger }, subscription) => ledger.billing.cancelAtPeriodEnd(subscription, 'Season is over'),
  }),
  leaving('V7/at-once-and-invoiced', {
    price: perUnit,
    isAtOnce: true,
    leave: ({ ledger }, subscription) => {
      ledger.billing.cancelNow(subscription, { comment: 'Season is over', invoiceNow: true });
    },
    terms: () => ({ billingMode: 'classic' }),
  }),
  leaving('V7/tiers', {
    price: () => ({
      graduated: [
        { upTo: 500, unit: 6 },
        { upTo: null, unit: 4 },
      ],
    }),
    isAtOnce: false,
    leave: ({ ledger }, subscription) => ledger.billing.cancelAtPeriodEnd(subscription, 'Season is over'),
  }),
];
