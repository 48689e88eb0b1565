import { leftOn, readCharge } from '../charges.ts';
import { parseParams } from '../params.ts';
import { PARAMS } from '../refund.ts';
import { moneyLine, type PreviewKind } from './step.ts';

/** What was refunded on the payment, and what is left on it. */
export const previewRefund: PreviewKind = async (step, reading, moved) => {
  const { charge: id, amount: by } = parseParams(PARAMS, step);
  const charge = await readCharge(id, reading);
  const earlier = moved.add(id, by);
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
