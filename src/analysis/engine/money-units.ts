import type { MoneyUnit } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';

/** Parts of money, by the smallest object that carries it: `line_item:il_1` → {`tax`}. */
export type UnitSet = ReadonlyMap<string, ReadonlySet<MoneyUnit['part']>>;

/**
 * Brings units to the smallest objects that carry the money, so that an invoice, its line and the only charge that
 * paid it are recognised as the same money. A second charge on an invoice is money of its own.
 */
export function unitSet(units: readonly MoneyUnit[], index: HistoryIndex): UnitSet {
  const set = new Map<string, Set<MoneyUnit['part']>>();
  const add = (key: string, part: MoneyUnit['part']): void => {
    const parts = set.get(key);
    if (parts === undefined) set.set(key, new Set([part]));
    else parts.add(part);
  };
  const addInvoice = (id: string, part: MoneyUnit['part']): void => {
    const lines = index.invoice(id)?.lines ?? [];
    if (lines.length === 0) add(`invoice:${id}`, part);
    for (const line of lines) add(`line_item:${line.id}`, part);
  };
  for (const { object, id, part } of units) {
    if (object === 'invoice') {
      addInvoice(id, part);
      continue;
    }
    const invoice = object === 'charge' ? index.invoiceOfCharge(id) : undefined;
    if (invoice === undefined) {
      add(`${object}:${id}`, part);
      continue;
    }
    const paying = index.chargesOfInvoice(invoice.id).filter((charge) => charge.status === 'succeeded');
    if (paying.length === 1 && paying[0]?.id === id) addInvoice(invoice.id, part);
    else add(`charge:${id}`, part);
  }
  return set;
}

/** True when some money is in both sets. `whole` meets every part. */
export function overlaps(a: UnitSet, b: UnitSet): boolean {
  for (const [key, parts] of a) {
    const others = b.get(key);
    if (others === undefined) continue;
    if (parts.has('whole') || others.has('whole')) return true;
    for (const part of parts) if (others.has(part)) return true;
  }
  return false;
}

/** True when all money of `inner` is in `outer`. */
export function covers(outer: UnitSet, inner: UnitSet): boolean {
  if (inner.size === 0) return false;
  for (const [key, parts] of inner) {
    const others = outer.get(key);
    if (others === undefined) return false;
    if (others.has('whole')) continue;
    for (const part of parts) if (!others.has(part)) return false;
  }
  return true;
}
