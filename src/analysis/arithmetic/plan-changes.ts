import type { BillingHistory, Invoice, InvoiceLine } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import { shownText } from '../wording.ts';

/** Periods that end further apart than this belong to different billing intervals, where prices do not tell. */
const SAME_PERIOD_SECONDS = 86_400;

/** What one change of a subscription put on an invoice: credit for the old plan, charge for the new one. */
export interface PlanChange {
  readonly invoice: Invoice;
  readonly subscription: string;
  readonly at: number;
  readonly credits: readonly InvoiceLine[];
  readonly charges: readonly InvoiceLine[];
}

/**
 * Changes that show both as a credit and as a charge, oldest invoice first. The charge is a proration, or, where the
 * change began a new period, the full price of that period. A credit or a charge alone is no plan change.
 */
export function planChanges(history: BillingHistory): readonly PlanChange[] {
  return byCreation(history.invoices).flatMap((invoice) => {
    if (!isEffectiveInvoice(invoice)) return [];
    const changes = new Map<string, { subscription: string; at: number }>();
    for (const line of invoice.lines) {
      const subscription = line.subscription ?? invoice.subscription;
      if (!line.proration || line.amount >= 0 || subscription === null) continue;
      changes.set(`${subscription} ${line.period.start}`, { subscription, at: line.period.start });
    }
    return [...changes.values()].flatMap(({ subscription, at }) => {
      const lines = invoice.lines
        .filter((line) => (line.subscription ?? invoice.subscription) === subscription)
        .filter((line) => line.period.start === at)
        .sort((a, b) => a.amount - b.amount || (a.id < b.id ? -1 : 1));
      const credits = lines.filter((line) => line.proration && line.amount < 0);
      const prorated = lines.filter((line) => line.proration && line.amount > 0);
      const whole = lines.filter(
        (line) => !line.proration && line.amount > 0 && line.subscription_item !== null,
      );
      const charges = prorated.length > 0 ? prorated : whole;
      return charges.length === 0 ? [] : [{ invoice, subscription, at, credits, charges }];
    });
  });
}

export type ChangeKind = 'upgrade' | 'downgrade' | 'interval' | 'quantity';

/** What kind of change it was, by price, interval and sign; undefined when nothing but the dates moved. */
export function changeKind({ credits, charges }: PlanChange, index: HistoryIndex): ChangeKind | undefined {
  const pricesOf = (lines: readonly InvoiceLine[]): string => sorted(lines.map(({ price }) => price));
  if (pricesOf(credits) === pricesOf(charges)) {
    const quantities = (lines: readonly InvoiceLine[]): string =>
      sorted(lines.map(({ price, quantity }) => `${price} ${quantity}`));
    return quantities(credits) === quantities(charges) ? undefined : 'quantity';
  }
  if (hasOtherInterval(credits, charges, index)) return 'interval';
  const net = [...credits, ...charges].reduce((sum, line) => sum + line.amount, 0);
  return net < 0 ? 'downgrade' : 'upgrade';
}

function hasOtherInterval(
  credits: readonly InvoiceLine[],
  charges: readonly InvoiceLine[],
  index: HistoryIndex,
): boolean {
  const intervalsOf = (lines: readonly InvoiceLine[]): readonly (string | undefined)[] =>
    lines.map((line) => {
      const recurring = index.price(line.price)?.recurring;
      return recurring == null ? undefined : `${recurring.interval_count} ${recurring.interval}`;
    });
  const before = intervalsOf(credits);
  const after = intervalsOf(charges);
  if (before.includes(undefined) || after.includes(undefined)) {
    const endOf = (lines: readonly InvoiceLine[]): number =>
      Math.max(...lines.map(({ period }) => period.end));
    return Math.abs(endOf(credits) - endOf(charges)) > SAME_PERIOD_SECONDS;
  }
  return !after.some((interval) => before.includes(interval));
}

/** Names of the plans before and after, from the first source that tells them apart. */
export function planNames(
  { credits, charges }: PlanChange,
  kind: ChangeKind,
  index: HistoryIndex,
): { readonly from: string; readonly to: string } | undefined {
  const nameOf = (line: InvoiceLine, source: (line: InvoiceLine) => string | null | undefined): string => {
    const name = shownText(source(line) ?? '');
    return name !== '' && kind === 'quantity' && line.quantity !== null ? `${line.quantity} × ${name}` : name;
  };
  const sources: readonly ((line: InvoiceLine) => string | null | undefined)[] = [
    (line) => index.price(line.price)?.nickname,
    (line) => index.product(line.product ?? index.price(line.price)?.product ?? null)?.name,
    (line) => describedPlan(line.description),
  ];
  for (const source of sources) {
    const from = credits.map((line) => nameOf(line, source));
    const to = charges.map((line) => nameOf(line, source));
    if ([...from, ...to].includes('')) continue;
    const names = { from: [...new Set(from)].join(' + '), to: [...new Set(to)].join(' + ') };
    if (names.from !== names.to) return names;
  }
  return undefined;
}

/** The plan's name in Stripe's own English texts, "Unused time on 5 × Pro after 10 Nov 2026" and the like. */
export function describedPlan(description: string | null): string | undefined {
  const match = /^(?:Unused|Remaining) time on (?:[\d,]+ × )?(.+?)(?: after \d.*)?$/.exec(description ?? '');
  return match?.[1];
}

const sorted = (values: readonly (string | null)[]): string => [...values].sort().join('\n');
