/** What stands in a bank account number's place. */
const IBAN = '[iban]';

/**
 * Characters of an IBAN by country. Source: SWIFT, IBAN Registry (ISO 13616), release 99. Where the length is known,
 * hardly an id or a word passes for one.
 */
const REGISTRY = `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24
  FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32
  LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24
  RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`;
const MAX_SIGNS = 34;
/** The same by the country's two letters: {@link place}. */
const LENGTHS = new Uint8Array(36 * 36);
for (const entry of REGISTRY.split(/\s+/))
  LENGTHS[place(entry.charCodeAt(0), entry.charCodeAt(1))] = Number(entry.slice(2));

/**
 * Replaces every international bank account number, together or in groups, in capitals or not. Linear in the text's
 * length: each place is read for at most as many characters as the longest one has, with its gaps.
 */
export function withoutIbans(text: string): string {
  let result = '';
  let copied = 0;
  let isInWord = false;
  for (let at = 0; at + 4 < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isInside = isInWord;
    isInWord = code === 0x5f || signOf(code) >= 0;
    // A country and two check digits, not in the middle of a word or an id.
    if (isInside || signOf(code) < 10) continue;
    const second = text.charCodeAt(at + 1);
    if (signOf(second) < 10) continue;
    const length = LENGTHS[place(code, second)] ?? 0;
    if (length === 0) continue;
    const end = endOf(text, at, length);
    if (end === null) continue;
    result += text.slice(copied, at) + IBAN;
    copied = end;
    at = end - 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** Where the number that begins at `start` ends, or null when it is none. */
function endOf(text: string, start: number, length: number): number | null {
  // The check digits stand right behind the country, or after one gap.
  const third = text.charCodeAt(start + 2);
  const digits = signOf(third) < 0 ? start + 3 : start + 2;
  if (!isDigit(text.charCodeAt(digits)) || !isDigit(text.charCodeAt(digits + 1))) return null;
  let found = 0;
  let end = start;
  for (let gap = 0; found < length && gap <= 1; end += 1) {
    const code = text.charCodeAt(end);
    const value = signOf(code);
    if (value >= 0) {
      VALUES[found] = value;
      found += 1;
      gap = 0;
    } else if (code === 0x20 || code === 0x2d || code === 0x2e || code === 0xa0) gap += 1;
    else return null;
  }
  return found === length && leavesOne(length) ? end : null;
}

/** The signs of the number that is looked at, as ISO 13616 counts them: digits as they are, A as 10, B as 11. */
const VALUES = new Uint8Array(MAX_SIGNS);

/** ISO 13616: the number with its first four signs at the end leaves 1 when divided by 97. */
function leavesOne(length: number): boolean {
  let rest = 0;
  for (let at = 4; at < length + 4; at += 1) {
    const value = VALUES[at % length] ?? 0;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function place(first: number, second: number): number {
  return signOf(first) * 36 + signOf(second);
}

/** -1 for what is neither a digit nor a letter. */
function signOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x57 : -1;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
