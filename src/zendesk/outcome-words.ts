import type { CorrectionKind } from '../analysis/finding.ts';
import type { OutcomeStep, PersonNames, ToldOutcome, ToldState } from '../jobs/outcome-ports.ts';
import { formatMoney } from '../money.ts';

/** What was done, as it stands after a colon or a comma. */
const DONE: Readonly<Record<CorrectionKind, (money: string | null) => string>> = {
  refund: (money) => `${money ?? 'the payment'} refunded`,
  credit_note: (money) => `credit note${money === null ? '' : ` over ${money}`} issued`,
  customer_balance_credit: (money) => `${money ?? 'credit'} booked on the customer balance`,
  void_invoice: () => 'invoice voided',
  cancel_subscription: () => 'subscription cancelled',
  remove_discount: () => 'discount removed',
  cancel_payment_intent: () => 'payment cancelled',
  delete_invoice_item: () => 'invoice item deleted',
  apply_discount: () => 'discount added',
  update_price: () => 'price updated',
  update_quantity: () => 'quantity updated',
  update_tax_status: () => 'tax status updated',
  extend_trial: () => 'trial extended',
  escalate: () => 'decided in person',
};

/** What is to be done, e.g. where a person does it or nobody did. */
const TO_DO: Readonly<Record<CorrectionKind, string>> = {
  refund: 'refund',
  credit_note: 'credit note',
  customer_balance_credit: 'booking on the customer balance',
  void_invoice: 'voiding the invoice',
  cancel_subscription: 'cancelling the subscription',
  remove_discount: 'removing the discount',
  cancel_payment_intent: 'cancelling the payment',
  delete_invoice_item: 'deleting the invoice item',
  apply_discount: 'adding the discount',
  update_price: 'a new price',
  update_quantity: 'a new quantity',
  update_tax_status: 'a new tax status',
  extend_trial: 'a longer trial',
  escalate: 'a decision in person',
};

export function doneWords({ kind, made }: OutcomeStep): string {
  // A negative amount takes credit off the balance.
  return DONE[kind](made === null ? null : moneyWords(made.amount, made.currency));
}

const CREDIT_PARTS = [
  ['refund_amount', 'refunded'],
  ['credit_amount', 'to the customer balance'],
  ['out_of_band_amount', 'to be paid out outside Stripe'],
] as const;

/** Where the money of a credit note went, e.g. `$30.00 refunded, $10.00 to the customer balance`; empty for other kinds. */
export function creditParts({ kind, params, currency }: OutcomeStep): string {
  if (kind !== 'credit_note') return '';
  const parts = CREDIT_PARTS.flatMap(([name, words]) => {
    const amount = params[name];
    const money = typeof amount === 'number' ? moneyWords(amount, currency) : null;
    return money === null ? [] : [`${money} ${words}`];
  });
  return parts.length === 0 ? 'off what is still to be paid' : parts.join(', ');
}

function moneyWords(amount: number | null, currency: string | null): string | null {
  return amount === null || currency === null ? null : formatMoney({ amount, currency });
}

export function toDoWords({ kind, amount, currency }: OutcomeStep): string {
  const money = moneyWords(amount, currency);
  return `${TO_DO[kind]}${money === null ? '' : ` of ${money}`}`;
}

const SHOWN_IN_GLANCE_MAX = 3;

/** The answer in one line. */
export function glanceLine({ correction, words, steps, names }: ToldOutcome): string {
  const { state, decisions } = correction;
  const last = decisions.at(-1);
  switch (state) {
    case 'executed': {
      const done = steps.filter(isDone);
      if (done.length === 0) return `Correction (${words}) put right by hand.`;
      return `Correction made: ${inShort(done.map(doneWords))}${done.length < steps.length ? '; the rest was put right by hand' : ''}.`;
    }
    case 'partly_executed':
      return `Correction made in part: ${inShort(steps.filter(isDone).map(doneWords))}. The rest is being looked into.`;
    case 'simulated':
      return `Dry run of a correction (${words}): nothing was changed in Stripe.`;
    case 'refused':
      return `Correction (${words}) refused: nothing was changed in Stripe.`;
    case 'stale':
      return `Correction (${words}) not made: something has changed since it was drafted. Nothing was changed in Stripe.`;
    case 'expired':
      return `Correction (${words}) expired: nothing was changed in Stripe.`;
    case 'rejected':
      return `Correction (${words}) rejected${last === undefined ? '' : ` by ${personWords(last.actor, names)}`}: nothing was changed in Stripe.`;
    case 'withdrawn':
      return `Correction (${words}) withdrawn: nothing was changed in Stripe.`;
    case 'needs_person':
      return steps.some(isDone)
        ? `A person has to finish this correction (${words}): only a part of it is done.`
        : `A person has to see to this correction (${words}).`;
    case 'reversed_by_stripe':
      return `The refund came back (${words}): the customer does not have the money.`;
    case 'abandoned':
      return `Correction (${words}) given up: nothing more happens by itself.`;
  }
}

const isDone = ({ state }: OutcomeStep): boolean => state === 'done';

function inShort(parts: readonly string[]): string {
  const shown = parts.slice(0, SHOWN_IN_GLANCE_MAX);
  const more = parts.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What the agent does next. */
export const NEXT: Readonly<Record<ToldState, string>> = {
  executed: 'Read the draft below, then answer the customer.',
  partly_executed: 'Do nothing by hand yet: a further note follows.',
  simulated:
    'Nothing is to be told to the customer as done. Somebody who runs billing-check decides when corrections are live.',
  refused: 'Check the customer again; if the fault is still there, propose the correction anew.',
  stale: 'Check the customer again: what is owed may be different now.',
  expired: 'If it is still owed, check the customer again and propose the correction anew.',
  rejected: 'Answer the customer without this correction, or ask whoever rejected it.',
  withdrawn: 'If something is still owed, check the customer again and propose a correction anew.',
  needs_person:
    'Look at the steps above in the Stripe Dashboard, then have the correction marked as done or given up. Tell the customer nothing as done until then.',
  reversed_by_stripe:
    'Agree with the customer on another way (draft below); the money is back on the company’s Stripe balance.',
  abandoned: 'Check the customer again if something is still owed, and tell them what was decided.',
};

/** `slack:U1` as `Maya Lindqvist (Slack)`; by the id its own system shows where nobody told the name. */
export function personWords(account: string, names: PersonNames): string {
  const at = account.indexOf(':');
  if (at <= 0) return account;
  const place = { slack: 'Slack', zendesk: 'Zendesk', terminal: 'terminal' }[account.slice(0, at)];
  if (place === undefined) return account;
  return `${names.get(account) ?? account.slice(at + 1)} (${place})`;
}
