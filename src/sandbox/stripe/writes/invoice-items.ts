import { notBuilt, StripeRefusal } from '../errors.ts';
import type { WriteEndpoint } from './endpoint.ts';

/** `DELETE /v1/invoiceitems/:id`: items that wait for an invoice. Items on a draft are not offered. */
export const deleteInvoiceItem: WriteEndpoint = {
  method: 'DELETE',
  path: '/v1/invoiceitems/:id',
  kind: 'invoiceitem',
  answers: 'invoiceitem',
  takes: [],
  prepare: (_params, id) => (desk) => {
    const item = desk.edit('invoiceitem', id, 'path');
    if (item.invoice !== null) {
      const invoice = desk.read('invoice', item.invoice);
      if (invoice?.status === 'draft') throw notBuilt('DELETE /v1/invoiceitems/:id for items on a draft');
      throw new StripeRefusal(
        400,
        `Invoice items can only be deleted while they are pending or on a draft invoice; ${id} is on an invoice that is no longer a draft.`,
        { code: 'invoice_not_editable' },
      );
    }
    desk.tell('invoiceitem.deleted', item);
    desk.remove(item);
    return { id, object: 'invoiceitem', deleted: true };
  },
};
