import type { SidebarHandlers } from '../../http/routes.ts';
import type { Logger } from '../../log.ts';
import type { ZendeskClient } from '../client.ts';
import type { Agents } from './agents.ts';
import { createSidebarApi } from './api.ts';
import { behindSession } from './behind-session.ts';
import { openPage } from './open-page.ts';
import type { ProposalDesk, SidebarStore, StateWords } from './ports.ts';
import { createPublicKeySource } from './public-key.ts';
import type { ReadApprovals } from './rights.ts';
import { createSeenTickets } from './seen-tickets.ts';
import { createSessions } from './session.ts';
import { createSignedUrlVerifier, type Installation } from './signed-url.ts';

export interface SidebarOptions {
  readonly installation: Installation;
  /** PUBLIC_URL: the origin our page is at. */
  readonly publicOrigin: string;
  /** SIGNING_KEY */
  readonly signingKey: string;
  readonly client: ZendeskClient;
  readonly agents: Agents;
  readonly approvals: ReadApprovals;
  readonly store: SidebarStore;
  readonly desk: ProposalDesk;
  readonly stateWords: StateWords;
  readonly kick: () => void;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** The agent's side in Zendesk: the page in the ticket's frame and what it asks for. */
export function createSidebar(options: SidebarOptions): SidebarHandlers {
  const { installation, client, agents, store, clock } = options;
  const sessions = createSessions(options);
  const keys = createPublicKeySource({ client, appId: installation.appId, clock });
  const verifier = createSignedUrlVerifier({ installation, keys, clock });
  const api = createSidebarApi({ ...options, tickets: createSeenTickets(client, clock) });
  const guarded = behindSession({ ...options, sessions });
  return {
    page: openPage({ subdomain: installation.subdomain, verifier, agents, sessions, store }),
    ticket: guarded('read', api.ticket),
    check: guarded('check', api.check),
    identity: guarded('confirm_identity', api.identity),
    propose: guarded('propose', api.propose),
  };
}
