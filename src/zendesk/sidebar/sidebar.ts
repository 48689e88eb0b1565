import type { SidebarHandlers } from '../../http/routes.ts';
import type { CheckProgress } from '../../jobs/check-progress.ts';
import type { NameOf } from '../../jobs/outcome-ports.ts';
import type { Reword } from '../../jobs/reword.ts';
import type { Logger } from '../../log.ts';
import type { ZendeskClient } from '../client.ts';
import type { Agents } from './agents.ts';
import { createSidebarApi } from './api.ts';
import { loadAssets } from './assets.ts';
import { behindSession } from './behind-session.ts';
import { openPage } from './open-page.ts';
import type { ProposalDesk, SidebarStore, StateWords } from './ports.ts';
import { createPublicKeySource } from './public-key.ts';
import { createReading } from './reading.ts';
import { renewSession } from './renew-session.ts';
import { rewordDraft } from './reword.ts';
import type { ReadApprovals } from './rights.ts';
import { createSeenTickets, type TicketFilter } from './seen-tickets.ts';
import { createSessions } from './session.ts';
import { createSignedUrlVerifier, type Installation } from './signed-url.ts';
import { createTicketGate } from './ticket-access.ts';

export interface SidebarOptions {
  readonly installation: Installation;
  /** Where our Zendesk is: the one place our page may be framed at. */
  readonly hostOrigin: string;
  /** Where the built app is. */
  readonly assetsFolder: string;
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
  readonly nameOf: NameOf;
  readonly reword: Reword;
  readonly progress: Pick<CheckProgress, 'stepsOf'>;
  /** ZENDESK_BILLING_FILTER; null where there is none. */
  readonly filter: TicketFilter | null;
  readonly kick: () => void;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** The agent's side in Zendesk: the page in the ticket's frame and what it asks for. */
export function createSidebar(options: SidebarOptions): SidebarHandlers {
  const { installation, hostOrigin, assetsFolder, client, agents, store, clock } = options;
  const assets = loadAssets(assetsFolder);
  const sessions = createSessions(options);
  const keys = createPublicKeySource({ client, appId: installation.appId, clock });
  const verifier = createSignedUrlVerifier({ installation, keys, clock });
  const tickets = createSeenTickets(options);
  const gate = createTicketGate({ ...options, tickets });
  const api = createSidebarApi({ ...options, gate });
  const reading = createReading({ ...options, tickets }, gate);
  const guarded = behindSession({ ...options, sessions });
  return {
    page: openPage({ page: { hostOrigin, assets }, verifier, agents, sessions, store }),
    files: assets?.files ?? [],
    ticket: guarded('read', reading.ticket),
    pastCheck: guarded('read', reading.pastCheck),
    session: guarded('renew_session', renewSession(sessions), 'anew'),
    events: guarded('read', reading.events),
    checkEvents: guarded('read', reading.checkEvents),
    check: guarded('check', api.check),
    identity: guarded('confirm_identity', api.identity),
    propose: guarded('propose', api.propose),
    feedback: guarded('feedback', api.feedback),
    reword: guarded('reword', rewordDraft({ ...options, gate })),
  };
}
