import type { Category } from '../finding.ts';
import { UNKNOWN_CHARGE } from '../payments/unknown-charge-words.ts';
import { fold, mentions } from './fold.ts';
import type { Ticket } from './ticket.ts';
import { TOPIC_EXCEPTIONS, TOPICS, URGENT, URGENT_EXCEPTIONS } from './ticket-vocabulary.ts';

/** How much of a ticket is looked at. What matters is said early; a megabyte of log file is not a claim. */
export const MAX_TICKET_CHARACTERS = 20_000;

/**
 * What the customer's words point at: the categories whose findings the ticket is about. Deterministic phrase
 * matching in English and German, with basic Spanish, French and Japanese; the empty set without a ticket.
 * The words only ever widen what is explained and decide what is said first; no verdict rests on them.
 */
export function claimsOf(ticket: Ticket | null): ReadonlySet<Category> {
  return new Set(topicsOf(ticket).flat());
}

/** The same by what the customer speaks of: for each group of words that occurs, the categories it points at. */
export function topicsOf(ticket: Ticket | null): readonly (readonly Category[])[] {
  if (ticket === null) return [];
  const text = searchable(ticket, TOPIC_EXCEPTIONS);
  const topics = TOPICS.filter(({ phrases }) => phrases.some((phrase) => mentions(text, phrase)));
  const unknown = UNKNOWN_CHARGE.some((phrase) => mentions(text, phrase));
  return [...topics.map(({ categories }) => categories), ...(unknown ? [UNKNOWN_TOPIC] : [])];
}

const UNKNOWN_TOPIC: readonly Category[] = ['other'];

/** True when the customer says that a charge is not known to them. Deterministic, as {@link claimsOf}. */
export function namesUnknownCharge(ticket: Ticket): boolean {
  const text = searchable(ticket, TOPIC_EXCEPTIONS);
  return UNKNOWN_CHARGE.some((phrase) => mentions(text, phrase));
}

/**
 * Words in the ticket that make it urgent whatever its tone: the bank, a chargeback, a lawyer, fraud. As listed
 * in the vocabulary, each once, in its order.
 */
export function urgentWords(ticket: Ticket | null): string[] {
  if (ticket === null) return [];
  const text = searchable(ticket, URGENT_EXCEPTIONS);
  return URGENT.filter((phrase) => mentions(text, phrase));
}

/**
 * Subject and body as words between single spaces, so that a phrase is found by a plain search; `exceptions`
 * (everyday uses of telling words) are taken out.
 */
function searchable({ subject, body }: Ticket, exceptions: readonly string[]): string {
  const text = fold(`${subject} ${body}`.slice(0, MAX_TICKET_CHARACTERS));
  return exceptions.reduce((rest, phrase) => rest.replaceAll(fold(phrase), ' '), text);
}
