import { formatMoney, percentOf, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { type CorrectionWords, combineCorrections } from '../../correction.ts';
import type { EvidenceRef, RecomputationStep, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, lineDiscount } from '../../history-index.ts';
import {
  billsAgain,
  type DraftedReturns,
  draftReturns,
  draftSetting,
  invoicesAndDays,
  lessReturned,
  type OpenOverCharge,
  returnSteps,
  totalLeft,
  whatToReturn,
} from '../../over-charge.ts';
import { inForce, type Policy, type PolicyTax } from '../../policy.ts';
import { defineRule } from '../../rule.ts';
import { type ChargedTax, chargedTaxes, onePercentage, taxReturnedOnLine } from '../../taxes/charged-tax.ts';
import { isoDate, shownText } from '../../wording.ts';

type Exemption = NonNullable<PolicyTax['exempt_customers']>[number];

/** Why no tax was due: Stripe's own snapshot on the invoice, or an entry of the policy file. */
type Proof =
  | { readonly variant: 'snapshot' }
  | { readonly variant: 'certificate'; readonly exemption: Exemption };

/** Taxed invoices of one customer with the same proof, in one currency. */
interface Group {
  readonly proof: Proof;
  readonly taxes: ChargedTax[];
}

const NO_EXEMPTIONS =
  'policy section tax.exempt_customers is missing: certificates kept outside Stripe are not known';

/** F1: tax was charged to a customer who was exempt when the invoice was finalised. */
export const taxOnExemptCustomer = defineRule({
  id: 'tax-on-exempt-customer',
  version: 1,
  rows: ['F1'],
  category: 'tax',
  title: 'Tax charged to an exempt customer',
  needs: ['invoices', 'customers', 'subscriptions', 'tax_rates', 'credit_notes', 'charges', 'disputes'],
  proposes: ['credit_note', 'update_tax_status'],
  check(history, { policy, index, asOf }) {
    const groups = new Map<string, Group>();
    const undecided = new Set<string>();
    for (const invoice of byCreation(history.invoices).filter(isEffectiveInvoice)) {
      const taxes = chargedTaxes(invoice);
      if (taxes.length === 0) continue;
      const proof = proofFor(policy, invoice);
      if (proof === null) {
        if (policy.tax?.exempt_customers === undefined) undecided.add(NO_EXEMPTIONS);
        if (invoice.customer_tax_exempt === null)
          undecided.add(`invoice ${invoice.id} does not say whether the customer was exempt`);
        continue;
      }
      for (const tax of taxes) {
        const { customer, currency } = invoice;
        const source = proof.variant === 'certificate' ? proof.exemption.ref : null;
        const key = JSON.stringify([customer, currency, source, tax.inclusive]);
        const group = groups.get(key) ?? { proof, taxes: [] };
        group.taxes.push(tax);
        groups.set(key, group);
      }
    }
    const findings = [...groups.values()].flatMap((group) => toFindings(index, group, asOf));
    return undecided.size === 0 ? findings : { findings, skipped: [...undecided].join('; ') };
  },
});

function proofFor(policy: Policy, invoice: Invoice): Proof | null {
  if (invoice.customer_tax_exempt === 'exempt') return { variant: 'snapshot' };
  const finalised = invoice.finalized_at ?? invoice.created;
  const exemption = policy.tax?.exempt_customers?.find(
    (entry) => entry.customer === invoice.customer && inForce(entry, finalised),
  );
  return exemption === undefined ? null : { variant: 'certificate', exemption };
}

function toFindings(index: HistoryIndex, { proof, taxes }: Group, asOf: number): readonly RuleFinding[] {
  const open = taxes
    .map((tax) => lessReturned(index, tax, (line) => taxReturnedOnLine(index, tax.invoice, line)))
    .filter((over) => over !== null);
  const latest = open[open.length - 1];
  if (latest === undefined) return [];
  const { currency, customer } = latest.invoice;
  const inclusive = taxes.some((tax) => tax.inclusive);
  const amount = { amount: totalLeft(open), currency };
  const percent = onePercentage(
    index,
    open.flatMap(({ credits }) => credits),
  );
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `The customer was exempt from tax when the tax was charged${reasonOf(proof)}.`,
    alternatives: [
      { kind: 'refund', why_not: 'A bare refund leaves the tax on the invoice and in the tax report.' },
    ],
  };
  const returns = draftByLine(index, taxes, open, words);
  const next = goingForward(index, proof, open, asOf);
  const exempt = returns.drafts.length > 0 && next.markExempt ? customer : null;
  const settings =
    exempt === null ? [] : [draftSetting('update_tax_status', exempt, { tax_exempt: 'exempt' }, words)];
  return [
    {
      classification: inclusive ? 'likely_error' : 'billing_error',
      confidence: inclusive ? 'medium' : 'certain',
      title: 'Tax charged to an exempt customer',
      message: [
        whatHappened(proof, open, inclusive, formatMoney(amount)),
        whatToReturn(open, returns),
        ...next.advice,
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
      variant: proof.variant,
      facts: {
        amount: { kind: 'money', ...amount },
        invoice_at: { kind: 'date', at: latest.invoice.created },
        invoice_count: { kind: 'count', value: open.length },
        ...(percent === null ? {} : { percent: { kind: 'percent', value: percent } }),
      },
      amount,
      evidence: evidenceOf(index, proof, open),
      recomputation: [...taxSteps(index, taxes, open), ...returnSteps(open)],
      at_issue: open.flatMap(({ credits }) =>
        credits.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'tax' }) as const),
      ),
      correction: combineCorrections([...returns.drafts, ...settings], words),
      customer,
      occurred_at: latest.invoice.created,
      ...(next.repeats ? { repeats: true } : {}),
    },
  ];
}

/** Credit notes of the tax alone; an invoice that states its tax only as a whole is left to a person. */
function draftByLine(
  index: HistoryIndex,
  taxes: readonly ChargedTax[],
  open: readonly OpenOverCharge[],
  words: CorrectionWords,
): DraftedReturns {
  const whole = new Set(taxes.filter((tax) => !tax.byLine).map(({ invoice }) => invoice.id));
  const { drafts, blocked } = draftReturns(
    index,
    open.filter(({ invoice }) => !whole.has(invoice.id)),
    words,
  );
  const stuck = open.map(({ invoice }) => invoice).filter(({ id }) => whole.has(id));
  return { drafts, blocked: [...blocked, ...stuck] };
}

function goingForward(
  index: HistoryIndex,
  proof: Proof,
  open: readonly OpenOverCharge[],
  asOf: number,
): { readonly markExempt: boolean; readonly repeats: boolean; readonly advice: readonly string[] } {
  const [first] = open;
  const customer = index.customer(first?.invoice.customer ?? null);
  const ids = open.flatMap(({ credits }) => credits.map(({ line }) => line.subscription));
  const bills = ids
    .map((id) => index.subscription(id))
    .some((found) => found !== undefined && billsAgain(found));
  if (customer === undefined || customer.deleted) return { markExempt: false, repeats: false, advice: [] };
  const marked = customer.tax_exempt === 'exempt';
  if (proof.variant === 'snapshot') {
    const repeats = marked && bills;
    const advice =
      'Find what adds the tax, such as an outside tax engine: Stripe adds none to an exempt customer.';
    return { markExempt: false, repeats, advice: repeats ? [advice] : [] };
  }
  const markExempt = !marked && inForce(proof.exemption, asOf);
  return {
    markExempt,
    repeats: markExempt && bills,
    advice: markExempt
      ? [`Mark ${customer.id} as exempt in Stripe, so that the next invoice carries no tax.`]
      : [],
  };
}

function whatHappened(
  proof: Proof,
  open: readonly OpenOverCharge[],
  inclusive: boolean,
  amount: string,
): string {
  const where = invoicesAndDays(open);
  const why = `although the customer was exempt${reasonOf(proof)}`;
  if (!inclusive) return `Tax of ${amount} was charged on ${where} ${why}.`;
  return (
    `The prices on ${where} include tax of ${amount} ${why}. ` +
    'Stripe keeps a tax-inclusive price as it is for exempt customers, so check whether the price agreed with them is the one without tax before crediting.'
  );
}

function reasonOf(proof: Proof): string {
  if (proof.variant === 'snapshot') return ', as the invoice itself records';
  const { certificate, from, ref } = proof.exemption;
  const since = from === undefined ? '' : ` since ${isoDate(from)}`;
  const paper = certificate === undefined ? '' : `certificate ${shownText(certificate)}, `;
  return `${since} (${paper}policy entry ${shownText(ref)})`;
}

function evidenceOf(
  index: HistoryIndex,
  proof: Proof,
  open: readonly OpenOverCharge[],
): readonly EvidenceRef[] {
  const customer = index.customer(open[0]?.invoice.customer ?? null);
  return [
    ...(proof.variant === 'certificate' ? [{ object: 'policy', id: proof.exemption.ref }] : []),
    ...open.map(({ invoice }) => ({ object: 'invoice', id: invoice.id })),
    ...(customer === undefined ? [] : [{ object: 'customer', id: customer.id }]),
  ];
}

/** How the tax came about: its rate where that gives just this amount, else the taxes of the lines. */
function taxSteps(
  index: HistoryIndex,
  taxes: readonly ChargedTax[],
  open: readonly OpenOverCharge[],
): readonly RecomputationStep[] {
  const byInvoice = new Map(taxes.map((tax) => [tax.invoice.id, tax]));
  return open.map(({ invoice, charged }) => {
    const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
    const { credits = [], inclusive = false } = byInvoice.get(invoice.id) ?? {};
    const percent = onePercentage(index, credits);
    const taxable = credits.reduce((sum, { line }) => sum + line.amount - lineDiscount(line), 0);
    const entries = invoice.lines
      .flatMap((line) => line.taxes.filter((tax) => tax.inclusive === inclusive && tax.amount !== 0))
      .map(({ amount }) => amount)
      .sort((a, b) => b - a);
    const byRate = percent !== null && !inclusive && percentOf(taxable, percent) === charged;
    return {
      label: `${invoice.id} tax charged`,
      expression: byRate
        ? `${percent}% of ${decimal(taxable)}`
        : entries.length === 0
          ? decimal(charged)
          : entries.map(decimal).join(' + ').replaceAll('+ -', '- '),
      result: decimal(charged),
    };
  });
}
