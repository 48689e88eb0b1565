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
  readonly store: Pick<SidebarStore, 'auditRefusal' | 'useToken'>;
}

/**
 * `/zendesk/sidebar`: Zendesk posts its signed token with the first request for the page in the frame, and the page comes
 * back with a session. Whatever is wrong with a token, the answer is the same.
 *
 * A token opens one session: Zendesk signs another whenever it draws the app, so only a frame that is reloaded by itself
 * posts one twice, and there nobody can tell its agent from somebody who got hold of the token. The page then says to
 * reload the ticket.
 */
export function openPage({ page, verifier, agents, sessions, store }: OpenPageOptions): Handler {
  const { hostOrigin } = page;
  return async (request) => {
    try {
      const text = tokenOf(request);
      const token = text === null ? null : await verifier.read(text);
      if (token === null) return refusalPage(hostOrigin, 401, NOT_GENUINE);
      const { userId, id, until_ms } = token;
      const account = `zendesk:${userId}`;
      const audit = (reason: string) =>
        store.auditRefusal({ actor: account, subject: account, act: 'open_sidebar', reason });
      const answer = await agents.find(userId);
      if (answer.kind === 'refused') {
        await audit(answer.reason);
        return refusalPage(hostOrigin, 403, answer.sentence);
      }
      if (await store.useToken({ id, until_ms }))
        return signedInPage(page, answer.agent.name, sessions.open(userId));
      await audit('token used before');
      return refusalPage(hostOrigin, 401, NOT_GENUINE);
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
