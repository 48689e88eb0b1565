import { multiply } from '../../../ledger/arithmetic.ts';
import type { BillingContext } from '../../../ledger/billing.ts';
import type { LineDraft } from '../../../ledger/compose/draft.ts';
import { priceParts } from '../../../ledger/pricing.ts';
import type { Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { collection, fitsSettlement, type Settlement, settle } from './settled.ts';
import { aboveParts, agreedTerms, linesOf, type Terms, taxesOf } from './too-much.ts';

const row = 'E5';

type WrongLines = (
  drafts: readonly LineDraft[],
  price: Price,
  quantity: number,
  context: BillingContext,
) => readonly LineDraft[];

function tiersWrong(
  id: string,
  terms: Terms & Settlement & { readonly quantity: number },
  priceOf: (stage: Stage) => Price,
  wrongly: WrongLines,
): Scenario {
  const { quantity, percentOff } = terms;
  return {
    id: `E5/${id}`,
    row,
    kind: 'fault',
    // A tax with a fraction of a percent is another one on several lines than on their sum.
    fits: (place) =>
      fitsSettlement(terms)(place) &&
      (wrongly !== addedUp || (place.country !== 'CH' && place.state !== 'NY')),
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = priceOf(stage);
      const taxRates = taxesOf(stage, terms);
      const renewals = random.int(2, 7);
      const wrongs = random.int(1, 2);
      const isWrong = (renewal: number): boolean => renewal > renewals - wrongs;
      const subscription = subscribeAt(stage, startFor(stage, price, renewals, { min: 2, max: 25 }), {
        price,
        quantity,
        taxRates,
        ...agreedTerms(stage, terms),
        ...collection(terms),
        hooks: {
          lines: (drafts, context) =>
            isWrong(context.renewal) ? wrongly(drafts, price, quantity, context) : drafts,
        },
      });
      const wrongOnes = () => ledger.billing.invoicesOf(subscription()).slice(-wrongs);
      const returned = settle(stage, terms, subscription, wrongOnes);
      return () => {
        const wrong = wrongOnes();
        const right = priceParts(price, quantity, currency).map(({ amount }) => amount);
        return errorLabel({
          row,
          category: 'price',
          currency,
          amount: wrong.reduce(
            (sum, invoice) => sum + aboveParts(linesOf([invoice]), right, taxRates, percentOff),
            -returned(),
          ),
          evidence: [price.id, ...wrong.map((invoice) => invoice.id)],
        });
      };
    },
  };
}

const graduated = (stage: Stage): Price =>
  ownPrice(stage, {
    graduated: [
      { upTo: 5, unit: amountOf(stage, 1500), flat: amountOf(stage, 3000) },
      { upTo: 20, unit: amountOf(stage, 1200) },
      { upTo: null, unit: amountOf(stage, 800) },
    ],
  });

const volume = (stage: Stage): Price =>
  ownPrice(stage, {
    volume: [
      { upTo: 10, unit: amountOf(stage, 1400) },
      { upTo: 25, unit: amountOf(stage, 1100) },
      { upTo: null, unit: amountOf(stage, 900) },
    ],
  });

const unitOf = (price: Price, tier: number): string => String(price.tiers?.[tier]?.unit_amount ?? 0);

const atUnit = (draft: LineDraft, unit: string, quantity: number): LineDraft => ({
  ...draft,
  quantity,
  amount: multiply(unit, quantity),
  ...(draft.price === null ? {} : { price: { ...draft.price, unitAmount: unit } }),
});

/** The units above the first tier cost what the first does. */
const allAtFirstTier: WrongLines = (drafts, price) =>
  drafts.map((draft) =>
    /Tier [23] at/.test(draft.description) ? atUnit(draft, unitOf(price, 0), draft.quantity) : draft,
  );

const flatFeeTwice: WrongLines = (drafts, _price, _quantity, { copy }) =>
  drafts.flatMap((draft) => (draft.description.includes('flat fee') ? [draft, copy(draft)] : [draft]));

/** A volume price is added up tier by tier. */
const addedUp: WrongLines = (drafts, price, quantity, { copy }) => {
  const [first] = drafts;
  if (first === undefined) return drafts;
  return priceParts({ ...price, tiers_mode: 'graduated' }, quantity, price.currency).map((part) => ({
    ...atUnit(copy(first), part.unitAmount, part.quantity),
    description: first.description.replace(/^\d+ × (.*) \(Tier \d/, `${part.quantity} × $1 (${part.tier}`),
  }));
};

/** The tier below the one that the quantity reaches. */
const tierBelow: WrongLines = (drafts, price, quantity) =>
  drafts.map((draft) => atUnit(draft, unitOf(price, 0), quantity));

export const TIERS_ADDED_UP_WRONGLY: readonly Scenario[] = [
  tiersWrong('all-at-the-first-tier', { quantity: 24 }, graduated, allAtFirstTier),
  tiersWrong('flat-fee-twice', { quantity: 8 }, graduated, flatFeeTwice),
  tiersWrong('volume-added-up', { quantity: 30 }, volume, addedUp),
  tiersWrong('volume-tier-below', { quantity: 12, percentOff: 20 }, volume, tierBelow),
  tiersWrong('volume-part-credited', { quantity: 18, partCredited: true }, volume, tierBelow),
  tiersWrong('flat-fee-open', { quantity: 6, sent: true }, graduated, flatFeeTwice),
  tiersWrong('volume-inclusive', { quantity: 14, inclusive: true }, volume, tierBelow),
];
