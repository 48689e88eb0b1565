import type { SlackAnswerPlace, SlackRequest } from '../../../db/slack-requests.ts';
import type { Logger } from '../../log.ts';
import { ServiceError } from '../../service-error.ts';
import { MAX_RESPONSE_URL_USES, RESPONSE_URL_LIFE_MS, type ResponseUrls } from '../response-url.ts';
import type { SlackMessage } from '../views/index.ts';
import { type CallOutcome, call, type WebClient } from '../web-client.ts';

/** How much a message matters: progress and half-time may be left out, the final one must arrive. */
export type Stage = 'progress' | 'deterministic' | 'final';

/** `closed`: this way to the person is shut; `skipped`: not worth one of the few messages that are left. */
export type Sent = 'sent' | 'skipped' | 'closed';

export interface SurfaceParts {
  /** Calls that may be repeated. */
  readonly client: WebClient;
  /** Calls that would post twice when repeated. */
  readonly poster: WebClient;
  readonly responseUrls: ResponseUrls;
  readonly logger: Logger;
  readonly clock: () => number;
}

export interface Sending {
  readonly request: SlackRequest;
  readonly place: SlackAnswerPlace;
  readonly message: SlackMessage;
  readonly stage: Stage;
  /** In place of what is there; else beside it. */
  readonly replace: boolean;
  /** Commits the place; awaited before a message leaves and after its address is known. */
  readonly save: (place: SlackAnswerPlace) => Promise<void>;
}

/** Of the five uses of a response URL: two for progress, one for half-time, the last two for the answer. */
const USES: Readonly<Record<Stage, number>> = { progress: 2, deterministic: 3, final: MAX_RESPONSE_URL_USES };
/** Messages whose arrival is not known, before this way is given up. */
const MAX_UNANSWERED_POSTS = 2;
const MAX_EPHEMERALS = 4;
/** Slack's codes for blocks it does not take. */
const BAD_BLOCKS = /blocks|msg_too_long|invalid_arguments|attachments/;

export async function sendByResponseUrl(parts: SurfaceParts, sending: Sending): Promise<Sent> {
  const { request, place, message, stage, replace, save } = sending;
  const { response_url: url, received_at_ms, thread_ts } = request;
  const old = parts.clock() - received_at_ms > RESPONSE_URL_LIFE_MS;
  if (url === null || old || place.posts >= MAX_RESPONSE_URL_USES) return 'closed';
  if (place.posts >= USES[stage]) return 'skipped';
  await save({ ...place, posts: place.posts + 1 });
  let outcome = await parts.responseUrls.post(url, { ...message, replace, thread_ts });
  if (outcome === 'invalid_blocks') {
    logBadBlocks(parts, sending, 'response URL');
    if (stage !== 'final' || place.posts + 1 >= MAX_RESPONSE_URL_USES)
      return stage === 'final' ? 'closed' : 'skipped';
    await save({ ...place, posts: place.posts + 2 });
    outcome = await parts.responseUrls.post(url, { text: message.text, blocks: [], replace, thread_ts });
  }
  return outcome === 'posted' ? 'sent' : 'closed';
}

/** An ephemeral message cannot be edited: one sign of life, then the answer. */
export async function sendEphemeral(parts: SurfaceParts, sending: Sending): Promise<Sent> {
  const { request, place, stage, save } = sending;
  if (stage === 'deterministic' || (stage === 'progress' && place.posts > 0)) return 'skipped';
  if (place.posts >= MAX_EPHEMERALS) return 'closed';
  await save({ ...place, posts: place.posts + 1 });
  const { channel_id: channel, user_id: user, thread_ts } = request;
  const thread = thread_ts === null ? {} : { thread_ts };
  const outcome = await withPlainText(parts, sending, (content) =>
    call('chat.postEphemeral', () =>
      parts.poster.chat.postEphemeral({ channel, user, ...thread, ...content }),
    ),
  );
  return settled(parts, outcome, 'chat.postEphemeral');
}

/** A message of our own that is edited afterwards, in the channel, a thread or the direct conversation. */
export async function sendMessage(
  parts: SurfaceParts,
  sending: Sending,
  to: { readonly channel: string; readonly thread_ts: string | null },
): Promise<Sent> {
  const { place, save } = sending;
  if (place.ts !== null && place.channel !== null) {
    const { channel, ts } = place;
    const outcome = await withPlainText(parts, sending, (content) =>
      call('chat.update', () => parts.client.chat.update({ channel, ts, ...content })),
    );
    // Somebody deleted it: said again below.
    if (outcome.kind !== 'refused') return settled(parts, outcome, 'chat.update');
    parts.logger.warn({ code: outcome.code }, 'an answer in Slack could not be edited; it is posted again');
  } else if (place.posts >= MAX_UNANSWERED_POSTS) return 'closed';
  const before = { ...place, channel: null, ts: null };
  await save({ ...before, posts: place.posts + 1 });
  const thread = to.thread_ts === null ? {} : { thread_ts: to.thread_ts };
  let outcome: CallOutcome<{ channel?: string; ts?: string }>;
  try {
    outcome = await withPlainText(parts, sending, (content) =>
      call('chat.postMessage', () =>
        parts.poster.chat.postMessage({
          channel: to.channel,
          ...thread,
          ...content,
          mrkdwn: false,
          unfurl_links: false,
          unfurl_media: false,
        }),
      ),
    );
  } catch (error) {
    // Certainly not there: it does not count.
    if (error instanceof ServiceError) await save(before);
    throw error;
  }
  const sent = settled(parts, outcome, 'chat.postMessage');
  if (outcome.kind === 'ok')
    await save({
      ...before,
      channel: outcome.value.channel ?? to.channel,
      ts: outcome.value.ts ?? null,
      posts: place.posts + 1,
    });
  return sent;
}

/** With the blocks; when Slack refuses those, with the text alone. */
async function withPlainText<T>(
  parts: SurfaceParts,
  sending: Sending,
  send: (content: { text: string; blocks: SlackMessage['blocks'] }) => Promise<CallOutcome<T>>,
): Promise<CallOutcome<T>> {
  const outcome = await send({ ...sending.message });
  if (outcome.kind !== 'refused' || !BAD_BLOCKS.test(outcome.code)) return outcome;
  logBadBlocks(parts, sending, outcome.code);
  return send({ text: sending.message.text, blocks: [] });
}

function settled(parts: SurfaceParts, outcome: CallOutcome<unknown>, what: string): Sent {
  if (outcome.kind === 'unknown') throw outcome.error;
  if (outcome.kind === 'ok') return 'sent';
  parts.logger.warn({ code: outcome.code, call: what }, 'Slack took no message there; another way is tried');
  return 'closed';
}

function logBadBlocks(parts: SurfaceParts, { request, stage }: Sending, code: string): void {
  parts.logger.error(
    { request: request.id, stage, code },
    'BUG: Slack refused the blocks of a message; its plain text was sent instead',
  );
}
