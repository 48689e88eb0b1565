import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { paidOutside } from '../../duplicates/paid-outside.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listedInPart, plural } from '../../wording.ts';

export const paidInParts = defineRule({
  id: 'paid-in-parts',
  version: 1,
  rows: ['V30'],
  category: 'other',
  title: 'One invoice paid in parts',
  needs: ['invoices', 'charges', 'payment_intents'],
  proposes: [],
  check(history, context) {
    const { index } = context;
    return byCreation(history.invoices).flatMap((invoice) => {
      const parts = partsOf(invoice, index);
      const sum = parts.reduce((total, { amount }) => total + amount, 0);
      if (parts.length < 2 || sum > invoice.amount_due) return [];
      const last = parts[parts.length - 1];
      if (last === undefined || !context.isWorthExplaining(last.at, 'other')) return [];
      return [explain(invoice, parts, sum)];
    });
  },
});

/** One payment toward an invoice; `charge` is null for money that came outside Stripe. */
interface Part {
  readonly charge: string | null;
  readonly amount: number;
  readonly at: number;
}

function partsOf(invoice: Invoice, index: HistoryIndex): readonly Part[] {
  const charges = index
    .chargesOfInvoice(invoice.id)
    .filter(
      ({ status, captured, currency }) => status === 'succeeded' && captured && currency === invoice.currency,
    )
    .map(({ id, amount_captured, created }): Part => ({ charge: id, amount: amount_captured, at: created }));
  const outside = paidOutside(index, invoice);
  if (charges.length === 0 || outside === 0) return charges;
  const record = invoice.payments.find(({ payment_record }) => payment_record !== null);
  const at = record?.paid_at ?? invoice.paid_at ?? invoice.created;
  return [...charges, { charge: null, amount: outside, at }].sort((a, b) => a.at - b.at);
}

function explain(invoice: Invoice, parts: readonly Part[], sum: number): RuleFinding {
  const { id, currency, amount_due: due } = invoice;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const left = due - sum;
  const [first] = parts;
  const last = parts[parts.length - 1];
  const charges = parts.flatMap(({ charge }) => charge ?? []);
  const each = parts.map(
    ({ amount, at, charge }) =>
      `${show(amount)} on ${isoDate(at)}${charge === null ? ' outside Stripe' : ''}`,
  );
  return {
    classification: 'valid_but_confusing',
    confidence: 'certain',
    variant: left > 0 ? 'running' : 'complete',
    title: 'One invoice paid in parts',
    message:
      `${id} over ${show(due)} was paid in ${plural(parts.length, 'part')}: ${listedInPart(each)}. ` +
      (left > 0 ? `${show(left)} is still to come. ` : 'Together that is the invoice, no more. ') +
      'Tell the customer how the parts add up.',
    facts: {
      amount: fact.money(due, currency),
      paid: fact.money(sum, currency),
      left: fact.money(left, currency),
      count: fact.count(parts.length),
      first_at: fact.date(first?.at ?? invoice.created),
      last_at: fact.date(last?.at ?? invoice.created),
    },
    amount: null,
    evidence: [{ object: 'invoice', id }, ...charges.map((charge) => ({ object: 'charge', id: charge }))],
    recomputation: [
      {
        label: `paid of ${decimal(due)}`,
        expression: parts.map(({ amount }) => decimal(amount)).join(' + '),
        result: decimal(sum),
      },
    ],
    at_issue: charges.map((charge) => ({ object: 'charge', id: charge, part: 'whole' })),
    explains: charges.map((charge) => ({ object: 'charge', id: charge, part: 'whole' })),
    yields: true,
    correction: null,
    customer: invoice.customer,
    occurred_at: last?.at ?? invoice.created,
  };
}
