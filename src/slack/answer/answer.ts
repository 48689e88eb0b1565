import { LostLease } from '../../../db/errors.ts';
import type { Lease } from '../../../db/jobs.ts';
import type { SlackAnswerPlace, SlackRequest } from '../../../db/slack-requests.ts';
import type { Store } from '../../../db/store.ts';
import type { ProgressStep } from '../../check/ports.ts';
import type { SlackAnswer, SlackContent } from '../../jobs/ports.ts';
import { keyOf } from '../references.ts';
import { render, type TicketUrl } from '../render.ts';
import { notShared, progressLine, progressMessage, type SlackMessage } from '../views/index.ts';
import { firstSurface, isClick, nextSurface, openPlace } from './place.ts';
import { type Streaming, sendByStream } from './stream.ts';
import {
  type Sent,
  type Stage,
  type SurfaceParts,
  sendByResponseUrl,
  sendEphemeral,
  sendMessage,
} from './surfaces.ts';

/** A check that is done by then needs no progress. */
const FIRST_PROGRESS_MS = 600;
const PROGRESS_INTERVAL_MS = 1_500;
const MAX_STEPS = 20;

export interface AnswerParts extends SurfaceParts {
  readonly store: Store;
  readonly ticketUrl: TicketUrl;
  readonly streaming: Streaming;
}

/**
 * The one message that answers `request`. Messages leave one after the other; where it stands is committed before
 * each, so that a later run of the job goes on with the same message.
 */
export function createAnswer(parts: AnswerParts, request: SlackRequest, job: Lease): SlackAnswer {
  const { store, logger, clock, ticketUrl } = parts;
  const startedAtMs = clock();
  const steps: ProgressStep[] = [];
  const query = request.ask.references.map(keyOf).join(', ');
  let place: SlackAnswerPlace = request.answer;
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let shownAtMs: number | null = null;
  let answered = false;

  function queued<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  }

  async function save(next: SlackAnswerPlace): Promise<void> {
    await store.saveSlackAnswer({ job, request_id: request.id, answer: next });
    place = next;
  }

  /** `content`: null for progress. */
  async function send(
    message: SlackMessage,
    stage: Stage,
    content: SlackContent | null,
  ): Promise<'shown' | 'unreachable'> {
    const replace = replaces(request, place, content);
    let surface = place.surface ?? firstSurface(request, parts.streaming.works, isForAskerOnly(content));
    if (place.surface === null) place = openPlace(surface);
    for (;;) {
      const sending = { request, place, message, stage, replace, save };
      const line = progressLine({ steps, elapsedMs: clock() - startedAtMs });
      let sent: Sent;
      if (surface === 'response_url') sent = await sendByResponseUrl(parts, sending);
      else if (surface === 'ephemeral') sent = await sendEphemeral(parts, sending);
      else if (surface === 'stream') sent = await sendByStream(parts, sending, line, parts.streaming);
      else {
        const { user_id, channel_id, thread_ts } = request;
        const to =
          surface === 'direct' ? { channel: user_id, thread_ts: null } : { channel: channel_id, thread_ts };
        sent = await sendMessage(parts, sending, to);
      }
      if (sent !== 'closed') return 'shown';
      const next = nextSurface(surface, request);
      if (next === null) {
        logger.error({ request: request.id }, 'there is no way left to tell somebody in Slack their answer');
        return 'unreachable';
      }
      logger.info(
        { request: request.id, closed: surface, next },
        'an answer takes another way to its reader',
      );
      surface = next;
      place = openPlace(surface);
    }
  }

  function showProgress(): void {
    timer = undefined;
    shownAtMs = clock();
    void queued(async () => {
      if (answered) return;
      const elapsedMs = clock() - startedAtMs;
      await send(progressMessage({ query, steps: [...steps], elapsedMs }), 'progress', null);
    }).catch((error: unknown) => {
      if (!(error instanceof LostLease))
        logger.warn({ err: error, request: request.id }, 'progress was not shown');
    });
  }

  return {
    progress(step) {
      if (answered || steps.length >= MAX_STEPS) return;
      steps.push(step);
      if (timer !== undefined) return;
      // A command has its acknowledgement; elsewhere the first step is the first sign of life.
      const first =
        hasAcknowledgement(request) || place.posts > 0 ? startedAtMs + FIRST_PROGRESS_MS - clock() : 0;
      const wait = shownAtMs === null ? first : shownAtMs + PROGRESS_INTERVAL_MS - clock();
      timer = setTimeout(showProgress, Math.min(Math.max(wait, 0), PROGRESS_INTERVAL_MS));
      timer.unref();
    },

    show(content) {
      clearTimeout(timer);
      answered = true;
      const stage = content.kind === 'check' ? content.stage : 'final';
      const rendered = render(content, request.id, ticketUrl);
      const message = request.ask.not_shared === true ? notShared(rendered) : rendered;
      return queued(() => send(message, stage, content));
    },
  };
}

/** A command that is answered in private shows its acknowledgement already. */
function hasAcknowledgement({ kind, ask }: SlackRequest): boolean {
  return kind === 'command' && ask.place === 'private';
}

/** Nobody else needs to read why somebody got no answer. */
function isForAskerOnly(content: SlackContent | null): boolean {
  return content !== null && (content.kind === 'refused' || content.kind === 'failure');
}

/**
 * Whether the message stands in place of the earlier one. A click changes the clicked message only to show what was
 * asked for: a refusal must not wipe out what everybody else reads.
 */
function replaces({ kind }: SlackRequest, place: SlackAnswerPlace, content: SlackContent | null): boolean {
  if (content?.kind === 'remark' || content?.kind === 'proposed') return false;
  if (!isClick(kind) || place.posts > 0) return true;
  return !isForAskerOnly(content);
}
