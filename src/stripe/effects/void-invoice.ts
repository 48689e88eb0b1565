import { z } from 'zod';
import type { EffectObject } from '../../corrections/ports.ts';
import { asInvoice, INVOICES_PERMISSION, type Invoice, paymentsOf, readInvoice } from './invoices.ts';
import { type EffectKind, READY, stale } from './kind.ts';
import { id, mustAgree, parseParams } from './params.ts';

const PARAMS = z.strictObject({ invoice: id('in') });

/** Voids an open invoice that nothing was paid on (`POST /v1/invoices/:id/void`). It takes no metadata. */
export const voidInvoice: EffectKind = (step) => {
  const { invoice } = parseParams(PARAMS, step);
  mustAgree(step, invoice === step.target, 'it names another invoice than its target');

  return {
    permission: INVOICES_PERMISSION,
    refused_when_done: true,
    request: () => ({ method: 'POST', path: `/v1/invoices/${invoice}/void`, params: {} }),
    made: (answer) => {
      const now = asInvoice(answer);
      return now?.status === 'void' ? toObject(now) : null;
    },
    find: async (_metadata, reading) => {
      const now = await readInvoice(invoice, reading);
      return now.status === 'void' ? { kind: 'found', made: toObject(now), by: 'state' } : { kind: 'absent' };
    },
    preflight: async (reading) => {
      const { status, amount_paid } = await readInvoice(invoice, reading);
      if (status !== 'open') {
        return stale(`The invoice is ${status ?? 'not issued'} now; only an open one is voided.`);
      }
      if (amount_paid > 0) return stale('Part of the invoice was paid meanwhile.');
      const payments = await paymentsOf(invoice, reading);
      if (payments.some(({ payment }) => payment.payment_intent?.status === 'processing')) {
        return stale('A payment of the invoice is on its way: wait until it has arrived or failed.');
      }
      return READY;
    },
  };
};

function toObject({ id: invoice, status }: Invoice): EffectObject {
  return { object: 'invoice', id: invoice, also: [], amount: null, currency: null, status };
}
