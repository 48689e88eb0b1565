import { expect, it } from 'vitest';
import type { Recheck } from '../../src/corrections/ports.ts';
import { closeFinding } from '../../src/jobs/tasks/close-finding.ts';
import { ServiceError } from '../../src/service-error.ts';
import { type CorrectionCase, correctionCase, madeRefund } from './outcome-setup.ts';

async function executed(options: { readonly ticketless: boolean }): Promise<CorrectionCase> {
  const one = await correctionCase(options);
  await one.answer('approve');
  await one.comesTo('executed', { made: [madeRefund()] });
  return one;
}

const claim = ({ store }: CorrectionCase) => store.claimJob({ leaseMs: 60_000, types: ['close-finding'] });

/** Runs the job that is due; the new check says this. */
async function check(one: CorrectionCase, now: Recheck) {
  const job = await claim(one);
  if (job?.type !== 'close-finding') throw new Error('a job was expected');
  const task = closeFinding({ store: one.store, recheck: async () => now });
  return task(job, new AbortController().signal);
}

it('closes what no ticket is told about once a new check no longer finds it', async () => {
  const one = await executed({ ticketless: true });
  expect(await check(one, { kind: 'gone', sentence: '' })).toEqual({ outcome: 'done', detail: 'gone' });
  expect(await one.load()).toMatchObject({ state: 'executed', closed_at_ms: expect.any(Number) });
});

it('leaves it open where the fault is still found', async () => {
  const one = await executed({ ticketless: true });
  expect(await check(one, { kind: 'same' })).toMatchObject({ detail: 'same' });
  expect((await one.load()).closed_at_ms).toBeNull();
  expect(await claim(one)).toBeNull();
});

it('comes back while Stripe cannot be read', async () => {
  const one = await executed({ ticketless: true });
  const away = { kind: 'unreadable', sentence: 'Stripe is away.', retry_after_seconds: null } as const;
  await expect(check(one, away)).rejects.toThrow(ServiceError);
  expect((await one.load()).closed_at_ms).toBeNull();
});

it('is left to the note where there is a ticket', async () => {
  expect(await claim(await executed({ ticketless: false }))).toBeNull();
});
