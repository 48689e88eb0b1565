import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { UsageReservation } from '../../db/model-usage.ts';
import { check, temporaryStore } from './helpers.ts';

const DAY_MS = 86_400_000;
const SETTLED = {
  input_tokens: 10,
  cache_creation_input_tokens: 20,
  cache_read_input_tokens: 30,
  output_tokens: 40,
};

const reservation = (over: Partial<UsageReservation> = {}): UsageReservation => ({
  subject: 'ticket 1',
  model: 'claude-haiku-5-5',
  prompt_version: 2,
  worst_case_nano_usd: 100,
  limits: {},
  ...over,
});

describe('requests to a model', () => {
  it('count at their worst until they are settled, and then at their cost', async () => {
    const { store } = await temporaryStore();
    const reserved = await store.reserveModelUsage(reservation());
    expect(await store.spentOnModels()).toEqual({ day_nano_usd: 100, month_nano_usd: 100 });
    if (reserved.kind !== 'reserved') throw new Error('there is no limit');
    await store.settleModelUsage(reserved.id, { ...SETTLED, cost_nano_usd: 7 });
    expect(await store.spentOnModels()).toEqual({ day_nano_usd: 7, month_nano_usd: 7 });
    await expect(store.settleModelUsage(reserved.id, { ...SETTLED, cost_nano_usd: 7 })).rejects.toThrow(
      'settled once',
    );
  });

  it.each(['ticket', 'day', 'month'] as const)(
    'stay below the limit of a %s to the last nano',
    async (period) => {
      const { store } = await temporaryStore();
      const limits = { [period]: 200 };
      expect(await store.reserveModelUsage(reservation({ limits }))).toMatchObject({ kind: 'reserved' });
      expect(await store.reserveModelUsage(reservation({ limits }))).toMatchObject({ kind: 'reserved' });
      expect(await store.reserveModelUsage(reservation({ limits, worst_case_nano_usd: 1 }))).toEqual({
        kind: 'refused',
        period,
      });
      expect((await store.spentOnModels()).day_nano_usd).toBe(200);
    },
  );

  it('at the same time do not pass a limit together', async () => {
    const { store } = await temporaryStore();
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, place) =>
        store.reserveModelUsage(reservation({ subject: `ticket ${place}`, limits: { day: 1_000 } })),
      ),
    );
    expect(all.filter(({ kind }) => kind === 'reserved')).toHaveLength(10);
    expect(await store.spentOnModels()).toEqual({ day_nano_usd: 1_000, month_nano_usd: 1_000 });
  });

  it('of another ticket, day or month are another matter', async () => {
    const { store, clock } = await temporaryStore();
    const limits = { ticket: 100, day: 200, month: 300 };
    const ask = async (subject: string) => {
      const outcome = await store.reserveModelUsage(reservation({ subject, limits }));
      return outcome.kind === 'reserved' ? 'reserved' : outcome.period;
    };
    expect([await ask('a'), await ask('a'), await ask('b'), await ask('c')]).toEqual([
      'reserved',
      'ticket',
      'reserved',
      'day',
    ]);
    clock.ms += DAY_MS;
    expect([await ask('c'), await ask('d')]).toEqual(['reserved', 'month']);
    clock.ms = Date.UTC(2026, 11, 1);
    expect(await ask('d')).toBe('reserved');
    expect(await store.spentOnModels()).toEqual({ day_nano_usd: 100, month_nano_usd: 100 });
  });
});

describe('what was used', () => {
  it('is kept for 400 days', async () => {
    const { store, clock, path } = await temporaryStore();
    await store.reserveModelUsage(reservation());
    clock.ms += 400 * DAY_MS;
    await store.reserveModelUsage(reservation());
    const file = new Database(path, { readonly: true });
    const rows = () => file.prepare('SELECT count(*) FROM model_usage').pluck().get();
    expect(rows()).toBe(2);
    clock.ms += DAY_MS;
    await store.reserveModelUsage(reservation());
    expect(rows()).toBe(2);
    file.close();
  });
});

describe('a stored check', () => {
  it('says who worded it, with which prompt, and what that used', async () => {
    const { store, path } = await temporaryStore();
    const wording = {
      kind: 'model',
      model: 'claude-haiku-5-5',
      tier: 'small',
      prompt_version: 2,
      usage: { ...SETTLED, cost_nano_usd: 431_000 },
    } as const;
    const id = await store.recordCheck({ ...check(), source: 'terminal', wording });
    const bare = await store.recordCheck({ ...check(), source: 'terminal' });
    const file = new Database(path, { readonly: true });
    const row = (analysis: string): unknown =>
      file
        .prepare(
          `SELECT author_kind, author_model, author_tier, prompt_version, input_tokens, cache_write_tokens,
             cache_read_tokens, output_tokens, cost_nano_usd FROM analysis WHERE id = ?`,
        )
        .raw()
        .get(analysis);
    expect(row(id)).toEqual(['model', 'claude-haiku-5-5', 'small', 2, 10, 20, 30, 40, 431_000]);
    expect(row(bare)).toEqual([null, null, null, null, null, null, null, null, null]);
    file.close();
  });
});
