import type { Store } from '../../db/store.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { AnalysisResult, ResultTriage } from '../check/result.ts';
import type { WordingWish } from '../check/wording-wish.ts';
import type { TicketDesk } from './ports.ts';
import { resultOf } from './stored-check.ts';
import { wordsOf } from './words-of.ts';

/** A reply in other words. `sentence` says why there is none, and what to do. */
export type Reworded =
  | { readonly kind: 'reworded'; readonly triage: ResultTriage }
  | { readonly kind: 'refused'; readonly sentence: string };

/** Words the reply of a stored check anew; nothing is stored. @throws {ServiceError} Stripe or Zendesk is away. */
export type Reword = (analysisId: string, wish: WordingWish) => Promise<Reworded>;

export interface RewordParts {
  readonly store: Pick<Store, 'loadAnalysis' | 'ticketOfAnalysis'>;
  /** Null without a help desk: then there are no tickets either. */
  readonly desk: Pick<TicketDesk, 'readTicket'> | null;
  /** The check of the product. */
  readonly check: (request: {
    readonly query: string;
    readonly from_ticket: boolean;
    readonly ticket: Ticket | null;
    readonly ticket_id: string | null;
    readonly asOf: number;
    readonly wish: WordingWish;
  }) => Promise<{ readonly result: AnalysisResult }>;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * What a stored check holds is for readers; a writer needs its facts, and the customer's words, which are kept nowhere. So
 * the history is read once more, and words are only given where it still says the same: a reply that says that the
 * finance team has the case is wrong once they are done.
 */
export function createReword({ store, desk, check, clock }: RewordParts): Reword {
  return async (analysisId, wish) => {
    const analysis = await store.loadAnalysis(analysisId);
    if (analysis === null) return { kind: 'refused', sentence: NOT_KEPT };
    const stored = resultOf(analysis);
    const { customer, query } = stored;
    if (customer.kind !== 'resolved') return { kind: 'refused', sentence: NOBODY };
    const ticketId = await store.ticketOfAnalysis(analysisId);
    const ticket = ticketId === null || desk === null ? null : await desk.readTicket(ticketId);
    const { result } = await check({
      query,
      from_ticket: customer.matched_by === 'ticket',
      ticket: ticket === null ? null : wordsOf(ticket),
      ticket_id: ticketId,
      asOf: Math.floor(clock() / 1_000),
      wish,
    });
    return saysTheSame(stored, result)
      ? { kind: 'reworded', triage: result.triage }
      : { kind: 'refused', sentence: CHANGED };
  };
}

function saysTheSame(one: AnalysisResult, other: AnalysisResult): boolean {
  return one.verdict === other.verdict && moneyOf(one) === moneyOf(other);
}

const moneyOf = ({ findings }: AnalysisResult): string =>
  findings
    .map(({ fingerprint, classification, amount }) =>
      [fingerprint, classification, amount?.amount ?? '', amount?.currency ?? ''].join(' '),
    )
    .sort()
    .join('\n');

const NOT_KEPT = 'This check is not kept any more: check again.';
const NOBODY = 'This check found no single customer, so its reply only asks who it is: it stays as it is.';
const CHANGED =
  'The billing history says something else by now than this check did: check again, then ask for other words.';
