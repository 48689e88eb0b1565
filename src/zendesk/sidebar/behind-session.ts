import type { Handler, HttpRequest, HttpResponse } from '../../http/routes.ts';
import type { Logger } from '../../log.ts';
import type { Agent, Agents } from './agents.ts';
import { NO_SESSION, saying, waitFor, ZENDESK_AWAY } from './answers.ts';
import type { SidebarStore } from './ports.ts';
import { createRateLimit } from './rate-limit.ts';
import type { Sessions } from './session.ts';

/** A page that asks every two seconds and a person who clicks fit in. */
const REQUESTS_PER_MINUTE = 60;

/** What an agent asked for, and for which id. */
export interface AgentRequest {
  readonly agent: Agent;
  /** The id in the path: letters, digits and underscores. */
  readonly id: string;
  readonly request: HttpRequest;
  /** As the page sent it; it is open. */
  readonly session: string;
}

export interface BehindSessionOptions {
  /** PUBLIC_URL's origin: where our own page is. */
  readonly publicOrigin: string;
  readonly sessions: Sessions;
  readonly agents: Agents;
  readonly store: Pick<SidebarStore, 'auditRefusal'>;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * `act` is what it is called in the audit; `rights` says whether Zendesk is asked anew who the agent is, or may have been
 * within the last minute.
 */
export type Guard = (
  act: string,
  answer: (asked: AgentRequest) => Promise<HttpResponse>,
  rights?: 'remembered' | 'anew',
) => Handler;

/**
 * Lets through whom our page's session speaks of, as long as Zendesk says that they are an agent: not from pages of other
 * origins, not without session, not too often. Who may not do something leaves a trace in the audit.
 */
export function behindSession({
  publicOrigin,
  sessions,
  agents,
  store,
  logger,
  clock,
}: BehindSessionOptions): Guard {
  const limit = createRateLimit(REQUESTS_PER_MINUTE, clock);
  return (act, answer, rights = 'remembered') =>
    async (request) => {
      const { origin } = request.headers;
      if (origin !== undefined && origin !== publicOrigin)
        return saying(403, 'This may only be asked by the page beside the ticket.');
      const session = bearerOf(request);
      const userId = sessions.userOf(session);
      if (userId === null) return NO_SESSION;
      const wait = limit.take(userId);
      if (wait > 0) return saying(429, TOO_OFTEN, { 'retry-after': String(wait) });
      try {
        const found = await (rights === 'anew' ? agents.findAnew(userId) : agents.find(userId));
        if (found.kind === 'agent')
          return await answer({ agent: found.agent, id: request.params['id'] ?? '', request, session });
        const actor = `zendesk:${userId}`;
        if (request.method === 'POST')
          await store.auditRefusal({ actor, subject: actor, act, reason: found.reason });
        return saying(403, found.sentence);
      } catch (error) {
        const seconds = waitFor(error);
        if (seconds === null) throw error;
        logger.warn({ err: error, agent: userId }, 'Zendesk could not be asked about an agent; refused');
        return saying(503, ZENDESK_AWAY, { 'retry-after': seconds });
      }
    };
}

const TOO_OFTEN = 'That was too often within a minute: wait a moment.';

function bearerOf({ headers }: HttpRequest): string {
  return /^Bearer ([A-Za-z0-9_.-]{1,1024})$/.exec(headers.authorization ?? '')?.[1] ?? '';
}
