import type { Random } from '../ledger/random.ts';
import type { PlantedLabel } from './scenario.ts';

/** What a customer writes to support. */
export interface CustomersWords {
  readonly subject: string;
  readonly body: string;
}

/** Plain words about each category, without figures: a ticket only says where to look. */
const WORDS: Readonly<Record<string, CustomersWords>> = {
  authorization_hold: {
    subject: 'A pending payment',
    body: 'My bank shows a pending payment from you. Did you charge me?',
  },
  balance: { subject: 'Account credit', body: 'What happened to my account credit and balance?' },
  cancellation: { subject: 'I cancelled', body: 'I cancelled my subscription. Why was I charged?' },
  credit: { subject: 'Credit', body: 'Where is the credit I was promised?' },
  currency: { subject: 'Currency', body: 'My bank statement shows another currency and exchange rate.' },
  discount: { subject: 'My discount', body: 'What about the discount on my coupon code?' },
  dispute: { subject: 'Chargeback', body: 'I have filed a chargeback with my bank about this.' },
  duplicate_charge: { subject: 'Charged twice', body: 'I was charged twice. Please look into it.' },
  duplicate_invoice: { subject: 'Two invoices', body: 'I was invoiced twice for one month.' },
  duplicate_subscription: { subject: 'Two subscriptions', body: 'It seems that I have two subscriptions.' },
  identity: { subject: 'Two accounts', body: 'I think that I have two accounts with you and pay for both.' },
  one_off: { subject: 'Setup fee', body: 'There is a fee on my invoice that I do not recognise.' },
  other: { subject: 'Unknown charge', body: 'I do not recognise this charge.' },
  overpayment: { subject: 'I paid twice', body: 'I paid this invoice twice.' },
  pause: { subject: 'Paused', body: 'My subscription was paused. Why was I charged?' },
  payment_failure: { subject: 'Payment failed', body: 'My payment failed, and yet there is a charge.' },
  price: { subject: 'Higher price', body: 'Why did the price go up?' },
  proration: { subject: 'Upgrade', body: 'I upgraded my plan and do not understand the prorated amount.' },
  quantity: { subject: 'Seats', body: 'You charge me for too many seats.' },
  refund: { subject: 'Refund', body: 'Where is my refund?' },
  renewal: { subject: 'Renewal', body: 'Why did my subscription renew?' },
  tax: { subject: 'VAT', body: 'Why did you charge VAT and sales tax on my invoice?' },
  trial: { subject: 'Free trial', body: 'I was on a free trial. Why was I charged?' },
  usage: { subject: 'Usage', body: 'My usage bill is higher than expected.' },
};

/** The words of somebody who asks about one of the labels; about anything at all when there is none. */
export function wordsAbout(random: Random, labels: readonly PlantedLabel[]): CustomersWords {
  const own = labels.find((label) => label.ticket !== undefined)?.ticket;
  if (own !== undefined) return own;
  const asked = labels[random.int(0, Math.max(0, labels.length - 1))]?.category;
  const categories = Object.keys(WORDS);
  const category = asked ?? categories[random.int(0, categories.length - 1)] ?? 'other';
  return WORDS[category] ?? { subject: 'A question', body: 'I have a question about my bill.' };
}
