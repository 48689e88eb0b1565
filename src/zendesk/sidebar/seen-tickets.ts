import { createCache } from '../../cached.ts';
import type { DeskTicket } from '../../jobs/ports.ts';
import type { ZendeskClient } from '../client.ts';
import { showTicket } from '../read-ticket.ts';
import type { ZendeskTicket } from '../shapes.ts';
import type { Agent } from './agents.ts';

/** Whom a ticket belongs to may be this old. */
const FRESH_MS = 60_000;
const MAX_TICKETS = 5_000;

export type TicketAccess = 'may' | 'may_not' | 'missing';

export interface SeenTickets {
  /**
   * Whether the agent sees this ticket in Zendesk too: we read with rights of our own, which may reach further than
   * theirs. @throws {ServiceError} when Zendesk cannot be asked.
   */
  accessOf(agent: Agent, ticketId: string): Promise<TicketAccess>;
  /** Whether the company's filter keeps it from being checked by itself. @throws {ServiceError} */
  isFilteredOut(ticketId: string): Promise<boolean>;
}

export interface SeenTicketsOptions {
  readonly client: ZendeskClient;
  /** ZENDESK_BILLING_FILTER; null where there is none. */
  readonly filter: TicketFilter | null;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** Whether the company's filter lets a ticket be checked by itself. */
export type TicketFilter = (ticket: Pick<DeskTicket, 'tags' | 'form_id' | 'group_id'>) => boolean;

export function createSeenTickets({ client, filter, clock }: SeenTicketsOptions): SeenTickets {
  const known = createCache<ZendeskTicket | null>({ maxEntries: MAX_TICKETS, maxAgeMs: FRESH_MS, clock });
  const find = (ticketId: string) => known(ticketId, () => showTicket(client, ticketId));
  return {
    async isFilteredOut(ticketId) {
      const ticket = filter === null ? null : await find(ticketId);
      if (filter === null || ticket === null) return false;
      const { tags, ticket_form_id, group_id } = ticket;
      return !filter({ tags: tags ?? [], form_id: ticket_form_id ?? null, group_id: group_id ?? null });
    },

    async accessOf(agent, ticketId) {
      const ticket = await find(ticketId);
      if (ticket === null) return 'missing';
      return mayOpen(agent, ticket) ? 'may' : 'may_not';
    },
  };
}

/** Zendesk's restrictions of agents; one we do not know lets nobody in. */
function mayOpen({ id, groups, ticketRestriction, organization }: Agent, ticket: ZendeskTicket): boolean {
  const isTheirs = ticket.assignee_id === id || ticket.requester_id === id;
  switch (ticketRestriction) {
    case null:
      return true;
    case 'groups':
      return isTheirs || (ticket.group_id != null && groups.has(ticket.group_id));
    case 'organization':
      return isTheirs || (organization !== null && ticket.organization_id === organization);
    case 'assigned':
    case 'requested':
      return isTheirs;
    default:
      return false;
  }
}
