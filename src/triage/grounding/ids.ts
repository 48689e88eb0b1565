import type { Found } from './links.ts';
import { blanked } from './plain-text.ts';
import type { Figure } from './reading.ts';

/** A word of ASCII letters, digits, `_` and `-`. */
const TOKEN = /(?<![A-Za-z0-9_-])[A-Za-z0-9][A-Za-z0-9_-]*[A-Za-z0-9_]/g;
/** A Stripe id: a short prefix, then anything: `ch_3Nabc`, `in_1`, `sub_Twice`. */
const STRIPE_ID = /^[a-z]{2,}(?:_[a-z]{2,})?_[A-Za-z0-9]{1,}/;
/** Digits with a word or unit behind them are figures, not names: "2nd", "10er", "24h", "30-day", "5-to-10". */
const FIGURE_WITH_WORD = /^\d+(?:-\d+)*(?:st|nd|rd|th|er|e|eme|x|h|k|m|min)$|^\d+(?:-\d+)*(?:-[A-Za-z]+)+$/i;
/** An amount without a space, "USD49" or "49EUR", and words around digits as in "vor-2026". */
const AMOUNT_WITH_CODE = /^[A-Z]{3}\d+$|^\d+[A-Z]{3}$/;
/** Terms of the trade that hold a digit and say nothing about this customer. */
const TERMS = /(?<![\p{L}\p{N}])(?:3-?D[- ]Secure(?: ?2)?|2FA)(?![\p{L}\p{N}])/giu;

/** Ids, references and other names with digits in them. */
export function findIds(text: string): Found {
  const figures: Figure[] = [];
  let rest = text;
  for (const match of text.matchAll(TERMS)) rest = blanked(rest, match.index, match.index + match[0].length);
  for (const match of rest.matchAll(TOKEN)) {
    const [token] = match;
    if (!isName(token)) continue;
    figures.push({ text: token, at: match.index, readings: [{ kind: 'id', value: token }] });
    rest = blanked(rest, match.index, match.index + token.length);
  }
  return { figures, rest };
}

function isName(token: string): boolean {
  if (STRIPE_ID.test(token)) return true;
  if (!/\d/.test(token) || !/[A-Za-z]/.test(token)) return false;
  return !FIGURE_WITH_WORD.test(token) && !AMOUNT_WITH_CODE.test(token);
}
