import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { eventLabel, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { fitsProrations, upgrade } from './upgrade.ts';

/** V20: a downgrade waits for the renewal, and so does an upgrade in classic billing mode. */
export const WAITED_FOR_THE_RENEWAL: readonly Scenario[] = (['downgrade', 'classic'] as const).map(
  (name): Scenario => ({
    id: `V20/${name}`,
    row: 'V20',
    kind: 'event',
    fits: fitsProrations,
    stage: (stage) => {
      const change = upgrade(stage, {
        behavior: 'create_prorations',
        down: name === 'downgrade',
        billingMode: name === 'classic' ? 'classic' : 'flexible',
      });
      return () => eventLabel({ row: 'V20', category: 'proration', evidence: [change.invoice().id] });
    },
  }),
);

/** V21: seats come and go in the middle of a period. */
export const SEATS_CHANGED: readonly Scenario[] = [
  ['fewer', 9, 5, 'always_invoice'],
  ['more-with-the-renewal', 3, 8, 'create_prorations'],
].map(
  ([name, before, after, behavior]): Scenario => ({
    id: `V21/${name}`,
    row: 'V21',
    kind: 'event',
    fits: fitsProrations,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const waits = behavior === 'create_prorations';
      const renewals = random.int(3, 8);
      const start = startFor(stage, price, renewals, waits ? { min: 2, max: 20 } : { min: 12, max: 25 });
      const subscription = subscribeAt(stage, start, { price, quantity: Number(before) });
      const at = waits
        ? addMonths(start, renewals - 1) + random.int(3 * DAY, 20 * DAY)
        : stage.end - random.int(2 * DAY, 10 * DAY);
      const billed = later(stage, at, () =>
        ledger.billing.changePlan(
          subscription(),
          { quantity: Number(after) },
          waits ? 'create_prorations' : 'always_invoice',
        ),
      );
      return () => {
        const invoices = ledger.billing.invoicesOf(subscription());
        const invoice = billed() ?? invoices.find(({ created }) => created > at);
        return eventLabel({ row: 'V21', category: 'quantity', evidence: [invoice?.id ?? ''] });
      };
    },
  }),
);
