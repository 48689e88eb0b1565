import type { Payment, PaymentRequest } from '../../../ledger/payments.ts';
import type { Stage } from '../../scenario.ts';
import { amountOf, later, orderId } from '../../staging.ts';

/** An order of the customer's own: unlike any other payment of theirs. */
export function anOrder(stage: Stage, change: Partial<PaymentRequest> = {}): PaymentRequest {
  const { customer, method, currency, random } = stage;
  return {
    customer,
    method,
    currency,
    amount: amountOf(stage, random.int(20, 300) * 100),
    description: 'Scanner kit rental',
    metadata: { order_id: orderId(stage) },
    ...change,
  };
}

/** The order, paid by card at `at`. */
export function paidOrder(stage: Stage, at: number, change: Partial<PaymentRequest> = {}): () => Payment {
  const request = anOrder(stage, change);
  return later(stage, at, () => stage.ledger.payments.pay(request));
}
