import type { Handler, HttpRequest } from '../../http/routes.ts';
import type { Agents } from './agents.ts';
import { waitFor, ZENDESK_AWAY } from './answers.ts';
import { type PageParts, refusalPage, signedInPage } from './page.ts';
import type { SidebarStore } from './ports.ts';
import type { Sessions } from './session.ts';
import type { SignedUrlVerifier } from './signed-url.ts';

export interface OpenPageOptions {
  readonly page: PageParts;
  readonly verifier: SignedUrlVerifier;
  readonly agents: Agents;
  readonly sessions: Sessions;
  readonly store: Pick<SidebarStore, 'auditRefusal'>;
}

/**
 * `/zendesk/sidebar`: Zendesk posts its signed token with the first request for the page in the frame, and the page comes
 * back with a session. Whatever is wrong with a token, the answer is the same.
 */
export function openPage({ page, verifier, agents, sessions, store }: OpenPageOptions): Handler {
  const { hostOrigin } = page;
  return async (request) => {
    try {
      const token = tokenOf(request);
      const userId = token === null ? null : await verifier.userOf(token);
      if (userId === null) return refusalPage(hostOrigin, 401, NOT_GENUINE);
      const answer = await agents.find(userId);
      if (answer.kind === 'agent') return signedInPage(page, answer.agent.name, sessions.open(userId));
      const { reason, sentence } = answer;
      const account = `zendesk:${userId}`;
      await store.auditRefusal({ actor: account, subject: account, act: 'open_sidebar', reason });
      return refusalPage(hostOrigin, 403, sentence);
    } catch (error) {
      const wait = waitFor(error);
      if (wait === null) throw error;
      return refusalPage(hostOrigin, 503, ZENDESK_AWAY, { 'retry-after': wait });
    }
  };
}

const NOT_GENUINE = 'This page opens beside a ticket in Zendesk: reload the ticket to open it again.';

/** The one token of the form Zendesk posts; null where there is none, or more than one. */
function tokenOf({ method, headers, rawBody }: HttpRequest): string | null {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (method !== 'POST' || type !== 'application/x-www-form-urlencoded') return null;
  const [token, ...others] = new URLSearchParams(rawBody.toString('latin1')).getAll('token');
  return token === undefined || others.length > 0 ? null : token;
}
