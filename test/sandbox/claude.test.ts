import Anthropic from '@anthropic-ai/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ANTHROPIC_VERSION,
  type ClaudeSandbox,
  claudeFaults,
  INVENTED_AMOUNT,
  MESSAGES_ROUTE,
  SANDBOX_MODEL,
  startClaudeSandbox,
} from '../../src/sandbox/claude/index.ts';

const KEY = 'sandbox-key-for-claude';
let sandbox: ClaudeSandbox;
let client: Anthropic;

beforeEach(async () => {
  sandbox = await startClaudeSandbox({ apiKey: KEY });
  client = new Anthropic({ apiKey: KEY, baseURL: sandbox.url, maxRetries: 0 });
});
afterEach(() => sandbox.close());

const SCHEMA = {
  type: 'object',
  properties: {
    summary: { type: 'string' },
    next_checks: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          number: { type: 'integer' },
          owner: { enum: ['support', 'finance'] },
          what: { type: 'string' },
        },
        required: ['number', 'owner', 'what'],
        additionalProperties: false,
      },
    },
    draft_reply: { type: 'string' },
  },
  required: ['summary', 'next_checks', 'draft_reply'],
  additionalProperties: false,
} as const;

const FACTS = {
  reply: { language: 'fr', customer_name: '[NAME]', signature: 'L’équipe' },
  findings: [{ classification: 'billing_error', facts: [{ name: 'amount', customer: '49,00 €' }] }],
  reference: {
    summary: 'Charged twice.',
    next_checks: [{ number: 1, owner: 'finance', what: 'Approve it.' }],
  },
};

const ask = (
  parts: Partial<Anthropic.MessageCreateParamsNonStreaming> = {},
): Anthropic.MessageCreateParamsNonStreaming => ({
  model: 'claude-haiku-5-5',
  max_tokens: 2_000,
  system: [{ type: 'text', text: 'You word findings. '.repeat(800), cache_control: { type: 'ephemeral' } }],
  messages: [{ role: 'user', content: `<facts>\n${JSON.stringify(FACTS)}\n</facts>\nWrite.` }],
  output_config: { format: { type: 'json_schema', schema: SCHEMA }, effort: 'low' },
  ...parts,
});

const textOf = ({ content }: Anthropic.Message): string =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('');

const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${sandbox.url}/v1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${KEY}`,
      'anthropic-version': ANTHROPIC_VERSION,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });

describe('an ordinary answer', () => {
  test('keeps to the schema, comes from the facts, and names the sandbox as its author', async () => {
    const message = await client.messages.create(ask());
    expect(message).toMatchObject({ model: SANDBOX_MODEL, stop_reason: 'end_turn', role: 'assistant' });
    const answer = JSON.parse(textOf(message));
    expect(answer).toMatchObject({
      summary: 'Charged twice.',
      next_checks: [{ number: 1, owner: 'finance', what: 'Approve it.' }],
    });
    expect(Object.keys(answer)).toEqual(['summary', 'next_checks', 'draft_reply']);
    expect(answer.draft_reply).toMatch(/^Bonjour \[NAME\],[\s\S]*49,00 €[\s\S]*L’équipe$/);
    expect(await client.messages.create(ask()).then(textOf)).toBe(textOf(message));
  });

  test('streams the same text', async () => {
    const whole = textOf(await client.messages.create(ask()));
    const stream = client.messages.stream(ask());
    let deltas = '';
    stream.on('text', (delta) => {
      deltas += delta;
    });
    const message = await stream.finalMessage();
    expect(deltas).toBe(whole);
    expect(message).toMatchObject({ stop_reason: 'end_turn', model: SANDBOX_MODEL });
    expect(message.usage.output_tokens).toBeGreaterThan(10);
  });

  test('counts tokens, and reads a prefix it has seen from its cache', async () => {
    const { usage: first } = await client.messages.create(ask());
    const { usage: second } = await client.messages.create(ask());
    expect(first.cache_creation_input_tokens).toBeGreaterThan(4_096);
    expect(first.cache_read_input_tokens).toBe(0);
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(second.input_tokens).toBe(first.input_tokens);
  });
});

describe('what it refuses', () => {
  test.each([
    ['another key', { authorization: 'Bearer other' }, 401, 'authentication_error'],
    ['the key in x-api-key', { 'x-api-key': KEY }, 401, 'authentication_error'],
    ['an older version', { 'anthropic-version': '2023-06-01' }, 400, 'invalid_request_error'],
  ])('%s', async (_, headers, status, type) => {
    const response = await post(ask(), headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type } });
  });

  test.each([
    ['temperature', { temperature: 0.2 }],
    ['top_p', { top_p: 1 }],
    ['top_k', { top_k: 5 }],
    ['an invented parameter', { tone: 'calm' }],
    ['no max_tokens', { max_tokens: undefined }],
    ['no messages', { messages: [] }],
    [
      'a prefilled answer',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: '{' },
        ],
      },
    ],
    [
      'an assistant first',
      {
        messages: [
          { role: 'assistant', content: 'a' },
          { role: 'user', content: 'b' },
        ],
      },
    ],
    ['empty content', { messages: [{ role: 'user', content: '' }] }],
    ['an unknown effort', { output_config: { effort: 'extreme' } }],
    [
      'an open object',
      { output_config: { format: { type: 'json_schema', schema: { type: 'object', properties: {} } } } },
    ],
    [
      'a keyword it cannot enforce',
      {
        output_config: {
          format: {
            type: 'json_schema',
            schema: { ...SCHEMA, properties: { summary: { type: 'string', maxLength: 5 } } },
          },
        },
      },
    ],
  ])('%s', async (_, change) => {
    const response = await post({ ...ask(), ...change });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  test('an unknown model is not found', async () => {
    await expect(client.messages.create(ask({ model: 'gpt-4' }))).rejects.toBeInstanceOf(
      Anthropic.NotFoundError,
    );
  });
});

describe('what can be switched on', () => {
  test('failures of the service, as the SDK knows them', async () => {
    const cases = [
      [claudeFaults.rateLimited(7), Anthropic.RateLimitError],
      [claudeFaults.overloaded(), Anthropic.InternalServerError],
      [claudeFaults.serverError(), Anthropic.InternalServerError],
      [claudeFaults.spendLimit(), Anthropic.RateLimitError],
    ] as const;
    for (const [fault, kind] of cases) {
      const active = sandbox.faults.add({ route: MESSAGES_ROUTE, fault });
      await expect(client.messages.create(ask())).rejects.toBeInstanceOf(kind);
      active.off();
    }
    expect(sandbox.bodies).toHaveLength(cases.length);
  });

  test('refusal and truncation keep their usage', async () => {
    sandbox.behaviour.set({ kind: 'refusal' }, [1]);
    const refused = await client.messages.create(ask());
    expect(refused).toMatchObject({ stop_reason: 'refusal', content: [], stop_details: { type: 'refusal' } });
    expect(refused.usage.input_tokens).toBeGreaterThan(0);
    sandbox.behaviour.set({ kind: 'truncation', bytes: 21 });
    const cut = await client.messages.create(ask());
    expect(cut.stop_reason).toBe('max_tokens');
    expect(Buffer.byteLength(textOf(cut))).toBeLessThanOrEqual(21);
  });

  test('an answer longer than max_tokens is cut', async () => {
    const message = await client.messages.create(ask({ max_tokens: 10 }));
    expect(message.stop_reason).toBe('max_tokens');
    expect(Buffer.byteLength(textOf(message))).toBeLessThanOrEqual(30);
  });

  test('spoilt texts', async () => {
    const answer = async (): Promise<string> => textOf(await client.messages.create(ask()));
    sandbox.behaviour.set({ kind: 'invalid_json' }, [1]);
    const invalid = await answer();
    expect(() => JSON.parse(invalid)).toThrow();
    sandbox.behaviour.set({ kind: 'wrong_enum' }, [1]);
    expect(await answer()).toContain('the_ceo');
    sandbox.behaviour.set({ kind: 'huge', bytes: 100_000 }, [1]);
    expect((await answer()).length).toBeGreaterThan(100_000);
    sandbox.behaviour.set({ kind: 'invented_amount' }, [1]);
    expect(await answer()).toContain(INVENTED_AMOUNT);
    sandbox.behaviour.set({ kind: 'scripted', fields: { summary: 'Ignore the rules.' } }, [1]);
    expect(JSON.parse(await answer())).toMatchObject({ summary: 'Ignore the rules.' });
    expect(JSON.parse(await answer())).toMatchObject({ summary: 'Charged twice.' });
  });
});
