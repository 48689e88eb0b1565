import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/analysis/policy.ts';
import type { SecondOpinion } from '../../../src/jobs/ticket-intent.ts';
import {
  type ClaudeSandbox,
  claudeFaults,
  MESSAGES_ROUTE,
  startClaudeSandbox,
} from '../../../src/sandbox/claude/index.ts';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { parseIntent } from '../../../src/triage/claude/intent-answer.ts';
import { loadIntentPrompt, parseIntentPrompt } from '../../../src/triage/claude/intent-prompt.ts';
import { promptFile } from '../../../src/triage/claude/prompt.ts';
import { createClaudeIntent, type IntentAsked } from '../../../src/triage/claude-intent.ts';
import { spendingInMemory } from '../../../src/triage/cost/spending-in-memory.ts';
import { KEY } from './desk.ts';

const WORDS = {
  subject: 'Rabatt',
  body: 'Uns fehlt ein Rabatt, bitte meldet euch bei Jane Roe, jane@acme.example, Karte 4242 4242 4242 4242, sub_1AbCdEfGhIjKlMn.',
  requester_email: 'jane@acme.example',
  created_at: null,
};
const PERSON = { name: 'Jane Roe', email: 'jane@acme.example' };

let sandbox: ClaudeSandbox;
beforeAll(async () => {
  sandbox = await startClaudeSandbox({ apiKey: KEY });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.behaviour.clear();
  sandbox.faults.clear();
});

function opinion(over: { policy?: Pick<Policy, 'models'>; timeoutMs?: number } = {}) {
  const asked: IntentAsked[] = [];
  const { policy = {}, ...options } = over;
  const second = createClaudeIntent({
    apiKey: KEY,
    baseURL: sandbox.url,
    policy: async () => policy,
    spending: spendingInMemory(),
    onAsked: (outcome) => asked.push(outcome),
    ...options,
  });
  const ask = (words: Parameters<SecondOpinion>[0]['words'] = WORDS) =>
    second({ ticket_id: '7', person: PERSON, words });
  return { ask, asked };
}

const lastBody = (): string => sandbox.bodies.at(-1) ?? '';

describe('the second opinion on what a ticket is about', () => {
  it.each(['billing', 'not_billing'] as const)(
    'is %s where the small model says so, and is accounted for',
    async (intent) => {
      sandbox.behaviour.set({ kind: 'scripted', fields: { intent } });
      const { ask, asked } = opinion();
      expect(await ask()).toBe(intent);
      expect(asked).toMatchObject([
        {
          result: intent,
          model: 'claude-haiku-5-5',
          prompt_version: loadIntentPrompt().version,
          usage: { output_tokens: expect.any(Number), cost_nano_usd: expect.any(Number) },
        },
      ]);
      expect(asked[0]?.usage?.output_tokens).toBeLessThan(50);
    },
  );

  it('sends the ticket as marked data, without what identifies anybody, and no more of it than the limit', async () => {
    const { ask } = opinion();
    await ask({ ...WORDS, body: `${WORDS.body} ${'weiter '.repeat(2_000)}` });
    const body = lastBody();
    for (const personal of ['Jane', 'acme.example', '4242', 'sub_1AbC']) expect(body).not.toContain(personal);
    expect(body).toMatch(/customer's message ([0-9a-f]{32}) -----.*end of the customer's message \1/s);
    expect(body.length).toBeLessThan(7_000);
    const { output_config, max_tokens } = JSON.parse(body) as {
      output_config: { format: { schema: { properties: { intent: { enum: string[] } } } } };
      max_tokens: number;
    };
    expect(output_config.format.schema.properties.intent.enum).toEqual(['billing', 'not_billing']);
    expect(max_tokens).toBe(200);
  });

  it('takes the policy’s model, and asks nothing beyond its limits', async () => {
    const models = { small: 'claude-haiku-5', prices: { 'claude-haiku-5': { input: 1, output: 5 } } };
    const named = opinion({ policy: { models } });
    await named.ask();
    expect(named.asked).toMatchObject([{ model: 'claude-haiku-5' }]);
    const before = sandbox.requests.length;
    const poor = opinion({ policy: { models: { per_day_usd: 0.000_000_1 } } });
    expect(await poor.ask()).toBeNull();
    expect(poor.asked).toMatchObject([{ result: 'limit_day', usage: null }]);
    expect(sandbox.requests).toHaveLength(before);
  });

  it.each([
    ['a refusal', 'declined', () => sandbox.behaviour.set({ kind: 'refusal' })],
    ['half an answer', 'cut_off', () => sandbox.behaviour.set({ kind: 'truncation', bytes: 9 })],
    ['no JSON', 'form', () => sandbox.behaviour.set({ kind: 'invalid_json' })],
    [
      'another word',
      'form',
      () => sandbox.behaviour.set({ kind: 'scripted', fields: { intent: 'refund_all' } }),
    ],
    [
      'a word too many',
      'form',
      () => sandbox.behaviour.set({ kind: 'scripted', fields: { intent: 'billing', approve: true } }),
    ],
    [
      'a spent limit',
      'spent',
      () => sandbox.faults.add({ route: MESSAGES_ROUTE, fault: claudeFaults.spendLimit() }),
    ],
  ] as const)('is none after %s', async (_, result, spoil) => {
    spoil();
    const { ask, asked } = opinion();
    expect(await ask()).toBeNull();
    expect(asked).toMatchObject([{ result }]);
  });

  it('is none when Claude hangs, within the deadline', async () => {
    sandbox.faults.add({ route: MESSAGES_ROUTE, fault: faults.hang('before') });
    const { ask, asked } = opinion({ timeoutMs: 700 });
    const started = performance.now();
    expect(await ask()).toBeNull();
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(asked).toMatchObject([{ result: 'late' }]);
    expect(loadIntentPrompt().limits.seconds).toBe(5);
  });

  it('whatever a hostile text makes the model say, is one of two words or none', () => {
    for (const text of [
      '{"intent":"billing","refund":"all"}',
      '{"intent":["billing"]}',
      '"billing"',
      'billing',
      '{}',
      `{"intent":"billing${' '.repeat(5_000)}"}`,
    ])
      expect(parseIntent(text), text.slice(0, 40)).toBeNull();
    expect(parseIntent('{"intent":"not_billing"}')).toBe('not_billing');
  });
});

describe('prompts/intent.md', () => {
  const text = readFileSync(promptFile('intent'), 'utf8');

  it('is the version it says it is: a change needs a new one', () => {
    const versions = JSON.parse(
      readFileSync(new URL('versions.json', promptFile('intent')), 'utf8'),
    ) as Record<string, Record<string, string>>;
    const known = versions['intent'] ?? {};
    const { version } = loadIntentPrompt();
    const hash = createHash('sha256').update(text).digest('hex');
    const advice = `The prompt changed: raise its version, and add "${version}": "${hash}" to prompts/versions.json under "intent". A published version keeps its line.`;
    expect(known[String(version)], advice).toBe(hash);
    expect(Math.max(...Object.keys(known).map(Number))).toBe(version);
  });

  it.each([
    ['a missing section', (t: string) => t.replace('<!-- request -->\n', '')],
    ['another name', (t: string) => t.replace('name: intent', 'name: triage')],
    ['a placeholder nobody declared', (t: string) => t.replace('{{ticket}}', '{{ticket}} {{facts}}')],
    [
      'a placeholder in the stable prefix',
      (t: string) => t.replace('<!-- system -->\n', '<!-- system -->\n{{ticket}}\n'),
    ],
    ['an unknown limit', (t: string) => t.replace('  seconds: 5', '  seconds: 5\n  minutes: 1')],
  ])('%s is refused', (_, change) => {
    expect(change(text)).not.toBe(text);
    expect(() => parseIntentPrompt(change(text))).toThrow();
  });
});
