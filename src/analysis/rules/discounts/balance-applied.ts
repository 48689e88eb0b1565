import { formatMoney } from '../../../money.ts';
import type { InvoiceBalance } from '../../balance/invoice-balance.ts';
import { invoiceBalances } from '../../balance/invoice-balance.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { MoneyUnit, RuleFinding } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** V16 and V23: an invoice asks for more or less than its total, because of the customer's balance. */
export const balanceApplied = defineRule({
  id: 'balance-applied',
  version: 1,
  rows: ['V16', 'V23'],
  category: 'balance',
  title: 'The balance changed what was due',
  needs: ['invoices', 'customer_balance_transactions'],
  proposes: [],
  check(history, { isWorthExplaining }) {
    return invoiceBalances(history, ({ created }) => isWorthExplaining(created, 'balance')).map(explain);
  },
});

function explain({ invoice, balance, sources, applied }: InvoiceBalance): RuleFinding {
  const { currency, total } = invoice;
  const show = (amount: number): string => formatMoney({ amount: Math.abs(amount), currency });
  const carried = sources.length > 0 && sources.every(({ type }) => type === 'invoice_too_small');
  const variant = balance.applied < 0 ? 'reduced' : carried ? 'carried' : 'increased';
  const booked = sources[sources.length - 1]?.created;
  const left = balance.ending_balance;
  const units: MoneyUnit[] = [...applied, ...sources].map(({ id }) => ({
    object: 'customer_balance_transaction',
    id,
    part: 'whole',
  }));
  return {
    classification: 'valid_but_confusing',
    confidence: 'certain',
    title: carried ? 'A small amount was carried over' : 'The balance changed what was due',
    variant,
    message: messageOf({ invoice, balance, sources, applied }, variant),
    facts: knownFacts({
      applied: fact.money(Math.abs(balance.applied), currency),
      total: fact.money(total, currency),
      due: fact.money(balance.amount_due, currency),
      invoice_at: fact.date(invoice.created),
      booked_at: booked === undefined ? undefined : fact.date(booked),
      left: left < 0 ? fact.money(-left, currency) : undefined,
    }),
    amount: null,
    evidence: [
      { object: 'invoice', id: invoice.id },
      ...[...applied, ...sources].map(({ id }) => ({ object: 'customer_balance_transaction', id })),
    ],
    recomputation: balance.steps,
    at_issue: units.length > 0 ? units : [{ object: 'invoice', id: invoice.id, part: 'whole' }],
    // A debt somebody booked by hand may itself be wrong; then that is the answer.
    yields: units.length > 0,
    correction: null,
    customer: invoice.customer,
    occurred_at: invoice.created,
  };

  function messageOf({ invoice: { id, created } }: InvoiceBalance, which: string): string {
    const shown = shownText(id);
    const asked = `${shown} of ${isoDate(created)} comes to ${show(total)} and asked for ${show(balance.amount_due)}`;
    const when = booked === undefined ? '' : ` (last booked on ${isoDate(booked)})`;
    if (which === 'reduced') {
      const rest = left < 0 ? ` ${show(left)} credit is left for the next invoice.` : '';
      return `${asked}: ${show(balance.applied)} of the customer's credit${when} was applied.${rest} Nothing is wrong: tell the customer where the credit came from.`;
    }
    if (which === 'carried') {
      return `${asked}: ${show(balance.applied)} of an earlier invoice was below the smallest amount that can be charged and was carried over${booked === undefined ? '' : ` on ${isoDate(booked)}`}. Nothing is wrong: it is the same money, charged once.`;
    }
    return `${asked}: ${show(balance.applied)} owed from before${when} was added. Nothing on the invoice is wrong: tell the customer what was owed.`;
  }
}
