import { leftOn, readCharge } from '../charges.ts';
import { moneyLine, type PreviewKind } from './step.ts';

/** What was refunded on the payment, and what is left on it. */
export const previewRefund: PreviewKind = async ({ target, amount }, reading, moved) => {
  const charge = await readCharge(target, reading);
  const by = amount ?? 0;
  const earlier = moved.add(target, by);
  const { currency } = charge;
  return {
    lines: [
      moneyLine('Refunded on the payment', currency, charge.amount_refunded + earlier, by),
      moneyLine('Left on the payment', currency, leftOn(charge) - earlier, -by),
    ],
    notes: [],
    next: [],
  };
};
