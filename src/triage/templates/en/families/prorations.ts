import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence } from '../../language.ts';

const product = (f: FactReader): string => (f.hasText('product') ? f.name('product') : 'your plan');

const tooMuch = (f: FactReader): string => `So ${f.money('amount')} was charged too much, taxes included.`;

const changedOn = (f: FactReader): string =>
  `On ${f.date('changed_at')}, in the middle of a billing period, your subscription was changed.`;

const aboveQuote = (told: (f: FactReader) => string): RuleText => ({
  story: [
    (f) =>
      `${told(f)}, but the invoice of ${f.date('invoice_at')} comes to ${f.money('billed')}, taxes included.`,
  ],
  conclusion: { billing_error: [(f) => `So ${f.money('amount')} was charged too much.`] },
});

const fromTo = (f: FactReader): string =>
  f.hasText('from_plan') && f.hasText('to_plan')
    ? `from ${f.name('from_plan')} to ${f.name('to_plan')}, which costs less`
    : 'to a plan that costs less';

const downgrade: RuleText = {
  story: [
    (f) =>
      `On ${f.date('changed_at')}, your subscription moved ${fromTo(f)}; you had already paid the higher price until ${f.date('paid_until')}, and the difference was not credited.`,
  ],
  conclusion: {
    billing_error: [(f) => `That is ${f.money('amount')}, taxes included.`],
    likely_error: [
      (f) =>
        `We are checking whether you could still use ${f.hasText('from_plan') ? f.name('from_plan') : 'the previous plan'} until then; if not, ${f.money('amount')} is due to you.`,
    ],
  },
};

const leftOver = (f: FactReader): string =>
  f.has('net')
    ? `The invoice of ${f.date('billed_at')} includes ${f.money('net')} for a change of your subscription on ${f.date('changed_at')}.`
    : `The invoice of ${f.date('billed_at')} still bills a change of your subscription on ${f.date('changed_at')}.`;

const ended: Sentence = (f) =>
  f.has('ended_at') ? `That subscription ended on ${f.date('ended_at')}.` : null;

/** English texts of rules about prorations. */
export const prorations: FamilyTexts = {
  'proration-amount-wrong/charge': {
    story: [
      changedOn,
      (f) =>
        `The amounts for the rest of the period come to ${f.money('right')} when computed to the second, but ${f.money('billed')} was billed.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'proration-amount-wrong/credit': {
    story: [
      changedOn,
      (f) =>
        `For the unused time you were credited ${f.money('billed')}; computed to the second, it is ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'unused-time-not-credited': {
    story: [
      changedOn,
      (f) =>
        `The rest of the period was charged at ${f.money('charged')}, although you had already paid for ${product(f)} until ${f.date('paid_until')}; the unused part was not credited.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'charged-above-quote/promise': aboveQuote(
    (f) => `On ${f.date('quoted_at')} we quoted you ${f.money('quoted')}`,
  ),
  'charged-above-quote/quote': aboveQuote(
    (f) => `The quote of ${f.date('quoted_at')} that you accepted says ${f.money('quoted')}`,
  ),
  'charged-above-quote/checkout': aboveQuote(
    (f) => `The checkout on ${f.date('quoted_at')} showed ${f.money('quoted')}`,
  ),
  'full-price-for-part': {
    story: [
      changedOn,
      (f) =>
        `The invoice bills ${product(f)} at ${f.money('billed')}, the price of a whole period, although only the time until ${f.date('period_end')} was left; right are ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'downgrade-not-credited/credit': downgrade,
  'downgrade-not-credited/period_end': downgrade,
  'changes-pile-up': {
    story: [
      (f) =>
        `In the period until ${f.date('period_end')}, your subscription was changed ${f.count('changes')} times. All charges and credits for it come to ${f.money('net')}, although the most expensive of these plans costs ${f.money('dearest')} for the whole period.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'residual-proration/late_after_end': {
    story: [leftOver, ended],
    conclusion: {
      billing_error: [(f) => `The ${f.money('amount')} should not have been billed any more.`],
    },
  },
  'residual-proration/elsewhere_after_end': {
    story: [leftOver, ended],
    conclusion: {
      billing_error: [(f) => `The ${f.money('amount')} should not have been billed any more.`],
    },
  },
  'residual-proration/after_end': {
    story: [leftOver, ended],
    conclusion: {
      valid_but_confusing: [() => 'It is for the time before the end, when the change applied.'],
    },
  },
  'residual-proration/late': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [() => 'There was no earlier invoice that could have included it.'],
    },
  },
  'residual-proration/elsewhere': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [() => 'Such amounts are added to the next invoice on your account.'],
    },
  },
  'residual-proration/waiting': {
    story: [
      (f) =>
        `A change of your subscription on ${f.date('changed_at')} left ${f.money('net')} that has not been billed yet.`,
      ended,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Nothing has been taken for it; we are checking whether it is due at all.'],
    },
  },
};
