import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AnalysisResult } from '../src/check/result.ts';
import { type DemoWorld, type DemoWorldOptions, startDemoWorld } from '../src/cli/demo/demo-world.ts';
import { markerOf } from '../src/jobs/tasks/publish-analysis.ts';
import { createLogger } from '../src/log.ts';
import {
  type ClaudeSandbox,
  claudeFaults,
  INVENTED_AMOUNT,
  MESSAGES_ROUTE,
  SANDBOX_MODEL,
} from '../src/sandbox/claude/index.ts';
import { type Fault, faults } from '../src/sandbox/fault-injection.ts';
import { visibleText } from '../src/sandbox/slack/index.ts';
import type { Story } from '../src/sandbox/stories/story.ts';
import { BREAKER } from '../src/triage/claude/breaker.ts';
import { loadPrompt } from '../src/triage/claude/prompt.ts';
import { renderStoredNoteAsText } from '../src/zendesk/stored-note.ts';

/** The promise: whatever Claude does, note and answer land within this time. */
const LANDS_WITHIN_MS = 30_000;
/** In place of 20 seconds, so that a hang need not be waited for. */
const MODEL_WORK_MS = 1_500;

interface Failing {
  readonly demo: DemoWorld;
  readonly claude: ClaudeSandbox;
  /** The server's log, a line for each text. */
  readonly lines: () => readonly WritingLine[];
}

/** What the log says of one text. */
interface WritingLine {
  readonly level: string;
  readonly msg: string;
  readonly result?: string;
  readonly fallback_reason?: string | null;
  readonly usage?: { readonly output_tokens: number } | null;
}

/** The whole product: ticket and command through the real server, all four services local. Every check asks Claude. */
async function world(limits: DemoWorldOptions['claudeLimits'] = {}): Promise<Failing> {
  const written: string[] = [];
  const demo = await startDemoWorld({
    seed: 7,
    port: 0,
    now: Math.floor(Date.now() / 1000),
    latencyMs: 0,
    claude: true,
    claudeLimits: {
      timeoutMs: MODEL_WORK_MS,
      breaker: NO_BREAKER,
      tierOf: () => ({ tier: 'small', reason: 'the test wants it' }),
      ...limits,
    },
    logger: (secrets) =>
      createLogger({ level: 'info', secrets, destination: { write: (line) => void written.push(line) } }),
    onFatal: (error) => {
      throw error;
    },
  });
  if (demo.claude === null) throw new Error('Claude was asked for');
  const lines = (): readonly WritingLine[] =>
    written.map((line) => JSON.parse(line) as WritingLine).filter(({ result }) => result !== undefined);
  return { demo, claude: demo.claude, lines };
}

/** Each fault is met by itself, however many came before it. */
const NO_BREAKER = { ...BREAKER, failures: Number.POSITIVE_INFINITY, longestPauseMs: 0, lastingPauseMs: 0 };

interface Landed {
  readonly note: string;
  readonly noteMs: number;
  readonly result: AnalysisResult;
  readonly answer: string;
  readonly answerMs: number;
  /** Milliseconds until Slack showed the verdict, worded or not. */
  readonly verdictMs: number;
}

/** A ticket arrives, and the same customer is asked about in Slack at the same time. */
async function askBothWays(demo: DemoWorld, story: Story): Promise<Landed> {
  const from = performance.now();
  const since = () => Math.round(performance.now() - from);
  const [note, answer] = await Promise.all([noteOn(demo, story, since), answerTo(demo, story, since)]);
  return { ...note, ...answer };
}

async function noteOn(demo: DemoWorld, { ticket, customer_id }: Story, since: () => number) {
  const made = demo.zendesk.createTicket({
    subject: ticket.subject,
    body: ticket.body,
    requester: { email: ticket.requester_email, name: ticket.requester_name },
    tags: ['billing'],
  });
  const id = String(made.id);
  await expect.poll(() => demo.zendesk.notes(id).length, { timeout: LANDS_WITHIN_MS, interval: 20 }).toBe(1);
  const noteMs = since();
  const analysis = await demo.app.store.latestAnalysisOfTicket(id);
  expect(demo.zendesk.notes(id)).toHaveLength(1);
  if (analysis === null) throw new Error(`no analysis of ${customer_id}`);
  const note = onOneLine(renderStoredNoteAsText(analysis.note_view, markerOf(analysis.id)));
  return { note, noteMs, result: analysis.result as AnalysisResult };
}

async function answerTo(demo: DemoWorld, { email }: Story, since: () => number) {
  const { maya, support } = demo.slack.known;
  const sent = await demo.slack.command({ user: maya, channel: support, text: email });
  expect(sent).toMatchObject({ outcome: 'acknowledged', status: 200 });
  const shown = (): string => onOneLine(sent.seen.ephemerals.map(visibleText).join('\n'));
  await demo.slack.until(() => /Billing error|The charges are right/.test(shown()), LANDS_WITHIN_MS);
  const verdictMs = since();
  await demo.slack.until(() => /Worded (?:by|without)/.test(shown()), LANDS_WITHIN_MS);
  return { answer: shown(), answerMs: since(), verdictMs };
}

/** Lines are broken to fit a width: what is said does not depend on where. */
function onOneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/\s+/g, ' ');
}

/** Both are there in time, in the deterministic words, and say why. */
function expectDeterministic(landed: Landed, reason: string, { label }: Story): void {
  const says = `Worded without AI, from the findings alone (${reason}).`;
  expect(landed.note).toContain(says);
  expect(landed.answer).toContain(says);
  expect(landed.result.triage).toMatchObject({ source: 'template', fallback_reason: reason });
  expect(landed.result.verdict).toBe(label.verdict);
  const main = landed.result.findings.find(({ rule }) => rule === label.rule);
  expect(main?.amount ?? null).toEqual(label.amount);
  expect(landed.note).not.toContain(INVENTED_AMOUNT);
  expect(landed.answer).not.toContain(INVENTED_AMOUNT);
  expect(Math.max(landed.noteMs, landed.answerMs)).toBeLessThan(LANDS_WITHIN_MS);
}

describe('whatever Claude does, the ticket and Slack get their answer', () => {
  let demo: DemoWorld;
  let claude: ClaudeSandbox;
  let lines: Failing['lines'];
  let place = 0;
  beforeAll(async () => {
    ({ demo, claude, lines } = await world());
  });
  afterAll(() => demo.close());

  const nextStory = (): Story => {
    const story = demo.world.stories[place % demo.world.stories.length];
    place += 1;
    if (story === undefined) throw new Error('the world has stories');
    return story;
  };
  /** With the fault all the time, for the ticket and the command alike. */
  async function under(reason: string, act: () => () => void): Promise<void> {
    const story = nextStory();
    const before = lines().length;
    const undo = act();
    const landed = await askBothWays(demo, story);
    undo();
    expectDeterministic(landed, reason, story);
    // One line for the note's text and one for the answer's, and each says why.
    const told = lines().slice(before);
    expect(told).toHaveLength(2);
    for (const { level, msg, fallback_reason } of told)
      expect({ level, msg, fallback_reason }).toEqual({
        level: 'info',
        msg: 'worded without Claude',
        fallback_reason: reason,
      });
  }
  const strike = (fault: Fault) => () => {
    const active = claude.faults.add({ route: MESSAGES_ROUTE, fault, calls: 'all' });
    return () => active.off();
  };
  const behave = (what: Parameters<ClaudeSandbox['behaviour']['set']>[0]) => () => {
    claude.behaviour.set(what);
    return () => claude.behaviour.clear();
  };

  it('in Claude’s words while all is well', async () => {
    const landed = await askBothWays(demo, nextStory());
    const says = `Worded by ${SANDBOX_MODEL}, prompt ${loadPrompt('triage').version}; every figure comes from the rules.`;
    expect(landed.note).toContain(says);
    expect(landed.answer).toContain(says);
    expect(landed.result.triage).toMatchObject({ source: 'model', author: { kind: 'model', tier: 'small' } });
  });

  it.each<[string, string, Fault]>([
    ['overloaded (529)', 'Claude is overloaded', claudeFaults.overloaded()],
    ['overloaded for a minute', 'Claude is overloaded', claudeFaults.overloaded(60)],
    ['rate limited (429)', "Claude's rate limit was reached", claudeFaults.rateLimited(60)],
    ['broken (500)', 'Claude could not be reached', claudeFaults.serverError()],
    ['behind a bad gateway', 'Claude could not be reached', faults.badGateway()],
    ['cut off before the answer', 'Claude could not be reached', faults.reset()],
    ['answering something else', 'Claude gave an answer that could not be read', faults.wrongSchema()],
    ['at its spending limit', 'the spending limit for Claude was reached', claudeFaults.spendLimit()],
  ])('%s', (_, reason, fault) => under(reason, strike(fault)), LANDS_WITHIN_MS);

  it('refusing', () => under('Claude declined', behave({ kind: 'refusal' })));

  it.each([0, 1, 40, 400, 1200])('truncated after %i bytes', (bytes) =>
    under("Claude's answer was cut off", behave({ kind: 'truncation', bytes })),
  );

  it.each([
    ['an invented amount', { kind: 'invented_amount' }],
    [
      'an invented date',
      { kind: 'scripted', fields: { draft_reply: 'We will refund you by March 3, 2031.' } },
    ],
    [
      'an invented link',
      { kind: 'scripted', fields: { draft_reply: 'See https://evil.example/refund for more.' } },
    ],
    ['JSON that is none', { kind: 'invalid_json' }],
    ['an owner there is not', { kind: 'wrong_enum' }],
    ['100 KB', { kind: 'huge', bytes: 100 * 1024 }],
    ['an invented percentage', { kind: 'scripted', fields: { draft_reply: 'You get 37.5% off for ever.' } }],
  ] as const)('answering with %s', async (_, what) => {
    const story = nextStory();
    const before = lines().length;
    const undo = behave(what)();
    const landed = await askBothWays(demo, story);
    undo();
    const { fallback_reason: reason = '', usage } = landed.result.triage;
    expect(reason).not.toBe('');
    expectDeterministic(landed, reason, story);
    // The answer was paid for: twice, where it could be mended.
    expect(usage?.output_tokens).toBeGreaterThan(0);
    expect(lines().slice(before)).toMatchObject([{ fallback_reason: reason }, { fallback_reason: reason }]);
    for (const invented of ['2031', 'evil.example', '37.5']) {
      expect(`${landed.note} ${landed.answer}`).not.toContain(invented);
    }
  });

  it('back in Claude’s words when it is well again', async () => {
    const landed = await askBothWays(demo, nextStory());
    expect(landed.answer).toContain(`Worded by ${SANDBOX_MODEL}`);
    // The last job ends a moment after its answer is seen.
    await expect.poll(() => demo.app.store.queueStatus()).toMatchObject({ due: 0, waiting: 0, running: 0 });
  });

  it('gone altogether', async () => {
    await claude.close();
    const story = nextStory();
    const landed = await askBothWays(demo, story);
    expectDeterministic(landed, 'Claude could not be reached', story);
  });
});

describe.concurrent('a hang of any length ends with the time for model work, and the verdict does not wait for it', () => {
  it.for<[string, Fault]>([
    ['before the answer', faults.hang()],
    ['after the headers', faults.truncated('stalled', 10)],
    ['in the middle of the answer', faults.truncated('stalled')],
  ])('%s', { timeout: LANDS_WITHIN_MS }, async ([, fault], { onTestFinished, expect }) => {
    const { demo, claude, lines } = await world();
    onTestFinished(() => demo.close());
    claude.faults.add({ route: MESSAGES_ROUTE, fault, calls: 'all' });
    const [story] = demo.world.stories;
    if (story === undefined) throw new Error('the world has stories');
    const landed = await askBothWays(demo, story);
    expectDeterministic(landed, 'Claude did not answer in time', story);
    expect(landed.noteMs).toBeGreaterThan(MODEL_WORK_MS);
    expect(lines().map(({ result }) => result)).toEqual(['late', 'late']);
    // What was asked may have been billed, and counts until somebody says otherwise.
    expect((await demo.app.store.spentOnModels()).day_nano_usd).toBeGreaterThan(0);
  });
});

describe('Claude away for long', () => {
  it('is left alone after a few checks, and asked again once it is well', async () => {
    const pauseMs = 1_200;
    const breaker = { ...BREAKER, failures: 2, pauseMs };
    const { demo, claude, lines } = await world({ breaker });
    onTestFinished(() => demo.close());
    const [first, second, third, fourth] = demo.world.stories;
    if (!first || !second || !third || !fourth) throw new Error('there are ten');
    const fault = claude.faults.add({
      route: MESSAGES_ROUTE,
      fault: claudeFaults.overloaded(),
      calls: 'all',
    });
    await askBothWays(demo, first);
    const asked = claude.requests.length;
    expectDeterministic(
      await askBothWays(demo, second),
      'Claude is left alone for a while after failures',
      second,
    );
    expect(claude.requests.length).toBe(asked);
    expect(lines().map(({ result }) => result)).toEqual(['overloaded', 'overloaded', 'paused', 'paused']);
    fault.off();
    await sleep(pauseMs);
    // One tries for all; after that it is as before.
    const { answer } = await answerTo(demo, third, () => 0);
    expect(answer).toContain(`Worded by ${SANDBOX_MODEL}`);
    expect((await askBothWays(demo, fourth)).note).toContain(`Worded by ${SANDBOX_MODEL}`);
  });
});
