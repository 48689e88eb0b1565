import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import { type ClaudeBehaviour, spoilt } from './behaviour.ts';
import { cannedValues } from './canned-text.ts';
import { checkHeaders, checkRequest, type MessagesRequest, MODEL } from './check-request.ts';
import { ClaudeRefusal, errorAnswer } from './errors.ts';
import { type Answer, messageOf, PrefixCache, streamed, tokensOf } from './message.ts';
import { valueFor } from './output-schema.ts';

export const MESSAGES_ROUTE = 'POST /v1/messages';

/** Answers requests as the API would, each at once; by itself, without a server around it. */
export function answerAsClaude({
  apiKey,
  behaviour,
}: {
  /** The only key that is let in. */
  readonly apiKey: string;
  /** What the model does wrong. */
  readonly behaviour: ClaudeBehaviour;
}): (request: SandboxRequest) => SandboxAnswer {
  const cache = new PrefixCache();
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
    checkHeaders(request, apiKey);
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
    checkHeaders(request, apiKey);
    const asked = checkRequest(request);
    const input = cache.count(asked.model, asked.cachedPrefix, asked.input);
    const message = messageOf(write(asked, behaviour), id, input);
    return asked.stream ? streamed(message, headers) : { status: 200, headers, body: message };
  };

  return answer;
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
