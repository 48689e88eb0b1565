import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { capital, numberWord } from './words.ts';

/** `your discount "Welcome 20" (20%)`. */
const discount = (f: FactReader, article: string): string => {
  const name = f.hasText('discount') ? ` ${f.name('discount')}` : '';
  if (f.has('percent')) return `${article} discount${name} (${f.percent('percent')})`;
  if (f.has('discount_amount')) return `${article} discount${name} (${f.money('discount_amount')})`;
  return `${article} discount${name}`;
};

const onInvoices = (f: FactReader): string =>
  f.count('invoice_count') > 1
    ? `from ${numberWord(f.count('invoice_count'))} of your invoices`
    : `from your invoice of ${f.date('invoice_at')}`;

const tooMuch = (f: FactReader): string => `You were therefore billed ${f.money('amount')} too much.`;

/** "($49.00 − $39.00) × 5 × 3 invoices = $150.00", as far as it adds up to the amount. */
const difference = (f: FactReader): string => {
  const quantity = f.count('quantity');
  const invoices = f.count('invoice_count');
  const perUnit = f.minor('charged_unit') - f.minor('agreed_unit');
  if (perUnit * quantity * invoices !== f.minor('amount')) {
    return invoices > 1
      ? `Over ${numberWord(invoices)} invoices, ${f.money('amount')} too much was billed.`
      : `In total, ${f.money('amount')} too much was billed.`;
  }
  const factors = [
    `${f.money('charged_unit')} − ${f.money('agreed_unit')}`,
    ...(quantity > 1 ? [`${quantity}`] : []),
    ...(invoices > 1 ? [`${invoices} invoices`] : []),
  ];
  const product = factors.length === 1 ? factors[0] : `(${factors[0]}) × ${factors.slice(1).join(' × ')}`;
  return `That is ${product} = ${f.money('amount')} too much.`;
};

const forProduct = (f: FactReader): string =>
  f.hasText('product') ? f.name('product') : 'your subscription';
const perUnit = (f: FactReader): string => (f.count('quantity') > 1 ? ' each' : '');

const stillAgreed =
  'Before we can say what this means for your invoices, we are confirming which price applies to you.';

const endedPrice = (f: FactReader): string =>
  `That is why your invoice${f.has('invoice_at') ? ` of ${f.date('invoice_at')}` : ''} comes to ${f.money('now')} instead of ${f.money('before')}, a difference of ${f.money('difference')}.`;

export const amounts: Readonly<
  Record<
    KeysOf<
      'discount-not-applied' | 'charged-above-agreed-price' | 'tax-on-exempt-customer' | 'discount-ended'
    >,
    RuleText
  >
> = {
  'discount-not-applied/promised': {
    story: [
      (f) =>
        f.has('promised_at')
          ? `On ${f.date('promised_at')} we promised you ${discount(f, 'the')}, and it is missing ${onInvoices(f)}.`
          : `We promised you ${discount(f, 'the')}, and it is missing ${onInvoices(f)}.`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'We are confirming the terms of that promise.'],
    },
  },
  'discount-not-applied/attached': {
    story: [(f) => `You have ${discount(f, 'the')}, but it was not deducted ${onInvoices(f)}.`],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'We are confirming whether it applies to everything on the invoice.'],
    },
  },

  'charged-above-agreed-price/contract': {
    story: [
      (f) =>
        `We agreed a price of ${f.money('agreed_unit')}${perUnit(f)} with you for ${forProduct(f)}, but you have been billed ${f.money('charged_unit')}${perUnit(f)} since ${f.date('since')}.`,
    ],
    conclusion: { billing_error: [difference], likely_error: [() => stillAgreed] },
  },
  'charged-above-agreed-price/list': {
    story: [
      (f) =>
        `The price of ${forProduct(f)} is ${f.money('agreed_unit')}${perUnit(f)}, but you have been billed ${f.money('charged_unit')}${perUnit(f)} since ${f.date('since')}.`,
    ],
    conclusion: { billing_error: [difference], likely_error: [() => stillAgreed] },
  },
  'charged-above-agreed-price/no_notice': {
    story: [
      (f) =>
        `Since ${f.date('since')}, you have been billed ${f.money('charged_unit')}${perUnit(f)} for ${forProduct(f)} instead of ${f.money('agreed_unit')}, without the advance notice that such a change requires.`,
    ],
    conclusion: { billing_error: [difference], likely_error: [() => stillAgreed] },
  },

  'tax-on-exempt-customer/snapshot': {
    story: [
      (f) =>
        f.count('invoice_count') > 1
          ? `Your account is registered as tax-exempt, yet tax was added to ${numberWord(f.count('invoice_count'))} of your invoices.`
          : `Your account was registered as tax-exempt when your invoice of ${f.date('invoice_at')} was issued, yet tax${f.has('percent') ? ` of ${f.percent('percent')}` : ''} was added to it.`,
    ],
    conclusion: {
      billing_error: [(f) => `This tax, ${f.money('amount')}, was charged in error.`],
      likely_error: [() => 'We are confirming whether the exemption covers this invoice.'],
    },
  },
  'tax-on-exempt-customer/certificate': {
    story: [
      (f) =>
        f.count('invoice_count') > 1
          ? `Your tax exemption is on file with us, yet tax was added to ${numberWord(f.count('invoice_count'))} of your invoices.`
          : `Your tax exemption was on file with us when your invoice of ${f.date('invoice_at')} was issued, yet tax${f.has('percent') ? ` of ${f.percent('percent')}` : ''} was added to it.`,
    ],
    conclusion: {
      billing_error: [(f) => `This tax, ${f.money('amount')}, was charged in error.`],
      likely_error: [() => 'We are confirming whether the exemption covers this invoice.'],
    },
  },

  'discount-ended/once': {
    story: [(f) => `${capital(discount(f, 'your'))} was valid for one invoice only.`, endedPrice],
    conclusion: {},
  },
  'discount-ended/repeating': {
    story: [
      (f) =>
        f.has('months') && f.count('months') !== 1
          ? `${capital(discount(f, 'your'))} was granted for ${numberWord(f.count('months'))} months and ended on ${f.date('ended_at')}.`
          : `${capital(discount(f, 'your'))} was granted for a limited time and ended on ${f.date('ended_at')}.`,
      endedPrice,
    ],
    conclusion: {},
  },
  'discount-ended/ended': {
    story: [(f) => `${capital(discount(f, 'your'))} ended on ${f.date('ended_at')}.`, endedPrice],
    conclusion: {},
  },
};
