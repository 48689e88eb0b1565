import { formatMoney, toDecimal } from '../../../money.ts';
import { lineAmount } from '../../arithmetic/line-amount.ts';
import type { BillingHistory } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import {
  byCreation,
  type HistoryIndex,
  isEffectiveInvoice,
  isPeriodFee,
  lineDiscount,
} from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import type { BilledLine } from '../../prorations/changes.ts';
import { spreadOver } from '../../prorations/spread.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listed, plural, shownText } from '../../wording.ts';

const CHANGES_MIN = 2;

/** C8: after several changes in one period, all of them together cost more than the dearest plan for the whole period. */
export const changesPileUp = defineRule({
  id: 'changes-pile-up',
  version: 1,
  rows: ['C8'],
  category: 'proration',
  title: 'Several changes cost more than the dearest plan',
  needs: ['invoices', 'subscriptions', 'prices'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { index }) {
    return billedPeriods(history, index).flatMap((period) => findingOf(period, index) ?? []);
  },
});

/** Everything billed and credited for one item of a subscription in periods that end at the same moment. */
interface BilledPeriod {
  readonly subscription: string;
  readonly end: number;
  readonly lines: BilledLine[];
}

function billedPeriods(history: BillingHistory, index: HistoryIndex): readonly BilledPeriod[] {
  const periods = new Map<string, BilledPeriod>();
  for (const invoice of byCreation(history.invoices)) {
    if (!isEffectiveInvoice(invoice)) continue;
    for (const line of invoice.lines) {
      const subscription = line.subscription ?? invoice.subscription;
      if (subscription === null || line.subscription_item === null || line.amount === 0) continue;
      if (!line.proration && !isPeriodFee(line, index)) continue;
      const { end } = line.period;
      const key = `${line.subscription_item} ${end}`;
      const period = periods.get(key) ?? { subscription, end, lines: [] };
      period.lines.push({ invoice, line });
      periods.set(key, period);
    }
  }
  return [...periods.values()];
}

function findingOf({ subscription, end, lines }: BilledPeriod, index: HistoryIndex): RuleFinding | null {
  const moments = new Set(lines.flatMap(({ line }) => (line.proration ? line.period.start : [])));
  if (moments.size < CHANGES_MIN || !lines.some(({ line }) => line.amount < 0)) return null;
  const [first] = lines;
  if (first === undefined || lines.some(({ line }) => line.currency !== first.line.currency)) return null;
  const { currency } = first.line;
  const fulls = lines.map(({ line }) => fullPrice(line, index));
  if (fulls.some((full) => full === null)) return null;
  const highest = Math.max(...fulls.map((full) => full ?? 0));
  const net = lines.reduce((sum, { line }) => sum + line.amount - lineDiscount(line), 0);
  const over = net - highest;
  if (over <= lines.length) return null;
  const changes = [...moments].sort((a, b) => a - b);
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const charged = lines.filter(({ line }) => line.amount > 0);
  const latestFirst = [...charged].sort(
    (a, b) => b.line.period.start - a.line.period.start || (a.line.id < b.line.id ? -1 : 1),
  );
  const latest = latestFirst[0]?.invoice ?? first.invoice;
  return lineErrorFinding(index, spreadOver(over, latestFirst), {
    classification: 'billing_error',
    confidence: 'high',
    title: 'Several changes cost more than the dearest plan',
    message: () =>
      `${shownText(subscription)} changed ${plural(changes.length, 'time')} (${listed(changes.map(isoDate))}) in the period to ${isoDate(end)}. Charges and credits for it come to ${show(net)} before tax, but its dearest plan costs ${show(highest)} for the whole period: ${show(over)} too much.`,
    facts: (amount, code) => ({
      amount: fact.money(amount, code),
      changes: fact.count(changes.length),
      net: fact.money(net, currency),
      dearest: fact.money(highest, currency),
      period_end: fact.date(end),
    }),
    words: {
      reason: 'order_change',
      justification: `No mix of these plans can cost more than the dearest of them, ${show(highest)}.`,
      alternatives: [{ kind: 'refund', why_not: 'A bare refund leaves invoices and tax as they are.' }],
    },
    part: 'proration',
    about: lines.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'proration' })),
    evidence: [
      { object: 'subscription', id: subscription },
      ...[...new Set(lines.map(({ invoice }) => invoice.id))].map((id) => ({ object: 'invoice', id })),
    ],
    steps: [
      {
        label: 'all charges and credits of the period',
        expression: sumInWords(lines, currency),
        result: decimal(net),
      },
      {
        label: 'above the dearest plan',
        expression: `${decimal(net)} − ${decimal(highest)}`,
        result: decimal(over),
      },
    ],
    customer: latest.customer,
    occurredAt: latest.created,
  });
}

/** What the line's price and quantity cost for a whole period; null where the history does not tell. */
function fullPrice(line: BilledLine['line'], index: HistoryIndex): number | null {
  const price = index.price(line.price);
  if (price === undefined) return line.proration ? null : Math.max(0, line.amount);
  const full = lineAmount(price, line.quantity ?? 1, line.currency);
  return 'unknown' in full ? null : full.amount;
}

function sumInWords(lines: readonly BilledLine[], currency: string): string {
  const amounts = lines
    .map(({ line }) => ({ net: line.amount - lineDiscount(line), at: line.period.start, id: line.id }))
    .sort((a, b) => a.at - b.at || b.net - a.net || (a.id < b.id ? -1 : 1));
  return amounts
    .map(({ net }, place) => {
      const decimal = toDecimal({ amount: Math.abs(net), currency });
      if (place === 0) return net < 0 ? `−${decimal}` : decimal;
      return `${net < 0 ? '−' : '+'} ${decimal}`;
    })
    .join(' ');
}
