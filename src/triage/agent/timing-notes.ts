import type { RULE_VARIANTS } from '../templates/rule-keys.ts';
import type { RuleNote } from './rule-notes.ts';

type TimingRule =
  | 'card-verification'
  | 'charged-before-cancellation'
  | 'trial-converted'
  | 'not-yet-charged'
  | 'not-in-this-account';

/** Notes on what was only checked, is not due yet, was due before, or is not here at all. */
export const TIMING_NOTES: Readonly<Record<Extract<keyof typeof RULE_VARIANTS, TimingRule>, RuleNote>> = {
  'card-verification': {
    what: (f, { variant }) => {
      const when = f.date('checked_at');
      const card = f.hasText('last4') ? `The card ending ${f.plain('last4')}` : 'A card';
      switch (variant) {
        case 'small_hold':
          return `${f.money('amount')} was held on ${when} to check a card and not captured: no money was taken.`;
        case 'unfinished':
          return `A check of a card was begun on ${when} and not finished: no money was taken.`;
        case 'waiting':
          return `${card} has waited since ${when} for the customer to confirm it with the bank: no money was taken.`;
        default:
          return `${card} was saved and checked on ${when}: no money was taken.`;
      }
    },
    cause: ({ variant }) =>
      variant === 'waiting'
        ? "The customer's bank asks for a confirmation that was not given yet."
        : "The customer's bank shows a check of the card as if it were a payment.",
    cause_kind: ({ variant }) => (variant === 'waiting' ? 'customer_payment' : 'valid_unclear'),
    checks: [
      (_, { variant }) =>
        variant === 'waiting'
          ? { what: 'Confirm the card with the bank, or add another one.', owner: 'customer' }
          : null,
    ],
  },
  'charged-before-cancellation': {
    what: (f, { variant }) => {
      const ends =
        variant === 'running'
          ? `runs until ${f.date('until')}`
          : variant === 'ran_out'
            ? `ran until ${f.date('until')}`
            : 'ends before that period does';
      return `${f.money('amount')} was charged on ${f.date('charged_at')} for ${f.date('period_start')} to ${f.date('period_end')}, before the cancellation on ${f.date('canceled_at')}; the subscription ${ends}.`;
    },
    cause: () => 'The customer cancelled within a period that had already been billed.',
    cause_kind: () => 'valid_unclear',
    checks: [
      (_, { variant }) =>
        variant === 'ended_early'
          ? {
              what: 'Before you send the reply, make sure that nothing is owed for the unused time (policy: refund_on_cancel).',
              owner: 'support',
            }
          : null,
    ],
  },
  'trial-converted': {
    what: (f) =>
      `The trial ran from ${f.date('trial_start')} to ${f.date('trial_end')} without a cancellation, and ${f.money('amount')} was charged on ${f.date('charged_at')} as the first payment.`,
    cause: () => 'The trial became a paid subscription, as it does unless it is cancelled in time.',
    cause_kind: () => 'valid_unclear',
    checks: [
      (f) => ({
        what: f.has('announced_at')
          ? `Stripe announced the end of the trial on ${f.date('announced_at')}: look whether the customer was reminded.`
          : 'Look whether the customer was reminded before the trial ended.',
        owner: 'support',
      }),
    ],
  },
  'not-yet-charged': {
    what: (f, { variant }) => {
      const invoice = `The invoice of ${f.date('invoice_at')} for ${f.money('amount')}`;
      switch (variant) {
        case 'draft':
          return `${invoice} is a draft: nothing was taken.`;
        case 'overdue':
          return `${invoice} was due on ${f.date('due_at')} and is not paid: nothing was taken.`;
        case 'failing':
          return `${invoice} could not be collected so far: nothing was taken.`;
        default:
          return `${invoice} is open${f.has('due_at') ? ` and due on ${f.date('due_at')}` : ''}: nothing was taken.`;
      }
    },
    cause: ({ variant }) =>
      variant === 'overdue'
        ? 'The customer has not paid the invoice by its due date.'
        : variant === 'failing'
          ? "The customer's payment did not go through."
          : 'The customer takes an invoice for a charge.',
    cause_kind: ({ classification }) =>
      classification === 'payment_issue' ? 'customer_payment' : 'valid_unclear',
    checks: [
      (_, { variant }) => {
        switch (variant) {
          case 'overdue':
            return { what: 'Pay the open invoice.', owner: 'customer' };
          case 'failing':
            return { what: 'Update the payment method, or pay the open invoice.', owner: 'customer' };
          case 'draft':
            return { what: 'If the draft is wrong, correct it before it is finalised.', owner: 'finance' };
          default:
            return { what: 'If the invoice is wrong, void it before it is paid.', owner: 'finance' };
        }
      },
    ],
  },
  'not-in-this-account': {
    what: (f, { variant }) =>
      variant === 'amount'
        ? `The customer asks about ${f.money('amount')}${f.has('named_at') ? ` of ${f.date('named_at')}` : ''}, and no payment, hold, refund or invoice in this account fits.`
        : `The customer asks about a charge on a card ending ${f.plain('last4')}, and no payment or saved card in this account has these digits.`,
    cause: () => 'The charge was probably made on another account, or by another merchant.',
    cause_kind: () => 'unknown',
    checks: [
      () => ({
        what: 'Ask for the line as it stands on the statement, look for another account of the customer, and do not guess.',
        owner: 'support',
      }),
    ],
  },
};
