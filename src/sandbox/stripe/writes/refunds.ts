import type { Charge } from '../../ledger/wire.ts';
import { invalidValue, StripeRefusal } from '../errors.ts';
import { stringParam } from '../params.ts';
import type { Desk } from './desk.ts';
import type { WriteEndpoint } from './endpoint.ts';
import { type RefundStart, refundCharge } from './refund-charge.ts';
import { amountParam, choiceParam, metadataParam } from './values.ts';

/** `POST /v1/refunds` (API reference, "Create a refund"). */
export const createRefund = (start: () => RefundStart): WriteEndpoint => ({
  method: 'POST',
  path: '/v1/refunds',
  kind: 'refund',
  answers: 'refund',
  takes: ['amount', 'charge', 'metadata', 'payment_intent', 'reason'],
  leavesOut: [
    'currency',
    'customer',
    'instructions_email',
    'origin',
    'refund_application_fee',
    'reverse_transfer',
  ],
  prepare: (params) => {
    const amount = amountParam(params, 'amount');
    const reason = choiceParam(params, 'reason', ['duplicate', 'fraudulent', 'requested_by_customer']);
    const metadata = metadataParam(params);
    const charge = stringParam(params, 'charge');
    const intent = stringParam(params, 'payment_intent');
    if (charge === undefined && intent === undefined) {
      throw new StripeRefusal(
        400,
        'One of the following params should be provided for this request: payment_intent or charge.',
        { code: 'parameter_missing' },
      );
    }
    if (charge !== undefined && intent !== undefined) {
      throw invalidValue('charge', 'You may only specify one of these parameters: charge, payment_intent.');
    }
    return (desk) =>
      refundCharge(desk, charge === undefined ? chargeOf(desk, intent ?? '') : named(desk, charge), {
        amount,
        reason: reason ?? null,
        metadata,
        start: start(),
      });
  },
});

const named = (desk: Desk, charge: string): Charge =>
  desk.find('charge', charge, { param: 'charge', status: 404 });

/** The charge that a payment intent succeeded with. */
function chargeOf(desk: Desk, id: string): Charge {
  const { latest_charge } = desk.find('payment_intent', id, { param: 'payment_intent', status: 404 });
  const latest = desk.read('charge', latest_charge);
  if (latest === undefined) {
    throw new StripeRefusal(400, `This PaymentIntent (${id}) does not have a successful charge to refund.`);
  }
  return latest;
}
