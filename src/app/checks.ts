import {
  type CheckOutcome,
  type CheckParts,
  type CheckRequest,
  checkCustomer,
} from '../check/check-customer.ts';
import { wordingRow } from '../check/wording-row.ts';
import type { TicketCheck } from '../jobs/tasks/analyze-ticket.ts';
import type { PolicySource } from '../policy/policy-source.ts';
import { toNoteView } from '../zendesk/result-to-note.ts';

/** A check of anybody, under the policy as it is now. */
export type CheckNow = (request: Omit<CheckRequest, 'policy'>) => Promise<CheckOutcome>;

export function checkWith(parts: CheckParts, policy: PolicySource): CheckNow {
  return async (request) => checkCustomer(parts, { policy: await policy.current(), ...request });
}

/** A check for a ticket, with what is stored of it. */
export function ticketCheck(check: CheckNow): TicketCheck {
  return async ({ ticket, words, asOf, customer, on_progress }) => {
    const query = customer ?? ticket.requester.email ?? '';
    const { result, analysis, timeline, livemode } = await check({
      query,
      from_ticket: true,
      ticket: words,
      ticket_id: ticket.id,
      asOf,
      ...(on_progress === undefined ? {} : { on_progress }),
    });
    return {
      result,
      note_view: toNoteView(result, livemode),
      timeline,
      wording: wordingRow(result),
      verdict: result.verdict,
      urgency: result.urgency.level,
      customer_ids: result.customer.ids,
      findings: (analysis?.findings ?? []).map(({ rule, category, classification, fingerprint, amount }) => ({
        rule,
        category,
        classification,
        fingerprint,
        amount: amount?.amount ?? null,
        currency: amount?.currency ?? null,
      })),
    };
  };
}
