import { prorate } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { errorLabel } from '../../staging.ts';
import { fitsProrations, isCredit, type UpgradeRequest, upgrade, withItsTax } from './upgrade.ts';

const row = 'C6';

function inFull(id: string, keepsCredit: boolean, request: UpgradeRequest): Scenario {
  return {
    id: `C6/${id}`,
    row,
    kind: 'fault',
    fits: fitsProrations,
    stage: (stage) => {
      const change = upgrade(stage, {
        ...request,
        hooks: {
          prorations: (drafts, { subscription, cycleLines }) => [
            ...drafts.filter((draft) => isCredit(draft) && keepsCredit),
            ...(subscription?.items.data ?? []).flatMap(cycleLines),
          ],
        },
      });
      return () => {
        const invoice = change.invoice();
        const full = invoice.lines.data.find(({ amount }) => amount > 0);
        const { invoice: before, line: old } = change.before();
        const { start, end } = old.period;
        const share = (amount: number): number => prorate(amount, end - change.at, end - start);
        const net = full?.amount ?? 0;
        const over = net - share(net) + (keepsCredit ? 0 : share(old.amount));
        return errorLabel({
          row,
          category: 'proration',
          currency: stage.currency,
          amount: withItsTax(stage, over, net, request.taxRates),
          evidence: [invoice.id, full?.id ?? '', before.id],
        });
      };
    },
  };
}

export const FULL_PRICE_FOR_PART: readonly Scenario[] = [
  inFull('beside-the-credit', true, {}),
  inFull('without-credit', false, {}),
  inFull('classic', true, { billingMode: 'classic' }),
  inFull('seats', false, { quantity: 6 }),
];
