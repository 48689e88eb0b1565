import type { LineDraft } from '../compose/draft.ts';
import type { Invoice } from '../wire.ts';
import type { Debit, Plan } from './plan.ts';

/** Notes what time each item was billed for on an invoice, so that the rest of it can be credited. */
export function rememberDebits(plan: Plan, drafts: readonly LineDraft[], invoice: Invoice): void {
  const byLine = new Map(drafts.map((draft) => [draft.id, draft]));
  const fresh = new Map<string, Debit[]>();
  for (const line of invoice.lines.data) {
    const draft = byLine.get(line.id);
    const item = draft?.subscription?.item;
    if (draft === undefined || item === undefined || draft.metered === true || line.amount <= 0) continue;
    const discounts = (line.discount_amounts ?? []).map(({ amount, discount }) => ({
      amount,
      discount: String(discount),
    }));
    const off = discounts.reduce((sum, entry) => sum + entry.amount, 0);
    const debit: Debit = {
      item,
      invoice: invoice.id,
      line: line.id,
      gross: line.amount,
      net: line.amount - off,
      discounts,
      period: { ...line.period },
    };
    const list = fresh.get(item);
    if (list === undefined) fresh.set(item, [debit]);
    else list.push(debit);
  }
  for (const [item, debits] of fresh) {
    // Lines of a period that is over came along with the renewal; only the running period can be credited.
    const end = Math.max(...debits.map((debit) => debit.period.end));
    const running = debits.filter((debit) => debit.period.end === end);
    const before = (plan.debits.get(item) ?? []).filter(
      (debit) => debit.period.end === end && !running.some((one) => one.line === debit.line),
    );
    plan.debits.set(item, [...before, ...running]);
  }
}
