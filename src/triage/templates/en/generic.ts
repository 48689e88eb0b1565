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

export function generic({ category, classification, amount }: GenericFinding, v: Voice): readonly string[] {
  const about = ABOUT[category];
  const looked = v.pick('We have looked at', "We've looked at");
  switch (classification) {
    case 'billing_error':
      return amount === null
        ? [`${looked} ${about} and found an error on our side.`]
        : [`${looked} ${about} and found an error on our side: ${amount} was charged in error.`];
    case 'likely_error':
      return [
        `${looked} ${about}.`,
        amount === null
          ? 'Before we can give you a definite answer, one detail still has to be confirmed.'
          : `Before we can give you a definite answer about ${amount}, one detail still has to be confirmed.`,
      ];
    case 'payment_issue':
      return category === 'dispute'
        ? [
            `${looked} ${about}.`,
            'Your bank is handling this payment at the moment, so its decision comes first.',
          ]
        : [
            `${looked} ${about}, which has not been completed yet.`,
            'Please check with your bank that the payment can go through, or add another payment method in your account.',
          ];
    case 'valid_but_confusing':
      return [
        `${looked} ${about}, and it agrees with your account.`,
        v.pick(
          'We will gladly explain each item to you: please tell us which date and amount you mean.',
          "We're happy to explain each item: just tell us which date and amount you mean.",
        ),
      ];
  }
}
