import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice, InvoiceItem } from '../../billing-history.ts';
import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { EvidenceRef, Facts, MoneyUnit, RecomputationStep, RuleFinding } from '../../finding.ts';
import { byCreation, lineDiscount, lineTotal } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { type BilledLine, prorationChanges } from '../../prorations/changes.ts';
import { isUsual, type Residual, residualOf } from '../../prorations/residual.ts';
import { spreadOver } from '../../prorations/spread.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** C9 and V8: a proration reaches an invoice long after its change, on a strange invoice, or after the subscription ended. */
export const residualProration = defineRule({
  id: 'residual-proration',
  version: 1,
  rows: ['C9', 'V8'],
  category: 'proration',
  title: 'A proration billed long after its change',
  needs: ['invoices', 'invoice_items', 'subscriptions', 'prices'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context) {
    const { index } = context;
    const billed = prorationChanges(history).flatMap(({ subscription, at, charges, credits }) =>
      byInvoice([...charges, ...credits]).flatMap((lines) => {
        const [first] = lines;
        if (first === undefined) return [];
        const residual = residualOf(first.invoice, first.line, subscription, index);
        if (isUsual(residual)) return [];
        const change = { subscription, at, invoice: first.invoice, lines, residual };
        const isError = residual.endedAt !== null && (residual.isLate || residual.isElsewhere);
        return (isError ? errorOf(change, context) : explain(change, context)) ?? [];
      }),
    );
    const waiting = byCreation(
      history.invoice_items.map((item) => ({ ...item, created: item.date })),
    ).flatMap((item) => explainWaiting(item, context) ?? []);
    return [...billed, ...waiting];
  },
});

interface Change {
  readonly subscription: string;
  readonly at: number;
  readonly invoice: Invoice;
  readonly lines: readonly BilledLine[];
  readonly residual: Residual;
}

function byInvoice(lines: readonly BilledLine[]): readonly (readonly BilledLine[])[] {
  const found = new Map<string, BilledLine[]>();
  for (const entry of lines) {
    const alike = found.get(entry.invoice.id);
    if (alike === undefined) found.set(entry.invoice.id, [entry]);
    else alike.push(entry);
  }
  return [...found.values()];
}

/** Minor units with discounts and tax. */
const netOf = (lines: readonly BilledLine[]): number =>
  lines.reduce((sum, { line }) => sum + lineTotal(line), 0);

function errorOf(change: Change, { index }: RuleContext): RuleFinding | null {
  const { subscription, at, invoice, lines, residual } = change;
  const net = lines.reduce((sum, { line }) => sum + line.amount - lineDiscount(line), 0);
  if (net <= 0) return null;
  const variant = residual.isElsewhere ? 'elsewhere' : 'late';
  const where = residual.isElsewhere
    ? `on ${invoice.id}, an invoice of another subscription,`
    : `on ${invoice.id}`;
  return lineErrorFinding(index, spreadOver(net, lines), {
    classification: 'billing_error',
    confidence: 'high',
    variant: `${variant}_after_end`,
    title: 'A proration billed after the subscription had ended',
    message: (left) =>
      `${shownText(subscription)} changed on ${isoDate(at)} and ended on ${isoDate(residual.endedAt ?? at)}; the proration of that change was billed ${where} only on ${isoDate(invoice.created)}: ${left} for a subscription that was over.`,
    facts: (amount, currency) => ({ amount: fact.money(amount, currency), ...factsOf(change) }),
    words: {
      reason: 'order_change',
      justification: `A proration of ${isoDate(at)} was billed on ${isoDate(invoice.created)}, after the subscription had ended.`,
      alternatives: [
        {
          kind: 'delete_invoice_item',
          why_not: 'The item is on a finalised invoice and can no longer be deleted.',
        },
      ],
    },
    part: 'whole',
    about: lines.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'whole' })),
    evidence: evidenceOf(change),
    steps: stepsOf(lines, invoice.currency, ({ line }) => line.amount - lineDiscount(line)),
    customer: invoice.customer,
    occurredAt: invoice.created,
  });
}

function explain(change: Change, context: RuleContext): RuleFinding | null {
  const { subscription, at, invoice, lines, residual } = change;
  if (!context.isWorthExplaining(invoice.created, 'proration')) return null;
  const net = netOf(lines);
  const show = formatMoney({ amount: Math.abs(net), currency: invoice.currency });
  const what = net < 0 ? `${show} of credit` : show;
  const variant = residual.endedAt !== null ? 'after_end' : residual.isElsewhere ? 'elsewhere' : 'late';
  const why = {
    after_end: `${shownText(subscription)} ended on ${isoDate(residual.endedAt ?? at)}; ending it does not take away what an earlier change had left to bill`,
    elsewhere: `${invoice.id} belongs to another subscription of the same customer; a waiting item comes with the customer’s next invoice`,
    late: 'no invoice came in between that could have taken it along',
  }[variant];
  return explanation({
    title: TITLES[variant],
    variant,
    message: `${invoice.id} of ${isoDate(invoice.created)} bills ${what} for a change of ${shownText(subscription)} on ${isoDate(at)}: ${why}. Name that change to the customer.`,
    facts: { net: fact.money(Math.abs(net), invoice.currency), ...factsOf(change) },
    evidence: evidenceOf(change),
    recomputation: stepsOf(lines, invoice.currency, ({ line }) => lineTotal(line)),
    about: lines.map(({ line }): MoneyUnit => ({ object: 'line_item', id: line.id, part: 'proration' })),
    customer: invoice.customer,
    occurredAt: invoice.created,
  });
}

const TITLES = {
  after_end: 'A change made before the subscription ended',
  elsewhere: 'A proration on another subscription’s invoice',
  late: 'A proration billed long after its change',
  waiting: 'A change still to be billed after the subscription ended',
} as const;

function explainWaiting(item: InvoiceItem, context: RuleContext): RuleFinding | null {
  const subscription = context.index.subscription(item.subscription);
  const endedAt = subscription?.ended_at ?? null;
  if (!item.proration || item.invoice !== null || item.amount <= 0 || subscription === undefined) return null;
  if (endedAt === null || item.period.start >= endedAt) return null;
  if (!context.isWorthExplaining(Math.max(item.date, endedAt), 'proration')) return null;
  const { amount, currency } = item;
  const show = formatMoney({ amount, currency });
  const at = item.period.start;
  return explanation({
    title: TITLES.waiting,
    variant: 'waiting',
    message: `${item.id} over ${show} for a change of ${shownText(subscription.id)} on ${isoDate(at)} was not billed when it ended on ${isoDate(endedAt)}, and would come with the customer’s next invoice. Delete it if it is not to be collected.`,
    facts: knownFacts({
      net: fact.money(amount, currency),
      changed_at: fact.date(at),
      ended_at: fact.date(endedAt),
    }),
    evidence: [
      { object: 'invoiceitem', id: item.id },
      { object: 'subscription', id: subscription.id },
    ],
    about: [{ object: 'invoiceitem', id: item.id, part: 'proration' }],
    customer: item.customer,
    occurredAt: Math.max(item.date, endedAt),
  });
}

function factsOf({ at, invoice, residual }: Change): Facts {
  return knownFacts({
    changed_at: fact.date(at),
    billed_at: fact.date(invoice.created),
    ended_at: residual.endedAt === null ? undefined : fact.date(residual.endedAt),
  });
}

function evidenceOf({ subscription, invoice, lines }: Change): readonly EvidenceRef[] {
  return [
    { object: 'subscription', id: subscription },
    { object: 'invoice', id: invoice.id },
    ...lines.map(({ line }) => ({ object: 'line_item', id: line.id })),
  ];
}

function stepsOf(
  lines: readonly BilledLine[],
  currency: string,
  amountOf: (entry: BilledLine) => number,
): readonly RecomputationStep[] {
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const amounts = lines.map(amountOf);
  const expression = amounts
    .map((amount, place) =>
      place === 0 ? decimal(amount) : `${amount < 0 ? '−' : '+'} ${decimal(Math.abs(amount))}`,
    )
    .join(' ');
  const net = amounts.reduce((sum, amount) => sum + amount, 0);
  return [{ label: 'charge and credit of the change', expression, result: decimal(net) }];
}
