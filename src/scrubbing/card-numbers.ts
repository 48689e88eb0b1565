/** What stands in a card number's place. */
const CARD = '[card]';

const MIN_CARD_DIGITS = 13;
/** Digits of a run that is read without room of its own. */
const SHORT_RUN = 256;

interface Scratch {
  readonly digits: Uint8Array;
  /** Where each digit stands in the text. */
  readonly places: Uint32Array;
  readonly sums: readonly [Uint32Array, Uint32Array];
}

function scratchFor(total: number): Scratch {
  return {
    digits: new Uint8Array(total),
    places: new Uint32Array(total),
    sums: [new Uint32Array(total + 1), new Uint32Array(total + 1)],
  };
}

/** Used again and again: a text may hold a hundred thousand short runs. */
const SCRATCH = scratchFor(SHORT_RUN);
/** Characters people write between the digits of a card number, at most this many in a row. */
const MAX_SEPARATORS = 2;

/** Replaces every card number, also several in a row and ones inside longer runs of digits. Linear in the text's length. */
export function withoutCardNumbers(text: string): string {
  let result = '';
  let copied = 0;
  let index = 0;
  while (index < text.length) {
    if (!isDigit(text.charCodeAt(index))) {
      index += 1;
      continue;
    }
    const { end, total } = runFrom(text, index);
    if (total >= MIN_CARD_DIGITS && !isBankReference(text, index, end)) {
      const { digits, places } = total <= SHORT_RUN ? SCRATCH : scratchFor(total);
      for (let at = index, seen = 0; at < end; at += 1) {
        const code = text.charCodeAt(at);
        if (!isDigit(code)) continue;
        digits[seen] = code & 15;
        places[seen] = at;
        seen += 1;
      }
      for (const { first, last } of cardsIn(digits, total)) {
        const from = places[first] ?? 0;
        const to = (places[last] ?? 0) + 1;
        if (isPartOfHash(text, from, to)) continue;
        result += text.slice(copied, from) + CARD;
        copied = to;
      }
    }
    index = end;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/**
 * An acquirer reference number, which customers need to trace a refund: 23 digits in one piece that begin with the
 * format codes 7 or 8, as no card number does.
 */
function isBankReference(text: string, from: number, end: number): boolean {
  const piece = text.slice(from, Math.min(end, from + 25));
  return /^[78]\d{22}$/.test(piece.trimEnd()) && end - from <= 25;
}

/** Digits by chance inside an id or a hash: a word that goes on with letters and is at least twice as long. */
function isPartOfHash(text: string, from: number, to: number): boolean {
  const length = to - from;
  let start = from;
  let end = to;
  while (start > 0 && from - start < length && isWordCharacter(text.charCodeAt(start - 1))) start -= 1;
  while (end < text.length && end - to < length && isWordCharacter(text.charCodeAt(end))) end += 1;
  const before = start < from && !isDigit(text.charCodeAt(from - 1));
  const after = end > to && !isDigit(text.charCodeAt(to));
  return (before || after) && end - start >= 2 * length && /^[A-Za-z0-9_]+$/.test(text.slice(from, to));
}

function isWordCharacter(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f;
}

/** The run of digits that starts at `start`, with at most MAX_SEPARATORS separators between neighbours. */
function runFrom(text: string, start: number): { readonly end: number; readonly total: number } {
  let total = 0;
  let end = start;
  for (let gap = 0; end < text.length && gap <= MAX_SEPARATORS; end += 1) {
    const code = text.charCodeAt(end);
    if (isDigit(code)) {
      total += 1;
      gap = 0;
    } else if (isSeparator(code)) gap += 1;
    else break;
  }
  return { end, total };
}

interface Stretch {
  readonly first: number;
  readonly last: number;
}

/**
 * The stretches of `digits` that are card numbers. Every place is tried, and overlapping ones become one stretch:
 * a chance hit across two neighbouring numbers must not hide the second.
 */
function cardsIn(digits: Uint8Array, total: number): Stretch[] {
  // Luhn sums of any stretch in constant time: running sums with every digit at an even, or odd, index doubled.
  const { sums } = total <= SHORT_RUN ? SCRATCH : scratchFor(total);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < total; at += 1) {
    const digit = digits[at] ?? 0;
    const doubled = digit > 4 ? 2 * digit - 9 : 2 * digit;
    even += at % 2 === 0 ? doubled : digit;
    odd += at % 2 === 0 ? digit : doubled;
    sums[0][at + 1] = even;
    sums[1][at + 1] = odd;
  }
  const found: Stretch[] = [];
  for (let first = 0; first + MIN_CARD_DIGITS <= total; first += 1) {
    const length = cardLength(digits, total, first, sums);
    if (length === 0) continue;
    const last = first + length - 1;
    const before = found.at(-1);
    if (before === undefined || before.last < first) found.push({ first, last });
    else if (before.last < last) found[found.length - 1] = { first: before.first, last };
  }
  return found;
}

function cardLength(
  digits: Uint8Array,
  total: number,
  first: number,
  sums: readonly [Uint32Array, Uint32Array],
): number {
  const lengths = lengthsOf(digits, first);
  for (const length of lengths) {
    const end = first + length;
    if (end > total) continue;
    // The last digit counts singly, so the one before it is doubled.
    const running = sums[end % 2 === 0 ? 0 : 1];
    if (((running[end] ?? 0) - (running[first] ?? 0)) % 10 === 0) return length;
  }
  return 0;
}

const NONE: readonly number[] = [];
const ONLY_16: readonly number[] = [16];
const ONLY_15: readonly number[] = [15];
const VISA: readonly number[] = [19, 16, 13];
const FROM_14: readonly number[] = [19, 18, 17, 16, 15, 14];
const FROM_16: readonly number[] = [19, 18, 17, 16];
const ANY: readonly number[] = [19, 18, 17, 16, 15, 14, 13];

/** Lengths that cards with these first digits have, longest first. Source: ISO/IEC 7812 issuer ranges. */
function lengthsOf(digits: Uint8Array, first: number): readonly number[] {
  const two = (digits[first] ?? 0) * 10 + (digits[first + 1] ?? 0);
  const four = two * 100 + (digits[first + 2] ?? 0) * 10 + (digits[first + 3] ?? 0);
  if (two >= 40 && two <= 49) return VISA;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return two >= 51 ? FROM_16 : ONLY_16;
  if (two === 34 || two === 37) return ONLY_15;
  if (two === 36 || two === 38 || two === 39 || (two === 30 && four <= 3059)) return FROM_14;
  if (two === 35 || two === 62 || two === 64 || two === 65 || two === 81 || two === 60) return FROM_16;
  if (two === 22 && four >= 2200 && four <= 2204) return FROM_16;
  if (two === 50 || (two >= 56 && two <= 69)) return ANY;
  return NONE;
}

function isDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0xff10 && code <= 0xff19);
}

function isSeparator(code: number): boolean {
  return (
    code === 0x20 ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x09 ||
    code === 0x0a ||
    code === 0x0d ||
    code === 0xa0 ||
    (code >= 0x2000 && code <= 0x2015) ||
    code === 0x202f
  );
}
