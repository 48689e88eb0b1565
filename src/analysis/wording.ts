import type { HistoryIndex } from './history-index.ts';

/** Longest piece of foreign text (a name, a description) that a message quotes, in characters. */
export const SHOWN_TEXT_MAX_CHARACTERS = 80;

/** The UTC day of a moment in Unix seconds, e.g. `2026-11-10`. */
export function isoDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** The UTC minute of a moment in Unix seconds, e.g. `2026-11-10 14:05 UTC`, for events of one day. */
export function isoMinute(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A count with its noun: `plural(1, 'invoice')` → "1 invoice", `plural(2, 'invoice')` → "2 invoices". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

/** More parts than this are counted instead of named. */
export const NAMED_PARTS_MAX = 5;

/** As {@link listed}, but bounded: "a, b, c, d, e and 16 more". */
export function listedInPart(parts: readonly string[]): string {
  const rest = parts.length - NAMED_PARTS_MAX;
  return rest <= 0 ? listed(parts) : listed([...parts.slice(0, NAMED_PARTS_MAX), `${rest} more`]);
}

/** Foreign text on one line and bounded: control and direction-changing characters become spaces. */
export function shownText(text: string, maxCharacters = SHOWN_TEXT_MAX_CHARACTERS): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= maxCharacters ? line : `${characters.slice(0, maxCharacters - 1).join('')}…`;
}

/** The name in Stripe's own line texts, "1 × Pro (at $49.00 / month)" or "5 seat × Team (Tier 1 at …)". */
const LINE_TEXT = /^[\d,.]+(?: [^×]{1,40})? × (.{1,200}?) \((?:at|Tier|tier) /;

/**
 * A product's name as a reader knows it: its own, else the one Stripe wrote on the newest line that bills it (the
 * product object is not read in every check), else its id.
 */
export function productName(index: HistoryIndex, product: string | null): string {
  const name = shownText(index.product(product)?.name ?? nameOnLines(index, product) ?? '');
  if (name !== '') return name;
  return product === null ? 'the same product' : shownText(product);
}

function nameOnLines(index: HistoryIndex, product: string | null): string | undefined {
  if (product === null) return undefined;
  let names = namesOnLines.get(index);
  if (names === undefined) {
    names = lineNames(index);
    namesOnLines.set(index, names);
  }
  return names.get(product);
}

/** Read once for each history: a rule with thousands of findings asks for the name in every one. */
const namesOnLines = new WeakMap<HistoryIndex, ReadonlyMap<string, string>>();

function lineNames({ history }: HistoryIndex): ReadonlyMap<string, string> {
  const newest = new Map<string, { readonly created: number; readonly name: string }>();
  for (const { created, lines } of history.invoices) {
    for (const { product, description } of lines) {
      if (product === null) continue;
      const known = newest.get(product);
      if (known !== undefined && created < known.created) continue;
      const name = LINE_TEXT.exec(description ?? '')?.[1];
      if (name === undefined) continue;
      // Of two lines of one moment the first by name, so that the order of objects never shows.
      const isFirst = known === undefined || created > known.created || name < known.name;
      if (isFirst) newest.set(product, { created, name });
    }
  }
  return new Map([...newest].map(([product, { name }]) => [product, name]));
}
