import type { SandboxRequest } from '../fault-injection.ts';
import { ClaudeRefusal, invalid } from './errors.ts';
import { checkOutputSchema, type JsonSchema } from './output-schema.ts';

export const ANTHROPIC_VERSION = '2026-10-21';

/** A request that passed every check, as far as the sandbox needs it. */
export interface MessagesRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream: boolean;
  /** Text of the system blocks up to and with the last one marked for caching; empty without a mark. */
  readonly cachedPrefix: string;
  /** The rest of the input. */
  readonly input: string;
  /** The turns, each as one text. */
  readonly turns: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
  readonly schema: JsonSchema | null;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks headers as Claude's API does since 2026-10-21.
 * @throws {ClaudeRefusal} in the API's words.
 */
export function checkHeaders({ headers, method }: SandboxRequest, apiKey: string): void {
  if (headers['x-api-key'] !== undefined) {
    throw new ClaudeRefusal(
      401,
      'authentication_error',
      'x-api-key is not accepted; use Authorization: Bearer',
    );
  }
  if (headers.authorization !== `Bearer ${apiKey}`) {
    throw new ClaudeRefusal(401, 'authentication_error', 'invalid bearer token');
  }
  if (headers['anthropic-version'] === undefined) throw invalid('anthropic-version: header is required');
  if (headers['anthropic-version'] !== ANTHROPIC_VERSION) {
    throw invalid(`anthropic-version: "${headers['anthropic-version']}" is not a valid version`);
  }
  if (method === 'POST' && !String(headers['content-type']).startsWith('application/json')) {
    throw invalid('content-type: application/json is required');
  }
}

/** Parameters that were removed on 2026-10-21 are unknown now, like any other stranger. */
const PARAMETERS = new Set(
  'model max_tokens messages system stream output_config metadata stop_sequences cache_control container diagnostics inference_geo service_tier speed thinking tool_choice tools user_profile_id workspace_id'.split(
    ' ',
  ),
);
const MAX_TOKENS_LIMIT = 128_000;
/** Names as the API gives them: `claude-haiku-5-5`, with or without a date. */
export const MODEL = /^claude-(?:fable|mythos|haiku|sonnet|opus)-\d(?:-\d)?(?:-\d{8})?$/;

/** @throws {ClaudeRefusal} in the API's words. */
export function checkRequest({ body }: SandboxRequest): MessagesRequest {
  const request = parse(body);
  for (const name of Object.keys(request)) {
    if (!PARAMETERS.has(name)) throw invalid(`${name}: Extra inputs are not permitted`);
  }
  const { model, max_tokens: maxTokens, stream = false, metadata } = request;
  if (typeof model !== 'string') throw invalid('model: Field required');
  if (!MODEL.test(model)) throw new ClaudeRefusal(404, 'not_found_error', `model: ${model}`);
  if (typeof maxTokens !== 'number' || !Number.isInteger(maxTokens) || maxTokens < 1) {
    throw invalid('max_tokens: Input should be greater than or equal to 1');
  }
  if (maxTokens > MAX_TOKENS_LIMIT) throw invalid(`max_tokens: ${maxTokens} > ${MAX_TOKENS_LIMIT}`);
  if (typeof stream !== 'boolean') throw invalid('stream: Input should be a valid boolean');
  if (metadata !== undefined && !isFields(metadata)) throw invalid('metadata: Input should be an object');
  const system = checkSystem(request['system']);
  const turns = checkTurns(request['messages']);
  return {
    model,
    max_tokens: maxTokens,
    stream,
    turns,
    cachedPrefix: system.cached,
    input: `${system.rest}${turns.map(({ text }) => text).join('')}`,
    schema: checkOutput(request['output_config']),
  };
}

function parse(body: Buffer): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('The request body is not valid JSON');
  }
  if (!isFields(parsed)) throw invalid('Input should be an object');
  return parsed;
}

function checkSystem(system: unknown): { readonly cached: string; readonly rest: string } {
  if (system === undefined) return { cached: '', rest: '' };
  if (typeof system === 'string') return { cached: '', rest: system };
  if (!Array.isArray(system)) throw invalid('system: Input should be a string or a list of text blocks');
  let cached = '';
  let rest = '';
  for (const [index, block] of system.entries()) {
    const text = checkTextBlock(block, `system.${index}`);
    if (isFields(block) && block['cache_control'] != null) {
      cached += rest + text;
      rest = '';
    } else rest += text;
  }
  return { cached, rest };
}

function checkTextBlock(block: unknown, place: string): string {
  if (!isFields(block) || block['type'] !== 'text') throw invalid(`${place}.type: Input should be 'text'`);
  const { text, cache_control: cache } = block;
  if (typeof text !== 'string' || text === '')
    throw invalid(`${place}: text content blocks must be non-empty`);
  if (cache != null) {
    const known =
      isFields(cache) &&
      cache['type'] === 'ephemeral' &&
      [undefined, '5m', '1h'].includes(cache['ttl'] as string);
    if (!known) throw invalid(`${place}.cache_control: Input should be an ephemeral cache control`);
  }
  for (const name of Object.keys(block)) {
    if (!['type', 'text', 'cache_control'].includes(name))
      throw invalid(`${place}.${name}: Extra inputs are not permitted`);
  }
  return text;
}

function checkTurns(messages: unknown): MessagesRequest['turns'] {
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid('messages: at least one message is required');
  const turns = messages.map((message: unknown, index) => {
    const place = `messages.${index}`;
    if (!isFields(message)) throw invalid(`${place}: Input should be an object`);
    const { role, content } = message;
    if (role !== 'user' && role !== 'assistant')
      throw invalid(`${place}.role: Input should be 'user' or 'assistant'`);
    const text =
      typeof content === 'string'
        ? content
        : Array.isArray(content)
          ? content.map((block, at) => checkTextBlock(block, `${place}.content.${at}`)).join('')
          : '';
    if (text === '') throw invalid(`${place}: content must be non-empty`);
    return { role, text } as const;
  });
  if (turns[0]?.role !== 'user') throw invalid('messages: first message must use the "user" role');
  if (turns.at(-1)?.role === 'assistant') {
    throw invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
  return turns;
}

function checkOutput(config: unknown): JsonSchema | null {
  if (config == null) return null;
  if (!isFields(config)) throw invalid('output_config: Input should be an object');
  for (const name of Object.keys(config)) {
    if (name !== 'effort' && name !== 'format')
      throw invalid(`output_config.${name}: Extra inputs are not permitted`);
  }
  const { effort, format } = config;
  if (effort != null && !['low', 'medium', 'high', 'xhigh', 'max'].includes(String(effort))) {
    throw invalid("output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
  }
  if (format == null) return null;
  if (!isFields(format) || format['type'] !== 'json_schema') {
    throw invalid("output_config.format.type: Input should be 'json_schema'");
  }
  return checkOutputSchema(format['schema']);
}
