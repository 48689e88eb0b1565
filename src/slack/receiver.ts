import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { StoreFailed, StoreUnavailable } from '../../db/errors.ts';
import type { HttpRequest, HttpResponse } from '../http/routes.ts';
import type { Logger } from '../log.ts';
import { type Body, isOurs, isSslCheck, parseBody, type TeamRule } from './body.ts';
import { SeenSignatures, verifySlackSignature } from './signature.ts';

const RETRY_AFTER_SECONDS = 5;
const MAX_CHALLENGE_CHARACTERS = 500;

export interface SlackReceiverOptions {
  /** The current signing secret first; two while one replaces the other. */
  readonly signingSecrets: readonly string[];
  /** Which workspaces are ours, as far as that is known. */
  readonly team: TeamRule;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export interface SlackReceiver {
  /** For Bolt's `App`; it listens to nothing by itself. */
  readonly receiver: Receiver;
  /** `POST /slack/events` of our own HTTP server. */
  handle(request: HttpRequest): Promise<HttpResponse>;
}

/**
 * Feeds Bolt from our own HTTP server. Who sent a request, when, and whether it came before is decided here, over the
 * bytes as received: Bolt's own receiver takes requests from the future and replays.
 */
export function createSlackReceiver(options: SlackReceiverOptions): SlackReceiver {
  const { signingSecrets: secrets, team, logger, clock } = options;
  const seen = new SeenSignatures();
  let app: App | undefined;

  return {
    receiver: {
      init: (bolt) => {
        app = bolt;
      },
      start: async () => undefined,
      stop: async () => undefined,
    },

    async handle({ headers, rawBody, id }) {
      // Slack asks unsigned whether our certificate is fine; such a request says nothing else.
      if (isSslCheck(rawBody)) return { status: 200, body: '' };
      const timestamp = headers['x-slack-request-timestamp'];
      const signature = headers['x-slack-signature'];
      const now = Math.floor(clock() / 1_000);
      if (!verifySlackSignature({ secrets, timestamp, signature, rawBody, now }))
        return refuse(401, 'The signature is missing, wrong, too old or from the future.');
      const body = parseBody(headers['content-type'], rawBody);
      if (body === null) return refuse(400, 'The body is neither a form nor JSON as Slack sends them.');
      if (body['type'] === 'url_verification') return challenge(body);
      if (!isOurs(body, team)) return refuse(403, 'This workspace is not served here.');
      if (!seen.takeIn(String(signature), Number(timestamp), now))
        return refuse(401, 'This request was received before.');
      const answer = await dispatch(app, body, logger, id, headers['x-slack-retry-num']);
      if (answer.status >= 500) seen.forget(String(signature));
      return answer;
    },
  };
}

/** Runs Bolt and answers as soon as a listener acknowledges; events when their listener has stored them. */
async function dispatch(
  app: App | undefined,
  body: Body,
  logger: Logger,
  request: string,
  retryNum: unknown,
): Promise<HttpResponse> {
  if (app === undefined) return unavailable();
  const target = app;
  return new Promise((resolve) => {
    const ack: ReceiverEvent['ack'] = async (response) => resolve(acknowledged(response));
    const event = { body, ack, ...(typeof retryNum === 'string' ? { retryNum: Number(retryNum) } : {}) };
    processDurably(target, event).then(
      // Nobody waits for it: told apart from a loss by its status.
      () => resolve(refuse(404, 'Nothing here answers this.')),
      (error: unknown) => {
        const stored = error instanceof StoreUnavailable || error instanceof StoreFailed;
        logger.error(
          { err: error, request },
          stored ? 'the store is unavailable' : 'a Slack listener failed',
        );
        resolve(unavailable());
      },
    );
  });
}

/**
 * Bolt acknowledges events before any listener has seen them. Here an event is acknowledged only after its listener
 * is done, so that what was acknowledged is stored.
 */
export async function processDurably(app: App, event: ReceiverEvent): Promise<void> {
  if (event.body['type'] !== 'event_callback') return app.processEvent(event);
  await app.processEvent({ ...event, ack: async () => undefined });
  await event.ack();
}

function acknowledged(response: unknown): HttpResponse {
  if (response === undefined || response === null || response === '') return { status: 200, body: '' };
  return { status: 200, body: typeof response === 'string' ? response : (response as object) };
}

function challenge(body: Body): HttpResponse {
  const { challenge: text } = body;
  if (typeof text !== 'string') return refuse(400, 'There is no challenge in this request.');
  return { status: 200, body: text.slice(0, MAX_CHALLENGE_CHARACTERS) };
}

function refuse(status: number, error: string): HttpResponse {
  return { status, body: { error } };
}

function unavailable(): HttpResponse {
  return {
    status: 503,
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    body: { error: 'This cannot be stored right now; send it again shortly.' },
  };
}
