import type { FamilyTexts, Sentence } from '../../language.ts';

const tooMuch: Sentence = (f) => `You were therefore billed ${f.money('amount')} too much.`;

const taxIsRight: Sentence = () => 'The tax on this invoice is therefore right.';

/** English texts of rules about tax. */
export const taxes: FamilyTexts = {
  'reverse-charge-not-applied': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} carries ${f.money('amount')} of VAT, although it was issued to a business in another member state with a VAT ID on record.`,
    ],
    conclusion: {
      billing_error: [() => 'Under reverse charge this VAT should not have been charged to you.'],
      likely_error: [() => 'We are confirming your VAT ID; if it was valid then, this VAT was not due.'],
    },
  },
  'taxed-in-wrong-place': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} was taxed for ${f.plain('taxed_in')}, while its address is in ${f.plain('place')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/on_top': {
    story: [
      (f) =>
        `The price on your invoice of ${f.date('invoice_at')} already includes ${f.name('tax')}, and it was added once more on top.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/same_rate': {
    story: [(f) => `${f.name('tax')} was charged twice on your invoice of ${f.date('invoice_at')}.`],
    conclusion: { billing_error: [tooMuch] },
  },
  'outdated-tax-rate': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} was taxed at ${f.percent('charged_percent')}, while ${f.percent('due_percent')} was due.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-added-later/not_computed': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} carries ${f.money('amount')} of tax. Until the invoice of ${f.date('before_at')} the tax could not be worked out with the details we had, so those invoices carried none.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/set_later': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} carries ${f.money('amount')} of tax. It was not set up until the invoice of ${f.date('before_at')}, so those invoices carried none.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/registered_since': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} carries ${f.money('amount')} of tax, because we have to collect it in your place now; until the invoice of ${f.date('before_at')} we did not have to.`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-amount-wrong/too_much': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} charges ${f.money('charged')} of ${f.name('tax')}, while ${f.percent('percent')} of ${f.money('base')} is ${f.money('due')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-amount-wrong/rounding': {
    story: [
      (f) =>
        f.minor('charged') === f.minor('due')
          ? `On your invoice of ${f.date('invoice_at')}, ${f.percent('percent')} of ${f.money('base')} is ${f.money('due')} of ${f.name('tax')}. It is rounded once for the whole invoice, so single lines can differ slightly from your own calculation.`
          : `On your invoice of ${f.date('invoice_at')}, ${f.name('tax')} is worked out and rounded for each line, which adds up to ${f.money('charged')}; ${f.percent('percent')} of ${f.money('base')} at once would be ${f.money('due')}.`,
    ],
    conclusion: { valid_but_confusing: [() => 'The difference is rounding only.'] },
  },
  'returned-without-tax/whole_line': {
    story: [
      (f) =>
        `On ${f.date('returned_at')} we gave you back ${f.money('returned')} of your invoice of ${f.date('invoice_at')}, but not the tax on it.`,
    ],
    conclusion: { billing_error: [(f) => `You are still owed ${f.money('amount')} of tax.`] },
  },
  'returned-without-tax/part_of_line': {
    story: [
      (f) =>
        `On ${f.date('returned_at')} we gave you back ${f.money('returned')} of your invoice of ${f.date('invoice_at')}, and no tax with it.`,
    ],
    conclusion: {
      likely_error: [
        () =>
          'We are checking whether that amount was meant with the tax included, or whether the tax is still owed to you.',
      ],
    },
  },
  'returned-without-tax/whole_invoice': {
    story: [
      (f) =>
        `On ${f.date('returned_at')} we gave you back ${f.money('returned')} of your invoice of ${f.date('invoice_at')}, which is its amount without the tax.`,
    ],
    conclusion: {
      likely_error: [
        (f) => `We are checking whether the tax of ${f.money('amount')} should have been given back with it.`,
      ],
    },
  },
  'wrong-tax-category': {
    story: [
      (f) =>
        `${f.name('product')} was taxed at ${f.percent('before_percent')} on your earlier invoices, and is taxed at ${f.percent('since_percent')} since ${f.date('since')}.`,
    ],
    conclusion: {
      likely_error: [
        () =>
          'We are asking our tax department which of the two is right, and whether tax is owed back to you.',
      ],
    },
  },
  'tax-began/id_added_later': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} carries ${f.money('amount')} of tax, because your tax ID reached us on ${f.date('added_at')}, after it was issued.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'The tax ID applies to your invoices from then on.'],
    },
  },
  'tax-began/moved': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} carries ${f.money('amount')} of tax, because your address changed from ${f.plain('from')} to ${f.plain('to')}, where tax is due.`,
    ],
    conclusion: {},
  },
  'tax-began/id_removed': {
    story: [
      (f) =>
        `Your invoice of ${f.date('invoice_at')} carries ${f.money('amount')} of tax, because your tax ID, which the invoice of ${f.date('before_at')} still showed, is no longer on your account.`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'Once it is on your account again, it applies to the invoices after that.'],
    },
  },
};
