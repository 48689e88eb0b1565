import type { BillingEvent, Invoice } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { defineRule, type RuleOutcome } from '../../rule.ts';
import { CreditedTax } from '../../taxes/credited-tax.ts';
import { foreignBusinessOf } from '../../taxes/reverse-charge.ts';
import {
  exclusiveTaxesAndCreditsOn,
  exclusiveTaxesOn,
  TAX_WORDS,
  taxOverCharge,
} from '../../taxes/tax-error.ts';
import { fieldOf } from '../../untrusted-json.ts';
import { isoDate, shownText } from '../../wording.ts';

export const reverseChargeNotApplied = defineRule({
  id: 'reverse-charge-not-applied',
  version: 1,
  rows: ['F2'],
  category: 'tax',
  title: 'Reverse charge was not applied',
  needs: ['invoices', 'tax_ids', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note'],
  check(history, { index, policy }): RuleOutcome {
    const invoices = byCreation(history.invoices).filter(
      (invoice) => isEffectiveInvoice(invoice) && exclusiveTaxesOn(invoice).length > 0,
    );
    const seller = policy.tax?.seller_country;
    if (seller !== undefined) {
      const credited = new CreditedTax(history, index);
      return { findings: invoices.flatMap((invoice) => findingOf(invoice, seller, index, credited) ?? []) };
    }
    const asked = invoices.some(({ customer_tax_ids }) =>
      customer_tax_ids.some(({ type }) => type === 'eu_vat'),
    );
    return asked
      ? {
          findings: [],
          skipped:
            'the policy file has no tax.seller_country, so whether reverse charge applies is not known',
        }
      : { findings: [] };
  },
});

function findingOf(
  invoice: Invoice,
  seller: string,
  index: HistoryIndex,
  credited: CreditedTax,
): RuleFinding | null {
  const vatId = foreignBusinessOf(invoice, seller);
  if (vatId === null) return null;
  const known = index.history.tax_ids.find(
    ({ customer, value }) => customer === invoice.customer && bare(value) === bare(vatId.value),
  );
  const status = known?.verification_status ?? null;
  if (status === 'unverified' || status === 'pending') return null;
  const finalised = invoice.finalized_at ?? invoice.created;
  if (known !== undefined && (verifiedAt(index.history.events, known.id) ?? 0) > finalised) return null;
  const isProved = status === 'verified';
  const undue = exclusiveTaxesAndCreditsOn(invoice)
    .filter(({ line, tax }) => tax.amount > 0 || !credited.wasDue(line))
    .map(({ line, tax }) => ({ line, tax, amount: tax.amount }));
  credited.markWrong(invoice.id);
  return lineErrorFinding(index, [taxOverCharge(invoice, undue)], {
    classification: isProved ? 'billing_error' : 'likely_error',
    confidence: isProved ? 'certain' : 'medium',
    title: 'Reverse charge was not applied',
    message: (left) =>
      `${invoice.id} of ${isoDate(invoice.created)} charges ${left} of tax to a business in ${vatId.country} whose VAT id ${shownText(vatId.value)} it records${isProved ? ', verified' : ''}: between ${seller} and ${vatId.country} the tax is the customer's to pay.` +
      (isProved ? '' : ' Whether the id is valid is not on record: check it with VIES first.'),
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      invoice_at: fact.date(invoice.created),
      country: fact.text(vatId.country),
    }),
    words: {
      ...TAX_WORDS,
      reason: 'order_change',
      justification: `A business in ${vatId.country} with a VAT id pays the tax itself (reverse charge).`,
    },
    part: 'tax',
    evidence: known === undefined ? [] : [{ object: 'tax_id', id: known.id }],
    customer: invoice.customer,
  });
}

const bare = (value: string): string => value.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();

/** When Stripe verified a tax id, as far as events tell: those of the last 30 days. Null where none does. */
function verifiedAt(events: readonly BillingEvent[], taxId: string): number | null {
  for (const { type, subject, created, data } of events) {
    if (type !== 'customer.tax_id.updated' || subject !== taxId) continue;
    const before = statusIn(data.previous_attributes);
    if (before !== undefined && before !== 'verified' && statusIn(data.object) === 'verified') return created;
  }
  return null;
}

/** `verification.status` of a tax id, or of what changed in one, as JSON. */
function statusIn(value: unknown): unknown {
  const verification = fieldOf(value, 'verification');
  return fieldOf(verification, 'status');
}
