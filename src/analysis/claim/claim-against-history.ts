import { CATEGORIES, type Category } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { Ticket } from '../ticket/ticket.ts';
import type { TicketClaim } from '../ticket/ticket-claim.ts';
import { amountNamed } from './amount-named.ts';
import { cancelledBefore } from './cancelled-before.ts';
import { chargedTwice } from './charged-twice.ts';
import { type CustomerClaim, STATEMENT_KINDS, type Statement, type StatementKind } from './customer-claim.ts';
import { paymentDeclined } from './payment-declined.ts';
import type { BillingRecord, Reply } from './record.ts';
import { refundMissing } from './refund-missing.ts';
import { statementsIn } from './statement-words.ts';

/** How the agent is told what the customer says. */
const SAID: Readonly<Record<StatementKind, string>> = {
  charged_twice: 'The customer says they were charged twice.',
  cancelled_before: 'The customer says they had cancelled.',
  refund_missing: 'The customer says a refund has not arrived.',
  payment_declined: 'The customer says a payment was declined.',
  amount_named: '',
};

export interface ClaimInput extends BillingRecord {
  readonly ticket: Ticket;
  /** The figures in the ticket. */
  readonly claim: TicketClaim;
  /** What its words point at. */
  readonly categories: ReadonlySet<Category>;
  readonly rules: readonly Rule[];
}

/**
 * Holds what the customer says against the history and what the rules made of it. Pure, in linear time; the words
 * decide what is looked at, never what is found.
 */
export function claimAgainstHistory(input: ClaimInput): CustomerClaim {
  const said = statementsIn(input.ticket);
  const statements = STATEMENT_KINDS.flatMap((kind): readonly Statement[] => {
    if (kind !== 'amount_named' && !said.has(kind)) return [];
    const reply = replyTo(kind, input);
    if (reply === undefined) return [];
    const { standing, says: answer, evidence } = reply;
    return [{ kind, standing, answer, sentence: `${SAID[kind]} ${answer}`.trim(), evidence }];
  });
  return {
    categories: CATEGORIES.filter((category) => input.categories.has(category)),
    rules: input.rules.filter(({ category }) => input.categories.has(category)).map(({ id }) => id),
    statements,
    contradicted: statements.some(({ standing }) => standing === 'contradicted'),
  };
}

function replyTo(kind: StatementKind, input: ClaimInput): Reply | undefined {
  switch (kind) {
    case 'charged_twice':
      return chargedTwice(input);
    case 'cancelled_before':
      return cancelledBefore(input);
    case 'refund_missing':
      return refundMissing(input);
    case 'payment_declined':
      return paymentDeclined(input);
    case 'amount_named':
      return amountNamed(input, input.claim);
  }
}
