import { z } from 'zod';
import type { CorrectionPreview } from '../../corrections/preview.ts';
import { formatMoney, isMinorUnits, type Money } from '../../money.ts';

const MAX_LINES = 40;
const MONEY = z.object({ amount: z.custom<number>(isMinorUnits), currency: z.string() }).nullable();
/** Rows of earlier versions, and erased ones, hold something else. */
const PREVIEW: z.ZodType<CorrectionPreview> = z.object({
  lines: z.array(z.object({ label: z.string(), before: z.string(), after: z.string() })),
  next_invoice: z.object({ before: MONEY, after: MONEY }).nullable(),
  notes: z.array(z.string()),
});

/** Before and after as Stripe would make it; nothing while Stripe was not asked. Texts are as stored, not yet plain. */
export function previewLines(stored: unknown): readonly string[] {
  const parsed = PREVIEW.safeParse(stored);
  if (!parsed.success) return [];
  const { lines, next_invoice, notes } = parsed.data;
  const next =
    next_invoice === null
      ? []
      : [{ label: 'Next invoice', before: amount(next_invoice.before), after: amount(next_invoice.after) }];
  const rows = [...lines.slice(0, MAX_LINES), ...next].map(({ label, before, after }) =>
    before === after ? `${label}: ${before}, unchanged` : `${label}: ${before} → ${after}`,
  );
  const more = lines.length > MAX_LINES ? [`and ${lines.length - MAX_LINES} more`] : [];
  return [...rows, ...more, ...notes.slice(0, MAX_LINES)];
}

function amount(money: Money | null): string {
  return money === null ? 'none' : formatMoney(money);
}
