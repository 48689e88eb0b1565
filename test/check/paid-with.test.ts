import { expect, it } from 'vitest';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import { createPaidWith } from '../../src/check/paid-with.ts';
import type { HistoryReader } from '../../src/check/ports.ts';
import { ServiceError } from '../../src/service-error.ts';
import { aCharge, aHistory, anInvoice, aPayment, NOW, paidBy } from '../analysis/builders.ts';

const clock = () => NOW * 1_000;
const over = (history: BillingHistory | null) => {
  const asked: string[] = [];
  const reader: HistoryReader = {
    read: async ({ text }) => {
      asked.push(text);
      return { resolution: { kind: 'not_found', message: 'not asked here' }, history };
    },
  };
  return { asked, paidWith: createPaidWith({ reader, clock }) };
};

it('tells what paid a charge, and what paid an invoice', async () => {
  const invoice = anInvoice({ id: 'in_1' });
  const history = aHistory({
    invoices: [invoice],
    charges: [
      aCharge({ id: 'ch_Card', payment_method_type: 'card' }),
      paidBy(invoice, { payment_method_type: 'sepa_debit' }),
    ],
  });
  const { asked, paidWith } = over(history);
  expect(await paidWith('ch_Card')).toBe('card');
  expect(await paidWith('in_1')).toBe('sepa_debit');
  expect(asked).toEqual(['ch_Card', 'in_1']);
});

it('does not count what failed, and leaves open what several kinds paid', async () => {
  const payments = ['ch_One', 'ch_Two'].map((charge) =>
    aPayment({ id: `inpay_${charge}`, charge, payment_intent: null, amount_paid: 2_450 }),
  );
  const invoice = anInvoice({ id: 'in_1', payments });
  const one = aCharge({ id: 'ch_One', payment_method_type: 'card' });
  const two = aCharge({ id: 'ch_Two', payment_method_type: 'us_bank_account' });
  const both = over(aHistory({ invoices: [invoice], charges: [one, two] }));
  expect(await both.paidWith('in_1')).toBeNull();
  const failed = over(aHistory({ invoices: [invoice], charges: [one, { ...two, status: 'failed' }] }));
  expect(await failed.paidWith('in_1')).toBe('card');
});

it('is null where Stripe cannot be read, knows no such object, or has no such customer', async () => {
  const away: HistoryReader = {
    read: async () => {
      throw new ServiceError('stripe', 'unreachable', 'Stripe cannot be reached.');
    },
  };
  expect(await createPaidWith({ reader: away, clock })('ch_1')).toBeNull();
  expect(await over(aHistory({})).paidWith('ch_Other')).toBeNull();
  expect(await over(null).paidWith('ch_1')).toBeNull();
  const broken: HistoryReader = {
    read: async () => {
      throw new TypeError('a bug');
    },
  };
  await expect(createPaidWith({ reader: broken, clock })('ch_1')).rejects.toThrow('a bug');
});
