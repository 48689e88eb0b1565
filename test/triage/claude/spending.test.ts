import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelSettings } from '../../../src/analysis/policy.ts';
import type { WriteRequest } from '../../../src/check/ports.ts';
import { type ClaudeSandbox, claudeFaults, MESSAGES_ROUTE } from '../../../src/sandbox/claude/index.ts';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { costOf } from '../../../src/triage/cost/cost.ts';
import { priceOf } from '../../../src/triage/cost/prices.ts';
import type { SpendingLedger } from '../../../src/triage/cost/spending.ts';
import type { ModelUsage } from '../../../src/triage/triage.ts';
import { temporaryStore } from '../../db/helpers.ts';
import { type Desk, expectPlain, openDesk, REQUEST } from './desk.ts';

let desk: Desk;
let sandbox: ClaudeSandbox;
beforeEach(async () => {
  desk = await openDesk();
  ({ sandbox } = desk);
});
afterEach(() => sandbox.close());

const withModels = (models: ModelSettings, ticket_id: string | null = '5158'): WriteRequest => ({
  ...REQUEST,
  ticket_id,
  policy: { ...REQUEST.policy, models },
});

/** The ledger the server keeps, in a real file. */
async function storedSpending() {
  const { store, clock } = await temporaryStore();
  const spending: SpendingLedger = {
    reserve: (reservation) => store.reserveModelUsage(reservation),
    settle: (id, settlement) => store.settleModelUsage(id, settlement),
  };
  const spent = async (): Promise<number> => (await store.spentOnModels()).day_nano_usd;
  return { spending, spent, clock };
}

const asked = (): number => sandbox.requests.length;

describe('what a text costs', () => {
  test('is what its tokens cost, kept with it and counted', async () => {
    const { spending, spent } = await storedSpending();
    const first = await desk.write(withModels({}), { spending });
    const price = priceOf('claude-haiku-5-5', {});
    const { usage } = first;
    if (usage === null || price === null) throw new Error('Claude was asked');
    expect(usage.cache_creation_input_tokens).toBeGreaterThan(4_096);
    expect(usage.cost_nano_usd).toBe(costOf(usage, price));
    expect(await spent()).toBe(usage.cost_nano_usd);
    // Read from the cache, the same text costs a fraction.
    const second = await desk.write(withModels({}), { spending });
    expect(second.usage?.cost_nano_usd).toBeLessThan((usage.cost_nano_usd ?? 0) / 2);
    expect(desk.outcomes.map(({ usage: told }) => told)).toEqual([first.usage, second.usage]);
  });

  test('holds the repair, on its own model', async () => {
    const { spending, spent } = await storedSpending();
    sandbox.behaviour.set({ kind: 'invented_amount' }, [1]);
    const triage = await desk.write(withModels({}), { spending });
    expect(desk.bodies().map(({ model }) => model)).toEqual(['claude-haiku-5-5', 'claude-sonnet-5-5']);
    expect(triage.author).toMatchObject({
      kind: 'model',
      tier: 'large',
      reason: 'the first draft was rejected',
    });
    expect(triage.usage?.cost_nano_usd).toBe(await spent());
    // The larger model costs twenty times as much, and has nothing in its cache.
    expect(await spent()).toBeGreaterThan(20_000_000);
  });

  test('is nothing where the service said no before it began, and the worst case where nobody knows', async () => {
    const { spending, spent } = await storedSpending();
    const overloaded = sandbox.faults.add({
      route: MESSAGES_ROUTE,
      fault: claudeFaults.overloaded(60),
      calls: 'all',
    });
    expectPlain(await desk.write(withModels({}), { spending }), withModels({}));
    expect(await spent()).toBe(0);
    overloaded.off();
    sandbox.faults.add({ route: MESSAGES_ROUTE, fault: faults.hang(), calls: 'all' });
    const late = await desk.write(withModels({}), { spending, timeoutMs: 700 });
    expect(late).toMatchObject({ usage: null, fallback_reason: 'Claude did not answer in time' });
    expect(await spent()).toBeGreaterThan(2_000_000);
  });

  test('is known for a model the company prices itself, and for no other without a list price', async () => {
    const { spending } = await storedSpending();
    const prices = { 'claude-opus-4-8': { input: 1, output: 2, cache_read: 3, cache_write: 4 } };
    const own = await desk.write(withModels({ small: 'claude-opus-4-8', prices }), { spending });
    const { input_tokens, cache_creation_input_tokens, output_tokens } = own.usage as ModelUsage;
    expect(own.usage?.cost_nano_usd).toBe(
      1_000 * input_tokens + 4_000 * cache_creation_input_tokens + 2_000 * output_tokens,
    );
    const unpriced = await desk.write(withModels({ small: 'claude-opus-4-8' }), { spending });
    expect(unpriced).toMatchObject({ source: 'model', usage: { cost_nano_usd: null } });
    const limited = await desk.write(withModels({ small: 'claude-opus-4-8', per_day_usd: 5 }), { spending });
    expect(limited.fallback_reason).toBe('no price is known for the model, and there is a spending limit');
  });
});

describe('a spending limit', () => {
  test.each<[string, ModelSettings, string]>([
    ['a ticket', { per_ticket_usd: 0.005 }, "the spending limit for one ticket's texts is reached"],
    ['the day', { per_day_usd: 0.005 }, "today's spending limit for Claude is reached"],
    ['the month', { per_month_usd: 0.005 }, "this month's spending limit for Claude is reached"],
  ])(
    'of %s keeps the next request from being sent; the deterministic writer works on',
    async (_, models, reason) => {
      const { spending, spent } = await storedSpending();
      let texts = 0;
      let last = await desk.write(withModels(models), { spending });
      for (; last.source === 'model' && texts < 50; texts += 1)
        last = await desk.write(withModels(models), { spending });
      expect(texts).toBeGreaterThan(0);
      expectPlain(last, withModels(models));
      expect(last.fallback_reason).toBe(reason);
      expect(last.author).toMatchObject({ kind: 'deterministic', tier: 'small' });
      expect(asked()).toBe(texts);
      expect(await spent()).toBeLessThanOrEqual(5_000_000);
      expect(desk.outcomes.at(-1)?.result).toMatch(/^limit_(ticket|day|month)$/);
    },
  );

  test('of a ticket is each ticket’s own, and each check’s where there is none', async () => {
    const { spending } = await storedSpending();
    const models = { per_ticket_usd: 0.005 };
    const until = async (ticket: string | null): Promise<number> => {
      for (let texts = 0; ; texts += 1) {
        const { source } = await desk.write(withModels(models, ticket), { spending });
        if (source === 'template' || texts === 12) return texts;
      }
    };
    const first = await until('1');
    expect(first).toBeLessThan(12);
    expect(await until('2')).toBeGreaterThan(0);
    expect(await until(null)).toBe(12);
  });

  test('is not passed by checks at the same time', async () => {
    const { spending, spent } = await storedSpending();
    const models = { per_day_usd: 0.02 };
    sandbox.faults.setLatency(30);
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, place) => desk.write(withModels(models, String(place)), { spending })),
    );
    const worded = all.filter(({ source }) => source === 'model').length;
    expect(worded).toBeGreaterThan(0);
    expect(worded).toBeLessThan(20);
    expect(await spent()).toBeLessThanOrEqual(20_000_000);
  });

  test('lets the first draft be tried where a repair by the larger model could cost too much', async () => {
    const { spending } = await storedSpending();
    sandbox.behaviour.set({ kind: 'invented_amount' });
    const triage = await desk.write(withModels({ per_ticket_usd: 0.02 }), { spending });
    expectPlain(triage, withModels({}));
    expect(asked()).toBe(1);
    expect(triage.fallback_reason).toBe("the spending limit for one ticket's texts is reached");
    expect(triage.usage?.output_tokens).toBeGreaterThan(0);
  });

  test('of nothing asks nobody', async () => {
    const { spending } = await storedSpending();
    expectPlain(await desk.write(withModels({ per_month_usd: 0 }), { spending }), withModels({}));
    expect(asked()).toBe(0);
  });
});
