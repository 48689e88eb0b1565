import type { Message, Usage } from '@anthropic-ai/sdk/resources/messages';
import type { SandboxAnswer } from '../fault-injection.ts';

/** The name every answer bears, so that no reader takes canned text for a model's. */
export const SANDBOX_MODEL = 'claude-sandbox (sandbox model)';

export interface Answer {
  readonly text: string;
  readonly stop_reason: 'end_turn' | 'max_tokens' | 'refusal';
}

const BYTES_PER_TOKEN = 3;
/** Shorter prefixes are not cached. */
const MIN_CACHED_TOKENS = 4_096;

export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** Remembers prefixes of each model, as the prompt cache does within its five minutes. */
export class PrefixCache {
  private readonly seen = new Set<string>();

  /** Counts the input's tokens, and keeps the prefix for the model's next call. */
  count(
    model: string,
    prefix: string,
    rest: string,
  ): Pick<Usage, 'input_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens'> {
    const cacheable = tokensOf(prefix) >= MIN_CACHED_TOKENS;
    const key = `${model} ${prefix}`;
    const read = cacheable && this.seen.has(key);
    if (cacheable) this.seen.add(key);
    return {
      input_tokens: tokensOf(rest) + (cacheable ? 0 : tokensOf(prefix)),
      cache_creation_input_tokens: cacheable && !read ? tokensOf(prefix) : 0,
      cache_read_input_tokens: read ? tokensOf(prefix) : 0,
    };
  }
}

export function messageOf(answer: Answer, id: string, input: ReturnType<PrefixCache['count']>): Message {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model: SANDBOX_MODEL,
    container: null,
    diagnostics: null,
    content: answer.text === '' ? [] : [{ type: 'text', text: answer.text, citations: null }],
    stop_reason: answer.stop_reason,
    stop_sequence: null,
    stop_details:
      answer.stop_reason === 'refusal'
        ? { type: 'refusal', category: 'general_harms', explanation: null }
        : null,
    usage: {
      ...input,
      output_tokens: Math.max(1, tokensOf(answer.text)),
      cache_creation: null,
      inference_geo: null,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: 'standard',
      speed: 'standard',
    },
  };
}

const DELTA_CHARACTERS = 40;

/** The message as server-sent events, in the order Claude sends them. */
export function streamed(message: Message, headers: Readonly<Record<string, string>>): SandboxAnswer {
  const { content, stop_reason, stop_sequence, stop_details, usage, ...rest } = message;
  const start = {
    type: 'message_start',
    message: {
      ...rest,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      usage: { ...usage, output_tokens: 1 },
    },
  };
  const blocks = content.flatMap((block, index) =>
    block.type === 'text'
      ? [
          { type: 'content_block_start', index, content_block: { type: 'text', text: '', citations: null } },
          ...pieces(block.text).map((text) => ({
            type: 'content_block_delta',
            index,
            delta: { type: 'text_delta', text },
          })),
          { type: 'content_block_stop', index },
        ]
      : [],
  );
  const end = [
    { type: 'message_delta', delta: { stop_reason, stop_sequence, stop_details }, usage },
    { type: 'message_stop' },
  ];
  const body = [start, ...blocks, ...end]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
  return { status: 200, headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' }, body };
}

function pieces(text: string): string[] {
  const characters = Array.from(text);
  const count = Math.ceil(characters.length / DELTA_CHARACTERS);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * DELTA_CHARACTERS, (index + 1) * DELTA_CHARACTERS).join(''),
  );
}
