import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, eventLabel, later, localTaxes, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'V19';
const category = 'proration';
/** Amounts of three-decimal currencies end in zero, which a share of a period would not. */
const fits = ({ currency }: Pick<Stage, 'currency'>): boolean => currency !== 'kwd';

export const UPGRADES: readonly Scenario[] = [
  ...(['flexible', 'classic'] as const).map(
    (billingMode): Scenario => ({
      id: `V19/upgrade-${billingMode}`,
      row,
      kind: 'event',
      fits,
      stage: (stage) => {
        const { ledger, random } = stage;
        const cheap = ownPrice(stage, { unitAmount: amountOf(stage, random.int(9, 40) * 100) });
        const dear = ownPrice(stage, { unitAmount: amountOf(stage, random.int(50, 120) * 100) });
        const start = startFor(stage, cheap, random.int(2, 8), { min: 12, max: 25 });
        const subscription = subscribeAt(stage, start, { price: cheap, billingMode });
        const invoice = later(stage, stage.end - random.int(2 * DAY, 10 * DAY), () =>
          ledger.billing.changePlan(subscription(), { price: dear }, 'always_invoice'),
        );
        return () => eventLabel({ row, category, evidence: [invoice()?.id ?? ''] });
      },
    }),
  ),
  {
    id: 'V21/quantity',
    row: 'V21',
    kind: 'event',
    fits,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const start = startFor(stage, price, random.int(2, 8), { min: 12, max: 25 });
      const subscription = subscribeAt(stage, start, { price, quantity: 3, taxRates: localTaxes(stage) });
      const invoice = later(stage, stage.end - random.int(2 * DAY, 10 * DAY), () =>
        ledger.billing.changePlan(subscription(), { quantity: random.int(4, 9) }, 'always_invoice'),
      );
      return () => eventLabel({ row: 'V21', category: 'quantity', evidence: [invoice()?.id ?? ''] });
    },
  },
  {
    id: 'V19/to-yearly',
    row,
    kind: 'event',
    fits,
    stage: (stage) => {
      const { ledger, random } = stage;
      const monthly = ownPrice(stage);
      const yearly = ledger.catalogue.makePrice(
        ledger.catalogue.productOf(monthly) ?? ledger.catalogue.makeProduct({ name: 'Yearly' }),
        { currency: stage.currency, unitAmount: (monthly.unit_amount ?? 0) * 10, interval: 'year' },
      );
      const start = startFor(stage, monthly, random.int(2, 8), { min: 12, max: 25 });
      const subscription = subscribeAt(stage, start, { price: monthly });
      const invoice = later(stage, stage.end - random.int(2 * DAY, 10 * DAY), () =>
        ledger.billing.changePlan(subscription(), { price: yearly }, 'always_invoice'),
      );
      return () => eventLabel({ row, category, evidence: [invoice()?.id ?? ''] });
    },
  },
  {
    id: 'V20/with-the-renewal',
    row: 'V20',
    kind: 'event',
    fits,
    stage: (stage) => {
      const { ledger, random } = stage;
      const cheap = ownPrice(stage, { unitAmount: amountOf(stage, 2000) });
      const dear = ownPrice(stage, { unitAmount: amountOf(stage, 6000) });
      const renewals = random.int(3, 8);
      const start = startFor(stage, cheap, renewals, { min: 2, max: 20 });
      const subscription = subscribeAt(stage, start, { price: cheap });
      stage.at(addMonths(start, renewals - 1) + random.int(3 * DAY, 20 * DAY), () => {
        ledger.billing.changePlan(subscription(), { price: dear }, 'create_prorations');
      });
      return () =>
        eventLabel({
          row: 'V20',
          category,
          evidence: [ledger.billing.invoicesOf(subscription()).at(-1)?.id ?? ''],
        });
    },
  },
];
