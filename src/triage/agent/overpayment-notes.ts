import type { Fact } from '../../analysis/finding.ts';
import type { RULE_VARIANTS } from '../templates/rule-keys.ts';
import type { RuleNote } from './rule-notes.ts';

type OverpaymentRule =
  | 'invoice-overpaid'
  | 'period-invoiced-twice'
  | 'charged-during-trial'
  | 'refund-failed'
  | 'refund-and-chargeback';

/** True when the refund failed, or waits, for want of money on the merchant's own Stripe balance. */
const isOurs = (reason: Fact | undefined): boolean =>
  reason?.kind === 'text' && reason.text === 'insufficient_funds';

/** Notes on money paid beyond what was due, and on money that did not come back as it should. */
export const OVERPAYMENT_NOTES: Readonly<
  Record<Extract<keyof typeof RULE_VARIANTS, OverpaymentRule>, RuleNote>
> = {
  'invoice-overpaid': {
    what: (f) =>
      `${f.id('invoice')} asked for ${f.money('asked')}, and ${f.money('paid')} was paid on it${f.count('count') > 1 ? ` in ${f.count('count')} payments` : ''}; ${f.money('amount')} of the excess has not gone back.`,
    cause: ({ variant }) =>
      variant === 'several_payments'
        ? 'Several payments reached one invoice, as happens when a transfer and a card payment cross.'
        : 'A payment larger than the invoice was accepted.',
    cause_kind: () => 'platform',
    checks: [
      (f) => ({
        what: `Ask whether the customer wants the ${f.money('amount')} back or keeps it as credit, before finance approves the refund.`,
        owner: 'support',
      }),
    ],
  },
  'period-invoiced-twice': {
    what: (f, { variant }) =>
      `${f.id('invoice')} of ${f.date('again_at')} bills the time from ${f.date('period_start')} to ${f.date('period_end')}, which ${f.id('kept')} of ${f.date('first_at')} bills as well${variant === 'open' ? '; it is still open' : ''}.`,
    cause: () =>
      'A period was billed again, as happens when a billing date is moved without credit or a script makes invoices of its own.',
    cause_kind: () => 'platform',
    checks: [
      (f) => ({
        what: `Find out what created ${f.id('invoice')} for a period that ${f.id('kept')} covers.`,
        owner: 'engineering',
      }),
    ],
  },
  'charged-during-trial': {
    what: (f, { variant }) =>
      `The trial was set to run until ${f.date('trial_end')}, yet ${f.id('invoice')} of ${f.date('charged_at')} bills ${f.money('amount')} for time within it${variant === 'open' ? ' and is still open' : ''}.`,
    cause: () => 'A fee was billed although the trial was running.',
    cause_kind: () => 'platform',
    checks: [
      (f) => ({
        what: `Find out what billed ${f.id('invoice')} during the trial (a script, an import, a change of plan).`,
        owner: 'engineering',
      }),
    ],
  },
  'refund-failed': {
    what: (f, { variant }) => {
      const from = `from ${f.date('refunded_at')}`;
      switch (variant) {
        case 'stuck':
          return `The refund of ${f.money('amount')} ${from} is still pending, longer than refunds usually take.`;
        case 'action_required':
          return `The refund of ${f.money('amount')} ${from} waits until the customer tells Stripe where to send it.`;
        default:
          return `The refund ${from} failed, and ${f.money('amount')} has not come back to the customer in any other way.`;
      }
    },
    cause: ({ variant, facts }) => {
      if (variant === 'action_required') return 'Stripe needs a detail from the customer to send the refund.';
      if (variant === 'stuck')
        return 'The refund is held up at Stripe or by a Stripe balance that is too low.';
      return isOurs(facts['reason'])
        ? 'The Stripe balance was too low when the refund was to leave.'
        : 'The card or account that paid no longer takes the money.';
    },
    cause_kind: ({ variant, facts }) =>
      variant === 'stuck' || isOurs(facts['reason']) ? 'platform' : 'customer_payment',
    checks: [
      (f, finding) => {
        switch (finding.variant) {
          case 'stuck':
            return {
              what: `Find out what holds the refund of ${f.money('amount')}, and do not make it again: it may still arrive.`,
              owner: 'finance',
            };
          case 'action_required':
            return { what: "Answer Stripe's e-mail about where the refund should go.", owner: 'customer' };
          default:
            return isOurs(finding.facts['reason'])
              ? { what: 'Add funds to the Stripe balance before the refund is made again.', owner: 'finance' }
              : {
                  what: `Agree with the customer how ${f.money('amount')} can be paid outside Stripe, and keep the proof.`,
                  owner: 'support',
                };
        }
      },
    ],
  },
  'refund-and-chargeback': {
    what: (f, { variant }) => {
      const payment = `${f.money('amount')}${f.has('charged_at') ? ` paid on ${f.date('charged_at')}` : ''}`;
      const back = f.has('refunded') ? `, although ${f.money('refunded')} was refunded` : '';
      return variant === 'lost'
        ? `The bank returned ${payment} to the customer: the dispute of ${f.date('disputed_at')} was lost.`
        : `${payment} has been disputed since ${f.date('disputed_at')}${back}; the bank decides about it.`;
    },
    cause: ({ variant }) =>
      variant === 'lost'
        ? 'The customer disputed the payment, and the bank decided for them.'
        : 'The customer asked their bank to return the payment.',
    cause_kind: ({ variant }) => (variant === 'lost' ? 'valid_unclear' : 'customer_payment'),
    checks: [
      (f, { variant }) =>
        variant === 'open' && f.has('due_by')
          ? {
              what: `Answer the dispute by ${f.date('due_by')} with evidence${f.has('refunded') ? ', first of all the refund' : ''}, or accept it.`,
              owner: 'finance',
            }
          : null,
      (_, { variant }) => ({
        what:
          variant === 'open'
            ? 'Refund and credit nothing on this payment while the bank decides.'
            : 'Refund nothing more on this payment: the bank has returned it.',
        owner: 'support',
      }),
    ],
  },
};
