import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EMPTY_POLICY, type Policy } from '../../../src/analysis/policy.ts';
import {
  type ClaudeSandbox,
  claudeFaults,
  MESSAGES_ROUTE,
  startClaudeSandbox,
} from '../../../src/sandbox/claude/index.ts';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import type { Triage } from '../../../src/triage/triage.ts';
import { type Desk, expectPlain, KEY, openDesk, PATIENCE_MS, REQUEST } from './desk.ts';

let sandbox: ClaudeSandbox;
let write: Desk['write'];

beforeEach(async () => {
  ({ sandbox, write } = await openDesk());
});
afterEach(() => sandbox.close());

describe('a service in trouble', () => {
  const took = async (act: () => Promise<Triage>): Promise<{ triage: Triage; ms: number }> => {
    const from = performance.now();
    return { triage: await act(), ms: performance.now() - from };
  };
  const strike = (
    fault: Parameters<typeof sandbox.faults.add>[0]['fault'],
    calls: 'all' | readonly number[] = 'all',
  ) => sandbox.faults.add({ route: MESSAGES_ROUTE, fault, calls });

  test.each([
    ['overload', () => claudeFaults.overloaded(), 'Claude is overloaded'],
    ['429', () => claudeFaults.rateLimited(), "Claude's rate limit was reached"],
    ['500', () => claudeFaults.serverError(), 'Claude could not be reached'],
    ['a proxy’s page', () => faults.badGateway(), 'Claude could not be reached'],
    ['a connection cut before', () => faults.reset(), 'Claude could not be reached'],
    ['JSON of another shape', () => faults.wrongSchema(), 'Claude gave an answer that could not be read'],
  ])('%s passes: tried again; stays: the deterministic text within seconds', async (_, fault, reason) => {
    const once = strike(fault(), [1]);
    const recovered = await write();
    if (reason.includes('could not be read')) expectPlain(recovered);
    else expect(recovered).toMatchObject({ source: 'model', fallback_reason: null });
    once.off();

    strike(fault());
    const { triage, ms } = await took(() => write());
    expectPlain(triage);
    expect(triage.fallback_reason).toBe(reason);
    expect(triage.usage).toBeNull();
    expect(ms).toBeLessThan(PATIENCE_MS);
  });

  test('Retry-After within the deadline is waited for, beyond it not at all', async () => {
    strike(claudeFaults.rateLimited(1), [1]);
    const patient = await took(() => write());
    expect(patient.triage.source).toBe('model');
    expect(patient.ms).toBeGreaterThan(950);

    sandbox.faults.clear();
    strike(claudeFaults.overloaded(60));
    const before = sandbox.requests.length;
    const hurried = await took(() => write());
    expectPlain(hurried.triage);
    expect(hurried.triage.fallback_reason).toBe('Claude is overloaded');
    expect(hurried.ms).toBeLessThan(800);
    expect(sandbox.requests.length - before).toBe(1);
  });

  test('a spending limit is not tried against', async () => {
    strike(claudeFaults.spendLimit());
    const triage = await write();
    expectPlain(triage);
    expect(triage.fallback_reason).toBe('the spending limit for Claude was reached');
    expect(sandbox.requests).toHaveLength(1);
  });

  test('a refused key and a server that is not there', async () => {
    const refused = await write(REQUEST, { apiKey: 'another-key' });
    expectPlain(refused);
    expect(refused.fallback_reason).toBe('Claude refused the API key');
    expect(sandbox.requests).toHaveLength(1);
    const { url } = sandbox;
    await sandbox.close();
    const gone = await write(REQUEST, { baseURL: url });
    expectPlain(gone);
    expect(gone.fallback_reason).toBe('Claude could not be reached');
  });

  test.each([
    ['before the answer', () => faults.hang()],
    ['after the headers', () => faults.truncated('stalled', 10)],
    ['in the middle of the body', () => faults.truncated('stalled')],
  ])('a hang %s ends with the deadline', async (_, fault) => {
    strike(fault());
    const { triage, ms } = await took(() => write(REQUEST, { timeoutMs: 900 }));
    expectPlain(triage);
    expect(triage.fallback_reason).toBe('Claude did not answer in time');
    expect(ms).toBeGreaterThan(850);
    expect(ms).toBeLessThan(2_500);
  });

  test('first attempt, repeated requests and repair share one deadline', async () => {
    sandbox.faults.setLatency(900);
    sandbox.behaviour.set({ kind: 'invented_amount' });
    strike(claudeFaults.overloaded(), [1]);
    const { triage, ms } = await took(() => write(REQUEST, { timeoutMs: 3_200 }));
    expectPlain(triage);
    expect(ms).toBeLessThan(3_700);
  });

  test('the policy may shorten the deadline and not lengthen it', async () => {
    strike(faults.hang());
    const policy = (seconds: number): Policy => ({ ...EMPTY_POLICY, models: { timeout_seconds: seconds } });
    const short = await took(() => write({ ...REQUEST, policy: policy(1) }, { timeoutMs: 20_000 }));
    expect(short.ms).toBeLessThan(2_000);
    const long = await took(() => write({ ...REQUEST, policy: policy(600) }, { timeoutMs: 1_000 }));
    expect(long.ms).toBeLessThan(2_000);
  });

  test('a refusal costs its tokens, and they are kept', async () => {
    sandbox.behaviour.set({ kind: 'refusal' });
    const triage = await write();
    expectPlain(triage);
    expect(triage.fallback_reason).toBe('Claude declined');
    expect(triage.usage?.input_tokens).toBeGreaterThan(1_000);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('an answer cut off at any byte is not used, and its tokens are kept', async () => {
    const whole = Buffer.byteLength(JSON.stringify(await write()));
    for (let bytes = 0; bytes < whole; bytes += Math.ceil(whole / 60)) {
      sandbox.behaviour.clear();
      sandbox.behaviour.set({ kind: 'truncation', bytes });
      const triage = await write();
      expectPlain(triage);
      expect(triage.fallback_reason).toBe("Claude's answer was cut off");
      expect(triage.usage?.output_tokens).toBeGreaterThan(0);
    }
  });

  test('a connection cut at any byte of the body is tried again', async () => {
    const places = Array.from({ length: 14 }, (_, index) => index * 100);
    const texts = await Promise.all(
      places.map(async (bytes) => {
        const own = await startClaudeSandbox({ apiKey: KEY });
        own.faults.add({ route: MESSAGES_ROUTE, fault: faults.truncated('broken', bytes), calls: [1] });
        const triage = await write(REQUEST, { baseURL: own.url, timeoutMs: 10_000 });
        const asked = own.requests.length;
        await own.close();
        return { source: triage.source, asked };
      }),
    );
    expect(texts).toEqual(places.map(() => ({ source: 'model', asked: 2 })));
    strike(faults.truncated('complete', 700));
    const triage = await write();
    expectPlain(triage);
    expect(triage.fallback_reason).toBe('Claude gave an answer that could not be read');
  });
});
