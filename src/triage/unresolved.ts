import { EMPTY_POLICY, type Policy } from '../analysis/policy.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import { plural, shownText } from '../analysis/wording.ts';
import type { Resolution } from '../check/ports.ts';
import { chooseLanguage, languageNote } from './language.ts';
import { draftUnresolvedReply } from './reply.ts';
import { languageOf } from './templates/index.ts';
import { DETERMINISTIC_AUTHOR, type Triage } from './triage.ts';

export interface UnresolvedRequest {
  readonly query: string;
  readonly resolution: Resolution;
  readonly ticket?: Ticket | null;
  readonly policy?: Policy;
}

const MAX_IDS_SHOWN = 5;

/**
 * The text of a check that ended before any history was read: who is missing, what the agent does about it, and a
 * reply that asks the customer for what would find them. Pure.
 */
export function unresolvedTriage(request: UnresolvedRequest): Triage {
  const { resolution, ticket = null, policy = EMPTY_POLICY } = request;
  const choice = chooseLanguage({ policyLanguage: policy.reply?.language, ticket, locales: [] });
  const { summary, check } = wordsFor(resolution, shownText(request.query));
  const other = languageNote(choice);
  const reply = draftUnresolvedReply(
    { policy, ticket, language: languageOf(choice.written), locale: choice.locale },
    resolution.kind === 'resolved' ? 'not_found' : resolution.kind,
  );
  return {
    source: 'template',
    model: null,
    author: DETERMINISTIC_AUTHOR,
    summary,
    likely_cause: 'Unknown until the customer is identified.',
    cause_kind: 'unknown',
    next_checks: [...(other === null ? [] : [other]), check].map((what) => ({ what, owner: 'support' })),
    draft_reply: reply.text,
    language: choice.written,
    ...(other === null ? {} : { wanted_language: choice.wanted }),
    usage: null,
    fallback_reason: null,
  };
}

function wordsFor(resolution: Resolution, query: string): { summary: string; check: string } {
  switch (resolution.kind) {
    case 'ambiguous': {
      const ids = resolution.customers.map(({ id }) => shownText(id));
      const rest = ids.length - MAX_IDS_SHOWN;
      const shown = [...ids.slice(0, MAX_IDS_SHOWN), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
      return {
        summary: `${plural(ids.length, 'customer')} in Stripe match "${query}" (${shown}), and none was checked: the answer could be about the wrong one.`,
        check: `Choose the right customer and check by id, e.g. ${ids[0] ?? 'cus_…'}.`,
      };
    }
    case 'deleted':
      return {
        summary: `The customer ${shownText(resolution.id)} was deleted in Stripe, so nothing was checked. ${shownText(resolution.message, 300)}`,
        check:
          'Check one of the charges or invoices by its id, or the customer record that replaced this one.',
      };
    case 'not_found':
      return {
        summary: `No customer was found for "${query}", so nothing was checked. ${shownText(resolution.message, 300)}`,
        check: /^[a-z]{2,3}_/.test(query)
          ? 'Look the id up in the Stripe Dashboard, in live and in test mode, then check by the right one.'
          : 'Ask for the address used to pay or an invoice number, then check by that or by a Stripe id.',
      };
    case 'resolved':
      return {
        summary: `The customer was found for "${query}", but no history was read.`,
        check: 'Run the check again.',
      };
  }
}
