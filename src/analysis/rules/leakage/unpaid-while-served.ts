import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

const DAY_SECONDS = 86_400;
const SERVED = new Set(['active', 'past_due', 'trialing']);

export const unpaidWhileServed = defineRule({
  id: 'unpaid-while-served',
  version: 1,
  rows: ['H2'],
  category: 'payment_failure',
  title: 'An unpaid invoice while the service runs',
  needs: ['invoices', 'subscriptions'],
  proposes: [],
  thresholds: { overdue_days: 30 },
  check(history, context) {
    return byCreation(history.invoices).flatMap((invoice) => findingOf(invoice, context) ?? []);
  },
});

function findingOf(invoice: Invoice, { index, asOf, thresholds }: RuleContext): RuleFinding | null {
  const { id, status, amount_remaining: remaining, currency, paid_out_of_band } = invoice;
  const isUnpaid = (status === 'open' || status === 'uncollectible') && remaining > 0 && !paid_out_of_band;
  const due = invoice.due_date ?? invoice.finalized_at ?? invoice.created;
  if (!isUnpaid || asOf - due < (thresholds['overdue_days'] ?? 0) * DAY_SECONDS) return null;
  const served = isWrittenOffByPause(invoice) ? null : servedBy(index, invoice);
  if (served === null) return null;
  const days = Math.floor((asOf - due) / DAY_SECONDS);
  const lost = { amount: remaining, currency };
  return leak({
    title: 'An unpaid invoice while the service runs on',
    variant: status === 'open' ? 'open' : 'uncollectible',
    message:
      `${id} over ${formatMoney(lost)} has been due since ${isoDate(due)} (${days} days) and is ${status}, while ` +
      `${served} runs on. It may be agreed with the customer: otherwise collect it, or stop the service.`,
    facts: {
      amount: fact.money(remaining, currency),
      due_at: fact.date(due),
      days: fact.count(days),
      invoice: fact.id(id),
    },
    lost,
    evidence: [
      { object: 'invoice', id },
      { object: 'subscription', id: served },
    ],
    recomputation: [
      {
        label: 'still to be paid',
        expression: `${toDecimal({ amount: invoice.amount_due, currency })} − ${toDecimal({ amount: invoice.amount_due - remaining, currency })}`,
        result: toDecimal(lost),
      },
    ],
    about: { object: 'invoice', id, part: 'whole' },
    customer: invoice.customer,
    occurredAt: due,
  });
}

/** A pause writes invoices off without ever trying to collect them, also when it is over by now. */
function isWrittenOffByPause({ status, collection_method, attempt_count }: Invoice): boolean {
  return status === 'uncollectible' && collection_method === 'charge_automatically' && attempt_count === 0;
}

/** A subscription of the invoice that still serves the customer. */
function servedBy(index: HistoryIndex, invoice: Invoice): string | null {
  const ids = [invoice.subscription, ...invoice.lines.map(({ subscription }) => subscription)];
  for (const id of ids) {
    const subscription = index.subscription(id);
    if (subscription === undefined || subscription.pause_collection !== null) continue;
    if (SERVED.has(subscription.status)) return subscription.id;
  }
  return null;
}
