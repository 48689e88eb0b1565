import type { Category } from '../../analysis/finding.ts';
import { listed } from '../../analysis/wording.ts';
import type { PlainDeed } from './deeds.ts';
import type { NoticeTexts, PaidWith, PlainWords } from './notice-texts.ts';

/** What had been wrong, after a colon. */
const WRONG: Readonly<Record<Category, string>> = {
  duplicate_charge: 'you had been charged more than once for the same thing',
  duplicate_subscription: 'more than one subscription was running for the same thing',
  duplicate_invoice: 'the same thing had been invoiced more than once',
  overpayment: 'more had been paid than was owed',
  cancellation: 'your cancellation had not been taken into account',
  trial: 'your trial period had not been taken into account',
  pause: 'the pause of your subscription had not been taken into account',
  renewal: 'the renewal of your subscription had not been billed as agreed',
  proration: 'the change of your plan had not been billed correctly',
  discount: 'your discount had not been applied as agreed',
  credit: 'your credit had not been applied correctly',
  price: 'you had not been billed at the agreed price',
  quantity: 'the quantity on your bill was not right',
  usage: 'the usage on your bill was not right',
  tax: 'the tax on your invoice was not right',
  refund: 'a refund to you had not been handled correctly',
  dispute: 'the disputed payment had not been settled correctly',
  payment_failure: 'a payment had not gone through correctly',
  authorization_hold: 'an amount was still reserved on your card',
  currency: 'you had been billed in the wrong currency',
  identity: 'your payments had been recorded under more than one account',
  one_off: 'a one-time charge was not right',
  balance: 'your account balance was not right',
  other: 'a charge was not right',
};

const TO: Readonly<Record<PaidWith, string>> = {
  card: 'to your card',
  bank: 'to your bank account',
  unknown: 'to the payment method you paid with',
};

const PLAIN: Readonly<Record<PlainDeed['what'], (how: PlainWords) => string>> = {
  invoice_voided: ({ many }) =>
    many
      ? 'voided the invoices, so there is nothing to pay for them.'
      : 'voided the invoice, so there is nothing to pay for it.',
  subscription_cancelled: ({ many, category }) => {
    const which = category === 'duplicate_subscription' ? 'the duplicate' : 'your';
    return many
      ? `cancelled ${which} subscriptions, and there will be no further charges for them.`
      : `cancelled ${which} subscription, and there will be no further charges for it.`;
  },
  discount_removed: () =>
    'removed the discount from your subscription. Invoices you have already received stay as they are.',
  payment_cancelled: ({ many }) => `cancelled the payment${many ? 's' : ''}.`,
  invoice_item_deleted: ({ many }) =>
    `removed the wrong item${many ? 's' : ''}, which will not appear on your next invoice.`,
  discount_applied: () => 'added the discount to your subscription. It counts from your next invoice on.',
  price_updated: () => 'corrected the price of your subscription. It counts from your next invoice on.',
  quantity_updated: () => 'corrected the quantity on your subscription. It counts from your next invoice on.',
  tax_status_updated: () =>
    'corrected the tax settings of your account. They count from your next invoice on.',
  trial_extended: () => 'extended your trial period.',
};

export const english: NoticeTexts = {
  opening({ state, category, ours }, v) {
    const what =
      state === 'partly_executed'
        ? v.pick('We have corrected this in part', "We've put part of this right")
        : ours
          ? v.pick('We have corrected an error in our billing', "We've put this right")
          : v.pick('We have taken care of this for you', "We've taken care of this for you");
    const apology = v.pick('We apologize for this.', "We're sorry about that.");
    return [`${what}: ${WRONG[category]}.`, ...(ours ? [apology] : [])];
  },
  money(what, amount, { with_tax, paid_with, parts }, v) {
    const sum = with_tax ? `${amount} (tax included)` : amount;
    const we = v.pick('We have', "We've");
    switch (what) {
      case 'refunded':
        return `${we} refunded ${sum} ${TO[paid_with]}${parts.length > 1 ? `, in ${parts.length} parts: ${listed(parts)}` : ''}.`;
      case 'balance_credited':
        return `${we} added ${sum} to your account balance.`;
      case 'credited_outside':
        return `${we} issued a credit note for ${sum}.`;
      case 'invoice_lowered':
        return `${we} reduced the open amount of your invoice by ${sum}.`;
      case 'balance_debited':
        return `At the same time, ${sum} of credit has been taken off your account balance.`;
    }
  },
  plain: (what, how, v) => `${v.pick('We have', "We've")} ${PLAIN[what](how)}`,
  arrival(arrival, paidWith, v) {
    switch (arrival) {
      case 'refund':
        return paidWith === 'bank'
          ? 'It can take up to 14 days until the money arrives in your bank account.'
          : `It usually takes 5 to 10 business days until a refund appears on your ${paidWith === 'card' ? 'card ' : ''}statement.`;
      case 'balance':
        return 'The balance is applied to your next invoice automatically.';
      case 'outside':
        return v.pick(
          'You paid this amount outside our payment system, so it has to be paid out separately, and we will write to you about that.',
          "You paid this amount outside our payment system, so it has to be paid out separately, and we'll write to you about that.",
        );
      case 'hold':
        return 'If the amount is still shown as reserved on your card, the reservation usually disappears within 7 days.';
    }
  },
  stillOpen: (v) =>
    v.pick(
      'One point is still open, and we will write to you again as soon as it is clear.',
      "One point is still open, and we'll write to you again as soon as it's clear.",
    ),
  cameBack: (amount, v) => [
    `Our refund${amount === null ? '' : ` of ${amount}`} could not be delivered: the bank did not accept it, and the money came back to us.`,
    'This usually happens when a card or a bank account has been closed.',
    v.pick(
      'Please reply to this message, so that we can agree with you on another way to return the money, for example by bank transfer.',
      'Please reply to this message so we can find another way to return the money to you, for example by bank transfer.',
    ),
    v.pick('Please do not send us full card numbers.', "Please don't send us full card numbers."),
  ],
  references: (references) =>
    `For your records: ${listed(references.map(({ object, id }) => `${object === 'refund' ? 'refund' : 'credit note'} ${id}`))}.`,
};
