import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../db/store.ts';
import { assert } from '../../src/assert.ts';
import { createDispatcher } from '../../src/jobs/dispatcher.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { ServiceError } from '../../src/service-error.ts';
import { delivery, temporaryFolder, temporaryStore } from '../db/helpers.ts';
import { checked, until, works } from './helpers.ts';

const real = { now: Date.now };
const go = () => new AbortController().signal;

async function liveStore() {
  const { store } = await temporaryStore({ clock: Date.now });
  return { store, clock: real };
}

describe('the queue', () => {
  it('answers 60 tickets with one note each, never two jobs of one ticket at once', async () => {
    const opened = await liveStore();
    const busy = new Set<string>();
    let most = 0;
    const { desk, queue } = works(opened, {
      check: async ({ ticket }) => {
        expect(busy.has(ticket.id)).toBe(false);
        busy.add(ticket.id);
        most = Math.max(most, busy.size);
        await sleep(5);
        busy.delete(ticket.id);
        return checked();
      },
    });
    queue.start();
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const id = String(n + 1);
        desk.add(id, 'charged twice');
        const copies = Array.from({ length: 3 }, () => opened.store.recordDelivery(delivery(id)));
        await Promise.all([...copies, opened.store.recordDelivery(delivery(id, 'again'))]);
        queue.kick();
      }),
    );
    await until(async () => {
      const { due, waiting, running } = await opened.store.queueStatus();
      return due + waiting + running === 0;
    });
    for (let n = 1; n <= 60; n += 1) expect(desk.notes(String(n))).toHaveLength(1);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    await queue.drain(1_000);
  });

  it('finds by its sweep what nobody kicked for', async () => {
    const opened = await liveStore();
    const { desk, queue } = works(opened, { sweepMs: 50 });
    queue.start();
    await sleep(20);
    desk.add('7', 'charged twice');
    await opened.store.recordDelivery(delivery('7'));
    await until(() => desk.notes('7').length === 1);
    await queue.drain(1_000);
  });

  it('leaves a service alone that asked for it: no other job of that type runs meanwhile', async () => {
    const opened = await liveStore();
    const { desk, queue } = works(opened, { concurrency: 1, sweepMs: 20 });
    for (const id of ['1', '2', '3']) {
      desk.add(id, 'charged twice');
      await opened.store.recordDelivery(delivery(id));
    }
    desk.readFaults = ['limited'];
    queue.start();
    await sleep(300);
    expect(desk.calls).toEqual(['read 1']);
    await queue.drain(1_000);
  });

  it('drains: lets the running job end, claims no other', async () => {
    const opened = await liveStore();
    const { desk, queue } = works(opened, { concurrency: 1 });
    desk.delayMs = 100;
    for (const id of ['1', '2']) {
      desk.add(id, 'charged twice');
      await opened.store.recordDelivery(delivery(id));
      await sleep(2);
    }
    queue.start();
    await sleep(30);
    expect(await queue.drain(5_000)).toEqual({ released: 0 });
    expect(await opened.store.queueStatus()).toMatchObject({ due: 2, running: 0 });
    expect(await opened.store.latestAnalysisOfTicket('1')).not.toBeNull();
    expect(await opened.store.latestAnalysisOfTicket('2')).toBeNull();
    queue.kick();
    await sleep(20);
    expect(queue.running).toBe(0);
  });

  it('drains: gives back what does not end in time, uncounted, and refuses its late result', async () => {
    const opened = await liveStore();
    let finish = (): void => undefined;
    const { desk, queue } = works(opened, {
      check: () =>
        new Promise((resolve) => {
          finish = () => resolve(checked());
        }),
    });
    desk.add('7', 'charged twice');
    await opened.store.recordDelivery(delivery('7'));
    queue.start();
    await sleep(100);
    const from = performance.now();
    expect(await queue.drain(200)).toEqual({ released: 1 });
    expect(performance.now() - from).toBeLessThan(1_000);
    const job = await opened.store.claimJob({ leaseMs: 1_000 });
    expect(job).toMatchObject({ attempts: 0, crashes: 0, lease_token: 2 });
    finish();
    await sleep(50);
    expect(await opened.store.latestAnalysisOfTicket('7')).toBeNull();
  });
});

describe('a failed run', () => {
  it('is tried again with growing pauses, and after the fifth waits for a person', async () => {
    const opened = await temporaryStore();
    const { desk, runDue, lines } = works(opened, {
      check: async () => {
        throw new TypeError('cannot read 4242 4242 4242 4242');
      },
    });
    desk.add('7', 'charged twice');
    await opened.store.recordDelivery(delivery('7'));
    const pauses: number[] = [];
    for (let seconds = 0; seconds < 60 && (await opened.store.parkedJobs()).length === 0; seconds += 0.5) {
      if ((await runDue()) > 0) pauses.push(seconds);
      opened.clock.ms += 500;
    }
    expect(pauses).toEqual([0, 1, 3, 7, 15]);
    expect(await opened.store.parkedJobs()).toMatchObject([{ last_error: 'TypeError: cannot read [card]' }]);
    expect(lines.join('')).toContain('the job failed too often and needs a person');
    expect(await runDue()).toBe(0);
  });

  it('waits as long as the service asked, and longer than five failures for one that is away', async () => {
    const opened = await temporaryStore();
    let runs = 0;
    const { desk, runDue } = works(opened, {
      check: async () => {
        runs += 1;
        throw new ServiceError('stripe', 'limited', '429', { retryAfterSeconds: runs === 1 ? 90 : null });
      },
    });
    desk.add('7', 'charged twice');
    await opened.store.recordDelivery(delivery('7'));
    await runDue();
    opened.clock.ms += 89_999;
    await runDue();
    expect(runs).toBe(1);
    opened.clock.ms += 10_000;
    for (let n = 0; n < 20; n += 1) {
      await runDue();
      opened.clock.ms += 700_000;
    }
    expect(runs).toBe(21);
    expect(await opened.store.parkedJobs()).toEqual([]);
  });

  it('of ours is logged as a bug', async () => {
    const opened = await temporaryStore();
    const { desk, runDue, lines } = works(opened, {
      check: async () => {
        assert(false, 'amounts add up', { sum: 3 });
        return checked();
      },
    });
    desk.add('7', 'charged twice');
    await opened.store.recordDelivery(delivery('7'));
    await runDue();
    const bug = lines.map((line) => JSON.parse(line)).find((entry) => entry.msg.startsWith('BUG'));
    expect(bug).toMatchObject({ level: 'error', type: 'analyze-ticket', ticket: '7' });
  });

  it('that never ends is cut off', async () => {
    const opened = await temporaryStore();
    const { desk, runDue, lines } = works(opened, {
      check: () => new Promise(() => undefined),
      taskTimeoutMs: 50,
    });
    desk.add('7', 'charged twice');
    await opened.store.recordDelivery(delivery('7'));
    await runDue();
    expect(lines.join('')).toContain('The task took longer than 50 ms.');
    expect(await opened.store.queueStatus()).toMatchObject({ waiting: 1 });
  });

  it('because the disk is full is not counted, and nothing is lost', async () => {
    const path = join(temporaryFolder(), 'full.db');
    const first = await openStore({ path, clock: Date.now });
    await first.recordDelivery(delivery('7'));
    await first.close();
    const store = await openStore({ path, clock: Date.now, maxPages: 40 });
    const result = { text: 'x'.repeat(400_000) };
    const { desk, runDue, lines } = works(
      { store, clock: real },
      { check: async () => ({ ...checked(), result }) },
    );
    desk.add('7', 'charged twice');
    await runDue();
    expect(lines.join('')).toContain('the store was unavailable');
    expect(await store.queueStatus()).toMatchObject({ waiting: 1, needs_person: 0 });
    await store.close();
  });

  it('that ends without ending its job is found', async () => {
    const { store, clock } = await temporaryStore();
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const lazy = async () => ({ outcome: 'done', detail: '' }) as const;
    const dispatcher = createDispatcher({
      store,
      clock: clock.now,
      leaseMs: 60_000,
      logger: createLogger({ level: 'info', secrets: [], destination }),
      metrics: createMetrics(),
      tasks: { 'analyze-ticket': lazy, 'publish-analysis': lazy },
    });
    await store.recordDelivery(delivery('7'));
    const job = await store.claimJob({ leaseMs: 60_000 });
    if (job !== null) await dispatcher.run(job, go());
    expect(lines.join('')).toContain('a task ends its job before it returns');
    expect(await store.queueStatus()).toMatchObject({ waiting: 1 });
  });
});

describe('a long run', () => {
  it('keeps its lease', async () => {
    const opened = await liveStore();
    const { desk, queue } = works(opened, {
      leaseMs: 150,
      sweepMs: 20,
      check: async () => {
        await sleep(600);
        return checked();
      },
    });
    desk.add('7', 'charged twice');
    await opened.store.recordDelivery(delivery('7'));
    queue.start();
    await until(() => desk.notes('7').length === 1);
    expect(desk.calls.filter((call) => call === 'note 7')).toHaveLength(1);
    expect(desk.calls.filter((call) => call === 'read 7')).toHaveLength(2);
    await queue.drain(1_000);
  });
});
