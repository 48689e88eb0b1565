import { addMonths, DAY, multiply } from '../../../ledger/arithmetic.ts';
import type { BillingHooks } from '../../../ledger/billing.ts';
import type { Invoice, Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { amountOf, eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { agreedTerms, type Terms, taxesOf } from './too-much.ts';
import { meteredLife } from './usage.ts';

const row = 'E10';

/** A jump without a cause on record is for somebody to look at; no amount follows from it. */
const notice = (invoices: readonly (Invoice | undefined)[]): PlantedLabel => ({
  row,
  classification: 'notice',
  category: 'price',
  amount: null,
  evidence: invoices.map((invoice) => invoice?.id ?? ''),
});

interface Jump extends Terms {
  /** How the last renewal is billed. */
  readonly hooks?: (last: number, price: Price) => BillingHooks;
  /** What is changed some days before it. */
  readonly change?: (stage: Stage, subscription: Subscription, price: Price) => void;
  readonly label: (last: readonly (Invoice | undefined)[]) => PlantedLabel;
}

function jump(id: string, kind: Scenario['kind'], options: Jump): Scenario {
  const { quantity = 1, hooks, change, label } = options;
  return {
    id: `E10/${id}`,
    row,
    kind,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(4, 9);
      const start = startFor(stage, price, renewals, { min: 2, max: 25 });
      const subscription = subscribeAt(stage, start, {
        price,
        quantity,
        taxRates: taxesOf(stage, options),
        ...agreedTerms(stage, options),
        ...(hooks === undefined ? {} : { hooks: hooks(renewals, price) }),
      });
      if (change !== undefined) {
        stage.at(addMonths(start, renewals) - random.int(DAY, 12 * DAY), () => {
          change(stage, subscription(), price);
        });
      }
      return () => label(ledger.billing.invoicesOf(subscription()).slice(-2));
    },
  };
}

/** Billed at this percentage of what the price makes, on the last renewal or on those before it. */
const atPercent =
  (percent: number, when: 'last' | 'before'): NonNullable<Jump['hooks']> =>
  (last, price) => ({
    lines: (drafts, { renewal }) => {
      const unit = String(((price.unit_amount ?? 0) * percent) / 100);
      return (renewal === last) === (when === 'last')
        ? drafts.map((draft) => ({
            ...draft,
            amount: multiply(unit, draft.quantity),
            ...(draft.price === null ? {} : { price: { ...draft.price, unitAmount: unit } }),
          }))
        : drafts;
    },
  });

/** Another price of the product, of which the policy file says nothing. */
const toDearerPrice: NonNullable<Jump['change']> = (stage, subscription, price) => {
  const { catalogue, billing } = stage.ledger;
  const product = catalogue.productOf(price);
  if (product === undefined) throw new Error('the price has a product');
  const dearer = catalogue.makePrice(product, {
    currency: stage.currency,
    unitAmount: (price.unit_amount ?? 0) + amountOf(stage, 4000),
  });
  billing.changePlan(subscription, { price: dearer }, 'none');
};

const explained =
  (category: string): Jump['label'] =>
  (last) =>
    eventLabel({ row, category, evidence: last.map((invoice) => invoice?.id ?? '') });

/** Three times the usage of the months before, at one price. */
const moreUsage: Scenario = {
  id: 'E10/more-usage',
  row,
  kind: 'event',
  stage: (stage) => {
    const life = meteredLife(stage, {
      price: () => ({ unitAmount: amountOf(stage, 200) }),
      units: (period, last) => (period === last ? 150 : 50 + (period % 2)),
    });
    return () => explained('usage')(life.invoices().slice(-2));
  },
};

export const AMOUNTS_THAT_JUMPED: readonly Scenario[] = [
  jump('dearer-for-no-reason', 'fault', { hooks: atPercent(60, 'before'), label: notice }),
  jump('cheaper-for-no-reason', 'fault', {
    hooks: atPercent(60, 'last'),
    quantity: 4,
    percentOff: 10,
    label: notice,
  }),
  jump('price-nobody-explains', 'fault', { change: toDearerPrice, inclusive: true, label: notice }),
  jump('more-units', 'event', {
    quantity: 3,
    change: (stage, subscription) => {
      stage.ledger.billing.changePlan(subscription, { quantity: 7 }, 'none');
    },
    label: explained('quantity'),
  }),
  moreUsage,
];
