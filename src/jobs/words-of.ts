import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { DeskComment, DeskTicket } from './ports.ts';

/** The customer's newest words, up to this many characters. */
const MAX_WORDS_CHARACTERS = 64 * 1024;
const MAX_SUBJECT_CHARACTERS = 1_000;

/** A public message of the customer's side. */
export function isCustomers(comment: DeskComment): boolean {
  return comment.public && comment.from_customer;
}

/** All the customer wrote, oldest first; of very long conversations the newest part. */
export function wordsOf(ticket: DeskTicket): Ticket {
  let body = '';
  for (const comment of ticket.comments.filter(isCustomers).reverse()) {
    const separator = body === '' ? '' : '\n\n';
    const room = MAX_WORDS_CHARACTERS - body.length - separator.length;
    if (room <= 0) break;
    body = comment.body.slice(0, room) + separator + body;
  }
  return {
    subject: ticket.subject.slice(0, MAX_SUBJECT_CHARACTERS),
    body,
    requester_email: ticket.requester.email,
    created_at: ticket.created_at,
  };
}
