import { formatMoney } from '../../../money.ts';
import type { BillingHistory, Invoice } from '../../billing-history.ts';
import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { EvidenceRef, Fact } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, subscriptionsOf } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { wasNotComputed } from '../../taxes/missing-tax.ts';
import { placeOf, placeWords } from '../../taxes/place-of-supply.ts';
import { exclusiveTaxesOn } from '../../taxes/tax-error.ts';
import { isoDate, shownText } from '../../wording.ts';

export const taxBegan = defineRule({
  id: 'tax-began',
  version: 1,
  rows: ['V18'],
  category: 'tax',
  title: 'Tax began with a change of address or tax id',
  needs: ['invoices', 'tax_ids'],
  proposes: [],
  check(history, { index, isWorthExplaining }) {
    return byCreation(history.invoices).flatMap((invoice) => {
      if (!isEffectiveInvoice(invoice) || !isWorthExplaining(invoice.created, 'tax')) return [];
      const taxes = exclusiveTaxesOn(invoice);
      const cause = taxes.length === 0 ? null : (addedLater(invoice, history) ?? changed(invoice, index));
      if (cause === null) return [];
      const { currency } = invoice;
      const amount = taxes.reduce((sum, { tax }) => sum + tax.amount, 0);
      return [
        explanation({
          title: 'Tax began with a change of address or tax id',
          variant: cause.variant,
          message: `${invoice.id} of ${isoDate(invoice.created)} carries ${formatMoney({ amount, currency })} of tax: ${cause.why}. An invoice is taxed by what was known when it was finalised.`,
          facts: knownFacts({
            amount: fact.money(amount, currency),
            invoice_at: fact.date(invoice.created),
            ...cause.facts,
          }),
          evidence: [{ object: 'invoice', id: invoice.id }, cause.evidence],
          about: [...new Set(taxes.map(({ line }) => line.id))].map((id) => ({
            object: 'line_item',
            id,
            part: 'tax',
          })),
          customer: invoice.customer,
          occurredAt: invoice.created,
        }),
      ];
    });
  },
});

interface Cause {
  readonly variant: 'id_added_later' | 'moved' | 'id_removed';
  readonly why: string;
  readonly facts: Readonly<Record<string, Fact>>;
  readonly evidence: EvidenceRef;
}

/** A tax id that the invoice could not know of, because it came after finalisation. */
function addedLater(invoice: Invoice, history: BillingHistory): Cause | null {
  if (invoice.customer_tax_ids.length > 0) return null;
  const finalised = invoice.finalized_at ?? invoice.created;
  const [first, ...others] = byCreation(
    history.tax_ids.filter(({ customer }) => customer === invoice.customer),
  );
  // With an id from before, its absence on the invoice needs another explanation.
  if (first === undefined || others.some(({ created }) => created <= finalised)) return null;
  if (first.created <= finalised) return null;
  return {
    variant: 'id_added_later',
    why: `the customer's tax id ${shownText(first.value)} was added on ${isoDate(first.created)}, after it was finalised`,
    facts: { added_at: fact.date(first.created) },
    evidence: { object: 'tax_id', id: first.id },
  };
}

/** What changed between the last invoice of the same subscription, which had no tax, and this one. */
function changed(invoice: Invoice, index: HistoryIndex): Cause | null {
  const before = [...subscriptionsOf(invoice)]
    .flatMap(
      (subscription) => billedBefore(index.invoicesOfSubscription(subscription), invoice.created) ?? [],
    )
    .sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1))[0];
  if (before === undefined || before.total_taxes.some(({ amount }) => amount > 0)) return null;
  // Then neither place nor tax id is why it was untaxed: tax-added-later says so.
  if (wasNotComputed(before)) return null;
  const evidence: EvidenceRef = { object: 'invoice', id: before.id };
  const [was, is] = [placeOf(before), placeOf(invoice)];
  if (was !== null && is !== null && (was.country !== is.country || was.state !== is.state)) {
    const [from, to] = [placeWords(was), placeWords(is)];
    return {
      variant: 'moved',
      why: `the address was in ${from} on ${before.id} and is in ${to} now`,
      facts: { from: fact.text(from), to: fact.text(to) },
      evidence,
    };
  }
  if (before.customer_tax_ids.length === 0 || invoice.customer_tax_ids.length > 0) return null;
  return {
    variant: 'id_removed',
    why: `${before.id} still carried a tax id, this one carries none`,
    facts: { before_at: fact.date(before.created) },
    evidence,
  };
}

/** The last invoice, of some in order of creation, that was made before `created` and billed something. */
function billedBefore(invoices: readonly Invoice[], created: number): Invoice | undefined {
  let [from, to] = [0, invoices.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((invoices[middle]?.created ?? created) < created) from = middle + 1;
    else to = middle;
  }
  for (let place = from - 1; place >= 0; place -= 1) {
    const invoice = invoices[place];
    if (invoice !== undefined && isEffectiveInvoice(invoice) && invoice.subtotal > 0) return invoice;
  }
  return undefined;
}
