import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import type { Opened } from '../../sandbox/ledger/setup.ts';
import { closeAll, serve } from '../../sandbox/stripe-writes/setup.ts';
import { canned, closeCanned, effectsOn, list, MARKS, voidOf } from './setup.ts';

afterEach(closeAll);
afterEach(closeCanned);

const keyed = { idempotencyKey: 'vd_1', metadata: MARKS };

async function sentInvoice(stage: (opened: Opened, invoice: string) => void = () => {}) {
  const served = await serve((opened) => {
    const { ledger, customer, price } = opened;
    const invoice = ledger.invoices.bill(customer, {
      currency: 'usd',
      lines: [{ price: price({ unitAmount: 4900, interval: null }) }],
      collectionMethod: 'send_invoice',
    });
    stage(opened, invoice.id);
    return invoice;
  });
  return {
    ...served,
    invoice: served.staged.id,
    effect: voidOf(served.staged.id),
    effects: effectsOn(served.sandbox.url),
  };
}

describe('voiding an invoice', () => {
  test('is looked at, done once, and seen in the invoice', async () => {
    const { effects, effect, account, invoice } = await sentInvoice();
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(await effects.find(effect, MARKS)).toEqual({ server_time: expect.any(Number), kind: 'absent' });
    const made = { object: 'invoice', id: invoice, also: [], amount: null, currency: null, status: 'void' };
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'done', made, replayed: false });
    expect(account.object('invoice', invoice)).toMatchObject({ status: 'void' });
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'done', made, replayed: true });
    expect(await effects.find(effect, MARKS)).toEqual({
      server_time: expect.any(Number),
      kind: 'found',
      made,
      by: 'state',
    });
    expect(await effects.preflight(effect)).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'The invoice is void now; only an open one is voided.',
    });
  });

  test('its answer lost: the invoice says it is done', async () => {
    const { effects, effect, sandbox } = await sentInvoice();
    sandbox.faults.add({ route: 'POST /v1/invoices/:id/void', fault: faults.reset('after') });
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'again' });
    expect(await effects.find(effect, MARKS)).toMatchObject({ kind: 'found', by: 'state' });
  });

  test('is refused when somebody voided it, and then found done', async () => {
    const { effects, effect, account, invoice } = await sentInvoice();
    account.dashboard.does('POST', `/v1/invoices/${invoice}/void`);
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'refused', find_first: true });
    expect(await effects.find(effect, MARKS)).toMatchObject({ kind: 'found' });
  });

  test('is stale when part of it was paid', async () => {
    const { effects, effect } = await sentInvoice(({ ledger, method }, id) => {
      ledger.invoices.pay(ledger.book.get('invoice', id), method, 1000);
    });
    expect(await effects.preflight(effect)).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'Part of the invoice was paid meanwhile.',
    });
  });

  test('is stale while a payment is on its way, and when the invoice is not issued', async () => {
    let status: string | null = 'open';
    const server = await canned(({ path }) =>
      path === '/v1/invoice_payments'
        ? list([
            {
              id: 'inpay_1',
              status: 'open',
              payment: {
                type: 'payment_intent',
                payment_intent: { id: 'pi_1', status: 'processing', latest_charge: 'ch_1' },
              },
            },
          ])
        : {
            status: 200,
            body: {
              id: 'in_1',
              object: 'invoice',
              currency: 'usd',
              status,
              amount_paid: 0,
              amount_remaining: 100,
            },
          },
    );
    const effects = effectsOn(server.url);
    expect(await effects.preflight(voidOf('in_1'))).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'A payment of the invoice is on its way: wait until it has arrived or failed.',
    });
    status = null;
    expect(await effects.preflight(voidOf('in_1'))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('not issued now'),
    });
  });
});
