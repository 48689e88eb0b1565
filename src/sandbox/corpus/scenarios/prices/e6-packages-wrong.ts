import { multiply } from '../../../ledger/arithmetic.ts';
import { priceAmount } from '../../../ledger/pricing.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { collection, fitsSettlement, type Settlement, settle } from './settled.ts';
import { agreedTerms, linesOf, type Terms, taxesOf, tooMuchOn } from './too-much.ts';

const row = 'E6';

interface Packages extends Terms, Settlement {
  readonly quantity: number;
  readonly of: number;
  readonly round: 'up' | 'down';
  /** Packages billed instead. */
  readonly billed: number;
}

function packagesWrong(id: string, packages: Packages): Scenario {
  const { quantity, of, round, billed, percentOff } = packages;
  return {
    id: `E6/${id}`,
    row,
    kind: 'fault',
    fits: fitsSettlement(packages),
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const unit = amountOf(stage, random.int(8, 40) * 100);
      const price = ownPrice(stage, { unitAmount: unit, package: { of, round } });
      const taxRates = taxesOf(stage, packages);
      const renewals = random.int(2, 7);
      const wrongs = random.int(1, 3);
      const subscription = subscribeAt(stage, startFor(stage, price, renewals, { min: 2, max: 25 }), {
        price,
        quantity,
        taxRates,
        ...agreedTerms(stage, packages),
        ...collection(packages),
        hooks: {
          lines: (drafts, { renewal }) =>
            renewal > renewals - wrongs
              ? drafts.map((draft) => ({ ...draft, amount: multiply(unit, billed) }))
              : drafts,
        },
      });
      const wrongOnes = () => ledger.billing.invoicesOf(subscription()).slice(-wrongs);
      const returned = settle(stage, packages, subscription, wrongOnes);
      return () => {
        const wrong = wrongOnes();
        return errorLabel({
          row,
          category: 'quantity',
          currency,
          amount:
            tooMuchOn(linesOf(wrong), taxRates, () => priceAmount(price, quantity, currency), percentOff) -
            returned(),
          evidence: [price.id, ...wrong.map((invoice) => invoice.id)],
        });
      };
    },
  };
}

export const PACKAGES_COUNTED_WRONGLY: readonly Scenario[] = [
  packagesWrong('rounded-up-instead', { quantity: 37, of: 10, round: 'down', billed: 4 }),
  packagesWrong('one-too-many', { quantity: 40, of: 10, round: 'up', billed: 5, percentOff: 15 }),
  packagesWrong('each-unit-a-package', { quantity: 23, of: 5, round: 'up', billed: 23 }),
  packagesWrong('open', { quantity: 9, of: 4, round: 'up', billed: 5, sent: true }),
  packagesWrong('part-credited', { quantity: 30, of: 10, round: 'down', billed: 5, partCredited: true }),
  packagesWrong('inclusive', { quantity: 260, of: 100, round: 'down', billed: 3, inclusive: true }),
];
