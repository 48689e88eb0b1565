import type { LineDraft } from '../../../ledger/compose/draft.ts';
import type { Scenario } from '../../scenario.ts';
import { leakageLabel } from '../../staging.ts';
import { fitsProrations, isCredit, type UpgradeRequest, upgrade } from './upgrade.ts';

const row = 'C3';

function creditedTwice(id: string, request: UpgradeRequest): Scenario {
  return {
    id: `C3/${id}`,
    row,
    kind: 'leakage',
    fits: fitsProrations,
    stage: (stage) => {
      const change = upgrade(stage, {
        ...request,
        hooks: {
          prorations: (drafts, context) => [
            ...drafts,
            ...drafts.filter(isCredit).map((draft): LineDraft => context.copy(draft)),
          ],
        },
      });
      return () => {
        const invoice = change.invoice();
        const credits = invoice.lines.data.filter(({ amount }) => amount < 0);
        const given = credits.map(
          ({ amount, taxes }) => amount + (taxes ?? []).reduce((sum, tax) => sum + tax.amount, 0),
        );
        return leakageLabel({
          row,
          category: 'proration',
          currency: stage.currency,
          amount: -(given[0] ?? 0),
          evidence: [invoice.id, ...credits.map((line) => line.id)],
        });
      };
    },
  };
}

export const TIME_CREDITED_TWICE: readonly Scenario[] = [
  creditedTwice('same-request-twice', {}),
  creditedTwice('same-request-twice-classic', { billingMode: 'classic', quantity: 3 }),
  creditedTwice('with-the-renewal', { behavior: 'create_prorations' }),
];
