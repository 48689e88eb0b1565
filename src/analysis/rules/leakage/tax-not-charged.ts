import { formatMoney, percentOf, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, isEffectiveInvoice } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
import { inForce, type PolicyTax } from '../../policy.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

/** Why Stripe, or the law, asks for no tax: nothing is missing then. */
const LAWFUL = new Set([
  'customer_exempt',
  'excluded_territory',
  'jurisdiction_unsupported',
  'not_collecting',
  'not_subject_to_tax',
  'portion_product_exempt',
  'portion_reduced_rated',
  'product_exempt',
  'product_exempt_holiday',
  'reverse_charge',
  'taxable_basis_reduced',
  'zero_rated',
]);

export const taxNotCharged = defineRule({
  id: 'tax-not-charged',
  version: 1,
  rows: ['H7'],
  category: 'tax',
  title: 'Tax that should have been collected',
  needs: ['invoices', 'customers', 'tax_ids'],
  proposes: [],
  check(history, context): RuleOutcome {
    const { tax } = context.policy;
    if (tax?.registrations === undefined || tax.rates === undefined) {
      return { findings: [], skipped: 'the policy file has no tax.registrations and tax.rates' };
    }
    const findings = byCreation(history.invoices).flatMap(
      (invoice) => findingOf(invoice, tax, context) ?? [],
    );
    return { findings };
  },
});

function findingOf(invoice: Invoice, tax: PolicyTax, { index }: RuleContext): RuleFinding | null {
  if (!isEffectiveInvoice(invoice) || invoice.total <= 0 || isTaxed(invoice)) return null;
  const address = invoice.customer_shipping_address ?? invoice.customer_address;
  const { country, state } = address ?? { country: null, state: null };
  if (country === null) return null;
  const { created, currency, customer } = invoice;
  const here = (entry: { readonly country: string; readonly state?: string }): boolean =>
    entry.country === country && (entry.state === undefined || entry.state === state);
  const registered = (tax.registrations ?? []).find((entry) => here(entry) && inForce(entry, created));
  const rate = (tax.rates ?? []).find((entry) => here(entry) && inForce(entry, created));
  if (registered === undefined || rate === undefined || rate.percentage === 0) return null;
  const exempt = (tax.exempt_customers ?? []).some(
    (entry) => entry.customer === customer && inForce(entry, created),
  );
  const abroad = tax.seller_country !== undefined && tax.seller_country !== country;
  const business =
    invoice.customer_tax_ids.length > 0 || index.history.tax_ids.some((id) => id.customer === customer);
  if (exempt || invoice.customer_tax_exempt !== 'none' || (abroad && business)) return null;
  const amount = percentOf(invoice.total, rate.percentage);
  const lost = { amount, currency };
  return leak({
    title: 'No tax on an invoice where tax is due',
    message:
      `${invoice.id} of ${isoDate(created)} carries no tax, though the customer's address is in ${country}${state === null ? '' : ` (${state})`}, ` +
      `where the policy file has a registration and ${rate.percentage}%: ${formatMoney(lost)}. Never bill it afterwards without finance.`,
    facts: {
      amount: fact.money(amount, currency),
      invoice_at: fact.date(created),
      percent: fact.percent(String(rate.percentage)),
      country: fact.text(country),
    },
    lost,
    evidence: [
      { object: 'invoice', id: invoice.id },
      { object: 'policy', id: registered.ref },
      { object: 'policy', id: rate.ref },
    ],
    recomputation: [
      {
        label: `tax on ${invoice.id}`,
        expression: `${toDecimal({ amount: invoice.total, currency })} × ${rate.percentage}%`,
        result: toDecimal(lost),
      },
    ],
    about: { object: 'invoice', id: invoice.id, part: 'tax' },
    customer,
    occurredAt: created,
  });
}

/** Taxed, or left untaxed for a reason the invoice itself records. */
function isTaxed({ lines, total_taxes }: Invoice): boolean {
  return [...total_taxes, ...lines.flatMap(({ taxes }) => taxes)].some(
    ({ amount, taxability_reason: reason }) => amount !== 0 || (reason !== null && LAWFUL.has(reason)),
  );
}
