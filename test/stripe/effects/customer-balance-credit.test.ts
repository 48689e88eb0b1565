import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { closeAll, serve } from '../../sandbox/stripe-writes/setup.ts';
import { balanceOf, canned, closeCanned, effectsOn, MARKS, STRIPE_MARKS } from './setup.ts';

afterEach(closeAll);
afterEach(closeCanned);

const keyed = (idempotencyKey: string) => ({ idempotencyKey, metadata: MARKS });

async function aCustomer(credit = 0) {
  const served = await serve(({ ledger, customer }) => {
    if (credit > 0) ledger.credits.giveBalanceCredit(customer, credit, 'usd', 'Goodwill');
  });
  return { ...served, effects: effectsOn(served.sandbox.url), id: served.customer.id };
}

describe('credit on the customer balance', () => {
  test('is booked once, as Stripe counts, and found again', async () => {
    const { effects, account, id } = await aCustomer();
    const effect = balanceOf(id, 1500);
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(await effects.find(effect, MARKS)).toEqual({ server_time: expect.any(Number), kind: 'absent' });
    const done = await effects.send(effect, keyed('cb_1'));
    const [entry] = account.objects('customer_balance_transaction');
    const made = {
      object: 'customer_balance_transaction',
      id: entry?.id,
      also: [],
      amount: 1500,
      currency: 'usd',
      status: null,
    };
    expect(done).toMatchObject({ kind: 'done', made });
    expect(entry).toMatchObject({
      amount: -1500,
      metadata: STRIPE_MARKS,
      description: 'Promised on 3 April.',
    });
    expect(await effects.send(effect, keyed('cb_1'))).toMatchObject({ replayed: true });
    expect(account.object('customer', id)).toMatchObject({ balance: -1500 });
    expect(await effects.find(effect, MARKS)).toEqual({
      server_time: expect.any(Number),
      kind: 'found',
      made,
      by: 'metadata',
    });
  });

  test('its answer lost and more than a page booked since: found', async () => {
    const { effects, account, sandbox, id } = await aCustomer();
    const effect = balanceOf(id, 1500);
    sandbox.faults.add({
      route: 'POST /v1/customers/:id/balance_transactions',
      fault: faults.reset('after'),
    });
    expect(await effects.send(effect, keyed('cb_1'))).toMatchObject({ kind: 'again' });
    for (let n = 0; n < 101; n += 1) {
      account.dashboard.does('POST', `/v1/customers/${id}/balance_transactions`, {
        amount: -1,
        currency: 'usd',
      });
    }
    expect(await effects.find(effect, MARKS)).toMatchObject({ kind: 'found', made: { amount: 1500 } });
  });

  test('is taken off only while it is there', async () => {
    const { effects, account, id } = await aCustomer(2000);
    const debit = balanceOf(id, -1500);
    expect(await effects.preflight(debit)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(await effects.send(debit, keyed('cb_1'))).toMatchObject({
      kind: 'done',
      made: { amount: -1500 },
    });
    expect(account.object('customer', id)).toMatchObject({ balance: -500 });
    expect(await effects.preflight(debit)).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'The credit of $15.00 is no longer on the customer balance: only $5.00 is left of it.',
    });
  });

  test('is stale for a customer who is billed in another currency, or was deleted', async () => {
    const { effects, id } = await aCustomer();
    // The first entry gives a customer a currency.
    await effects.send(balanceOf(id, 100), keyed('cb_1'));
    expect(await effects.preflight(balanceOf(id, 100, 'eur'))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('billed in USD'),
    });
    const server = await canned(() => ({
      status: 200,
      body: { id: 'cus_1', object: 'customer', deleted: true },
    }));
    expect(await effectsOn(server.url).preflight(balanceOf('cus_1', 100))).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'The customer was deleted meanwhile.',
    });
  });

  test('of a customer who was never billed may be in any currency, and a debt is no credit', async () => {
    const server = await canned(() => ({
      status: 200,
      body: { id: 'cus_1', object: 'customer', currency: null, balance: 300 },
    }));
    const effects = effectsOn(server.url);
    expect(await effects.preflight(balanceOf('cus_1', 100, 'eur'))).toEqual({
      server_time: expect.any(Number),
      kind: 'ready',
    });
    expect(await effects.preflight(balanceOf('cus_1', -100, 'eur'))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('only €0.00 is left'),
    });
  });
});
