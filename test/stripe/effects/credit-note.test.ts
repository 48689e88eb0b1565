import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { first, type Opened } from '../../sandbox/ledger/setup.ts';
import { closeAll, serve } from '../../sandbox/stripe-writes/setup.ts';
import { effectOf, effectsOn, MARKS, STRIPE_MARKS } from './setup.ts';

afterEach(closeAll);

const keyed = (idempotencyKey: string) => ({ idempotencyKey, metadata: MARKS });

/** An invoice of 100.00 with 20 % tax on top: 120.00, paid by card unless sent. */
async function billed(options: { readonly sent?: boolean } = {}) {
  const served = await serve((opened: Opened) => {
    const { ledger, customer, method, price } = opened;
    const vat = ledger.catalogue.makeTaxRate({ displayName: 'VAT', percentage: 20, country: 'GB' });
    const invoice = ledger.invoices.bill(customer, {
      currency: 'usd',
      taxRates: [vat],
      lines: [{ price: price({ unitAmount: 10_000, interval: null }) }],
      ...(options.sent === true ? { collectionMethod: 'send_invoice' as const } : { method }),
    });
    return { invoice, vat, line: first(invoice.lines.data) };
  });
  const { invoice, vat, line } = served.staged;
  /** Credits `net` of the line, and its fifth of tax; `parts` say where the money goes. */
  const credit = (net: number, parts: Record<string, number>, currency = 'usd') =>
    effectOf(
      'credit_note',
      invoice.id,
      {
        invoice: invoice.id,
        reason: 'duplicate',
        lines: [
          {
            type: 'invoice_line_item',
            invoice_line_item: line.id,
            amount: net,
            tax_amounts: [{ amount: net / 5, tax_rate: vat.id, taxable_amount: net }],
          },
        ],
        ...parts,
      },
      { amount: net + net / 5, currency },
    );
  const plain = (amount: number, parts: Record<string, number>) =>
    effectOf(
      'credit_note',
      invoice.id,
      { invoice: invoice.id, reason: 'order_change', amount, ...parts },
      { amount, currency: 'usd' },
    );
  const charge = served.account.objects('charge')[0]?.id ?? '';
  return { ...served, invoice, charge, credit, plain, effects: effectsOn(served.sandbox.url) };
}

describe('a credit note after payment', () => {
  test('is previewed, issued with its tax, refunds, and is found again', async () => {
    const { effects, credit, account, charge, sandbox } = await billed();
    const effect = credit(4000, { refund_amount: 4800 });
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(sandbox.requests.some(({ path }) => path === '/v1/credit_notes/preview')).toBe(true);
    expect(account.effects.all).toEqual([]);

    const done = await effects.send(effect, keyed('cn_1'));
    const [note] = account.objects('credit_note');
    const [refund] = account.refundsOf(charge);
    const made = {
      object: 'credit_note',
      id: note?.id,
      also: [{ object: 'refund', id: refund?.id }],
      amount: 4800,
      currency: 'usd',
      status: 'issued',
    };
    expect(done).toMatchObject({ kind: 'done', made });
    expect(note).toMatchObject({ metadata: STRIPE_MARKS, total_taxes: [{ amount: 800 }] });
    expect(refund).toMatchObject({ amount: 4800 });
    expect(await effects.find(effect, MARKS)).toEqual({
      server_time: expect.any(Number),
      kind: 'found',
      made,
      by: 'metadata',
    });
    expect(await effects.find(effect, { ...MARKS, effect_id: 'eff_2' })).toEqual({
      server_time: expect.any(Number),
      kind: 'absent',
    });
  });

  test('puts money on the balance or outside Stripe', async () => {
    const { effects, plain, account } = await billed();
    const effect = plain(3000, { credit_amount: 2000, out_of_band_amount: 1000 });
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    const [entry] = [await effects.send(effect, keyed('cn_1'))];
    const [transaction] = account.objects('customer_balance_transaction');
    expect(entry).toMatchObject({
      kind: 'done',
      made: { amount: 3000, also: [{ object: 'customer_balance_transaction', id: transaction?.id }] },
    });
    expect(transaction).toMatchObject({ amount: -2000 });
  });

  test('its answer lost: found by its marks', async () => {
    const { effects, credit, sandbox, account } = await billed();
    const effect = credit(4000, { refund_amount: 4800 });
    sandbox.faults.add({ route: 'POST /v1/credit_notes', fault: faults.reset('after') });
    expect(await effects.send(effect, keyed('cn_1'))).toMatchObject({ kind: 'again' });
    expect(await effects.find(effect, MARKS)).toMatchObject({
      kind: 'found',
      made: { amount: 4800, also: [{ object: 'refund' }] },
    });
    expect(account.objects('credit_note')).toHaveLength(1);
  });

  test('two with the same marks are an alarm', async () => {
    const { effects, plain } = await billed();
    await effects.send(plain(100, { refund_amount: 100 }), keyed('cn_1'));
    await effects.send(plain(100, { refund_amount: 100 }), keyed('cn_2'));
    expect(await effects.find(plain(100, { refund_amount: 100 }), MARKS)).toMatchObject({
      kind: 'several',
      made: [{ amount: 100 }, { amount: 100 }],
    });
  });
});

describe('a credit note before payment', () => {
  test('lowers what is due on an open invoice, until that is paid', async () => {
    const { effects, credit, account, invoice } = await billed({ sent: true });
    const effect = credit(4000, {});
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(await effects.send(effect, keyed('cn_1'))).toMatchObject({
      kind: 'done',
      made: { amount: 4800, also: [] },
    });
    expect(account.object('invoice', invoice.id)).toMatchObject({ amount_remaining: 7200 });
    expect(await effects.preflight(credit(6000, {}))).toEqual({
      server_time: expect.any(Number),
      kind: 'ready',
    });
    expect(await effects.preflight(credit(7000, {}))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('paid meanwhile'),
    });
  });

  test('is stale when it was to return money and nothing is paid, or the invoice is void', async () => {
    const { effects, plain, account, invoice } = await billed({ sent: true });
    expect(await effects.preflight(plain(1000, { credit_amount: 500 }))).toMatchObject({ kind: 'stale' });
    account.dashboard.does('POST', `/v1/invoices/${invoice.id}/void`);
    expect(await effects.preflight(plain(1000, {}))).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'The invoice is void now, and takes no credit note.',
    });
  });
});

describe('what finance approved is no longer so', () => {
  test('F13: part of the money went back by hand', async () => {
    const { effects, credit, account, charge } = await billed();
    account.dashboard.refund(charge, { amount: 8000 });
    expect(await effects.preflight(credit(4000, { refund_amount: 4800 }))).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'The payments of the invoice were refunded meanwhile: not enough is left on them.',
    });
  });

  test('F14: a payment of the invoice is disputed; the invoice is in another currency', async () => {
    const { effects, credit, account, charge } = await billed();
    expect(await effects.preflight(credit(4000, { refund_amount: 4800 }, 'eur'))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('in USD'),
    });
    account.dashboard.openDispute(charge);
    expect(await effects.preflight(credit(4000, { refund_amount: 4800 }))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('disputed'),
    });
  });

  test('somebody credited the invoice in the Dashboard: no capacity is left', async () => {
    const { effects, credit, plain, account, invoice } = await billed();
    account.dashboard.does('POST', '/v1/credit_notes', {
      invoice: invoice.id,
      amount: 9000,
      out_of_band_amount: 9000,
    });
    expect(await effects.preflight(credit(4000, { refund_amount: 4800 }))).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence:
        'Stripe would not take this credit note as it was drafted, perhaps because the invoice was credited meanwhile.',
    });
    expect(await effects.send(plain(4800, { refund_amount: 4800 }), keyed('cn_1'))).toMatchObject({
      kind: 'refused',
      status: 400,
    });
  });

  test('a key that may not read credit notes makes it unreadable, not stale', async () => {
    const { sandbox, credit } = await billed();
    const effects = effectsOn(sandbox.url, { readKey: SANDBOX_KEYS.withoutCreditNotes });
    const effect = credit(4000, { refund_amount: 4800 });
    const why = { kind: 'unreadable', sentence: expect.stringContaining('Credit notes: Read') };
    expect(await effects.preflight(effect)).toMatchObject(why);
    expect(await effects.find(effect, MARKS)).toMatchObject(why);
  });
});
