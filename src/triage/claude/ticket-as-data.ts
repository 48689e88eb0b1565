import type { Ticket } from '../../analysis/ticket/ticket.ts';

const NO_MESSAGE = '(There is no message.)';
const CUT = '… (the rest is left out)';

/**
 * The customer's words as data: bounded, without what cannot be seen, without personal data, ids as aliases.
 * `hide` is applied before the cut, so that half a secret cannot pass for none.
 */
export function ticketAsData(
  ticket: Ticket | null,
  hide: (text: string) => string,
  maxCharacters: number,
): string {
  if (ticket === null) return NO_MESSAGE;
  // Twice the limit is read: masks are shorter than what they replace, and more would be read for nothing.
  const subject = visible(ticket.subject.slice(0, maxCharacters)).replace(/\s+/g, ' ').trim();
  const body = visible(ticket.body.slice(0, 2 * maxCharacters)).trim();
  const text = hide(`${subject === '' ? '' : `Subject: ${subject}\n\n`}${body}`);
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters - CUT.length)}${CUT}`;
}

/** Line breaks stay; other control characters, direction marks, tags and joiners go. */
function visible(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{C}\n\t]|[\u{E0000}-\u{E007F}]|\p{Variation_Selector}/gu, '')
    .replace(/\n{3,}/g, '\n\n');
}
