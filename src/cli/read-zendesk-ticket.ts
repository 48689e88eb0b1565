import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { Config } from '../config.ts';
import { wordsOf } from '../jobs/words-of.ts';
import { createTicketDesk } from '../zendesk/ticket-desk.ts';
import { UsageError } from './exit.ts';

/** The requester and the words of a Zendesk ticket. */
export async function readZendeskTicket(id: string, config: Config): Promise<Ticket> {
  if (config.zendesk === null) {
    throw new UsageError(
      `ticket:${id} needs Zendesk: set ZENDESK_SUBDOMAIN and its credentials, or check with an e-mail.`,
    );
  }
  const ticket = await createTicketDesk(config.zendesk).readTicket(id);
  if (ticket === null) throw new UsageError(`Zendesk has no ticket ${id}: check the number.`);
  return wordsOf(ticket);
}
