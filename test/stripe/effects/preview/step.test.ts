import { expect, test } from 'vitest';
import { unlessStripeFails } from '../../../../src/stripe/effects/preview/step.ts';
import { StripeFailure } from '../../../../src/stripe/failure.ts';

test('only what Stripe does not answer is replaced: a fault of our own is seen', async () => {
  expect(await unlessStripeFails(Promise.resolve('said'), 'instead')).toBe('said');
  const late = new StripeFailure('late', 'Stripe did not answer in time.');
  expect(await unlessStripeFails(Promise.reject(late), 'instead')).toBe('instead');
  await expect(unlessStripeFails(Promise.reject(new TypeError('a bug')), 'instead')).rejects.toThrow('a bug');
});
