import Anthropic from '@anthropic-ai/sdk';
import type {
  JSONOutputFormat,
  Message,
  MessageParam,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import { NO_TOKENS } from '../cost/cost.ts';
import type { SpendingPeriod } from '../cost/spending.ts';
import type { TokenUsage } from '../triage.ts';
import type { Meter, RequestSize } from './meter.ts';
import { failureOf, type Trouble } from './trouble.ts';

export type Asked =
  | { readonly kind: 'text'; readonly text: string; readonly model: string }
  /** `detail` is for logs, and holds nothing of the request. */
  | {
      readonly kind: 'trouble';
      readonly trouble: Trouble;
      /** How long the service asked to be left alone, in milliseconds. */
      readonly retryAfterMs: number | null;
      readonly detail: string;
    }
  /** Nothing was sent: it could have cost more than the company allows. */
  | { readonly kind: 'refused'; readonly limit: SpendingPeriod | 'price' };

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
  /** Written by us, the same for every ticket: where the cache begins. */
  readonly instructions: string;
  /** What the company says of its replies, the same for each of its tickets; null where it has no say. */
  readonly company: string | null;
  /** The form of the answer. */
  readonly format: JSONOutputFormat;
  readonly max_output_tokens: number;
  readonly messages: readonly MessageParam[];
  readonly meter: Meter;
  /** Milliseconds of `performance.now()` after which no answer is wanted. */
  readonly deadline: number;
}

const MAX_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 400;
/** Less time than this is not enough for an answer: better no attempt. */
const MIN_ATTEMPT_MS = 500;

/**
 * Asks once, and again after a passing failure while time is left: a Retry-After beyond the deadline ends it at
 * once. What each request costs is reserved before it and settled after it. Never throws for what the service does.
 * @throws what the ledger throws.
 */
export async function askClaude(question: Question): Promise<Asked> {
  for (let attempt = 1; ; attempt += 1) {
    const permit = await question.meter.begin(sizeOf(question));
    if (permit.kind === 'refused') return permit;
    let message: Message;
    try {
      message = await create(question);
    } catch (error) {
      const { trouble, passing, retryAfterMs, isFree, detail } = failureOf(error, question.deadline);
      await permit.end(isFree ? NO_TOKENS : 'unknown');
      const pause = retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1);
      const timeLeft = question.deadline - performance.now() - pause;
      if (!passing || attempt >= MAX_ATTEMPTS || timeLeft < MIN_ATTEMPT_MS) {
        return { kind: 'trouble', trouble, retryAfterMs, detail };
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      continue;
    }
    await permit.end(usageOf(message) ?? 'unknown');
    return readMessage(message);
  }
}

/** What leaves the machine, by who wrote it. */
function sizeOf({
  model,
  instructions,
  company,
  format,
  messages,
  max_output_tokens,
}: Question): RequestSize {
  return {
    model,
    own_bytes: Buffer.byteLength(instructions) + Buffer.byteLength(JSON.stringify(format)),
    foreign_bytes: Buffer.byteLength(company ?? '') + Buffer.byteLength(JSON.stringify(messages)),
    max_output_tokens,
  };
}

async function create(question: Question): Promise<Message> {
  const { client, model, instructions, company, format, messages, deadline } = question;
  const timeLeft = Math.max(1, Math.ceil(deadline - performance.now()));
  // The SDK's timeout ends with the headers; the signal ends the reading of the body too.
  const signal = AbortSignal.timeout(timeLeft);
  return client.messages.create(
    {
      model,
      max_tokens: question.max_output_tokens,
      // Two places to begin from: what every company shares, and what all tickets of one do.
      system: [instructions, ...(company === null ? [] : [company])].map(cached),
      messages: [...messages],
      output_config: { format, effort: 'low' },
    },
    { timeout: timeLeft, signal },
  );
}

function cached(text: string): TextBlockParam {
  return { type: 'text', text, cache_control: { type: 'ephemeral' } };
}

function readMessage(message: Message): Asked {
  const trouble = (name: Trouble, detail: string): Asked => ({
    kind: 'trouble',
    trouble: name,
    retryAfterMs: null,
    detail,
  });
  if (usageOf(message) === null || !Array.isArray(message.content)) {
    return trouble('broken', 'the answer is no message');
  }
  switch (message.stop_reason) {
    case 'refusal':
      return trouble('declined', `refusal: ${message.stop_details?.category ?? 'no category'}`);
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return trouble('cut_off', message.stop_reason);
    default: {
      const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
      return { kind: 'text', text, model: String(message.model) };
    }
  }
}

/** Tokens of one answer; null for what is no answer of Claude's. */
function usageOf(message: Message): TokenUsage | null {
  const usage = message?.usage;
  if (!isCount(usage?.input_tokens) || !isCount(usage.output_tokens)) return null;
  return {
    input_tokens: usage.input_tokens,
    cache_creation_input_tokens: isCount(usage.cache_creation_input_tokens)
      ? usage.cache_creation_input_tokens
      : 0,
    cache_read_input_tokens: isCount(usage.cache_read_input_tokens) ? usage.cache_read_input_tokens : 0,
    output_tokens: usage.output_tokens,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
