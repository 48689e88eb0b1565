import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClaudeSandbox, startClaudeSandbox } from '../../src/sandbox/claude/index.ts';
import { GROUNDED_LANGUAGES } from '../../src/triage/grounding/lexicon.ts';
import { CHECKS } from './checks/index.ts';
import { KINDS, readCases } from './eval-case.ts';
import { judgeReplies, readJudgePrompt } from './judge.ts';
import { evaluateLive } from './live.ts';
import { evaluateOffline } from './offline.ts';
import { type EvalResult, render } from './results.ts';
import { type StagedCase, stageCase } from './staged-case.ts';

const CASES = readCases();
const KEY = 'sandbox-key-for-claude';

describe('prompts/evals/cases', () => {
  test('hold at least 60 tickets of every kind, language and manner', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    expect(KINDS.filter((kind) => !CASES.some((one) => one.kind === kind))).toEqual([]);
    for (const language of GROUNDED_LANGUAGES) {
      const own = CASES.filter((one) => one.language === language);
      expect({ language, enough: own.length >= 6 }).toEqual({ language, enough: true });
    }
    for (const manner of ['plain', 'terse', 'angry', 'rambling'] as const) {
      expect(CASES.filter((one) => one.manner === manner).length).toBeGreaterThanOrEqual(5);
    }
  });
});

/** One of each kind, for `npm test`; `npm run eval:triage` takes them all. */
const SHORT: readonly StagedCase[] = KINDS.flatMap((kind) => {
  const one = CASES.find(
    (known) => known.kind === kind && (known.language === 'en' || known.language === 'de'),
  );
  return one === undefined ? [] : [stageCase(one)];
});

describe('without a model', () => {
  test('the deterministic writer’s replies have no fault, and two runs give the same', () => {
    const { figures, notes } = evaluateOffline(SHORT);
    expect(notes).toEqual([]);
    expect(figures.writer).toMatchObject({ drafts: KINDS.length, passed: KINDS.length });
    expect(figures.curated.good_passed).toBe(figures.curated.good);
    expect(evaluateOffline(SHORT.map(({ case: one }) => stageCase(one))).figures).toEqual(figures);
  });

  test('a draft that says something else of the case is refused', () => {
    const [first, second] = SHORT.filter(({ given }) => given.told.length > 0);
    if (first === undefined || second === undefined) throw new Error('two cases with something told');
    const swapped: StagedCase = { ...first, plain: second.plain };
    const { figures } = evaluateOffline([swapped]);
    expect(figures.writer.passed).toBe(0);
    expect(figures.writer.failed_by_check['grounding']).toBe(1);
  });
});

describe('with a model', () => {
  let sandbox: ClaudeSandbox;
  beforeAll(async () => {
    sandbox = await startClaudeSandbox({ apiKey: KEY });
  });
  afterAll(() => sandbox.close());

  test('every case with a customer is written by it, through the writer of the product', async () => {
    const resolved = SHORT.filter((staged) => staged.resolved);
    const { figures, texts } = await evaluateLive(SHORT, { apiKey: KEY, baseUrl: sandbox.url });
    const fallbacks = Object.values(figures.fallbacks).reduce((sum, count) => sum + count, 0);
    expect(figures.written.drafts + fallbacks).toBe(resolved.length);
    expect(texts.size).toBe(figures.written.drafts);
    expect(figures.written.drafts).toBeGreaterThan(resolved.length / 2);
    // The sandbox writes canned text: its figures hold, but it names no day and answers nobody in particular.
    expect(figures.written.failed_by_check['grounding']).toBe(0);
    expect(figures.written.passed).toBeLessThan(figures.written.drafts);
    expect(sandbox.requests.length).toBeGreaterThanOrEqual(resolved.length);
  });

  test('a judge gives marks, and what it says in another form is counted', async () => {
    sandbox.behaviour.set({
      kind: 'scripted',
      fields: { answers: 4, clear: 5, kind: 3, worst: 'Kind regards,' },
    });
    const [one, two] = SHORT;
    if (one === undefined || two === undefined) throw new Error('two cases');
    const texts = new Map([one, two].map(({ case: { id }, plain }) => [id, plain.draft_reply]));
    const settings = { apiKey: KEY, baseUrl: sandbox.url };
    const { judgement, notes } = await judgeReplies(SHORT, texts, settings);
    expect(judgement).toMatchObject({ judged: 2, no_opinion: 0, answers: 4, clear: 5, kind: 3 });
    expect(notes).toHaveLength(2);
    sandbox.behaviour.set({ kind: 'scripted', fields: { answers: 11 } });
    expect((await judgeReplies(SHORT, texts, settings)).judgement).toMatchObject({
      judged: 0,
      no_opinion: 2,
    });
    sandbox.behaviour.clear();
  });

  test('a refused key leaves no reply to judge, and says why', async () => {
    const { figures } = await evaluateLive(SHORT.slice(0, 2), {
      apiKey: 'another-key',
      baseUrl: sandbox.url,
    });
    expect(figures.written.drafts).toBe(0);
    expect(Object.values(figures.fallbacks)).toEqual([2]);
  });
});

test('the judge’s prompt is the version it says it is: a change needs a new one', () => {
  const { version, text } = readJudgePrompt();
  const hash = createHash('sha256').update(text).digest('hex');
  const versions = JSON.parse(readFileSync(new URL('../../prompts/versions.json', import.meta.url), 'utf8'));
  const advice = `Raise its version, and add "${version}": "${hash}" to prompts/versions.json under "judge".`;
  expect(versions.judge[String(version)], advice).toBe(hash);
});

test('the table shows each figure beside the version before, and what was not run', () => {
  const { figures } = evaluateOffline(SHORT.slice(0, 1));
  const current: EvalResult = { prompt: 'triage', version: 3, cases: 1, offline: figures, live: null };
  const worse = { ...figures.writer, passed: 0, failed_by_check: { ...zeroes(), calm: 1 } };
  const previous: EvalResult = { ...current, version: 2, offline: { ...figures, writer: worse } };
  const table = render(current, previous);
  expect(table).toMatch(/triage v3 +triage v2/);
  expect(table).toMatch(/replies without a fault +1 of 1 +0 of 1/);
  expect(table).toMatch(/fail calm +– +1/);
  expect(table).toMatch(/asked +not run +not run/);
});

const zeroes = (): Record<string, number> => Object.fromEntries(CHECKS.map(({ name }) => [name, 0]));
