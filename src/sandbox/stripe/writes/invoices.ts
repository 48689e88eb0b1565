import { StripeRefusal } from '../errors.ts';
import type { WriteEndpoint } from './endpoint.ts';
import { cancelOpenPayments, recoverSubscription } from './invoice-payments.ts';
import { moveBalance } from './move-balance.ts';

/** `POST /v1/invoices/:id/void` (API reference, "Void an invoice"): open and uncollectible invoices only. */
export const voidInvoice: WriteEndpoint = {
  method: 'POST',
  path: '/v1/invoices/:id/void',
  kind: 'invoice',
  answers: 'invoice',
  takes: [],
  prepare: (_params, id) => (desk) => {
    const invoice = desk.edit('invoice', id, 'path');
    if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
      throw new StripeRefusal(400, "You can only pass in open invoices. This invoice isn't open.");
    }
    if (invoice.amount_paid > 0) {
      throw new StripeRefusal(400, 'You cannot void an invoice that has been partially paid.');
    }
    invoice.status = 'void';
    invoice.status_transitions.voided_at = desk.now;
    invoice.auto_advance = false;
    invoice.next_payment_attempt = null;
    cancelOpenPayments(desk, invoice);
    // What the customer's balance did for the invoice is taken back.
    const moved = (invoice.ending_balance ?? invoice.starting_balance) - invoice.starting_balance;
    if (moved !== 0) {
      moveBalance(desk, String(invoice.customer), {
        type: 'unapplied_from_invoice',
        amount: -moved,
        currency: invoice.currency,
        invoice: invoice.id,
      });
    }
    recoverSubscription(desk, invoice);
    desk.tell('invoice.voided', invoice);
    return invoice;
  },
};
