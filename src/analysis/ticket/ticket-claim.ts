import { amountsIn, type ClaimedAmount } from './claimed-amounts.ts';
import { datesIn } from './claimed-dates.ts';
import type { Ticket } from './ticket.ts';
import { MAX_TICKET_CHARACTERS, namesUnknownCharge } from './ticket-words.ts';

/** The figures in a customer's words. Untrusted: they say what to look for, and prove nothing. */
export interface TicketClaim {
  readonly amounts: readonly ClaimedAmount[];
  /** Last four digits of cards. */
  readonly last4: readonly string[];
  /** Days, as midnight UTC in Unix seconds. */
  readonly dates: readonly number[];
  /** True when the customer does not know what a charge is for, or denies having made it. */
  readonly unknown_charge: boolean;
  readonly requester_email: string | null;
}

const MAX_CLAIMED_CARDS = 5;

/** "ending in 4242", "Endziffern 4242", "se terminant par 4242", "末尾4242"; and "**** 4242", "xxxx-4242". */
const SPOKEN =
  /(?:ending|ends|last (?:four|4)|final (?:four|4)|endziffern?|endend auf|endet (?:auf|mit)|endung|letzten? (?:vier|4)|terminad[ao]|terminacion|termina en|ultimos (?:cuatro|4)|terminant|finissant|termine par|(?:quatre|4) derniers|末尾|下4桁)[^\d\n]{0,20}(\d{4})(?!\d)/giu;
const MASKED = /[*x•·]{2,16}[ -]?(\d{4})(?!\d)/giu;
/** "a subscription ending 2026" is a year. */
const A_YEAR = /^20[2-4]\d$/;

/** What a ticket names, in English, German, Spanish, French and Japanese; null without a ticket. Pure, linear time. */
export function claimOf(ticket: Ticket | null, asOf: number): TicketClaim | null {
  if (ticket === null) return null;
  const text = `${ticket.subject}\n${ticket.body}`
    .slice(0, MAX_TICKET_CHARACTERS)
    .normalize('NFKC')
    .slice(0, MAX_TICKET_CHARACTERS);
  return {
    amounts: amountsIn(text),
    last4: cardsIn(text),
    dates: datesIn(text, ticket.created_at ?? asOf),
    unknown_charge: namesUnknownCharge(ticket),
    requester_email: ticket.requester_email,
  };
}

function cardsIn(text: string): readonly string[] {
  const plain = text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  const spoken = [...plain.matchAll(SPOKEN)]
    .map(([, digits = '']) => digits)
    .filter((it) => !A_YEAR.test(it));
  const masked = [...plain.matchAll(MASKED)].map(([, digits = '']) => digits);
  return [...new Set([...masked, ...spoken])].slice(0, MAX_CLAIMED_CARDS);
}
