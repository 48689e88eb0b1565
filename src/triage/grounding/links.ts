import { blanked } from './plain-text.ts';
import type { Figure } from './reading.ts';

/**
 * What leads a reader somewhere: addresses of pages and mail, telephone numbers, mentions, markup. In the order
 * they are looked for; the first that takes a span keeps it.
 */
const PATTERNS: readonly RegExp[] = [
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,19}:\/\/[^\s<>"')\]]+/giu,
  /\b(?:mailto|tel|sms|javascript|data):[^\s<>"')\]]+/giu,
  /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/giu,
  /(?<![\p{L}\p{N}@])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}[a-z]{2,24}(?:\/[^\s<>"')\]]*)?(?![\p{L}\p{N}])/giu,
  /[a-z0-9-]{1,63} ?(?:\[\.\]|\(\.\)|\[dot\]|\(dot\)| dot ) ?(?:com|net|org|io|co|info|app|dev)(?![a-z])/giu,
  /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.-]+/giu,
  /<[a-z!@#/][^>\n]{0,200}>?/giu,
];

/** Abbreviations that look like a domain. */
const NOT_A_DOMAIN = /^(?:e\.g|i\.e|z\.b|d\.h|u\.a|o\.ä|p\.ej|a\.m|p\.m|s\.a|u\.s|n\.b|v\.h|p\.ex)$/iu;

const PHONES: readonly RegExp[] = [
  /(?<![\p{L}\p{N}.,])(?:\+|00)\d[\d ()./-]{6,}\d(?![\p{L}\p{N}])/giu,
  /(?<![\p{L}\p{N}.,])0\d{1,5}[ /-]\d[\d -]{4,}\d(?![\p{L}\p{N}])/giu,
  /(?<![\p{L}\p{N}.,])\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?![\p{L}\p{N}])/giu,
];

export interface Found {
  readonly figures: readonly Figure[];
  /** The text without them. */
  readonly rest: string;
}

/** Addresses, mentions and markup. */
export function findLinks(text: string): Found {
  return find(text, PATTERNS, (match) => {
    const target = match.replace(/[.,;:!?]+$/, '');
    return NOT_A_DOMAIN.test(target) ? null : target.toLowerCase();
  });
}

/** Telephone numbers, by their digits. To be looked for after the dates, which may look like them. */
export function findPhones(text: string): Found {
  return find(text, PHONES, (match) => `tel:${match.replace(/\D/g, '')}`);
}

function find(text: string, patterns: readonly RegExp[], targetOf: (match: string) => string | null): Found {
  const figures: Figure[] = [];
  let rest = text;
  for (const pattern of patterns) {
    for (const match of rest.matchAll(pattern)) {
      const value = targetOf(match[0]);
      if (value === null) continue;
      figures.push({ text: match[0], at: match.index, readings: [{ kind: 'link', value }] });
      rest = blanked(rest, match.index, match.index + match[0].length);
    }
  }
  return { figures, rest };
}
