import type { FactReader } from '../facts.ts';

/** 「Pro」, where the name is not known サブスクリプション. */
export function product(f: FactReader): string {
  return f.hasText('product') ? f.name('product') : 'サブスクリプション';
}

/** 3件の請求書, 11月10日の請求書. */
export function invoices(f: FactReader): string {
  return f.has('invoice_count') && f.count('invoice_count') > 1
    ? `${f.count('invoice_count')}件の請求書`
    : `${f.date('invoice_at')}の請求書`;
}

/** 「Welcome 20」の割引（20%）, 20%の割引, 割引. */
export function discount(f: FactReader): string {
  const size = f.discountSize();
  if (f.hasText('discount')) return `${f.name('discount')}の割引${size === null ? '' : `（${size}）`}`;
  return size === null ? '割引' : `${size}の割引`;
}

/** 末尾4242のカード; null where the card is not known. */
export function cardEnding(f: FactReader, name = 'last4'): string | null {
  return f.hasText(name) ? `末尾${f.plain(name)}のカード` : null;
}

/** A、B、C. */
export function enumerated(parts: readonly string[]): string {
  return parts.join('、');
}
