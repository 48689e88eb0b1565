import { prorate } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { errorLabel } from '../../staging.ts';
import { fitsProrations, isCredit, type UpgradeRequest, upgrade, withItsTax } from './upgrade.ts';

const row = 'C2';

function withoutCredit(id: string, request: UpgradeRequest): Scenario {
  return {
    id: `C2/${id}`,
    row,
    kind: 'fault',
    fits: fitsProrations,
    stage: (stage) => {
      const change = upgrade(stage, {
        ...request,
        hooks: { prorations: (drafts) => drafts.filter((draft) => !isCredit(draft)) },
      });
      return () => {
        const { invoice, line } = change.before();
        const { start, end } = line.period;
        const unused = prorate(line.amount, end - change.at, end - start);
        return errorLabel({
          row,
          category: 'proration',
          currency: stage.currency,
          amount: withItsTax(stage, unused, line.amount, request.taxRates),
          evidence: [change.invoice().id, invoice.id, line.id],
        });
      };
    },
  };
}

export const UNUSED_TIME_NOT_CREDITED: readonly Scenario[] = [
  withoutCredit('upgrade', {}),
  withoutCredit('upgrade-classic', { billingMode: 'classic' }),
  withoutCredit('seats', { quantity: 4 }),
  withoutCredit('with-the-renewal', { behavior: 'create_prorations' }),
];
