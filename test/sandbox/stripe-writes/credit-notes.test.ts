import type Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import type { Opened } from '../ledger/setup.ts';
import { first } from '../ledger/setup.ts';
import { clientOf, closeAll, refusal, serve } from './setup.ts';

afterEach(closeAll);

/** An invoice of 100.00 and 50.00 with 20 % tax on top: 180.00, paid by card unless sent. */
const billed =
  (options: { readonly sent?: boolean; readonly discounted?: boolean } = {}) =>
  (opened: Opened) => {
    const { ledger, customer, method, price } = opened;
    const vat = ledger.catalogue.makeTaxRate({ displayName: 'VAT', percentage: 20, country: 'GB' });
    const coupon = ledger.catalogue.makeCoupon({ name: 'Tenth off', percentOff: 10, duration: 'once' });
    const invoice = ledger.invoices.bill(customer, {
      currency: 'usd',
      taxRates: [vat],
      lines: [
        { price: price({ unitAmount: 10_000, interval: null }) },
        { price: price({ unitAmount: 5000, interval: null }) },
      ],
      ...(options.sent === true ? { collectionMethod: 'send_invoice' as const } : { method }),
      ...(options.discounted === true ? { coupons: [{ coupon }] } : {}),
    });
    return { invoice, vat, line: first(invoice.lines.data) };
  };

describe('after payment', () => {
  test('a line with its tax is credited, its money refunded, and the invoice counts it', async () => {
    const { stripe, account, staged } = await serve(billed());
    const { invoice, vat, line } = staged;
    const params = {
      invoice: invoice.id,
      reason: 'duplicate',
      lines: [
        {
          type: 'invoice_line_item',
          invoice_line_item: line.id,
          amount: 4000,
          tax_amounts: [{ amount: 800, tax_rate: vat.id, taxable_amount: 4000 }],
        },
      ],
      refund_amount: 4800,
      metadata: { correction_id: 'c7' },
      email_type: 'none',
    } satisfies Stripe.CreditNoteCreateParams;
    const preview = await stripe.creditNotes.preview(params);
    expect([preview.total, preview.post_payment_amount, preview.refunds]).toEqual([4800, 4800, []]);
    expect(account.effects.all).toEqual([]);
    expect((await stripe.creditNotes.listPreviewLineItems(params)).data.map(({ amount }) => amount)).toEqual([
      4000,
    ]);

    const note = await stripe.creditNotes.create(params);
    expect(note).toMatchObject({
      object: 'credit_note',
      invoice: invoice.id,
      number: `${invoice.number}-CN-01`,
      amount: 4800,
      subtotal: 4000,
      total: 4800,
      total_excluding_tax: 4000,
      pre_payment_amount: 0,
      post_payment_amount: 4800,
      type: 'post_payment',
      reason: 'duplicate',
      status: 'issued',
      metadata: { correction_id: 'c7' },
      out_of_band_amount: null,
      total_taxes: [{ amount: 800, tax_behavior: 'exclusive', tax_rate_details: { tax_rate: vat.id } }],
    });
    const refund = await stripe.refunds.retrieve(String(note.refunds[0]?.refund));
    expect(refund).toMatchObject({ amount: 4800, reason: 'requested_by_customer' });
    const charge = await stripe.charges.retrieve(String(refund.charge));
    expect([charge.amount_refunded, charge.refunded]).toEqual([4800, false]);
    const after = await stripe.invoices.retrieve(invoice.id);
    expect([after.post_payment_credit_notes_amount, after.amount_due, after.status]).toEqual([
      4800,
      18_000,
      'paid',
    ]);
    expect((await stripe.creditNotes.list({ invoice: invoice.id })).data.map(({ id }) => id)).toEqual([
      note.id,
    ]);
    expect(account.effects.with('correction_id', 'c7')).toMatchObject([
      { operation: 'POST /v1/credit_notes', object: { id: note.id } },
    ]);
    expect(account.refundsOf(charge.id)).toHaveLength(1);
  });

  test('money goes to the balance or outside Stripe, and taxes follow by themselves', async () => {
    const { stripe, customer, staged } = await serve(billed());
    const { invoice, line } = staged;
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      lines: [{ type: 'invoice_line_item', invoice_line_item: line.id, amount: 10_000 }],
      refund_amount: 6000,
      credit_amount: 5000,
      out_of_band_amount: 1000,
    });
    expect([note.total, note.total_taxes?.[0]?.amount, note.out_of_band_amount, note.reason]).toEqual([
      12_000,
      2000,
      1000,
      null,
    ]);
    const entry = await stripe.customers.retrieveBalanceTransaction(
      customer.id,
      String(note.customer_balance_transaction),
    );
    expect(entry).toMatchObject({
      amount: -5000,
      ending_balance: -5000,
      type: 'credit_note',
      credit_note: note.id,
      currency: 'usd',
    });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -5000 });
  });

  test('the parts must add up, and no more goes back than was billed', async () => {
    const { stripe, account, staged } = await serve(billed());
    const { invoice, line, vat } = staged;
    const ofLine = { type: 'invoice_line_item', invoice_line_item: line.id } as const;
    const said = async (params: Partial<Stripe.CreditNoteCreateParams>) => {
      const error = await refusal(stripe.creditNotes.create({ invoice: invoice.id, ...params }));
      expect(error.statusCode).toBe(400);
      return [error.param, error.message];
    };
    const half = { lines: [{ ...ofLine, amount: 5000 }] };
    expect(await said(half)).toEqual([
      undefined,
      expect.stringContaining('($0.00) must equal the post payment amount ($60.00)'),
    ]);
    expect((await said({ ...half, refund_amount: 5999 }))[1]).toContain('($59.99)');
    expect((await said({ ...half, refund_amount: 6001 }))[1]).toContain('($60.01)');
    expect((await said({ lines: [{ ...ofLine, amount: 10_001 }], refund_amount: 12_001 }))[0]).toBe(
      'lines[0][amount]',
    );
    expect((await said({ amount: 18_001, refund_amount: 18_001 }))[1]).toContain('($180.00)');
    expect((await said({}))[1]).toContain('One of `amount`, `lines`');
    expect((await said({ lines: [{ ...ofLine, amount: 100, description: 'no' }] }))[0]).toBe(
      'lines[0][description]',
    );
    expect((await said({ lines: [{ ...ofLine }] }))[1]).toContain('amount, quantity');
    expect(
      (await said({ lines: [{ type: 'invoice_line_item', invoice_line_item: 'il_no', amount: 1 }] }))[0],
    ).toBe('lines[0][invoice_line_item]');
    const badRate = [{ amount: 1, tax_rate: 'txr_no', taxable_amount: 5 }];
    expect(
      (await said({ lines: [{ ...ofLine, amount: 5, tax_amounts: badRate }], refund_amount: 6 }))[1],
    ).toBe("No such tax_rate: 'txr_no'");
    expect((await said({ invoice: 'in_no', amount: 5 }))[1]).toBe("No such invoice: 'in_no'");
    expect(account.effects.all).toEqual([]);

    // A refund beside credit notes takes away from what can be credited; one that is named on the note does not.
    const charge = first(account.objects('charge'));
    const byHand = account.dashboard.refund(charge.id, { amount: 17_000 });
    expect((await said({ ...half, credit_amount: 6000 }))[1]).toContain(
      'still be credited on the invoice ($10.00)',
    );
    expect((await said({ amount: 1001, credit_amount: 1001 }))[1]).toContain('($10.00)');
    const linked = await stripe.creditNotes.create({
      invoice: invoice.id,
      lines: [
        {
          ...ofLine,
          amount: 10_000,
          tax_amounts: [{ amount: 2000, tax_rate: vat.id, taxable_amount: 10_000 }],
        },
        { type: 'custom_line_item', description: 'And more', unit_amount: 5000 },
      ],
      refunds: [{ refund: byHand.id }],
    });
    expect(linked.refunds).toMatchObject([{ refund: byHand.id, amount_refunded: 17_000 }]);
    expect((await said({ amount: 1, refunds: [{ refund: byHand.id, amount_refunded: 1 }] }))[1]).toContain(
      'Only 0',
    );
    expect(
      (await stripe.creditNotes.create({ invoice: invoice.id, amount: 1000, refund_amount: 1000 })).total,
    ).toBe(1000);
    expect((await said({ amount: 1, credit_amount: 1 }))[1]).toContain('($0.00)');
  });

  test('a line is credited up to its amount by all notes together, and a refund that failed takes nothing', async () => {
    const { stripe, account, staged } = await serve(billed());
    const { invoice, line } = staged;
    const crediting = (amount: number, total: number) =>
      stripe.creditNotes.create({
        invoice: invoice.id,
        lines: [{ type: 'invoice_line_item', invoice_line_item: line.id, amount }],
        credit_amount: total,
      });
    await crediting(6000, 7200);
    const refused = await refusal(crediting(4001, 4801));
    expect([refused.param, refused.message]).toEqual([
      'lines[0][amount]',
      `The amount to credit (4001) is more than is left of the invoice line item ${line.id} (4000).`,
    ]);
    const byHand = account.dashboard.refund(first(account.objects('charge')).id, { amount: 10_000 });
    expect((await refusal(crediting(4000, 4800))).message).toContain('($8.00)');
    account.bank.settle(byHand.id, 'failed');
    expect((await crediting(4000, 4800)).total).toBe(4800);
  });

  test('a charge that is disputed or given back cannot be refunded by a note either', async () => {
    const { stripe, account, staged } = await serve(billed());
    const { invoice, line } = staged;
    const charge = first(account.objects('charge'));
    const dispute = account.dashboard.openDispute(charge.id);
    const params = {
      invoice: invoice.id,
      lines: [{ type: 'invoice_line_item' as const, invoice_line_item: line.id, quantity: 1 }],
      refund_amount: 12_000,
    };
    expect((await refusal(stripe.creditNotes.create(params))).code).toBe('charge_disputed');
    expect((await refusal(stripe.creditNotes.preview(params))).code).toBe('charge_disputed');
    account.dashboard.settleDispute(dispute.id, 'won');
    const note = await stripe.creditNotes.create(params);
    expect([note.total, note.lines.data[0]?.quantity]).toEqual([12_000, 1]);
  });

  test('a line’s amount is gross: its discount is taken off it', async () => {
    const { stripe, staged } = await serve(billed({ discounted: true }));
    const { invoice, line } = staged;
    expect(invoice.total).toBe(16_200);
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      lines: [{ type: 'invoice_line_item', invoice_line_item: line.id, amount: 10_000 }],
      refund_amount: 10_800,
    });
    expect([note.subtotal, note.discount_amount, note.total_excluding_tax, note.total]).toEqual([
      10_000, 1000, 9000, 10_800,
    ]);
    expect(note.lines.data[0]).toMatchObject({
      amount: 10_000,
      discount_amount: 1000,
      taxes: [{ amount: 1800 }],
    });
  });
});

describe('before payment', () => {
  test('an open invoice has less to pay, and is paid when nothing is left', async () => {
    const { stripe, staged, account } = await serve(billed({ sent: true }));
    const { invoice, line } = staged;
    const part = await stripe.creditNotes.create({
      invoice: invoice.id,
      lines: [{ type: 'invoice_line_item', invoice_line_item: line.id, amount: 10_000 }],
    });
    expect([part.type, part.pre_payment_amount, part.post_payment_amount]).toEqual([
      'pre_payment',
      12_000,
      0,
    ]);
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'open',
      amount_due: 6000,
      amount_remaining: 6000,
      total: 18_000,
      pre_payment_credit_notes_amount: 12_000,
    });
    const more = await refusal(
      stripe.creditNotes.create({ invoice: invoice.id, amount: 6000, refund_amount: 6000 }),
    );
    expect(more.message).toContain('must equal the post payment amount ($0.00)');
    const rest = await stripe.creditNotes.create({ invoice: invoice.id, amount: 6000 });
    expect(rest.number).toBe(`${invoice.number}-CN-02`);
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: 'paid', amount_remaining: 0 });
    expect(account.objects('event').map(({ type }) => type)).toContain('invoice.paid');
  });

  test('drafts and void invoices are refused', async () => {
    const { stripe, staged } = await serve((opened) => {
      const { ledger, customer } = opened;
      const draft = ledger.invoices.draft(customer, {
        currency: 'usd',
        lines: [{ amount: 500, description: 'Work' }],
      });
      const { invoice } = billed({ sent: true })(opened);
      ledger.invoices.void(invoice);
      return [draft, invoice];
    });
    for (const { id } of staged) {
      const refused = await refusal(stripe.creditNotes.create({ invoice: id, amount: 100 }));
      expect(refused.message).toContain('open or paid invoices');
    }
  });
});

test('under automatic tax, tax amounts are refused and Stripe reckons the tax', async () => {
  const { stripe, staged: invoice } = await serve(
    ({ ledger, customer, method, price }) => {
      ledger.billing.subscribe({
        customer,
        method,
        price: price({ unitAmount: 10_000 }),
        automaticTax: true,
      });
      return first(ledger.book.all('invoice'));
    },
    { country: 'DE', currency: 'eur' },
  );
  expect(invoice.automatic_tax.enabled).toBe(true);
  const line = first(invoice.lines.data);
  const rate = line.taxes?.[0]?.tax_rate_details?.tax_rate ?? '';
  const ofLine = { type: 'invoice_line_item' as const, invoice_line_item: line.id, amount: 5000 };
  const refused = await refusal(
    stripe.creditNotes.create({
      invoice: invoice.id,
      lines: [{ ...ofLine, tax_amounts: [{ amount: 950, tax_rate: rate, taxable_amount: 5000 }] }],
    }),
  );
  expect([refused.param, refused.message]).toEqual([
    'lines[0][tax_amounts]',
    expect.stringContaining('automatic_tax[enabled]=true'),
  ]);
  const half = invoice.total / 2;
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    lines: [ofLine],
    refund_amount: half,
  });
  expect([note.total, note.total_taxes?.[0]?.amount]).toEqual([half, half - 5000]);
});

test('a key without that permission may preview and may not issue', async () => {
  const { sandbox, reader, staged } = await serve(billed());
  const params = { invoice: staged.invoice.id, amount: 100, out_of_band_amount: 100 };
  for (const client of [reader, clientOf(sandbox, SANDBOX_KEYS.writeWithoutCreditNotes)]) {
    expect((await client.creditNotes.preview(params)).total).toBe(100);
    const refused = await refusal(client.creditNotes.create(params));
    expect([refused.statusCode, refused.message]).toEqual([
      403,
      expect.stringContaining("'rak_credit_note_write'"),
    ]);
  }
});
