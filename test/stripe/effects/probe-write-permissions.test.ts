import { afterEach, describe, expect, test } from 'vitest';
import { buildWorld } from '../../../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, startStripeSandbox } from '../../../src/sandbox/stripe/server.ts';
import { probeWritePermissions } from '../../../src/stripe/effects/probe-write-permissions.ts';
import { canned, closeCanned, stripeError } from './setup.ts';

afterEach(closeCanned);

const NAMES = [
  'Charges and Refunds',
  'Credit notes',
  'Invoices',
  'Customers',
  'Subscriptions',
  'PaymentIntents',
];
const all = (granted: boolean | null) => NAMES.map((permission) => ({ permission, granted }));

describe('what a key may write', () => {
  test('is told permission by permission, and nothing is written', async () => {
    const stripe = await startStripeSandbox({ world: buildWorld(1) });
    try {
      const probe = (key: string) => probeWritePermissions(key, stripe.url, 5_000);
      expect(await probe(SANDBOX_KEYS.write)).toEqual(all(true));
      expect(await probe(SANDBOX_KEYS.read)).toEqual(all(false));
      expect(await probe(SANDBOX_KEYS.writeWithoutCreditNotes)).toEqual(
        NAMES.map((permission) => ({ permission, granted: permission !== 'Credit notes' })),
      );
      expect(stripe.account.effects.all).toEqual([]);
    } finally {
      await stripe.close();
    }
  });

  test.each([
    [400, all(true)],
    [403, all(false)],
    [500, all(null)],
    [401, 'refused'],
  ])('follows from status %i', async (status, told) => {
    const server = await canned(() => stripeError(status));
    expect(await probeWritePermissions('rk_test_write', server.url, 5_000)).toEqual(told);
    expect(server.seen).toHaveLength(NAMES.length);
  });

  test('is not known while nobody answers', async () => {
    const server = await canned(() => stripeError(403));
    await server.close();
    expect(await probeWritePermissions('rk_test_write', server.url, 5_000)).toBe('unreachable');
  });
});
