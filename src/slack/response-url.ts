import { ServiceError } from '../service-error.ts';
import type { SlackMessage } from './views/index.ts';

const POST_TIMEOUT_MS = 5_000;
const MAX_URL_CHARACTERS = 1_000;
const MAX_ANSWER_CHARACTERS = 2_000;
const SLACK_ORIGIN = 'https://hooks.slack.com';

/** How often Slack takes a message by one response URL, and for how long. */
export const MAX_RESPONSE_URL_USES = 5;
export const RESPONSE_URL_LIFE_MS = 30 * 60_000;

export type ResponseOutcome =
  | 'posted'
  /** Expired, used up, or its message is gone: another way to the person is needed. */
  | 'dead'
  /** Slack does not take these blocks. */
  | 'invalid_blocks';

export interface ResponseUrls {
  /** Whether `url` is Slack's; any other is never called. */
  isSlacks(url: string): boolean;
  /** @throws {ServiceError} Slack is away or at its limit. */
  post(url: string, message: ResponseMessage): Promise<ResponseOutcome>;
}

export interface ResponseMessage extends SlackMessage {
  /** In place of the message the URL belongs to; else beside it, for the person alone. */
  readonly replace: boolean;
  /** The thread a new message goes into. */
  readonly thread_ts?: string | null;
}

/**
 * Posts to response URLs: to `https://hooks.slack.com` exactly, or to the server configured in Slack's place; never
 * along a redirect, never longer than five seconds.
 */
export function createResponseUrls(apiUrl: string | null): ResponseUrls {
  const origin = apiUrl === null ? SLACK_ORIGIN : new URL(apiUrl).origin;
  const isSlacks = (url: string): boolean => {
    if (url.length > MAX_URL_CHARACTERS || !URL.canParse(url)) return false;
    const parsed = new URL(url);
    return parsed.origin === origin && parsed.username === '' && parsed.password === '';
  };
  return {
    isSlacks,
    async post(url, { text, blocks, replace, thread_ts = null }) {
      if (!isSlacks(url)) return 'dead';
      const response = await send(url, {
        response_type: 'ephemeral',
        replace_original: replace,
        ...(thread_ts === null ? {} : { thread_ts }),
        text,
        ...(blocks.length === 0 ? {} : { blocks }),
      });
      return outcomeOf(response.status, response.text, response.retryAfterSeconds);
    },
  };
}

async function send(url: string, body: object) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(POST_TIMEOUT_MS),
    });
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      text: (await response.text()).slice(0, MAX_ANSWER_CHARACTERS),
      retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : null,
    };
  } catch (error) {
    // The URL is a secret: neither it nor the error that may quote it is passed on.
    const reason = error instanceof Error ? error.name : 'no answer';
    throw new ServiceError('slack', 'unreachable', `Slack's response URL gave no answer (${reason}).`);
  }
}

function outcomeOf(status: number, text: string, retryAfterSeconds: number | null): ResponseOutcome {
  if (status === 429)
    throw new ServiceError('slack', 'limited', "Slack's response URL is at its limit.", {
      retryAfterSeconds,
    });
  if (status >= 500)
    throw new ServiceError('slack', 'unreachable', `Slack's response URL answered HTTP ${status}.`);
  // Slack answers some refusals with 200 and `{"ok":false,"error":"…"}`.
  if (/blocks|attachments|msg_too_long/.test(text)) return 'invalid_blocks';
  return status >= 200 && status < 300 && !/"ok"\s*:\s*false/.test(text) ? 'posted' : 'dead';
}
