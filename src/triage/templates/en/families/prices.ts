import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText } from '../../language.ts';

const product = (f: FactReader): string => (f.hasText('product') ? f.name('product') : 'your subscription');

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : 'a single item');

/** " on 3 invoices together", where it is more than one. */
const together = (f: FactReader): string =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? ` on ${f.count('invoice_count')} invoices together`
    : '';

const tooMuch = (f: FactReader): string =>
  `So ${f.money('amount')} was charged too much${together(f)}, tax included.`;

const changed = (story: (f: FactReader) => string): RuleText => ({
  story: [story],
  conclusion: { billing_error: [() => 'We have no request from you for that.', tooMuch] },
});

/** English texts of rules about price, quantity and usage. */
export const prices: FamilyTexts = {
  'billed-other-price': {
    story: [
      (f) =>
        `For ${product(f)}, the price that was ordered comes to ${f.money('ordered')}, but ${f.money('billed')} was billed.`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'We are confirming which price you had ordered.'],
    },
  },
  'change-without-consent/change_plan': changed(
    (f) => `On ${f.date('changed_at')}, your subscription was changed to ${product(f)}, which costs more.`,
  ),
  'change-without-consent/add_on': changed(
    (f) =>
      `On ${f.date('changed_at')}, ${f.hasText('product') ? f.name('product') : 'an add-on'} was added to your subscription.`,
  ),
  'change-without-consent/change_quantity': changed(
    (f) => `On ${f.date('changed_at')}, the number of units billed for ${product(f)} was raised.`,
  ),
  'quantity-above-owed/seats': {
    story: [
      (f) =>
        `For the period from ${f.date('period_start')}, we billed ${f.count('billed')} seats of ${product(f)}, but you had ${f.count('owed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'quantity-above-owed/minimum': {
    story: [
      (f) =>
        `For the period from ${f.date('period_start')}, we billed ${f.count('billed')} seats of ${product(f)}, but your contract asks for ${f.count('owed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'line-amount-wrong': {
    story: [
      (f) =>
        `Our invoice from ${f.date('invoice_at')} bills ${f.money('billed')} for ${product(f)}, but for your quantity the price comes to ${f.money('due')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'usage-overbilled': {
    story: [
      (f) =>
        `For ${f.date('period_start')} to ${f.date('period_end')}, we billed ${f.count('billed')} units of ${product(f)}, but you used ${f.count('metered')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'threshold-usage-billed-again': {
    story: [
      (f) =>
        `Part of your usage of ${product(f)} was billed early on ${f.date('threshold_at')}, and our invoice from ${f.date('invoice_at')} bills ${f.count('again')} of the same units again.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'one-off-not-agreed/no_request': {
    story: [
      (f) =>
        `Our invoice from ${f.date('invoice_at')} bills ${item(f)}, and we have no order from you for it.`,
    ],
    conclusion: { billing_error: [(f) => `So ${f.money('amount')} was charged in error, tax included.`] },
  },
  'one-off-not-agreed/above_request': {
    story: [
      (f) => `Our invoice from ${f.date('invoice_at')} bills more for ${item(f)} than you had agreed to.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'billed-though-free': {
    story: [
      (f) =>
        `Our invoice from ${f.date('invoice_at')} charges you for ${product(f)}, which is free of charge for you.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'amount-changed/quantity': {
    story: [
      (f) =>
        `Your invoice from ${f.date('invoice_at')} differs from the ones before because it is for ${f.count('quantity')} units of ${product(f)} instead of ${f.count('quantity_before')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'The price of each unit did not change.'] },
  },
  'amount-changed/usage': {
    story: [
      (f) =>
        `Your invoice from ${f.date('invoice_at')} differs from the ones before because ${f.count('quantity')} units of ${product(f)} were used instead of ${f.count('quantity_before')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'The price of each unit did not change.'] },
  },
  'usage-tier-reached/graduated': {
    story: [
      (f) =>
        `Your invoice from ${f.date('invoice_at')} is for ${f.count('quantity')} units of ${product(f)}, after ${f.count('quantity_before')} before, and the further units have a price of their own.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `Each unit costs what its own price tier says, which comes to ${f.money('amount')}.`,
      ],
    },
  },
  'usage-tier-reached/volume': {
    story: [
      (f) =>
        `Your invoice from ${f.date('invoice_at')} is for ${f.count('quantity')} units of ${product(f)}, after ${f.count('quantity_before')} before, and for that number another price applies.`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => `It applies to all of the units, which comes to ${f.money('amount')}.`],
    },
  },
  'price-change-announced/announced': {
    story: [
      (f) =>
        f.has('since')
          ? `Since ${f.date('since')}, the price of ${product(f)} is ${f.money('now')} instead of ${f.money('before')}.`
          : `The price of ${product(f)} is now ${f.money('now')} instead of ${f.money('before')}.`,
      (f) => `We announced this on ${f.date('notice_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `Your invoice from ${f.date('invoice_at')} is the first at the new price.`,
      ],
    },
  },
  'price-change-announced/contract_ended': {
    story: [
      (f) =>
        `The agreement under which you paid ${f.money('before')} for ${product(f)} has ended, and since then our regular price of ${f.money('now')} applies.`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => `Your invoice from ${f.date('invoice_at')} is the first at that price.`],
    },
  },
  'threshold-invoice/running': {
    story: [
      (f) =>
        `The ${f.money('amount')} billed on ${f.date('invoice_at')} is for what you had used by then: once your usage reaches a set amount, we bill it early.`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'At the end of the billing period, only what you used after that will be billed.',
      ],
    },
  },
  'threshold-invoice/closed': {
    story: [
      (f) =>
        `The ${f.money('amount')} billed on ${f.date('invoice_at')} is for what you had used by then: once your usage reaches a set amount, we bill it early.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'The invoice at the end of the billing period belongs to the same period.'],
    },
  },
};
