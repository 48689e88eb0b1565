import type { CorrectionPreview } from '../../corrections/preview.ts';
import { formatMoney, isMinorUnits, type Money } from '../../money.ts';
import { bold, bullets, type KnownBlock, paragraph, richText, type Span, span } from './blocks.ts';
import { inertLine } from './inert.ts';

const LABEL_MAX = 80;
const VALUE_MAX = 80;
const NOTE_MAX = 200;
const MAX_NOTES = 3;

/** Before and after, the next invoice among them; nothing while Stripe was not asked. `stored` is what the row holds. */
export function beforeAndAfter(stored: unknown, most: number): KnownBlock[] {
  if (!isPreview(stored)) return [];
  const { lines, next_invoice, notes } = stored;
  const rows: Span[][] = [
    ...lines
      .slice(0, most)
      .map(({ label, before, after }) =>
        change(inertLine(label, LABEL_MAX), inertLine(before, VALUE_MAX), inertLine(after, VALUE_MAX)),
      ),
    ...(next_invoice === null
      ? []
      : [change('Next invoice', amountOf(next_invoice.before), amountOf(next_invoice.after))]),
    ...notes.slice(0, MAX_NOTES).map((note) => [span(inertLine(note, NOTE_MAX))]),
  ].filter((row) => row.some((part) => 'text' in part && part.text !== ''));
  const more = lines.length - Math.min(lines.length, most);
  if (more > 0) rows.push([span(`and ${more} more`)]);
  return rows.length === 0 ? [] : [richText(paragraph(bold('Before and after')), bullets(rows))];
}

function change(label: string, before: string, after: string): Span[] {
  return before === after
    ? [span(`${label}: ${before}, unchanged`)]
    : [span(`${label}: ${before || '–'} → `), bold(after || '–')];
}

function amountOf(money: Money | null): string {
  return money === null ? 'none' : inertLine(formatMoney(money), VALUE_MAX);
}

/** Rows of earlier versions, and erased ones, hold something else. */
function isPreview(value: unknown): value is CorrectionPreview {
  if (!isRecord(value)) return false;
  const { lines, next_invoice, notes } = value;
  return (
    Array.isArray(lines) &&
    lines.every((row) => isRecord(row) && [row['label'], row['before'], row['after']].every(isText)) &&
    Array.isArray(notes) &&
    notes.every(isText) &&
    (next_invoice === null ||
      (isRecord(next_invoice) && [next_invoice['before'], next_invoice['after']].every(isMoneyOrNull)))
  );
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isMoneyOrNull = (value: unknown): boolean =>
  value === null || (isRecord(value) && isMinorUnits(value['amount']) && isText(value['currency']));
