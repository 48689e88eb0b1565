import { DAY, prorate } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { fitsProrations, isCredit } from './upgrade.ts';

const row = 'C8';

/** Up, down and up again; every credit is for one seat only, whatever was paid. */
function pileUp(id: string, seats: number, changes: number): Scenario {
  return {
    id: `C8/${id}`,
    row,
    kind: 'fault',
    fits: fitsProrations,
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const cheap = ownPrice(stage, { unitAmount: amountOf(stage, random.int(30, 50) * 100) });
      const dear = ownPrice(stage, { unitAmount: amountOf(stage, random.int(60, 90) * 100) });
      const start = startFor(stage, cheap, random.int(3, 8), { min: 20, max: 26 });
      const subscription = subscribeAt(stage, start, {
        price: cheap,
        quantity: seats,
        billingMode: 'classic',
        taxRates: [],
      });
      const first = stage.end - random.int(14 * DAY, 17 * DAY);
      for (let change = 0; change < changes; change += 1) {
        stage.at(first + change * random.int(3 * DAY, 4 * DAY), () => {
          const off = ledger.billing.hook(subscription(), {
            prorations: (drafts) =>
              drafts.map((draft) =>
                isCredit(draft) ? { ...draft, quantity: 1, amount: prorate(draft.amount, 1, seats) } : draft,
              ),
          });
          const price = change % 2 === 0 ? dear : cheap;
          ledger.billing.changePlan(subscription(), { price }, 'always_invoice');
          off();
        });
      }
      return () => {
        const invoices = ledger.billing
          .invoicesOf(subscription())
          .filter(({ lines }) => lines.data.some(({ period }) => period.end > stage.end));
        const net = invoices.reduce((sum, invoice) => sum + invoice.total, 0);
        return errorLabel({
          row,
          category: 'proration',
          currency,
          amount: net - (dear.unit_amount ?? 0) * seats,
          evidence: [subscription().id, ...invoices.map((invoice) => invoice.id)],
        });
      };
    },
  };
}

export const CHANGES_THAT_PILE_UP: readonly Scenario[] = [
  pileUp('up-down-up', 4, 3),
  pileUp('up-down', 6, 2),
];
