import { formatMoney, toDecimal } from '../../../money.ts';
import type { BillingHistory, Invoice } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { failedAttempts } from '../../payments/payment-attempts.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

export const notYetCharged = defineRule({
  id: 'not-yet-charged',
  version: 1,
  rows: ['V34'],
  category: 'renewal',
  title: 'An invoice that is not charged yet',
  needs: ['invoices', 'charges', 'payment_intents'],
  proposes: [],
  check(history, context) {
    const failing = invoicesWithFailedAttempts(history, context);
    return byCreation(history.invoices)
      .filter((invoice) => isUntouched(invoice, context) && !failing.has(invoice.id))
      .map((invoice) => ({ invoice, state: stateOf(invoice, context.asOf) }))
      .filter(
        ({ invoice, state }) =>
          // While Stripe keeps trying, it is not over, however long ago it began.
          (state === 'failing' && (invoice.next_payment_attempt ?? 0) > context.asOf) ||
          context.isWorthExplaining(noticedAt(invoice, state), 'renewal'),
      )
      .map(({ invoice, state }) => explain(invoice, state, context.asOf));
  },
});

type State = 'draft' | 'open' | 'overdue' | 'failing';

/** Invoices whose failed attempts are known: `failed-attempt-retried` tells them, with the reason. */
function invoicesWithFailedAttempts(
  history: BillingHistory,
  { index, asOf }: RuleContext,
): ReadonlySet<string> {
  return new Set(failedAttempts(history, index, asOf, 0).flatMap(({ invoice }) => invoice?.id ?? []));
}

/** True for an invoice that asks, or will ask, for money of which none was taken, held or sent yet. */
function isUntouched(invoice: Invoice, { index }: RuleContext): boolean {
  const { status, amount_paid, paid_out_of_band, payments } = invoice;
  if ((status !== 'draft' && status !== 'open') || dueOn(invoice) <= 0) return false;
  if (amount_paid > 0 || paid_out_of_band) return false;
  if (index.chargesOfInvoice(invoice.id).some((charge) => charge.status !== 'failed')) return false;
  // Paid in a way that leaves no charge, or on its way from a bank.
  return !payments.some(
    (payment) =>
      payment.status === 'paid' || index.paymentIntent(payment.payment_intent)?.status === 'processing',
  );
}

function dueOn({ status, amount_due, amount_remaining }: Invoice): number {
  return status === 'draft' ? amount_due : amount_remaining;
}

function stateOf({ status, due_date, attempt_count }: Invoice, asOf: number): State {
  if (status === 'draft') return 'draft';
  if (due_date !== null && due_date < asOf) return 'overdue';
  return attempt_count > 0 ? 'failing' : 'open';
}

function noticedAt({ created, due_date }: Invoice, state: State): number {
  return state === 'overdue' ? Math.max(created, due_date ?? created) : created;
}

function explain(invoice: Invoice, state: State, asOf: number): RuleFinding {
  const { id, currency, customer, subscription, created, due_date, next_payment_attempt } = invoice;
  const amount = dueOn(invoice);
  const nextAttemptAt =
    next_payment_attempt !== null && next_payment_attempt > asOf ? next_payment_attempt : undefined;
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  return {
    classification: state === 'overdue' || state === 'failing' ? 'payment_issue' : 'valid_but_confusing',
    confidence: 'certain',
    title: TITLES[state],
    variant: state,
    message: messageOf(invoice, state, nextAttemptAt),
    facts: knownFacts({
      amount: fact.money(amount, currency),
      invoice_at: fact.date(created),
      due_at: due_date === null ? undefined : fact.date(due_date),
      next_attempt_at: nextAttemptAt === undefined ? undefined : fact.date(nextAttemptAt),
    }),
    amount: null,
    evidence: [
      { object: 'invoice', id },
      ...(subscription === null ? [] : [{ object: 'subscription', id: subscription }]),
    ],
    recomputation: [
      {
        label: 'still to be paid',
        expression: `${decimal(amount)} − ${decimal(0)}`,
        result: decimal(amount),
      },
    ],
    at_issue: [{ object: 'invoice', id, part: 'whole' }],
    // That nothing was taken yet does not make a wrong invoice right.
    explains: [],
    yields: true,
    correction: null,
    customer,
    occurred_at: noticedAt(invoice, state),
  };
}

const TITLES: Readonly<Record<State, string>> = {
  draft: 'A draft invoice, not charged yet',
  open: 'An open invoice, not charged yet',
  overdue: 'An invoice that is overdue',
  failing: 'An invoice whose payment did not go through',
};

function messageOf(invoice: Invoice, state: State, nextAttemptAt: number | undefined): string {
  const { id, currency, created, due_date, attempt_count, auto_advance } = invoice;
  const what = `${shownText(id)} of ${isoDate(created)} over ${formatMoney({ amount: dueOn(invoice), currency })}`;
  const next =
    nextAttemptAt === undefined ? [] : [`Stripe tries to collect it on ${isoDate(nextAttemptAt)}.`];
  switch (state) {
    case 'draft':
      return [
        `${what} is a draft: nothing was taken.`,
        auto_advance
          ? 'Stripe finalises it by itself, usually about an hour after it was made, and collects only then.'
          : 'It stays a draft until someone finalises it.',
        'If it is wrong, change or delete it before that; otherwise tell the customer that nothing was charged.',
      ].join(' ');
    case 'open':
      return [
        `${what} is open: nothing was taken.`,
        ...(due_date === null ? [] : [`It is due on ${isoDate(due_date)}.`]),
        ...next,
        'If it is wrong, void it; otherwise tell the customer that nothing was charged.',
      ].join(' ');
    case 'overdue':
      return [
        `${what} was due on ${isoDate(due_date ?? created)} and is not paid: nothing was taken.`,
        ...next,
        'If it is wrong, void it; otherwise ask the customer to pay it.',
      ].join(' ');
    case 'failing':
      return [
        `${what} is open after ${plural(attempt_count, 'attempt')} to collect it: nothing was taken.`,
        ...next,
        'If it is wrong, void it; otherwise ask the customer to check the payment method.',
      ].join(' ');
  }
}
