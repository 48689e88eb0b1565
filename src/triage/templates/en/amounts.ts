import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { capital, numberWord } from './words.ts';

/** `the discount "Welcome 20" (20%)`, `the 20% discount`. */
const discount = (f: FactReader, article: string): string => {
  const size = f.discountSize();
  if (f.hasText('discount'))
    return `${article} discount ${f.name('discount')}${size === null ? '' : ` (${size})`}`;
  return size === null ? `${article} discount` : `${article} ${size} discount`;
};

/** A named discount is a known one. */
const article = (f: FactReader): string => (f.hasText('discount') ? 'the' : 'a');

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
  const sum = perUnit * quantity * invoices;
  if (sum !== f.minor('amount')) {
    // Unit prices may be rounded to what is shown; a larger difference is the tax.
    if (lookAlike(f) || Math.abs(f.minor('amount') - sum) <= quantity * invoices)
      return `In total, ${f.money('amount')} too much was billed.`;
    return f.minor('amount') > sum
      ? `With the tax on it, that is ${f.money('amount')} too much.`
      : `Of that, ${f.money('amount')} is still too much.`;
  }
  const factors = [
    `${f.money('charged_unit')} − ${f.money('agreed_unit')}`,
    ...(quantity > 1 ? [`${quantity}`] : []),
    ...(invoices > 1 ? [`${invoices} invoices`] : []),
  ];
  if (f.minor('agreed_unit') === 0 && factors.length === 1) return `That is ${f.money('amount')} too much.`;
  const product = factors.length === 1 ? factors[0] : `(${factors[0]}) × ${factors.slice(1).join(' × ')}`;
  return `That is ${product} = ${f.money('amount')} too much.`;
};

/** Two prices that only differ beyond the last shown digit would read as one. */
const lookAlike = (f: FactReader): boolean => f.money('charged_unit') === f.money('agreed_unit');
const since = (f: FactReader): string => `since ${f.date('since')}`;
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
          ? `On ${f.date('promised_at')} we promised you ${discount(f, article(f))}, and it is missing ${onInvoices(f)}.`
          : `We promised you ${discount(f, article(f))}, and it is missing ${onInvoices(f)}.`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'We are confirming the terms of that promise.'],
    },
  },
  'discount-not-applied/attached': {
    story: [
      (f) => `${capital(discount(f, 'your'))} was not deducted ${onInvoices(f)}, although it was in force.`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'We are confirming whether it applies to everything on the invoice.'],
    },
  },

  'charged-above-agreed-price/contract': {
    story: [
      (f) => {
        if (lookAlike(f))
          return `You have been billed more for ${forProduct(f)} than we agreed with you, ${since(f)}.`;
        const agreed =
          f.minor('agreed_unit') === 0
            ? `We agreed with you that ${forProduct(f)} is free of charge`
            : `We agreed a price of ${f.money('agreed_unit')}${perUnit(f)} with you for ${forProduct(f)}`;
        return `${agreed}, but you have been billed ${f.money('charged_unit')}${perUnit(f)} ${since(f)}.`;
      },
    ],
    conclusion: { billing_error: [difference], likely_error: [() => stillAgreed] },
  },
  'charged-above-agreed-price/list': {
    story: [
      (f) =>
        lookAlike(f)
          ? `You have been billed more than the list price for ${forProduct(f)}, ${since(f)}.`
          : `The price of ${forProduct(f)} is ${f.money('agreed_unit')}${perUnit(f)}, but you have been billed ${f.money('charged_unit')}${perUnit(f)} ${since(f)}.`,
    ],
    conclusion: { billing_error: [difference], likely_error: [() => stillAgreed] },
  },
  'charged-above-agreed-price/no_notice': {
    story: [
      (f) =>
        lookAlike(f)
          ? `The price of ${forProduct(f)} was raised without the advance notice that such a change requires, ${since(f)}.`
          : `Since ${f.date('since')}, you have been billed ${f.money('charged_unit')}${perUnit(f)} for ${forProduct(f)} instead of ${f.money('agreed_unit')}, without the advance notice that such a change requires.`,
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
