import type { StoredCorrection } from '../../db/corrections/index.ts';
import type { Store } from '../../db/store.ts';
import type { Policy } from '../analysis/policy.ts';
import type { DraftedNotice, DraftNotice, NoticeRequest, OutcomeStep } from './outcome-ports.ts';
import type { TicketDesk } from './ports.ts';
import { resultOf } from './stored-check.ts';
import { wordsOf } from './words-of.ts';

const NOTICED = [
  'executed',
  'partly_executed',
  'reversed_by_stripe',
] as const satisfies readonly NoticeRequest['state'][];

/** Stripe's type of the payment method that paid a charge or an invoice; null where it cannot be told. */
export type AskPaidWith = (chargeOrInvoice: string) => Promise<string | null>;

/**
 * The drafted notice of a correction, in the language of its check and the form of address of its ticket; null where
 * nothing was done that a customer is told, the check is not kept any more, or the ticket is gone.
 */
export async function draftedNotice(
  deps: {
    readonly store: Store;
    readonly desk: TicketDesk;
    readonly draftNotice: DraftNotice;
    readonly policy: () => Promise<Policy>;
    readonly paidWith: AskPaidWith;
  },
  correction: StoredCorrection & { readonly ticket_id: string },
  steps: readonly OutcomeStep[],
): Promise<DraftedNotice | null> {
  const state = NOTICED.find((one) => one === correction.state);
  if (state === undefined) return null;
  const [analysis, ticket] = await Promise.all([
    deps.store.loadAnalysis(correction.analysis_id),
    deps.desk.readTicket(correction.ticket_id),
  ]);
  if (analysis === null || ticket === null) return null;
  const { customer, findings, triage } = resultOf(analysis);
  const done = steps.filter((step) => step.state === 'done');
  const notice = deps.draftNotice(
    {
      state,
      steps: done,
      finding: findings.find(({ fingerprint }) => fingerprint === correction.fingerprint) ?? null,
      customer: customer.matches?.find(({ id }) => id === correction.customer) ?? null,
      language: triage.language,
      ticket: wordsOf(ticket),
      paid_with: await paidWith(deps.paidWith, done),
    },
    await deps.policy(),
  );
  // What somebody put right another way is told by nobody else.
  return notice === null ? null : { ...notice, untold: notice.untold + steps.length - done.length };
}

/** Of what money went back to; null where that is nothing, or several kinds of payment methods. */
async function paidWith(ask: AskPaidWith, done: readonly OutcomeStep[]): Promise<string | null> {
  const refunded = done.filter(({ kind, params }) => kind === 'refund' || 'refund_amount' in params);
  const targets = new Set(refunded.map(({ target }) => target.id));
  const types = new Set<string | null>();
  for (const target of targets) types.add(await ask(target));
  const [only = null] = types;
  return types.size === 1 ? only : null;
}
