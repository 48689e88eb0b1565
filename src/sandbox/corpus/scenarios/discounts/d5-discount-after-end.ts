import { DAY } from '../../../ledger/arithmetic.ts';
import type { AppliedDiscount } from '../../../ledger/compose/draft.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, inclusiveTaxes, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { takenOffLine } from './missing.ts';

const row = 'D5';

/**
 * A coupon of some months, put on a running subscription, that goes on after them. Its months end in the middle of a
 * period, so that nobody need argue about the second at which the next one begins.
 */
function goesOn(
  id: string,
  months: number,
  terms: { readonly percentOff: number } | { readonly cents: number },
  options: { readonly quantity?: number; readonly inclusive?: boolean } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({
        name: 'Spring',
        duration: { months },
        ...('percentOff' in terms
          ? terms
          : { amountOff: { amount: amountOf(stage, terms.cents), currency } }),
      });
      const late = random.int(1, 3);
      const start = startFor(stage, price, months + late, { min: 2, max: 24 });
      let given: AppliedDiscount | null = null;
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: options.quantity ?? 1,
        hooks: { discounts: (applied) => (given === null ? applied : [given]) },
        ...(options.inclusive === true ? { taxRates: inclusiveTaxes(stage) } : {}),
      });
      stage.at(start + random.int(3, 12) * DAY, () => {
        given = { discount: ledger.discounts.attach(subscription(), coupon), coupon };
      });
      return () => labelOf(stage, given, ledger.billing.invoicesOf(subscription()));
    },
  };
}

function labelOf(
  { currency }: Stage,
  given: AppliedDiscount | null,
  invoices: ReturnType<Stage['ledger']['billing']['invoicesOf']>,
) {
  const end = given?.discount.end ?? Number.POSITIVE_INFINITY;
  const late = invoices.filter((invoice) => invoice.created > end);
  const lines = late.flatMap((invoice) => invoice.lines.data);
  return leakageLabel({
    row,
    category: 'discount',
    currency,
    amount: lines.reduce((sum, line) => sum + takenOffLine(line), 0),
    evidence: [given?.discount.id ?? '', given?.coupon.id ?? '', ...late.map(({ id }) => id)],
  });
}

/** A coupon for one invoice that some later ones carry as well. */
const onceAndAgain: Scenario = {
  id: 'D5/once-and-again',
  row,
  kind: 'leakage',
  stage: (stage) => {
    const { ledger, random, currency } = stage;
    const price = ownPrice(stage);
    const coupon = ledger.catalogue.makeCoupon({ name: 'First month', percentOff: 50, duration: 'once' });
    const renewals = random.int(2, 7);
    const again = random.int(1, renewals);
    let given: readonly AppliedDiscount[] = [];
    const subscription = subscribeAt(stage, startFor(stage, price, renewals, { min: 2, max: 24 }), {
      price,
      coupon: { coupon },
      hooks: {
        discounts: (applied, { renewal }) => {
          if (renewal === 0) given = applied;
          return renewal < again ? applied : given;
        },
      },
    });
    return () => {
      const late = ledger.billing.invoicesOf(subscription()).slice(again);
      const lines = late.flatMap((invoice) => invoice.lines.data);
      return leakageLabel({
        row,
        category: 'discount',
        currency,
        amount: lines.reduce((sum, line) => sum + takenOffLine(line), 0),
        evidence: [coupon.id, ...late.map(({ id }) => id)],
      });
    };
  },
};

export const DISCOUNTS_AFTER_THEIR_END: readonly Scenario[] = [
  goesOn('D5/three-months', 3, { percentOff: 25 }),
  goesOn('D5/amount', 6, { cents: 600 }),
  goesOn('D5/seats', 2, { percentOff: 12.5 }, { quantity: 9 }),
  goesOn('D5/inclusive-tax', 4, { percentOff: 40 }, { inclusive: true }),
  onceAndAgain,
];
