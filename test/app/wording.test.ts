import { describe, expect, it } from 'vitest';
import { wireWording } from '../../src/app/wording.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { WritingOutcome } from '../../src/triage/claude-writer.ts';
import type { Reservation } from '../../src/triage/cost/spending.ts';
import { temporaryStore } from '../db/helpers.ts';

const DAY_MS = 86_400_000;
const RESERVATION: Reservation = {
  subject: 'ticket 1',
  model: 'claude-haiku-5-5',
  prompt_version: 2,
  worst_case_nano_usd: 3_000_000,
  limits: { day: 5_000_000, month: 9_000_000 },
};
const OUTCOME: WritingOutcome = {
  tier: 'small',
  tier_reason: 'the finding is not certain',
  result: 'first_attempt',
  fallback_reason: null,
  detail: 'first attempt',
  model: 'claude-haiku-5-5',
  prompt_version: 2,
  attempts: 1,
  usage: {
    input_tokens: 1_000,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 8_000,
    output_tokens: 700,
    cost_nano_usd: 530_000,
  },
  duration_ms: 1_800,
};

async function wired() {
  const { store, clock } = await temporaryStore();
  const lines: { readonly level: string; readonly msg: string; readonly period?: string }[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = createLogger({ level: 'info', secrets: [], destination });
  const metrics = createMetrics();
  const exposed = async (name: string): Promise<readonly string[]> =>
    (await metrics.expose()).body.split('\n').filter((line) => line.startsWith(`billing_check_${name}`));
  return { ...wireWording({ store, logger, metrics, clock: clock.now }), clock, lines, exposed };
}

describe('what is told of a text', () => {
  it('is one line, and counts that know neither customer nor ticket', async () => {
    const { onWritten, lines, exposed } = await wired();
    onWritten(OUTCOME);
    onWritten({ ...OUTCOME, result: 'late', fallback_reason: 'Claude did not answer in time', usage: null });
    onWritten({ ...OUTCOME, tier: 'rules', result: 'rules', model: null, usage: null });
    expect(lines.map(({ msg }) => msg)).toEqual([
      'Claude worded it',
      'worded without Claude',
      'worded by the rules alone',
    ]);
    expect(lines[0]).toMatchObject({ tier: 'small', prompt_version: 2, usage: { cost_nano_usd: 530_000 } });
    expect(await exposed('texts_total')).toEqual([
      'billing_check_texts_total{tier="small",result="first_attempt"} 1',
      'billing_check_texts_total{tier="small",result="late"} 1',
      'billing_check_texts_total{tier="rules",result="rules"} 1',
    ]);
    expect(await exposed('model_tokens_total')).toEqual([
      'billing_check_model_tokens_total{kind="input"} 1000',
      'billing_check_model_tokens_total{kind="cache_write"} 0',
      'billing_check_model_tokens_total{kind="cache_read"} 8000',
      'billing_check_model_tokens_total{kind="output"} 700',
    ]);
    expect(await exposed('model_cost_usd_total')).toEqual([
      'billing_check_model_cost_usd_total{tier="small"} 0.00053',
    ]);
    expect(await exposed('model_duration_seconds_count')).toEqual([
      'billing_check_model_duration_seconds_count{tier="small"} 2',
    ]);
  });
});

describe('a limit that is reached', () => {
  it('is told once for each day and month, and shown for as long as it keeps models from being asked', async () => {
    const { spending, clock, lines, exposed } = await wired();
    expect(await spending.reserve(RESERVATION)).toMatchObject({ kind: 'reserved' });
    for (let time = 0; time < 3; time += 1)
      expect(await spending.reserve(RESERVATION)).toEqual({ kind: 'refused', period: 'day' });
    expect(lines).toMatchObject([
      {
        level: 'warn',
        period: '2026-11-21',
        msg: 'the spending limit of the day for Claude is reached: texts are worded without it',
      },
    ]);
    expect(await exposed('model_limit_reached{period="day"}')).toEqual([
      'billing_check_model_limit_reached{period="day"} 1',
    ]);
    clock.ms += DAY_MS;
    const again = await spending.reserve(RESERVATION);
    expect(await exposed('model_limit_reached{period="day"}')).toEqual([
      'billing_check_model_limit_reached{period="day"} 0',
    ]);
    if (again.kind !== 'reserved') throw new Error('it is another day');
    clock.ms += DAY_MS;
    expect(await spending.reserve(RESERVATION)).toMatchObject({ kind: 'reserved' });
    clock.ms += DAY_MS;
    expect(await spending.reserve(RESERVATION)).toEqual({ kind: 'refused', period: 'month' });
    expect(lines.map(({ period }) => period)).toEqual(['2026-11-21', '2026-11']);
    const settled = {
      input_tokens: 1,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 1,
    };
    await spending.settle(again.id, { ...settled, cost_nano_usd: 1_000_000 });
    expect(await exposed('model_spent_usd{period="month"}')).toEqual([
      'billing_check_model_spent_usd{period="month"} 0.007',
    ]);
  });
});
