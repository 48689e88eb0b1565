import {
  type FaultInjector,
  type Latency,
  type LoggedRequest,
  type SandboxAnswer,
  type SandboxRequest,
  startSandboxServer,
} from '../fault-injection.ts';
import { ClaudeBehaviour, spoilt } from './behaviour.ts';
import { cannedValues } from './canned-text.ts';
import { checkHeaders, checkRequest, type MessagesRequest, MODEL } from './check-request.ts';
import { ClaudeRefusal, errorAnswer } from './errors.ts';
import { type Answer, messageOf, PrefixCache, streamed, tokensOf } from './message.ts';
import { valueFor } from './output-schema.ts';

export const MESSAGES_ROUTE = 'POST /v1/messages';
const MAX_KEPT_BODIES = 2_000;

export interface ClaudeSandboxOptions {
  /** The only key that is let in. */
  readonly apiKey: string;
  /** 0 (default) takes any free port. */
  readonly port?: number;
  /** Milliseconds a round trip takes (default 0). */
  readonly latencyMs?: Latency;
}

/** A local server in the place of Claude's API. */
export interface ClaudeSandbox {
  /** Origin: the value of `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  /** What the transport does wrong: see `claudeFaults` and the shared `faults`. */
  readonly faults: FaultInjector;
  /** What the model does wrong. */
  readonly behaviour: ClaudeBehaviour;
  readonly requests: readonly LoggedRequest[];
  /** The bodies as they arrived, oldest first, at most 2,000: to see what left the machine. */
  readonly bodies: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a strict local server that stands for `POST /v1/messages` of 2026-10-21, streamed or not, and for looking up a
 * model. It refuses what
 * the API refuses, keeps to the JSON schema it is given, and writes canned text from the facts of the request.
 */
export async function startClaudeSandbox(options: ClaudeSandboxOptions): Promise<ClaudeSandbox> {
  const behaviour = new ClaudeBehaviour();
  const cache = new PrefixCache();
  const bodies: string[] = [];
  let answered = 0;

  const answer = (request: SandboxRequest): SandboxAnswer => {
    answered += 1;
    const headers = { 'request-id': `req_sandbox${answered}` };
    try {
      if (request.method === 'GET') return answerModel(request, headers);
      return answerMessages(request, `msg_sandbox${answered}`, headers);
    } catch (error) {
      if (!(error instanceof ClaudeRefusal)) throw error;
      return errorAnswer(error.status, error.type, error.message, headers);
    }
  };

  /** `GET /v1/models/:id`: any model a message could be asked of. */
  const answerModel = (request: SandboxRequest, headers: Record<string, string>): SandboxAnswer => {
    checkHeaders(request, options.apiKey);
    const id = /^\/v1\/models\/([^/]+)$/.exec(request.path)?.[1];
    if (id === undefined) throw new ClaudeRefusal(404, 'not_found_error', 'Not found');
    if (!MODEL.test(id)) throw new ClaudeRefusal(404, 'not_found_error', `model: ${id}`);
    const body = { type: 'model', id, display_name: `${id} (sandbox)`, created_at: '2026-01-01T00:00:00Z' };
    return { status: 200, headers, body };
  };

  const answerMessages = (
    request: SandboxRequest,
    id: string,
    headers: Record<string, string>,
  ): SandboxAnswer => {
    if (`${request.method} ${request.path}` !== MESSAGES_ROUTE) {
      throw new ClaudeRefusal(404, 'not_found_error', 'Not found');
    }
    checkHeaders(request, options.apiKey);
    const asked = checkRequest(request);
    const input = cache.count(asked.cachedPrefix, asked.input);
    const message = messageOf(write(asked, behaviour), id, input);
    return asked.stream ? streamed(message, headers) : { status: 200, headers, body: message };
  };

  const server = await startSandboxServer({
    handler: answer,
    onFailure: (status, message) =>
      errorAnswer(status, status === 413 ? 'request_too_large' : 'api_error', message),
    port: options.port ?? 0,
    latencyMs: options.latencyMs ?? 0,
    onRequest: (request) => {
      bodies.push(request.body.toString('utf8'));
      if (bodies.length > MAX_KEPT_BODIES) bodies.shift();
    },
  });
  return {
    url: server.url,
    faults: server.faults,
    behaviour,
    requests: server.requests,
    bodies,
    close: () => server.close(),
  };
}

function write(asked: MessagesRequest, behaviour: ClaudeBehaviour): Answer {
  const misbehaviour = behaviour.next();
  if (misbehaviour?.kind === 'refusal') return { text: '', stop_reason: 'refusal' };
  const text =
    asked.schema === null
      ? 'This is the sandbox model: it only fills in a given schema.'
      : spoilt(valueFor(asked.schema, cannedValues(asked.turns)), misbehaviour);
  if (misbehaviour?.kind === 'truncation') {
    return { text: firstBytes(text, misbehaviour.bytes), stop_reason: 'max_tokens' };
  }
  if (misbehaviour?.kind !== 'huge' && tokensOf(text) > asked.max_tokens) {
    return { text: firstBytes(text, asked.max_tokens * 3), stop_reason: 'max_tokens' };
  }
  return { text, stop_reason: 'end_turn' };
}

/** Cut at any byte, as a token may end inside a character; what remains is still text. */
function firstBytes(text: string, bytes: number): string {
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString('utf8')
    .replace(/\ufffd$/u, '');
}
