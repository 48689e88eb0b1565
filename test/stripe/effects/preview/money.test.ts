import { afterEach, describe, expect, test } from 'vitest';
import { formatMoney } from '../../../../src/money.ts';
import type { Opened } from '../../../sandbox/ledger/setup.ts';
import { aCharge, closeAll, serve } from '../../../sandbox/stripe-writes/setup.ts';
import { balanceOf, canned, closeCanned, effectOf, intentOf, refundOf, voidOf } from '../setup.ts';
import { afterOf, effectsOf, nextDue, previewOn, previewThenDo } from './setup.ts';

afterEach(closeAll);
afterEach(closeCanned);

const usd = (amount: number): string => formatMoney({ amount, currency: 'usd' });
const open = (options: Parameters<typeof serve>[1] = {}) => ({ clock: 'ledger' as const, ...options });

/** A monthly subscription at 49.00, paid by card. */
const subscribe = ({ ledger, customer, method, price }: Opened) =>
  ledger.billing.subscribe({ customer, method, items: [{ price: price({ unitAmount: 4900 }) }] });

const noteOf = (invoice: string, amount: number, parts: Readonly<Record<string, number>> = {}) =>
  effectOf(
    'credit_note',
    invoice,
    { invoice, reason: 'duplicate', amount, ...parts },
    { amount, currency: 'usd' },
  );

describe('a refund', () => {
  test('shows what is refunded and what is left, as Stripe has it afterwards', async () => {
    const served = await serve((opened) => aCharge(opened), open());
    const charge = served.staged.id;
    served.account.dashboard.refund(charge, { amount: 500 });
    const preview = await previewThenDo(served, [refundOf(charge, 1900)]);
    expect(preview).toEqual({
      lines: [
        { label: 'Refunded on the payment', before: '$5.00', after: '$24.00' },
        { label: 'Left on the payment', before: '$44.00', after: '$25.00' },
      ],
      next_invoice: null,
      notes: [],
    });
    const now = served.account.object('charge', charge);
    expect(afterOf(preview)).toEqual({
      'Refunded on the payment': usd(now?.amount_refunded ?? 0),
      'Left on the payment': usd((now?.amount ?? 0) - (now?.amount_refunded ?? 0)),
    });
  });

  test('after another one in the same plan begins where that one ends', async () => {
    const served = await serve((opened) => aCharge(opened), open());
    const charge = served.staged.id;
    const steps = effectsOf(refundOf(charge, 1900).step, refundOf(charge, 100).step);
    const preview = await previewThenDo(served, steps);
    expect(preview.lines.map(({ before, after }) => [before, after])).toEqual([
      ['$0.00', '$19.00'],
      ['$49.00', '$30.00'],
      ['$19.00', '$20.00'],
      ['$30.00', '$29.00'],
    ]);
    expect(served.account.object('charge', charge)?.amount_refunded).toBe(2000);
  });

  test('of a charge that is not there is a note', async () => {
    const served = await serve(() => null, open());
    expect(await previewOn(served.sandbox.url)(refundOf('ch_None', 100))).toEqual({
      lines: [],
      next_invoice: null,
      notes: ['Stripe has no such charge.'],
    });
  });

  test('whose step is not exactly one is a note', async () => {
    const served = await serve(() => null, open());
    const step = effectOf('refund', 'ch_1', { charge: 'ch_1' });
    const { notes } = await previewOn(served.sandbox.url)(step);
    expect(notes).toEqual([expect.stringContaining('The step refund cannot be sent')]);
    expect(served.sandbox.requests).toEqual([]);
  });
});

describe('a credit note', () => {
  test('on an open invoice lowers what is due', async () => {
    const served = await serve(
      ({ ledger, customer, price }) =>
        ledger.invoices.bill(customer, {
          currency: 'usd',
          lines: [{ price: price({ unitAmount: 4900, interval: null }) }],
          collectionMethod: 'send_invoice',
        }),
      open(),
    );
    const invoice = served.staged.id;
    const preview = await previewThenDo(served, [noteOf(invoice, 900)]);
    expect(preview.lines).toEqual([
      { label: 'Credited on the invoice', before: '$0.00', after: '$9.00' },
      { label: 'Due on the invoice', before: '$49.00', after: '$40.00' },
    ]);
    const now = served.account.object('invoice', invoice);
    expect(now).toMatchObject({ amount_remaining: 4000, pre_payment_credit_notes_amount: 900 });
    expect(preview.next_invoice).toBeNull();
  });

  test('two on an open invoice in one plan', async () => {
    const served = await serve(
      ({ ledger, customer, price }) =>
        ledger.invoices.bill(customer, {
          currency: 'usd',
          lines: [{ price: price({ unitAmount: 4900, interval: null }) }],
          collectionMethod: 'send_invoice',
        }),
      open(),
    );
    const invoice = served.staged.id;
    const steps = effectsOf(noteOf(invoice, 900).step, noteOf(invoice, 100).step);
    const preview = await previewThenDo(served, steps);
    expect(afterOf(preview)).toEqual({
      'Credited on the invoice, step 1': '$9.00',
      'Credited on the invoice, step 2': '$10.00',
      'Due on the invoice, step 1': '$40.00',
      'Due on the invoice, step 2': '$39.00',
    });
    expect(served.account.object('invoice', invoice)?.amount_remaining).toBe(3900);
  });

  test('after payment says where each part goes, and what it leaves of the next invoice', async () => {
    const served = await serve((opened) => {
      const subscription = subscribe(opened);
      return { subscription: subscription.id, invoice: String(subscription.latest_invoice) };
    }, open());
    const { subscription, invoice } = served.staged;
    expect(await nextDue(served, subscription)).toEqual({ amount: 4900, currency: 'usd' });
    const parts = { refund_amount: 1000, credit_amount: 700, out_of_band_amount: 300 };
    const preview = await previewThenDo(served, [noteOf(invoice, 2000, parts)]);
    expect(preview).toEqual({
      lines: [
        { label: 'Credited on the invoice', before: '$0.00', after: '$20.00' },
        { label: 'Customer balance', before: '$0.00', after: '$7.00 in credit' },
      ],
      next_invoice: { before: { amount: 4900, currency: 'usd' }, after: { amount: 4200, currency: 'usd' } },
      notes: [
        '$10.00 goes back the way the customer paid.',
        '$3.00 is returned outside Stripe: somebody has to pay it out.',
      ],
    });
    expect(served.account.object('invoice', invoice)?.post_payment_credit_notes_amount).toBe(2000);
    expect(served.account.object('customer', served.customer.id)?.balance).toBe(-700);
    expect(await nextDue(served, subscription)).toEqual(preview.next_invoice?.after);
  });

  test('names its tax', async () => {
    const served = await serve(({ ledger, customer, method, price }) => {
      const taxRate = ledger.catalogue.makeTaxRate({
        displayName: 'VAT',
        percentage: 20,
        inclusive: false,
        country: 'GB',
      });
      const invoice = ledger.invoices.bill(customer, {
        currency: 'usd',
        lines: [{ price: price({ unitAmount: 4000, interval: null }) }],
        taxRates: [taxRate],
      });
      ledger.invoices.pay(invoice, method);
      return { invoice, taxRate };
    }, open());
    const { invoice, taxRate } = served.staged;
    const [line] = invoice.lines.data;
    const effect = effectOf(
      'credit_note',
      invoice.id,
      {
        invoice: invoice.id,
        reason: 'duplicate',
        lines: [
          {
            type: 'invoice_line_item',
            invoice_line_item: line?.id ?? '',
            amount: 4000,
            tax_amounts: [{ amount: 800, tax_rate: taxRate.id, taxable_amount: 4000 }],
          },
        ],
        refund_amount: 4800,
      },
      { amount: 4800, currency: 'usd' },
    );
    const preview = await previewThenDo(served, [effect]);
    expect(preview.notes).toEqual([
      '$8.00 of the credit note is tax.',
      '$48.00 goes back the way the customer paid.',
    ]);
    expect(afterOf(preview)).toEqual({ 'Credited on the invoice': '$48.00' });
  });

  test('without taxes, as Stripe may say it', async () => {
    const invoice = {
      id: 'in_1',
      object: 'invoice',
      currency: 'usd',
      customer: 'cus_1',
      status: 'paid',
      amount_remaining: 0,
      pre_payment_credit_notes_amount: 100,
      post_payment_credit_notes_amount: 200,
      starting_balance: 0,
      ending_balance: 0,
    };
    const note = { amount: 900, currency: 'usd', pre_payment_amount: 0, total_taxes: null };
    const server = await canned(({ path }) => ({
      status: 200,
      body: path === '/v1/credit_notes/preview' ? note : invoice,
    }));
    expect(await previewOn(server.url)(noteOf('in_1', 900, { refund_amount: 900 }))).toEqual({
      lines: [{ label: 'Credited on the invoice', before: '$3.00', after: '$12.00' }],
      next_invoice: null,
      notes: ['$9.00 goes back the way the customer paid.'],
    });
  });

  test('that Stripe would not take is a note', async () => {
    const served = await serve((opened) => String(subscribe(opened).latest_invoice), open());
    const { lines, notes } = await previewOn(served.sandbox.url)(
      noteOf(served.staged, 5000, { refund_amount: 5000 }),
    );
    expect(lines).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('would not take this credit note')]);
  });
});

describe('voiding an invoice', () => {
  const billed = ({ ledger, customer, price }: Opened) =>
    ledger.invoices.bill(customer, {
      currency: 'usd',
      lines: [{ price: price({ unitAmount: 4900, interval: null }) }],
      collectionMethod: 'send_invoice',
    }).id;

  test('leaves nothing due', async () => {
    const served = await serve(billed, open());
    const preview = await previewThenDo(served, [voidOf(served.staged)]);
    expect(preview).toEqual({
      lines: [
        { label: 'Invoice', before: 'open', after: 'void' },
        { label: 'Due on the invoice', before: '$49.00', after: '$0.00' },
      ],
      next_invoice: null,
      notes: [],
    });
    expect(served.account.object('invoice', served.staged)).toMatchObject({ status: 'void' });
  });

  test('that was never finalised took nothing from the balance', async () => {
    const draft = {
      id: 'in_1',
      object: 'invoice',
      currency: 'usd',
      customer: 'cus_1',
      status: 'draft',
      amount_remaining: 4900,
      pre_payment_credit_notes_amount: 0,
      post_payment_credit_notes_amount: 0,
      starting_balance: -500,
      ending_balance: null,
    };
    const server = await canned(() => ({ status: 200, body: draft }));
    const { lines } = await previewOn(server.url)(voidOf('in_1'));
    expect(lines.map(({ label }) => label)).toEqual(['Invoice', 'Due on the invoice']);
  });

  test('gives back what it took from the balance, and the next invoice takes that instead', async () => {
    const served = await serve((opened) => {
      const subscription = subscribe(opened);
      opened.ledger.credits.giveBalanceCredit(opened.customer, 1500, 'usd', 'Promised');
      return { subscription: subscription.id, invoice: billed(opened) };
    }, open());
    const { subscription, invoice } = served.staged;
    const preview = await previewThenDo(served, [voidOf(invoice)]);
    expect(afterOf(preview)).toMatchObject({ Invoice: 'void', 'Customer balance': '$15.00 in credit' });
    expect(served.account.object('customer', served.customer.id)?.balance).toBe(-1500);
    expect(preview.next_invoice?.after).toEqual({ amount: 3400, currency: 'usd' });
    expect(await nextDue(served, subscription)).toEqual(preview.next_invoice?.after);
  });
});

describe('credit on the balance', () => {
  test('is met by the next invoice that comes first, and by no more than is due', async () => {
    const served = await serve((opened) => {
      const { ledger, customer, method, price } = opened;
      const yearly = price({ unitAmount: 90_000, interval: 'year' }, 'Yearly');
      ledger.billing.subscribe({ customer, method, items: [{ price: yearly }] });
      return subscribe(opened).id;
    }, open());
    const credit = effectsOf(
      balanceOf(served.customer.id, 1500).step,
      balanceOf(served.customer.id, 4000).step,
    );
    const preview = await previewThenDo(served, credit);
    expect(preview).toEqual({
      lines: [
        { label: 'Customer balance, step 1', before: '$0.00', after: '$15.00 in credit' },
        { label: 'Customer balance, step 2', before: '$15.00 in credit', after: '$55.00 in credit' },
      ],
      next_invoice: { before: { amount: 4900, currency: 'usd' }, after: { amount: 0, currency: 'usd' } },
      notes: [],
    });
    expect(served.account.object('customer', served.customer.id)?.balance).toBe(-5500);
    expect(await nextDue(served, served.staged)).toEqual(preview.next_invoice?.after);
  });

  test('taken off again is owed where there was none', async () => {
    const served = await serve(() => null, open());
    const { lines, notes, next_invoice } = await previewOn(served.sandbox.url)(
      balanceOf(served.customer.id, -500),
    );
    expect(lines).toEqual([{ label: 'Customer balance', before: '$0.00', after: '$5.00 owed' }]);
    expect(next_invoice).toBeNull();
    expect(notes).toEqual([expect.stringContaining('no subscription that bills again')]);
  });

  test('in another currency, or of a customer who was deleted, is a note', async () => {
    const served = await serve((opened) => subscribe(opened), open());
    const other = await previewOn(served.sandbox.url)(balanceOf(served.customer.id, 500, 'eur'));
    expect(other).toMatchObject({ lines: [], notes: [expect.stringContaining('another currency')] });
    const gone = await canned(() => ({
      status: 200,
      body: { id: 'cus_1', object: 'customer', deleted: true },
    }));
    expect(await previewOn(gone.url)(balanceOf('cus_1', 500))).toMatchObject({
      lines: [],
      notes: [expect.stringContaining('was deleted')],
    });
  });
});

test('cancelling a payment lets go of what it holds', async () => {
  const served = await serve(({ ledger, customer, method }) => {
    const request = { customer, method, amount: 4000, currency: 'usd', description: 'Deposit' };
    return String(ledger.payments.authorize(request).charge.payment_intent);
  }, open());
  const preview = await previewThenDo(served, [intentOf(served.staged)]);
  expect(preview).toEqual({
    lines: [
      { label: 'Payment', before: 'requires capture', after: 'canceled' },
      { label: 'Held', before: '$40.00', after: '$0.00' },
    ],
    next_invoice: null,
    notes: [],
  });
  expect(served.account.object('payment_intent', served.staged)).toMatchObject({
    status: 'canceled',
    amount_capturable: 0,
  });
  const again = await previewOn(served.sandbox.url)(intentOf(served.staged));
  expect(again.lines).toEqual([{ label: 'Payment', before: 'canceled', after: 'canceled' }]);
});
