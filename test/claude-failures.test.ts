import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnalysisResult } from '../src/check/result.ts';
import { type DemoWorld, startDemoWorld } from '../src/cli/demo/demo-world.ts';
import { markerOf } from '../src/jobs/tasks/publish-analysis.ts';
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
import { renderStoredNoteAsText } from '../src/zendesk/stored-note.ts';

/** The promise: whatever Claude does, note and answer land within this time. */
const LANDS_WITHIN_MS = 30_000;

/** The whole product: ticket and command through the real server, all four services local. */
async function world(): Promise<{ demo: DemoWorld; claude: ClaudeSandbox }> {
  const demo = await startDemoWorld({
    seed: 7,
    port: 0,
    now: Math.floor(Date.now() / 1000),
    latencyMs: 0,
    claude: true,
    onFatal: (error) => {
      throw error;
    },
  });
  if (demo.claude === null) throw new Error('Claude was asked for');
  return { demo, claude: demo.claude };
}

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
  let place = 0;
  beforeAll(async () => {
    ({ demo, claude } = await world());
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
    const undo = act();
    const landed = await askBothWays(demo, story);
    undo();
    expectDeterministic(landed, reason, story);
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
    expect(landed.note).toContain(`Worded by ${SANDBOX_MODEL}`);
    expect(landed.answer).toContain(`Worded by ${SANDBOX_MODEL}`);
    expect(landed.result.triage.source).toBe('model');
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
    ['an invented percentage', { kind: 'scripted', fields: { draft_reply: 'You get 37.5% off for ever.' } }],
  ] as const)('answering with %s', async (_, what) => {
    const story = nextStory();
    const undo = behave(what)();
    const landed = await askBothWays(demo, story);
    undo();
    const { fallback_reason: reason = '' } = landed.result.triage;
    expect(reason).not.toBe('');
    expectDeterministic(landed, reason, story);
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

describe.concurrent('a hang ends after 20 seconds, and the verdict does not wait for it', () => {
  it.for<[string, Fault]>([
    ['before the answer', faults.hang()],
    ['after the headers', faults.truncated('stalled', 10)],
    ['in the middle of the answer', faults.truncated('stalled')],
  ])('%s', { timeout: 2 * LANDS_WITHIN_MS }, async ([, fault], { onTestFinished }) => {
    const { demo, claude } = await world();
    onTestFinished(() => demo.close());
    claude.faults.add({ route: MESSAGES_ROUTE, fault, calls: 'all' });
    const [story] = demo.world.stories;
    if (story === undefined) throw new Error('the world has stories');
    const landed = await askBothWays(demo, story);
    expectDeterministic(landed, 'Claude did not answer in time', story);
    expect(landed.verdictMs).toBeLessThan(5_000);
  });
});
