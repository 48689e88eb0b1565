import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { numberWord } from './words.ts';

/** The extra one is the same product again, or a plan that the other one replaced: true of both. */
const besideAnother = (f: FactReader): string =>
  `Since ${f.date('since')}, a subscription${f.hasText('product') ? ` to ${f.name('product')}` : ''} has been running on your account beside another one that covers the same`;

const nextInvoice: Sentence = (f) =>
  f.has('next_at')
    ? `We have noted that the next invoice for the extra one would be due on ${f.date('next_at')}.`
    : null;

const bothNeeded: readonly Sentence[] = [
  () => 'We are checking whether both are intended.',
  () => 'Could you tell us whether you need both of them, for example for two teams or two projects?',
];

const chargedOn = (f: FactReader): string =>
  f.sameDay('ended_at', 'charged_at') ? 'on the same day' : `on ${f.date('charged_at')}`;
const period = (f: FactReader): string =>
  `the time from ${f.date('period_start')} to ${f.date('period_end')}`;

const fromTo = (f: FactReader): string =>
  f.hasText('from_plan') && f.hasText('to_plan')
    ? ` from ${f.name('from_plan')} to ${f.name('to_plan')}`
    : '';

/** What the invoice does, with both amounts as they count in its total. */
const twoParts =
  (credited: (f: FactReader) => string, charged: (f: FactReader) => string) =>
  (f: FactReader): string =>
    `So the invoice gives you a credit of ${f.money('credit')} for ${credited(f)} and charges ${f.money('charge')} for ${charged(f)} until ${f.date('period_end')}, each with its discounts and tax.`;

const sum = (f: FactReader): string => {
  const credit = Math.abs(f.minor('credit'));
  const charge = Math.abs(f.minor('charge'));
  const net = f.minor('net');
  if (charge - credit !== net) {
    return net < 0
      ? `Together that leaves ${f.money('net')} to your credit.`
      : `Together that comes to ${f.money('net')}.`;
  }
  return net < 0
    ? `Together: ${f.money('credit')} − ${f.money('charge')} = ${f.money('net')} to your credit.`
    : `Together: ${f.money('charge')} − ${f.money('credit')} = ${f.money('net')}.`;
};

const oldPlan = (f: FactReader): string =>
  f.hasText('from_plan')
    ? `the unused time on ${f.name('from_plan')}`
    : 'the unused time on your previous plan';
const newPlan = (f: FactReader): string => (f.hasText('to_plan') ? `${f.name('to_plan')}` : 'your new plan');

const waited: Sentence = (f) =>
  f.has('billed_at') ? `It was billed with the invoice of ${f.date('billed_at')}.` : null;

const planChange = (what: (f: FactReader) => string): RuleText => ({
  story: [what, waited, twoParts(oldPlan, newPlan), sum],
  conclusion: {
    valid_but_confusing: [() => 'So the amount is right: no day is paid for twice, and none goes unpaid.'],
  },
});

export const subscriptions: Readonly<
  Record<KeysOf<'duplicate-subscription' | 'charged-after-cancellation' | 'plan-change-proration'>, RuleText>
> = {
  'duplicate-subscription/paid': {
    story: [(f) => `${besideAnother(f)}, and both have been billed.`],
    conclusion: {
      billing_error: [
        (f) =>
          f.count('invoice_count') > 1
            ? `Only one of them should be; the ${f.money('amount')} billed for the extra one, on ${numberWord(f.count('invoice_count'))} invoices, was charged in error.`
            : `Only one of them should be; the ${f.money('amount')} billed for the extra one was charged in error.`,
        nextInvoice,
      ],
      likely_error: bothNeeded,
    },
  },
  'duplicate-subscription/unpaid': {
    story: [(f) => `${besideAnother(f)}.`, () => 'For one of the two, nothing has been paid so far.'],
    conclusion: {
      billing_error: [() => 'Only one of them should be billed.', nextInvoice],
      likely_error: bothNeeded,
    },
  },

  'charged-after-cancellation/paid': {
    story: [
      (f) =>
        `Your subscription ended on ${f.date('ended_at')}, and ${chargedOn(f)} you were still charged for ${period(f)}.`,
    ],
    conclusion: {
      billing_error: [
        (f) => `Your subscription no longer covered that time, so ${f.money('amount')} was charged in error.`,
      ],
      likely_error: [
        (f) =>
          `We are checking why ${f.money('amount')} was billed for a time after the end of your subscription.`,
      ],
    },
  },
  'charged-after-cancellation/open': {
    story: [
      (f) =>
        `Your subscription ended on ${f.date('ended_at')}, and ${chargedOn(f)} you were still sent an invoice for ${period(f)}.`,
      () => 'It has not been paid.',
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `Your subscription no longer covered that time, so the ${f.money('amount')} was billed in error: please wait with this invoice until you hear from us.`,
      ],
      likely_error: [
        (f) =>
          `We are checking why ${f.money('amount')} was billed for a time after the end of your subscription.`,
      ],
    },
  },

  'plan-change-proration/upgrade': planChange(
    (f) =>
      `On ${f.date('changed_at')}, in the middle of a billing period, your plan was upgraded${fromTo(f)}.`,
  ),
  'plan-change-proration/downgrade': planChange(
    (f) =>
      `On ${f.date('changed_at')}, in the middle of a billing period, your plan was changed${fromTo(f)}, which costs less.`,
  ),
  'plan-change-proration/interval': planChange(
    (f) =>
      `On ${f.date('changed_at')}, your subscription moved to another billing interval${fromTo(f) === '' ? '' : `,${fromTo(f)}`}.`,
  ),
  'plan-change-proration/quantity': {
    story: [
      (f) =>
        f.has('quantity_before') && f.has('quantity_after')
          ? `On ${f.date('changed_at')}, in the middle of a billing period, the quantity of your subscription was changed from ${f.count('quantity_before')} to ${f.count('quantity_after')}.`
          : `On ${f.date('changed_at')}, in the middle of a billing period, the quantity of your subscription was changed.`,
      waited,
      twoParts(
        () => 'the unused time with the previous quantity',
        () => 'the new quantity',
      ),
      sum,
    ],
    conclusion: {
      valid_but_confusing: [() => 'So the amount is right: no day is paid for twice, and none goes unpaid.'],
    },
  },
};
