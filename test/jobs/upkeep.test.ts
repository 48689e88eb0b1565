import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readCheckpoints } from '../../db/audit-checkpoints.ts';
import { CORRECTION_STATES } from '../../src/corrections/states.ts';
import { lapseCorrections } from '../../src/jobs/lapse.ts';
import { retainTexts } from '../../src/jobs/retention.ts';
import { startUpkeep, writeCheckpoint } from '../../src/jobs/upkeep.ts';
import { createLogger } from '../../src/log.ts';
import { check, delivery, type OpenedStore, temporaryFolder, temporaryStore } from '../db/helpers.ts';

const KEY = 'a-signing-key-of-the-tests';
const DAY = 86_400_000;

async function upkeepOf(opened?: OpenedStore) {
  const { store, clock } = opened ?? (await temporaryStore({ signingKey: KEY }));
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    secrets: [KEY],
    destination: { write: (line: string) => void lines.push(line) },
  });
  const checkpointFile = join(temporaryFolder(), 'checkpoints.jsonl');
  const options = {
    store,
    clock: clock.now,
    logger,
    days: 365,
    checkpointFile,
    signingKey: KEY,
    approvals: async () => undefined,
  };
  return { options, store, clock, lines, checkpointFile };
}

const seqsOf = async (file: string) => (await readCheckpoints(file, KEY)).checkpoints.map(({ seq }) => seq);

describe('the checkpoints of a running server', () => {
  it('are written at its start and at its end, when the trail grew', async () => {
    const { options, store, checkpointFile } = await upkeepOf();
    await store.recordCheck({ ...check(), source: 'terminal' });
    const upkeep = startUpkeep(options);
    await expect
      .poll(() => existsSync(checkpointFile) && readFileSync(checkpointFile, 'utf8'))
      .toMatch(/\n$/);
    expect(await seqsOf(checkpointFile)).toEqual([1]);
    await store.recordCheck({ ...check(), source: 'terminal' });
    await upkeep.stop();
    expect(await seqsOf(checkpointFile)).toEqual([1, 2]);
    const { checkpoints } = await readCheckpoints(checkpointFile, KEY);
    expect(await store.verifyAudit(checkpoints)).toMatchObject({ ok: true, rows: 2 });
  });

  it('raise an alarm when the trail is behind them', async () => {
    const { options, store, lines, checkpointFile } = await upkeepOf();
    for (let row = 0; row < 2; row += 1) await store.recordCheck({ ...check(), source: 'terminal' });
    await writeCheckpoint(options);
    const before = readFileSync(checkpointFile, 'utf8');
    const older = await upkeepOf();
    await writeCheckpoint({ ...older.options, checkpointFile });
    expect(older.lines.join('')).toContain('ALARM: the audit trail lacks rows');
    expect(lines).toEqual([]);
    expect(readFileSync(checkpointFile, 'utf8')).toBe(before);
  });

  it('that cannot be written are told, and the server goes on', async () => {
    const { options, store, lines } = await upkeepOf();
    await store.recordCheck({ ...check(), source: 'terminal' });
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const upkeep = startUpkeep({ ...options, checkpointFile: join(file, 'impossible') });
    await upkeep.stop();
    expect(lines.join('')).toContain('the last checkpoint was not written');
    expect(await store.auditHead()).toMatchObject({ seq: 1 });
  });
});

describe('the daily retention', () => {
  it('runs once a day, and again at once after the clock was set back', async () => {
    const { options, store, clock } = await upkeepOf();
    await store.recordCheck({ ...check(), source: 'terminal' });
    clock.ms += 366 * DAY;
    const { signal } = new AbortController();
    expect(await retainTexts(options, signal)).toEqual({ analyses: 1, requests: 0, jobs: 0 });
    clock.ms += DAY - 1;
    expect(await retainTexts(options, signal)).toBeNull();
    clock.ms += 1;
    expect(await retainTexts(options, signal)).toEqual({ analyses: 0, requests: 0, jobs: 0 });
    clock.ms -= 2 * DAY;
    expect(await retainTexts(options, signal)).toEqual({ analyses: 0, requests: 0, jobs: 0 });
  });

  it('stops between two transactions, and the next one goes on', async () => {
    const { options, store, clock } = await upkeepOf();
    for (let row = 0; row < 120; row += 1) await store.recordCheck({ ...check(), source: 'terminal' });
    clock.ms += 366 * DAY;
    const stop = new AbortController();
    const first = retainTexts(options, stop.signal);
    setTimeout(() => stop.abort(), 30);
    const removed = await first;
    expect(removed === null || removed.analyses === 120).toBe(true);
    const rest = removed ?? (await retainTexts(options, new AbortController().signal));
    expect(rest).toEqual({ analyses: 120, requests: 0, jobs: 0 });
  });

  it('waits while very many jobs do', async () => {
    const { options, store, clock, lines } = await upkeepOf();
    await store.recordCheck({ ...check(), source: 'terminal' });
    await Promise.all(Array.from({ length: 5_001 }, (_, index) => store.recordDelivery(delivery(index))));
    clock.ms += 366 * DAY;
    expect(await retainTexts(options, new AbortController().signal)).toBeNull();
    expect(lines.join('')).toContain('many jobs wait');
  });
});

describe('corrections that nobody decides', () => {
  const HOUR = 3_600_000;
  async function proposed(hours: number) {
    const parts = await upkeepOf();
    const { store, clock } = parts;
    const analysis_id = await store.recordCheck({ ...check(), source: 'terminal' });
    const stored = await store.findingAt(analysis_id, 0);
    if (stored === null) throw new Error('a finding was expected');
    await store.proposeCorrection({
      analysis_id,
      finding_id: stored.id,
      fingerprint: stored.fingerprint,
      ticket_id: '7',
      customer: 'cus_1',
      livemode: false,
      is_identified: true,
      correction: {
        kind: 'void_invoice',
        target: 'in_1',
        amount: null,
        currency: null,
        reason: null,
        justification: '',
        alternatives: [],
        steps: [{ kind: 'void_invoice', target: 'in_1', amount: null, currency: null, params: {} }],
      },
      requester: { account: 'slack:U1', human: null },
      mode: 'live',
      request_id: null,
      expires_at_ms: clock.ms + hours * HOUR,
    });
    const started = clock.ms;
    const lookAt = async (ms: number) => {
      clock.ms = started + ms;
      await lapseCorrections(parts.options);
      const reminder = await store.claimJob({ leaseMs: 60_000, types: ['remind-correction'] });
      if (reminder !== null) await store.completeJob({ job: reminder, outcome: 'reminded' });
      const [correction] = await store.listCorrections(CORRECTION_STATES);
      return { reminded: reminder !== null, state: correction?.state };
    };
    return { ...parts, lookAt };
  }

  it.each([
    ['twelve hours before the end of three days', 72, 60 * HOUR],
    ['when half of a shorter time is over', 10, 5 * HOUR],
    ['when half of an hour is over', 1, HOUR / 2],
  ])('are reminded of once, %s, and lapse', async (_when, hours, at) => {
    const { lookAt } = await proposed(hours);
    expect(await lookAt(at - 1)).toEqual({ reminded: false, state: 'proposed' });
    expect(await lookAt(at)).toEqual({ reminded: true, state: 'proposed' });
    expect(await lookAt(at + 60_000)).toEqual({ reminded: false, state: 'proposed' });
    expect(await lookAt(hours * HOUR - 1)).toEqual({ reminded: false, state: 'proposed' });
    expect(await lookAt(hours * HOUR)).toEqual({ reminded: false, state: 'expired' });
    expect(await lookAt(hours * HOUR + 1)).toEqual({ reminded: false, state: 'expired' });
  });

  it('lapse without a late reminder when the server was away', async () => {
    const { lookAt, lines } = await proposed(72);
    expect(await lookAt(73 * HOUR)).toEqual({ reminded: false, state: 'expired' });
    expect(lines.join('')).toContain('nobody decided in time');
  });

  it('are looked after by the running server at its start and every minute, as the limits are', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { options, store, clock } = await proposed(72);
    let asked = 0;
    const approvals = async () => {
      asked += 1;
    };
    const reminders = async () => (await store.queueStatus()).due;
    const before = await reminders();
    const upkeep = startUpkeep({ ...options, approvals });
    clock.ms += 60 * HOUR;
    vi.advanceTimersByTime(60_000);
    await expect.poll(reminders).toBe(before + 1);
    clock.ms += 12 * HOUR;
    vi.advanceTimersByTime(60_000);
    await expect.poll(async () => (await store.listCorrections(['expired'])).length).toBe(1);
    expect(asked).toBeGreaterThanOrEqual(1);
    await upkeep.stop();
  });
});
