import { afterEach, describe, expect, test } from 'vitest';
import { DECLINES } from '../../../src/sandbox/ledger/payments.ts';
import { first, type Opened } from '../ledger/setup.ts';
import { aCharge, closeAll, refusal, serve } from './setup.ts';

afterEach(closeAll);

const work = { currency: 'usd', lines: [{ amount: 9000, description: 'Work' }] };
const sent = ({ ledger, customer }: Opened) =>
  ledger.invoices.bill(customer, { ...work, collectionMethod: 'send_invoice' });

describe('voiding an invoice', () => {
  test('closes it, gives the customer’s balance back, and happens once', async () => {
    const {
      stripe,
      staged: invoice,
      customer,
    } = await serve((opened) => {
      opened.ledger.credits.giveBalanceCredit(opened.customer, 2500, 'usd', 'Goodwill');
      return sent(opened);
    });
    expect([invoice.amount_due, customer.balance]).toEqual([6500, 0]);
    const voided = await stripe.invoices.voidInvoice(invoice.id);
    expect([voided.status, voided.auto_advance]).toEqual(['void', false]);
    expect(voided.status_transitions.voided_at).toBeGreaterThan(0);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -2500 });
    const [entry] = (await stripe.customers.listBalanceTransactions(customer.id)).data;
    expect(entry).toMatchObject({ type: 'unapplied_from_invoice', amount: -2500, invoice: invoice.id });
    const again = await refusal(stripe.invoices.voidInvoice(invoice.id));
    expect([again.statusCode, again.code, again.message]).toEqual([
      400,
      undefined,
      "You can only pass in open invoices. This invoice isn't open.",
    ]);
  });

  test('cancels what was still being tried, and a subscription waits no more', async () => {
    const { stripe, staged, account } = await serve(({ ledger, customer, method, price }) => {
      const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 3000 }) });
      ledger.billing.failNextPayment(subscription, [
        { decline: DECLINES.generic, retryAfterSeconds: 86_400 * 30 },
      ]);
      ledger.advanceTo(first(subscription.items.data).current_period_end + 7200);
      return subscription;
    });
    expect(staged.status).toBe('past_due');
    const [invoice] = account.objects('invoice').filter(({ status }) => status === 'open');
    await stripe.invoices.voidInvoice(invoice?.id ?? '');
    expect((await stripe.subscriptions.retrieve(staged.id)).status).toBe('active');
    const payments = await stripe.invoicePayments.list({ invoice: invoice?.id ?? '' });
    expect(payments.data.map(({ status }) => status)).toEqual(['canceled']);
    const intent = await stripe.paymentIntents.retrieve(String(payments.data[0]?.payment.payment_intent));
    expect([intent.status, intent.cancellation_reason]).toEqual(['canceled', 'void_invoice']);
  });

  test('is refused for paid, partly paid and draft invoices, and for none', async () => {
    const { stripe, staged } = await serve((opened) => {
      const { ledger, customer, method } = opened;
      const partly = sent(opened);
      ledger.invoices.pay(partly, method, 1000);
      return {
        paid: ledger.invoices.bill(customer, { ...work, method }),
        draft: ledger.invoices.draft(customer, work),
        partly,
      };
    });
    for (const { id } of [staged.paid, staged.draft]) {
      expect((await refusal(stripe.invoices.voidInvoice(id))).message).toContain("isn't open");
    }
    expect((await refusal(stripe.invoices.voidInvoice(staged.partly.id))).message).toContain(
      'partially paid',
    );
    expect((await refusal(stripe.invoices.voidInvoice('in_no'))).code).toBe('resource_missing');
  });
});

describe('the customer balance', () => {
  test('takes entries, one balance for each currency', async () => {
    const {
      stripe,
      staged: customer,
      account,
    } = await serve((opened) => {
      sent(opened);
      return opened.customer;
    });
    const entry = await stripe.customers.createBalanceTransaction(customer.id, {
      amount: -1500,
      currency: 'usd',
      description: 'Promised credit',
      metadata: { correction_id: 'c4' },
    });
    expect(entry).toMatchObject({
      object: 'customer_balance_transaction',
      type: 'adjustment',
      amount: -1500,
      ending_balance: -1500,
      metadata: { correction_id: 'c4' },
      description: 'Promised credit',
    });
    await stripe.customers.createBalanceTransaction(customer.id, { amount: 500, currency: 'usd' });
    const euro = await stripe.customers.createBalanceTransaction(customer.id, {
      amount: -70,
      currency: 'EUR',
    });
    expect([euro.currency, euro.ending_balance]).toEqual(['eur', -70]);
    const after = await stripe.customers.retrieve(customer.id, { expand: ['invoice_credit_balance'] });
    expect(after).toMatchObject({ balance: -1000, invoice_credit_balance: { usd: -1000, eur: -70 } });
    expect(account.effects.with('correction_id', 'c4')).toHaveLength(1);
  });

  test('refuses what is missing, ill-typed or for nobody', async () => {
    const { stripe, staged: id } = await serve(({ customer }) => customer.id);
    const said = async (customer: string, params: Record<string, unknown>) => {
      const call = stripe.rawRequest('POST', `/v1/customers/${customer}/balance_transactions`, params);
      const { statusCode, code, param } = await refusal(call);
      return [statusCode, code, param];
    };
    expect(await said(id, { currency: 'usd' })).toEqual([400, 'parameter_missing', 'amount']);
    expect(await said(id, { amount: 5 })).toEqual([400, 'parameter_missing', 'currency']);
    expect(await said(id, { amount: '5.5', currency: 'usd' })).toEqual([
      400,
      'parameter_invalid_integer',
      'amount',
    ]);
    expect(await said(id, { amount: 5, currency: 'dollars' })).toEqual([400, undefined, 'currency']);
    expect(await said(id, { amount: 5, currency: 'usd', invoice: 'in_1' })).toEqual([
      400,
      'parameter_unknown',
      'invoice',
    ]);
    expect(await said('cus_no', { amount: 5, currency: 'usd' })).toEqual([404, 'resource_missing', 'id']);
  });
});

describe('cancelling a payment intent', () => {
  test('lets what was authorised go', async () => {
    const { stripe, staged } = await serve(({ ledger, customer, method }) =>
      ledger.payments.authorize({ customer, method, amount: 800, currency: 'usd', description: 'Hold' }),
    );
    const canceled = await stripe.paymentIntents.cancel(staged.intent.id, {
      cancellation_reason: 'requested_by_customer',
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'requested_by_customer',
      amount_capturable: 0,
    });
    const charge = await stripe.charges.retrieve(staged.charge.id, { expand: ['refunds'] });
    expect([charge.captured, charge.refunded, charge.amount_refunded]).toEqual([false, true, 800]);
    expect(charge.refunds?.data).toMatchObject([{ amount: 800, balance_transaction: null }]);
  });

  test('is refused when it succeeded or was cancelled, with the intent in the error', async () => {
    const { stripe, staged: charge } = await serve(aCharge);
    const id = String(charge.payment_intent);
    const refused = await refusal(stripe.paymentIntents.cancel(id));
    expect([refused.statusCode, refused.code, refused.payment_intent?.id]).toEqual([
      400,
      'payment_intent_unexpected_state',
      id,
    ]);
    expect(refused.message).toMatch(
      /^You cannot cancel this PaymentIntent because it has a status of succeeded\./,
    );
    const reason = stripe.rawRequest('POST', `/v1/payment_intents/${id}/cancel`, {
      cancellation_reason: 'bored',
    });
    expect((await refusal(reason)).message).toContain('must be one of duplicate, fraudulent');
    expect(await refusal(stripe.paymentIntents.cancel('pi_no'))).toMatchObject({
      code: 'resource_missing',
      param: 'intent',
    });
  });
});

test('an invoice item that was billed is not deleted', async () => {
  const { stripe, account } = await serve(sent);
  const item = first(account.objects('invoiceitem'));
  const refused = await refusal(stripe.invoiceItems.del(item.id));
  expect([refused.statusCode, refused.code]).toEqual([400, 'invoice_not_editable']);
  expect((await refusal(stripe.invoiceItems.del('ii_no'))).statusCode).toBe(404);
});
