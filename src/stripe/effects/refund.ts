import { z } from 'zod';
import type { EffectObject } from '../../corrections/ports.ts';
import { formatMoney } from '../../money.ts';
import { CHARGES_PERMISSION, hasBlockingDispute, leftOn, readCharge } from './charges.ts';
import { type EffectKind, READY, stale } from './kind.ts';
import { findMarked, METADATA, marks } from './marks.ts';
import { id, mustAgree, parseParams, positive } from './params.ts';

export const PARAMS = z.strictObject({
  charge: id('ch', 'py'),
  amount: positive,
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']),
});

const REFUND = z.object({
  id: z.string(),
  object: z.literal('refund'),
  amount: z.int(),
  currency: z.string(),
  status: z.string().nullable(),
  metadata: METADATA,
});

/** Gives money back on a charge that belongs to no invoice (`POST /v1/refunds`). */
export const refund: EffectKind = (step) => {
  const params = parseParams(PARAMS, step);
  const { charge, amount } = params;
  mustAgree(step, charge === step.target, 'it names another charge than its target');
  mustAgree(step, amount === step.amount, 'its parameters name another amount');
  const show = (minor: number, currency: string): string => formatMoney({ amount: minor, currency });

  return {
    permission: CHARGES_PERMISSION,
    refused_when_done: false,
    request: (metadata) => ({
      method: 'POST',
      path: '/v1/refunds',
      params: { ...params, metadata: marks(metadata) },
    }),
    made: (answer) => {
      const { data } = REFUND.safeParse(answer);
      return data === undefined ? null : toObject(data);
    },
    find: async (metadata, reading) => {
      const refunds = await reading.all(
        { what: 'refunds', permission: CHARGES_PERMISSION },
        REFUND,
        (page, options) => reading.sdk.refunds.list({ ...page, charge }, options),
      );
      return findMarked(refunds, metadata, toObject);
    },
    preflight: async (reading) => {
      const now = await readCharge(charge, reading);
      if (now.currency !== step.currency) {
        return stale(
          `The payment is in ${now.currency.toUpperCase()}, not in the currency of the correction.`,
        );
      }
      if (now.status !== 'succeeded' || !now.captured) {
        return stale('The payment did not succeed, so there is nothing to refund.');
      }
      const left = leftOn(now);
      if (left < amount) {
        return stale(
          left <= 0
            ? 'The payment has been refunded in full meanwhile.'
            : `Only ${show(left, now.currency)} can still be refunded on this payment, less than the ${show(amount, now.currency)} approved: part of it was refunded meanwhile.`,
        );
      }
      if (await hasBlockingDispute(now, reading)) {
        return stale('The payment is disputed: wait for the dispute to end.');
      }
      return READY;
    },
  };
};

function toObject({ id: refundId, amount, currency, status }: z.infer<typeof REFUND>): EffectObject {
  return { object: 'refund', id: refundId, also: [], amount, currency, status };
}
