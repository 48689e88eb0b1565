import type { types } from '@slack/bolt';
import { call } from '../web-client.ts';
import { type Sending, type Sent, type SurfaceParts, sendMessage } from './surfaces.ts';

/** One line of the stream that changes while the check goes on. */
const TASK_ID = 'check';

/** Whether this workspace streams; one refusal and we use ordinary messages from then on. */
export interface Streaming {
  works: boolean;
}

/**
 * A streamed message in a thread: its line changes while the check goes on, then the blocks end it. From there it is
 * an ordinary message, edited like any other.
 */
export async function sendByStream(
  parts: SurfaceParts,
  sending: Sending,
  line: string,
  streaming: Streaming,
): Promise<Sent> {
  const { request, place, message, stage, save } = sending;
  const thread_ts = request.thread_ts;
  if (thread_ts === null || !streaming.works) return 'closed';
  const { channel_id: channel } = request;
  if (place.ts === null) {
    if (stage !== 'progress' || place.posts > 0) return 'closed';
    await save({ ...place, posts: 1 });
    const started = await call('chat.startStream', () =>
      parts.poster.chat.startStream({
        channel,
        thread_ts,
        recipient_user_id: request.user_id,
        recipient_team_id: request.team_id,
        task_display_mode: 'timeline',
        chunks: [task(message.text, line, 'in_progress')],
      }),
    );
    if (started.kind === 'unknown') throw started.error;
    const ts = started.kind === 'ok' ? (started.value.ts ?? null) : null;
    if (ts === null) {
      streaming.works = false;
      const code = started.kind === 'refused' ? started.code : 'no ts';
      parts.logger.info({ code }, 'Slack does not stream here; ordinary messages are used');
      return 'closed';
    }
    await save({ surface: 'stream', channel, ts, posts: 1 });
    return 'sent';
  }
  const { ts } = place;
  if (stage === 'progress') {
    const chunks = [task(message.text, line, 'in_progress')];
    const outcome = await call('chat.appendStream', () =>
      parts.client.chat.appendStream({ channel, ts, chunks }),
    );
    return outcome.kind === 'ok' ? 'sent' : 'skipped';
  }
  // Whether or not the stream could be ended, the message is then an ordinary one and gets its whole content.
  await call('chat.stopStream', () =>
    parts.client.chat.stopStream({ channel, ts, chunks: [task(message.text, line, 'complete')] }),
  );
  const ended = { ...place, surface: 'message' as const, channel, ts };
  await save(ended);
  return sendMessage(parts, { ...sending, place: ended }, { channel, thread_ts });
}

function task(title: string, details: string, status: 'in_progress' | 'complete'): types.AnyChunk {
  return { type: 'task_update', id: TASK_ID, title, status, ...(details === '' ? {} : { details }) };
}
