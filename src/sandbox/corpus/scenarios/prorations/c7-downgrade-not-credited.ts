import { prorate } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { errorLabel } from '../../staging.ts';
import { fitsProrations, upgrade, withItsTax } from './upgrade.ts';

const row = 'C7';

function notCredited(id: string, policy: 'credit' | 'period_end', quantity: number): Scenario {
  return {
    id: `C7/${id}`,
    row,
    kind: 'fault',
    sharesCustomer: false,
    fits: fitsProrations,
    stage: (stage) => {
      stage.policy.set('on_downgrade', policy);
      const change = upgrade(stage, { down: true, behavior: 'none', quantity });
      return () => {
        const { invoice, line } = change.before();
        const { start, end } = line.period;
        const [item] = change.subscription().items.data;
        const now = (item?.price.unit_amount ?? 0) * quantity;
        const share = (amount: number): number => prorate(amount, end - change.at, end - start);
        return errorLabel({
          row,
          category: 'proration',
          classification: policy === 'credit' ? 'billing_error' : 'likely_error',
          currency: stage.currency,
          amount: withItsTax(stage, share(line.amount) - share(now), line.amount),
          evidence: [change.subscription().id, invoice.id],
        });
      };
    },
  };
}

export const DOWNGRADES_NOT_CREDITED: readonly Scenario[] = [
  notCredited('policy-credits', 'credit', 1),
  notCredited('policy-credits-seats', 'credit', 5),
  notCredited('policy-waits', 'period_end', 1),
];
