import type { Story } from '../../stories/story.ts';
import type { SandboxTicket, SandboxUser, ZendeskSandbox } from '../../zendesk/index.ts';
import { NotPossible } from '../not-possible.ts';
import type { ZendeskAct } from './act-schema.ts';
import type { ZendeskActOutcome } from './pane.ts';

/** What the company's own form puts on tickets about money, so that billing-check knows them. */
const TAGS = ['billing'];

/**
 * Does what `agent` did, or what a customer does; events go to the app's server as Zendesk sends them.
 * @throws {NotPossible} when what was used is not there.
 */
export function perform(
  zendesk: ZendeskSandbox,
  stories: readonly Story[],
  agent: SandboxUser,
  act: ZendeskAct,
): ZendeskActOutcome {
  switch (act.type) {
    case 'send_story':
      return { ticket_id: send(zendesk, stories, act.key) };
    case 'comment':
      return comment(zendesk, act.ticket, { body: act.body, public: act.public, by: agent });
    case 'customer_comment':
      return comment(zendesk, act.ticket, { body: act.body, public: true, by: 'requester' });
  }
}

function send(zendesk: ZendeskSandbox, stories: readonly Story[], key: string): number {
  const story = stories.find((one) => one.key === key);
  if (story === undefined) throw new NotPossible('There is no such story.');
  const { subject, body, requester_email: email, requester_name: name } = story.ticket;
  return zendesk.createTicket({ subject, body, requester: { email, name }, tags: TAGS }).id;
}

function comment(
  zendesk: ZendeskSandbox,
  ticketId: number,
  written: Parameters<ZendeskSandbox['addComment']>[1],
): ZendeskActOutcome {
  const ticket = ticketOf(zendesk, ticketId);
  if (ticket === null) throw new NotPossible('There is no such ticket.');
  if (ticket.status === 'closed') throw new NotPossible('This ticket is closed: nothing can be added to it.');
  zendesk.addComment(ticketId, written);
  return { ticket_id: ticketId };
}

/** Null where there is none, or it was deleted. */
export function ticketOf(zendesk: ZendeskSandbox, ticketId: number): SandboxTicket | null {
  const ticket = zendesk.tickets().find(({ id }) => id === ticketId);
  return ticket === undefined || ticket.status === 'deleted' ? null : ticket;
}
