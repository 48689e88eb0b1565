import { afterEach, expect, test } from 'vitest';
import { proveReadOnly } from '../../../src/stripe/effects/prove-read-only.ts';
import { canned, closeCanned, stripeError } from './setup.ts';

afterEach(closeCanned);

test.each([
  [403, { kind: 'proved' }],
  [404, { kind: 'may_refund' }],
  [400, { kind: 'may_refund' }],
  [200, { kind: 'may_refund' }],
  [500, { kind: 'unknown', status: 500 }],
  [302, { kind: 'unknown', status: 302 }],
])('an attempted refund answered with %i', async (status, proof) => {
  const server = await canned(() => stripeError(status));
  expect(await proveReadOnly('rk_test_read', { origin: server.url }, 5_000)).toEqual(proof);
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v1/refunds']);
  expect(server.seen[0]?.headers.authorization).toBe('Bearer rk_test_read');
});

test('an attempted refund that nobody answers tells nothing', async () => {
  const server = await canned(() => stripeError(403));
  await server.close();
  expect(await proveReadOnly('rk_test_read', { origin: server.url }, 5_000)).toEqual({
    kind: 'unknown',
    status: null,
  });
});
