import { Random } from '../../src/sandbox/ledger/random.ts';

/** One secret as a customer might paste it, and what in it must be seen nowhere. */
export interface SeededSecret {
  readonly kind: 'card' | 'iban' | 'key';
  readonly written: string;
  /** Without its gaps, and what tells it apart in any spelling. */
  readonly traces: readonly string[];
}

type Several<T> = readonly [T, ...T[]];

const ISSUERS: Several<readonly [string, number]> = [
  ['4', 16],
  ['51', 16],
  ['2221', 16],
  ['37', 15],
  ['36', 14],
  ['6011', 16],
  ['3528', 16],
  ['62', 19],
];
/** Country, and how the account part is made of: `n` a digit, `a` a capital letter. Source: IBAN Registry. */
const ACCOUNTS: Several<readonly [string, string]> = [
  ['DE', 'n'.repeat(18)],
  ['FR', 'n'.repeat(23)],
  ['GB', `${'a'.repeat(4)}${'n'.repeat(14)}`],
  ['NL', `${'a'.repeat(4)}${'n'.repeat(10)}`],
  ['ES', 'n'.repeat(20)],
  ['NO', 'n'.repeat(11)],
  ['MT', `${'a'.repeat(4)}${'n'.repeat(23)}`],
];
const GAPS: Several<string> = ['', ' ', '-'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SIGNS = `${LETTERS}${LETTERS.toLowerCase()}0123456789`;

/** As many different ones, the same for the same seed: a third each of cards, accounts and keys. */
export function seededSecrets(count: number, seed: number): readonly SeededSecret[] {
  const random = new Random(`secrets ${seed}`);
  const make = [card, iban, key] as const;
  return Array.from({ length: count }, (_, at) => (make[at % make.length] ?? card)(random));
}

function card(random: Random): SeededSecret {
  const [prefix, length] = random.pick(ISSUERS);
  const body = `${prefix}${drawn(random, '0123456789', length - prefix.length - 1)}`;
  const digits = `${body}${luhnDigit(body)}`;
  const written = grouped(digits, random.pick(GAPS));
  return { kind: 'card', written, traces: [digits, written] };
}

function iban(random: Random): SeededSecret {
  const [country, shape] = random.pick(ACCOUNTS);
  const account = [...shape].map((sign) => drawn(random, sign === 'n' ? '0123456789' : LETTERS, 1)).join('');
  const compact = `${country}${checkDigits(country, account)}${account}`;
  const cased = random.chance(20) ? compact.toLowerCase() : compact;
  const written = grouped(cased, random.pick(GAPS));
  return { kind: 'iban', written, traces: [compact, cased, written, account] };
}

function key(random: Random): SeededSecret {
  // Written in pieces, so that no tool takes this file for a leak.
  const body = drawn(random, SIGNS, 32);
  const written = random.pick([
    `sk_${'live'}_${body}`,
    `rk_${'test'}_${body}`,
    `whsec_${body}`,
    `xoxb-${'1234567890'}-${body}`,
    `sk-ant-${'api03'}-${body}`,
    `gh${'p'}_${body}${body.slice(0, 4)}`,
    `AI${'za'}${body}${body.slice(0, 3)}`,
    `api_key=${body}`,
  ]);
  return { kind: 'key', written, traces: [written, body] };
}

function drawn(random: Random, from: string, length: number): string {
  return Array.from({ length }, () => from[random.int(0, from.length - 1)] ?? '').join('');
}

function grouped(text: string, gap: string): string {
  return text.replace(/.{4}(?=.)/g, `$&${gap}`);
}

/** ISO/IEC 7812: what makes the doubled sum a multiple of ten. */
function luhnDigit(body: string): number {
  const sum = [...body].reverse().reduce((total, sign, place) => {
    const digit = Number(sign) * (place % 2 === 0 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/** ISO 7064, MOD 97-10. */
function checkDigits(country: string, account: string): string {
  const digits = [...`${account}${country}00`].map((sign) => String(Number.parseInt(sign, 36))).join('');
  return String(98n - (BigInt(digits) % 97n)).padStart(2, '0');
}
