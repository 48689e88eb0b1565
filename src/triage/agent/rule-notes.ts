import type { TellableFinding } from '../findings-to-tell.ts';
import { times } from '../templates/en/words.ts';
import type { FactReader } from '../templates/facts.ts';
import type { RULE_VARIANTS } from '../templates/rule-keys.ts';
import type { CauseKind, Triage } from '../triage.ts';
import { OVERPAYMENT_NOTES } from './overpayment-notes.ts';
import { TIMING_NOTES } from './timing-notes.ts';

export type NextCheck = Triage['next_checks'][number];

/** What an agent should know about one rule's findings, in English. */
export interface RuleNote {
  /** What happened, in one sentence with its values. May ask for facts that are missing: see {@link FactReader}. */
  readonly what: (f: FactReader, finding: TellableFinding) => string;
  readonly cause: (finding: TellableFinding) => string;
  readonly cause_kind: (finding: TellableFinding) => CauseKind;
  /** What to change so that the next invoice is right; asked for while the fault would repeat. */
  readonly repair?: string;
  readonly checks: readonly ((f: FactReader, finding: TellableFinding) => NextCheck | null)[];
}

const always =
  <T>(value: T) =>
  (): T =>
    value;
/** Where one fact is open, so is the cause. */
const unlessOpen =
  (kind: CauseKind) =>
  ({ classification }: TellableFinding): CauseKind =>
    classification === 'likely_error' ? 'unknown' : kind;
/** Before an error is proved there is nothing to repair. */
const onceProved =
  (check: (f: FactReader) => NextCheck) =>
  (f: FactReader, { classification }: TellableFinding): NextCheck | null =>
    classification === 'billing_error' ? check(f) : null;
const onlyLikely =
  (check: NextCheck) =>
  (_: FactReader, { classification }: TellableFinding): NextCheck | null =>
    classification === 'likely_error' ? check : null;
const invoices = (f: FactReader): string =>
  f.count('invoice_count') === 1 ? 'one invoice' : `${f.count('invoice_count')} invoices`;
/** "on the invoice of November 10", "on 3 invoices up to November 10". */
const onInvoices = (f: FactReader): string =>
  f.count('invoice_count') === 1
    ? `on the invoice of ${f.date('invoice_at')}`
    : `on ${f.count('invoice_count')} invoices up to ${f.date('invoice_at')}`;
const plan = (f: FactReader, name: string): string => (f.hasText(name) ? f.name(name) : 'the other plan');

export const RULE_NOTES: Readonly<Record<keyof typeof RULE_VARIANTS, RuleNote>> = {
  'duplicate-charge': {
    what: (f, { variant }) => {
      const same =
        variant === 'same_invoice'
          ? ' for the same invoice'
          : variant === 'same_order'
            ? ' for the same order'
            : '';
      const when = f.sameDay('first_at', 'last_at')
        ? `on ${f.date('first_at')}`
        : `between ${f.date('first_at')} and ${f.date('last_at')}`;
      return `The customer was charged ${f.money('each')} ${times(f.count('count'))}${same} ${when}: ${f.id('kept')}, and again as ${f.id('duplicate')}.`;
    },
    cause: ({ variant }) =>
      variant === 'same_invoice'
        ? 'Two payments were collected for one invoice.'
        : variant === 'same_order'
          ? 'One order was sent to Stripe more than once, as happens when a request is repeated without its idempotency key.'
          : 'The same payment was probably submitted more than once within a short time.',
    cause_kind: unlessOpen('platform'),
    checks: [
      onlyLikely({
        what: 'Check in the order system, or ask the customer, whether separate purchases were made.',
        owner: 'support',
      }),
      onceProved((f) => ({
        what: `Compare the requests that created ${f.id('kept')} and ${f.id('duplicate')}: one idempotency key per order would have prevented the second.`,
        owner: 'engineering',
      })),
    ],
  },
  'duplicate-subscription': {
    what: (f, { variant }) =>
      variant === 'paid'
        ? `Since ${f.date('since')}, ${f.id('duplicate')} (${f.name('product')}) has been live beside ${f.id('kept')}, which covers the same; it was paid on ${invoices(f)}.`
        : `Since ${f.date('since')}, ${f.id('duplicate')} (${f.name('product')}) has been live beside ${f.id('kept')}, which covers the same; nothing has been paid for it yet.`,
    cause: always(
      'A subscription was started while another one for the same was running, which was not ended.',
    ),
    cause_kind: unlessOpen('platform'),
    repair: 'End the extra subscription before the next invoice.',
    checks: [
      onlyLikely({
        what: 'Ask the customer whether both subscriptions are wanted; if so, record it in the policy (multiple_subscriptions).',
        owner: 'support',
      }),
      onceProved((f) => ({
        what: `Find out why ${f.id('duplicate')} and ${f.id('kept')} could both be live (sign-up or plan change).`,
        owner: 'engineering',
      })),
    ],
  },
  'charged-after-cancellation': {
    what: (f, { variant }) =>
      `The subscription ended on ${f.date('ended_at')}, yet ${f.id('invoice')} of ${f.date('charged_at')} bills the time from ${f.date('period_start')} to ${f.date('period_end')}${variant === 'open' ? ' and is still open' : ''}.`,
    cause: always('An invoice was issued for time after the end of the subscription.'),
    cause_kind: unlessOpen('platform'),
    repair: 'Stop what still bills the ended subscription before the next invoice.',
    checks: [
      onceProved((f) => ({
        what: `Find out what created ${f.id('invoice')} after the subscription had ended (a script, a pending item, a manual invoice).`,
        owner: 'engineering',
      })),
    ],
  },
  'discount-not-applied': {
    what: (f, { variant }) =>
      variant === 'promised'
        ? `The promised discount ${f.name('discount')} is missing ${onInvoices(f)}.`
        : `The discount ${f.name('discount')} was in force but not applied ${onInvoices(f)}.`,
    cause: ({ variant }) =>
      variant === 'promised'
        ? 'The discount was promised but never attached in Stripe.'
        : 'The discount was attached, but the invoice was created without it.',
    cause_kind: unlessOpen('configuration'),
    repair: 'Attach the discount before the next invoice.',
    checks: [
      onlyLikely({ what: 'Confirm the terms of the discount with whoever granted it.', owner: 'support' }),
    ],
  },
  'charged-above-agreed-price': {
    what: (f, { variant }) => {
      const how = `(quantity ${f.count('quantity')}, ${invoices(f)})`;
      const billed = `Since ${f.date('since')}, ${f.name('product')} has been billed at ${f.money('charged_unit')}`;
      return variant === 'no_notice'
        ? `${billed}, although the old price of ${f.money('agreed_unit')} still applies: the rise was not announced in time ${how}.`
        : `${billed} instead of the ${variant} price of ${f.money('agreed_unit')} ${how}.`;
    },
    cause: ({ variant }) =>
      variant === 'no_notice'
        ? 'The price was raised without the notice that the policy requires.'
        : variant === 'contract'
          ? 'The subscription is not on the price of the contract.'
          : 'The subscription is on a price above the list.',
    cause_kind: unlessOpen('configuration'),
    repair: 'Move the subscription to the agreed price before the next invoice.',
    checks: [onlyLikely({ what: 'Confirm which price was agreed with this customer.', owner: 'finance' })],
  },
  'tax-on-exempt-customer': {
    what: (f, { variant }) =>
      `${f.money('amount')} of tax was charged ${onInvoices(f)} although ${variant === 'certificate' ? 'a tax exemption was on file' : 'the invoice itself records the customer as exempt'}.`,
    cause: always('Tax was calculated although the customer is exempt.'),
    cause_kind: unlessOpen('configuration'),
    repair:
      'Mark the customer as exempt, or correct the tax rates on the subscription, before the next invoice.',
    checks: [
      onlyLikely({ what: 'Confirm that the exemption covers these invoices.', owner: 'finance' }),
      onceProved(() => ({ what: 'Correct the tax already reported for these invoices.', owner: 'finance' })),
    ],
  },
  'authorization-hold': {
    what: (f, { variant }) =>
      variant === 'captured'
        ? `${f.money('amount')} was authorized on ${f.date('held_at')}${f.has('captured') && f.minor('captured') !== f.minor('amount') ? ` and ${f.money('captured')} of it captured` : ' and captured'}: one payment that can look like two.`
        : variant === 'released'
          ? `${f.money('amount')} was authorized on ${f.date('held_at')} and released without being captured: no money was taken.`
          : `${f.money('amount')} has been authorized since ${f.date('held_at')} but not captured: no money was taken.`,
    cause: always("The customer's bank shows an authorization as if it were a payment."),
    cause_kind: ({ classification }) => (classification === 'payment_issue' ? 'unknown' : 'valid_unclear'),
    checks: [
      (_, { classification }) =>
        classification === 'payment_issue'
          ? {
              what: 'Decide whether the authorized payment is to be captured or cancelled.',
              owner: 'support',
            }
          : null,
    ],
  },
  'failed-attempt-retried': {
    what: (f, { variant }) =>
      variant === 'retried'
        ? `${f.count('failed_count') === 1 ? 'One attempt' : `${f.count('failed_count')} attempts`} to charge ${f.money('amount')} failed before it was paid${f.has('succeeded_at') ? ` on ${f.date('succeeded_at')}` : ''}: it was taken once.`
        : `${f.count('failed_count') === 1 ? 'One attempt' : `${f.count('failed_count')} attempts`} to charge ${f.money('amount')} failed, and it is still unpaid.`,
    cause: ({ variant }) =>
      variant === 'retried'
        ? 'The bank shows a failed attempt beside the payment that succeeded.'
        : "The customer's bank declined the payment.",
    cause_kind: ({ variant }) => (variant === 'unpaid' ? 'customer_payment' : 'valid_unclear'),
    checks: [
      (_, { variant }) =>
        variant === 'unpaid'
          ? { what: 'Update the payment method, or pay the open invoice.', owner: 'customer' }
          : null,
    ],
  },
  'refund-in-transit': {
    what: (f, { variant }) =>
      variant === 'pending'
        ? `A refund of ${f.money('amount')} was created on ${f.date('refunded_at')} and is still pending.`
        : variant === 'reversal'
          ? `${f.money('amount')} was returned on ${f.date('refunded_at')} as a reversal: the original charge disappears from the statement.`
          : `${f.money('amount')} was refunded on ${f.date('refunded_at')} and is on its way to the bank.`,
    cause: ({ classification }) =>
      classification === 'payment_issue'
        ? 'The refund is held up on our side.'
        : 'Banks take some business days to show a refund.',
    cause_kind: ({ classification }) => (classification === 'payment_issue' ? 'platform' : 'valid_unclear'),
    checks: [
      (_, { classification }) =>
        classification === 'payment_issue'
          ? {
              what: 'Find out what holds the refund, and add funds to the Stripe balance if it is too low.',
              owner: 'finance',
            }
          : null,
      (f) => ({
        what: `If the refund has not arrived by ${f.date('expected_by')}, trace it${f.hasText('reference') ? ` by its reference ${f.plain('reference')}` : ' with Stripe'}.`,
        owner: 'support',
      }),
    ],
  },
  'discount-ended': {
    what: (f) =>
      `The discount ${f.name('discount')} ended on ${f.date('ended_at')}, so the invoice is ${f.money('now')} instead of ${f.money('before')}.`,
    cause: always('The discount ran out as granted, and the first full invoice came as a surprise.'),
    cause_kind: always('valid_unclear'),
    checks: [],
  },
  'plan-change-proration': {
    what: (f, { variant }) => {
      const change =
        variant === 'quantity'
          ? 'The quantity was changed'
          : variant === 'interval'
            ? 'The billing interval was changed'
            : `The plan was changed from ${plan(f, 'from_plan')} to ${plan(f, 'to_plan')}`;
      const net = f.minor('net') < 0 ? `${f.money('net')} to the customer's credit` : f.money('net');
      return `${change} on ${f.date('changed_at')}: ${f.money('credit')} credited for unused time, ${f.money('charge')} charged until ${f.date('period_end')}, net ${net}.`;
    },
    cause: always('A change in the middle of a period puts a credit and a charge on the invoice.'),
    cause_kind: always('valid_unclear'),
    checks: [],
  },
  'already-returned': {
    what: (f, { variant }) => {
      const how =
        variant === 'balance'
          ? 'credited to the customer balance'
          : variant === 'credit_note'
            ? 'credited by credit note'
            : 'refunded';
      const rest = f.minor('left') === 0 ? 'nothing' : f.money('left');
      return `${f.money('amount')} of ${f.money('charged')} was already ${how} on ${f.date('returned_at')}; ${rest} is left of the charge.`;
    },
    cause: always('The money was returned already, and the customer may not have seen it.'),
    cause_kind: always('valid_unclear'),
    checks: [],
  },
  ...TIMING_NOTES,
  ...OVERPAYMENT_NOTES,
};

/** The note of a rule, or null for a rule without one of its own. */
export function ruleNote(rule: string): RuleNote | null {
  return Object.hasOwn(RULE_NOTES, rule) ? RULE_NOTES[rule as keyof typeof RULE_NOTES] : null;
}
