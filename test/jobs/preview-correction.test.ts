import { afterEach, expect, test } from 'vitest';
import type { Job } from '../../db/jobs.ts';
import { createDispatcher } from '../../src/jobs/dispatcher.ts';
import { previewCorrection } from '../../src/jobs/tasks/preview-correction.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import { createStripeClient } from '../../src/stripe/client.ts';
import { createCorrectionPreviewer } from '../../src/stripe/effects/preview/previewer.ts';
import { anExecutor } from '../corrections/executor/setup.ts';
import { byHandStep, correctionOf, refundStep } from '../corrections/executor/steps.ts';
import { closeAll } from '../sandbox/stripe-writes/setup.ts';

afterEach(closeAll);

async function aPreviewer() {
  const it = await anExecutor();
  const task = previewCorrection({
    store: it.store(),
    previewer: createCorrectionPreviewer({
      reading: createStripeClient({ apiKey: SANDBOX_KEYS.read, apiBase: it.sandbox.url }),
      previewMs: 300,
    }),
  });
  const dispatcher = createDispatcher({
    store: it.store(),
    tasks: { 'preview-correction': task },
    logger: createLogger({ level: 'silent', secrets: [] }),
    metrics: createMetrics(),
    clock: it.clock.now,
    leaseMs: 60_000,
  });
  const claim = () => it.store().claimJob({ leaseMs: 60_000, types: ['preview-correction'] });
  const run = async (): Promise<number> => {
    for (let ran = 0; ; ran += 1) {
      const job = await claim();
      if (job === null) return ran;
      await dispatcher.run(job, new AbortController().signal);
    }
  };
  return { it, task, claim, run, charge: it.charges[0] ?? '' };
}

const aJob = (job: Job | null): Job<'preview-correction'> => {
  if (job?.type !== 'preview-correction') throw new Error('a preview was expected');
  return job;
};

test('a proposed correction gets its before and after', async () => {
  const { it, run, charge } = await aPreviewer();
  const id = await it.propose(correctionOf(refundStep(charge, 1900)));
  const { rev } = await it.load(id);
  expect(await run()).toBe(1);
  const { preview, rev: now } = await it.load(id);
  expect(preview).toMatchObject({ lines: [{ before: '$0.00', after: '$19.00' }, {}], next_invoice: null });
  expect(now).toBe(rev + 1);
  expect(it.posts()).toEqual([]);
});

test('a step Stripe is not asked for says so', async () => {
  const { it, run } = await aPreviewer();
  const id = await it.propose(correctionOf(byHandStep('sub_1')));
  await run();
  expect((await it.load(id)).preview).toMatchObject({
    lines: [],
    notes: [expect.stringContaining('by hand')],
  });
});

test('a Stripe that is away is asked three times; then the card says that there is none', async () => {
  const { it, run, charge } = await aPreviewer();
  const away = it.sandbox.faults.add({ route: () => true, fault: faults.reset('before') });
  const id = await it.propose(correctionOf(refundStep(charge, 1900)));
  for (const ran of [1, 1]) {
    expect(await run()).toBe(ran);
    expect((await it.load(id)).preview).toBeNull();
    it.pass(60_000);
  }
  expect(await run()).toBe(1);
  expect((await it.load(id)).preview).toMatchObject({
    lines: [],
    next_invoice: null,
    notes: [expect.stringContaining('There is no preview: Stripe')],
  });
  away.off();
  it.pass(60_000);
  expect(await run()).toBe(0);
});

test('a smaller amount is previewed anew, and the older preview never takes its place', async () => {
  const { it, task, claim, run, charge } = await aPreviewer();
  const id = await it.propose(correctionOf(refundStep(charge, 1900)));
  const job = aJob(await claim());
  const asking = task(job, new AbortController().signal);
  await it.makeSmaller(id, '9.00');
  await asking;
  const meanwhile = (await it.load(id)).preview;
  await run();
  expect(meanwhile).toBeNull();
  expect((await it.load(id)).preview).toMatchObject({ lines: [{ after: '$9.00' }, {}] });
});

test('what was decided meanwhile is not previewed any more', async () => {
  const { it, run, charge } = await aPreviewer();
  const id = await it.approved(correctionOf(refundStep(charge, 1900)));
  await run();
  expect((await it.load(id)).preview).toBeNull();
  expect(it.sandbox.requests).toEqual([]);
});

test('a fault of our own is no preview either', async () => {
  const { it, charge } = await aPreviewer();
  const id = await it.propose(correctionOf(refundStep(charge, 1900)));
  const job = aJob(await it.store().claimJob({ leaseMs: 60_000, types: ['preview-correction'] }));
  const broken = previewCorrection({
    store: it.store(),
    previewer: { preview: () => Promise.reject(new TypeError('a bug')) },
  });
  await expect(broken({ ...job, attempts: 2 }, new AbortController().signal)).rejects.toThrow('a bug');
  expect((await it.load(id)).preview).toBeNull();
});
