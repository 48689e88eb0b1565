import { DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, errorLabel, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { fitsProrations, taxOn, upgrade } from './upgrade.ts';

const row = 'C5';
const category = 'proration';
const iso = (at: number): string => new Date(at * 1000).toISOString();

export const CHARGED_ABOVE_QUOTE: readonly Scenario[] = [
  {
    id: 'C5/upgrade',
    row,
    kind: 'fault',
    fits: fitsProrations,
    stage: (stage) => {
      const { random, currency, policy, customer } = stage;
      const change = upgrade(stage);
      const below = amountOf(stage, random.int(3, 9) * 100);
      const id = `quote-${random.digits(6)}`;
      return () => {
        const invoice = change.invoice();
        policy.add('promises', {
          id,
          customer: customer.id,
          subscription: change.subscription().id,
          kind: 'quote',
          amount: invoice.total - below,
          currency,
          made_at: iso(change.at - 2 * DAY),
          valid_until: iso(change.at + 2 * DAY),
        });
        return errorLabel({ row, category, currency, amount: below, evidence: [id, invoice.id] });
      };
    },
  },
  ...(['quote', 'checkout'] as const).map(
    (source): Scenario => ({
      id: `C5/${source}`,
      row,
      kind: 'fault',
      stage: (stage) => {
        const { ledger, random, currency, customer } = stage;
        const price = ownPrice(stage);
        const net = price.unit_amount ?? 0;
        // Below the price before tax already: tax alone does not explain it.
        const below = taxOn(stage, net) + amountOf(stage, random.int(3, 9) * 100);
        const start = startFor(stage, price, 0, { min: 3, max: 25 });
        const subscription = subscribeAt(stage, start, { price });
        const sale = later(stage, start, () => {
          const [invoice] = ledger.billing.invoicesOf(subscription());
          const told = {
            amount: (invoice?.total ?? 0) - below,
            currency,
            subscription: subscription(),
            ...(invoice === undefined ? {} : { invoice }),
          };
          return source === 'quote'
            ? ledger.sales.quote(customer, { ...told, expiresAt: start + 30 * DAY })
            : ledger.sales.checkout(customer, told);
        });
        return () => {
          const [invoice] = ledger.billing.invoicesOf(subscription());
          return errorLabel({
            row,
            category,
            currency,
            amount: below,
            evidence: [sale().id, invoice?.id ?? ''],
          });
        };
      },
    }),
  ),
];
