import type { Store } from '../../db/store.ts';
import type { Config } from '../config.ts';
import type { CorrectionDesk } from '../corrections/correction-desk.ts';
import type { ApproverDirectory } from '../corrections/ports.ts';
import { stateWords } from '../corrections/words.ts';
import type { SidebarHandlers } from '../http/routes.ts';
import type { Logger } from '../log.ts';
import type { ZendeskClient } from '../zendesk/client.ts';
import { type Agents, createAgents } from '../zendesk/sidebar/agents.ts';
import { createZendeskApprovers, type ReadApprovals } from '../zendesk/sidebar/rights.ts';
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
  readonly approvals: ReadApprovals;
  readonly desk: CorrectionDesk;
  readonly store: Store;
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
    publicOrigin: publicUrl,
    client,
    agents: people.agents,
    stateWords,
  });
}
