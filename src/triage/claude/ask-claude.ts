import Anthropic from '@anthropic-ai/sdk';
import type { Message, MessageParam } from '@anthropic-ai/sdk/resources/messages';
import type { ModelUsage } from '../triage.ts';
import { outputFormat } from './answer.ts';
import type { Prompt } from './prompt.ts';
import { failureOf, type Trouble } from './trouble.ts';

export type Asked =
  | { readonly kind: 'text'; readonly text: string; readonly model: string; readonly usage: ModelUsage }
  /** `usage` is null where no answer came. `detail` is for logs, and holds nothing of the request. */
  | {
      readonly kind: 'trouble';
      readonly trouble: Trouble;
      readonly usage: ModelUsage | null;
      readonly detail: string;
    };

export interface ClaudeClientOptions {
  readonly apiKey: string;
  /** Origin of another server in Claude's place. */
  readonly baseURL?: string;
  /** In place of the process's own: how requests travel. */
  readonly fetch?: typeof fetch;
}

const CLAUDE_ORIGIN = 'https://api.anthropic.com';

/** A client that takes nothing from the environment, logs nothing and repeats nothing: repeating is done here. */
export function createClient({ baseURL = CLAUDE_ORIGIN, ...options }: ClaudeClientOptions): Anthropic {
  const { apiKey, fetch } = options;
  return new Anthropic({ apiKey, baseURL, fetch, maxRetries: 0, logLevel: 'off', openTelemetry: false });
}

export interface Question {
  readonly client: Anthropic;
  readonly model: string;
  readonly prompt: Prompt;
  readonly messages: readonly MessageParam[];
  /** Milliseconds of `performance.now()` after which no answer is wanted. */
  readonly deadline: number;
}

const MAX_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 400;
/** Less time than this is not enough for an answer: better no attempt. */
const MIN_ATTEMPT_MS = 500;

/**
 * Asks once, and again after a passing failure while time is left: a Retry-After beyond the deadline ends it at
 * once. Never throws for what the service does.
 */
export async function askClaude(question: Question): Promise<Asked> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return readMessage(await create(question));
    } catch (error) {
      const failure = failureOf(error, question.deadline);
      const pause = failure.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1);
      const timeLeft = question.deadline - performance.now() - pause;
      if (!failure.passing || attempt >= MAX_ATTEMPTS || timeLeft < MIN_ATTEMPT_MS) {
        return { kind: 'trouble', trouble: failure.trouble, usage: null, detail: failure.detail };
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function create({ client, model, prompt, messages, deadline }: Question): Promise<Message> {
  const timeLeft = Math.max(1, Math.ceil(deadline - performance.now()));
  // The SDK's timeout ends with the headers; the signal ends the reading of the body too.
  const signal = AbortSignal.timeout(timeLeft);
  return client.messages.create(
    {
      model,
      max_tokens: prompt.limits.output_tokens,
      system: [{ type: 'text', text: prompt.system, cache_control: { type: 'ephemeral' } }],
      messages: [...messages],
      output_config: { format: outputFormat(prompt.limits), effort: 'low' },
    },
    { timeout: timeLeft, signal },
  );
}

function readMessage(message: Message): Asked {
  const usage = usageOf(message);
  if (usage === null || !Array.isArray(message.content)) {
    return { kind: 'trouble', trouble: 'broken', usage, detail: 'the answer is no message' };
  }
  switch (message.stop_reason) {
    case 'refusal':
      return {
        kind: 'trouble',
        trouble: 'declined',
        usage,
        detail: `refusal: ${message.stop_details?.category ?? 'no category'}`,
      };
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return { kind: 'trouble', trouble: 'cut_off', usage, detail: message.stop_reason };
    default: {
      const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
      return { kind: 'text', text, model: String(message.model), usage };
    }
  }
}

/** Tokens of one answer. Those written to the cache are read in as input; those read from it are told apart. */
function usageOf(message: Message): ModelUsage | null {
  const usage = message?.usage;
  if (typeof usage?.input_tokens !== 'number' || typeof usage.output_tokens !== 'number') return null;
  return {
    input_tokens: usage.input_tokens + (usage.cache_creation_input_tokens ?? 0),
    output_tokens: usage.output_tokens,
    cache_read_input_tokens: usage.cache_read_input_tokens ?? 0,
  };
}

export function addUsage(one: ModelUsage | null, other: ModelUsage | null): ModelUsage | null {
  if (one === null || other === null) return one ?? other;
  return {
    input_tokens: one.input_tokens + other.input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    cache_read_input_tokens: one.cache_read_input_tokens + other.cache_read_input_tokens,
  };
}
