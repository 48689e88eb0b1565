/** What stands in a bank account number's place. */
const IBAN = '[iban]';

/**
 * Characters of an IBAN by country. Source: SWIFT, IBAN Registry (ISO 13616), release 99. Where the length is known,
 * hardly an id or a word passes for one.
 */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24
  FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32
  LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24
  RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Where one may begin: a country and two check digits, not in the middle of a word or an id. */
const BEGINNING = /(?<![A-Za-z0-9_])([A-Za-z]{2})[ -]?(?=\d{2})/g;

/**
 * Replaces every international bank account number, together or in groups, in capitals or not. Linear in the text's
 * length: each place is read for at most as many characters as the longest one has, with its gaps.
 */
export function withoutIbans(text: string): string {
  let result = '';
  let copied = 0;
  for (const { index, 1: country = '' } of text.matchAll(BEGINNING)) {
    if (index < copied) continue;
    const length = LENGTHS[country.toUpperCase()];
    const end = length === undefined ? null : endOf(text, index, length);
    if (end === null) continue;
    result += text.slice(copied, index) + IBAN;
    copied = end;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** Where the number that begins at `start` ends, or null when it is none. */
function endOf(text: string, start: number, length: number): number | null {
  let compact = '';
  let end = start;
  for (let gap = 0; compact.length < length && gap <= 1; end += 1) {
    const code = text.charCodeAt(end);
    if (isAlphanumeric(code)) {
      compact += text[end];
      gap = 0;
    } else if (code === 0x20 || code === 0x2d || code === 0x2e || code === 0xa0) gap += 1;
    else return null;
  }
  return compact.length === length && isIban(compact) ? end : null;
}

/** ISO 13616: the number with its first four characters at the end leaves 1 when divided by 97. */
function isIban(number: string): boolean {
  let rest = 0;
  for (const sign of number.slice(4) + number.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
