import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

const product = (f: FactReader, before: string): string =>
  f.hasText('product') ? `${before}${f.name('product')}` : '';

const tooMuch: Sentence = (f) =>
  f.minor('paid') - f.minor('asked') === f.minor('amount')
    ? `So you paid ${f.money('amount')} too much.`
    : `Of what was paid beyond that, ${f.money('amount')} has not gone back to you yet.`;
const keepAsCredit: Sentence = () =>
  'If you would rather keep it as credit for your next invoices, please let us know.';

const sameTime = (f: FactReader): string => {
  const days = f.sameDay('first_at', 'again_at')
    ? `Two of our invoices from ${f.date('first_at')}`
    : `Our invoices from ${f.date('first_at')} and from ${f.date('again_at')}`;
  return `${days} both bill${product(f, ' ')} for the time from ${f.date('period_start')} to ${f.date('period_end')}.`;
};

const trial = (f: FactReader): string =>
  `Your free trial${product(f, ' of ')} was set to run until ${f.date('trial_end')}`;

export const overpayments: Readonly<
  Record<KeysOf<'invoice-overpaid' | 'period-invoiced-twice' | 'charged-during-trial'>, RuleText>
> = {
  'invoice-overpaid/several_payments': {
    story: [
      (f) =>
        `Our invoice from ${f.date('invoice_at')} asked for ${f.money('asked')}, and your payments for it add up to ${f.money('paid')}.`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },
  'invoice-overpaid/one_payment': {
    story: [
      (f) =>
        `Our invoice from ${f.date('invoice_at')} asked for ${f.money('asked')}, and you paid ${f.money('paid')} for it.`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },

  'period-invoiced-twice/paid': {
    story: [sameTime],
    conclusion: {
      billing_error: [(f) => `That time was due only once, so ${f.money('amount')} was charged in error.`],
    },
  },
  'period-invoiced-twice/open': {
    story: [sameTime],
    conclusion: {
      billing_error: [
        (f) =>
          f.sameDay('first_at', 'again_at')
            ? `That time is due only once, so ${f.money('amount')} was billed in error: please wait with the unpaid invoice until you hear from us.`
            : `That time is due only once, so ${f.money('amount')} on the unpaid invoice from ${f.date('again_at')} was billed in error: please wait with it until you hear from us.`,
      ],
    },
  },

  'charged-during-trial/paid': {
    story: [(f) => `${trial(f)}, and you were charged for it on ${f.date('charged_at')} all the same.`],
    conclusion: {
      billing_error: [
        (f) => `Nothing was due before the end of the trial, so ${f.money('amount')} was charged in error.`,
      ],
    },
  },
  'charged-during-trial/open': {
    story: [
      (f) => `${trial(f)}, and you were sent an invoice for it on ${f.date('charged_at')} all the same.`,
      () => 'It has not been paid.',
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `Nothing was due before the end of the trial, so the ${f.money('amount')} was billed in error: please wait with this invoice until you hear from us.`,
      ],
    },
  },
};
