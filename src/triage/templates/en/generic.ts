import type { Category } from '../../../analysis/finding.ts';
import type { GenericFinding, Voice } from '../language.ts';

/** What a finding is about, as a customer would say it: "We looked at …". */
const ABOUT: Readonly<Record<Category, string>> = {
  duplicate_charge: 'the charges you see more than once',
  duplicate_subscription: 'the subscriptions on your account',
  duplicate_invoice: 'your invoices for the same period',
  overpayment: 'the amount you paid',
  cancellation: 'your cancellation',
  trial: 'your trial period',
  pause: 'the pause of your subscription',
  renewal: 'the renewal of your subscription',
  proration: 'the change of your plan',
  discount: 'your discount',
  credit: 'your credit',
  price: 'the price you were billed',
  quantity: 'the quantity you were billed for',
  usage: 'the usage you were billed for',
  tax: 'the tax on your invoice',
  refund: 'your refund',
  dispute: 'the disputed payment',
  payment_failure: 'your payment',
  authorization_hold: 'the reservation on your card',
  currency: 'the currency you were billed in',
  identity: 'the accounts in your name',
  one_off: 'the one-time charge',
  balance: 'your account balance',
  other: 'your payments',
};

const PLURAL: ReadonlySet<Category> = new Set([
  'duplicate_charge',
  'duplicate_subscription',
  'duplicate_invoice',
  'identity',
  'other',
]);

export function generic({ category, classification, amount }: GenericFinding, v: Voice): readonly string[] {
  const about = ABOUT[category];
  switch (classification) {
    case 'billing_error':
      return amount === null
        ? [`It concerns ${about}, which we had recorded wrongly.`]
        : [`It concerns ${about}: ${amount} was charged in error.`];
    case 'likely_error':
      return [
        `It concerns ${about}: before we can give you a definite answer${amount === null ? '' : ` about ${amount}`}, one detail has to be confirmed.`,
      ];
    case 'payment_issue':
      return category === 'dispute'
        ? [`It concerns ${about}: it is with your bank at the moment, and the bank's decision comes first.`]
        : [
            `It concerns ${about}: a payment has not been completed yet.`,
            'Please check with your bank that it can go through, or add another payment method in your account.',
          ];
    case 'valid_but_confusing':
      return [
        `As far as ${about} ${PLURAL.has(category) ? 'are' : 'is'} concerned, everything is in order.`,
        v.pick(
          'If you would like us to explain an item, please tell us its date and amount.',
          "If you'd like us to walk you through an item, just tell us its date and amount.",
        ),
      ];
  }
}
