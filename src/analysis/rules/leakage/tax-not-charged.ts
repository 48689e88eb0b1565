import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, isEffectiveInvoice } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
import type { PolicyTax } from '../../policy.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { missingTax } from '../../taxes/missing-tax.ts';
import { isoDate } from '../../wording.ts';

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
  const missing = isEffectiveInvoice(invoice) ? missingTax(invoice, tax, index) : null;
  if (missing === null) return null;
  const { country, state, registered, rate, amount } = missing;
  const { created, currency, customer } = invoice;
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
