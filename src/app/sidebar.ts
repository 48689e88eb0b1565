import { fileURLToPath } from 'node:url';
import type { Store } from '../../db/store.ts';
import { assert } from '../assert.ts';
import type { Config, ZendeskConfig } from '../config.ts';
import type { CorrectionDesk } from '../corrections/correction-desk.ts';
import type { ApproverDirectory } from '../corrections/ports.ts';
import { stateWords } from '../corrections/words.ts';
import type { SidebarHandlers } from '../http/routes.ts';
import type { CheckProgress } from '../jobs/check-progress.ts';
import type { NameOf } from '../jobs/outcome-ports.ts';
import type { Reword } from '../jobs/reword.ts';
import type { Logger } from '../log.ts';
import { packageRoot } from '../package-root.ts';
import type { ZendeskClient } from '../zendesk/client.ts';
import { zendeskOrigin } from '../zendesk/origin.ts';
import { type Agents, createAgents } from '../zendesk/sidebar/agents.ts';
import { createZendeskApprovers, type ReadApprovals } from '../zendesk/sidebar/rights.ts';
import type { TicketFilter } from '../zendesk/sidebar/seen-tickets.ts';
import { createSidebar } from '../zendesk/sidebar/sidebar.ts';

/** Who Zendesk says people are, for the sidebar and for whoever asks whether an approver still may. */
export interface ZendeskPeople {
  readonly agents: Agents;
  readonly approvers: ApproverDirectory;
}

export function zendeskPeople(
  client: ZendeskClient,
  parts: { readonly store: Store; readonly approvals: ReadApprovals; readonly clock: () => number },
): ZendeskPeople {
  const { store, approvals, clock } = parts;
  const agents = createAgents({ client, pseudonym: (text) => store.pseudonym(text), clock });
  return { agents, approvers: createZendeskApprovers({ agents, approvals }) };
}

export interface SidebarWiring {
  readonly config: Config;
  readonly signingKey: string;
  /** Null while Zendesk is not configured. */
  readonly client: ZendeskClient | null;
  readonly people: ZendeskPeople | null;
  readonly nameOf: NameOf;
  readonly reword: Reword;
  readonly approvals: ReadApprovals;
  readonly desk: CorrectionDesk;
  readonly store: Store;
  readonly progress: CheckProgress;
  /** ZENDESK_BILLING_FILTER; null where there is none. */
  readonly filter: TicketFilter | null;
  readonly kick: () => void;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** The agent's side in Zendesk; null, so that its addresses do not exist, until an app is installed for it. */
export function wireSidebar({ config, client, people, ...parts }: SidebarWiring): SidebarHandlers | null {
  const { zendesk, publicUrl } = config;
  if (zendesk?.app == null || client === null || people === null || publicUrl === null) return null;
  const { subdomain, app } = zendesk;
  return createSidebar({
    ...parts,
    installation: { subdomain, ...app },
    hostOrigin: zendeskHostOf(zendesk),
    assetsFolder: ASSETS_FOLDER,
    publicOrigin: publicUrl,
    client,
    agents: people.agents,
    stateWords,
  });
}

/** Where `npm run build` puts the app. */
const ASSETS_FOLDER = fileURLToPath(new URL('dist/zendesk-app/', packageRoot()));

/** Where people open Zendesk; whoever stands in its place shows our page too. */
export function zendeskHostOf(zendesk: ZendeskConfig): string {
  const found = zendeskOrigin(zendesk);
  assert('origin' in found, 'the address of Zendesk was parsed when the client was made');
  return found.origin;
}
