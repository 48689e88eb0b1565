import { createCreditNote } from './credit-notes/credit-notes.ts';
import { createBalanceTransaction } from './customer-balance.ts';
import type { WriteEndpoint } from './endpoint.ts';
import { deleteInvoiceItem } from './invoice-items.ts';
import { voidInvoice } from './invoices.ts';
import { cancelPaymentIntent } from './payment-intents.ts';
import type { RefundStart } from './refund-charge.ts';
import { createRefund } from './refunds.ts';
import { cancelSubscription } from './subscriptions/cancel.ts';
import { deleteCustomerDiscount, deleteSubscriptionDiscount } from './subscriptions/delete-discount.ts';
import { updateSubscription, updateSubscriptionItem } from './subscriptions/update.ts';

/** Every endpoint that changes the account. `start`: how the bank lets refunds begin. */
export function writeEndpoints(start: () => RefundStart): readonly WriteEndpoint[] {
  return [
    createRefund(start),
    createCreditNote(start),
    voidInvoice,
    deleteInvoiceItem,
    createBalanceTransaction,
    cancelPaymentIntent,
    cancelSubscription,
    updateSubscription,
    updateSubscriptionItem,
    deleteCustomerDiscount,
    deleteSubscriptionDiscount,
  ];
}
