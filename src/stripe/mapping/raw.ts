import { isMinorUnits } from '../../money.ts';

/** A JSON object as Stripe (or a file) gave it: nothing about it is known yet. */
export type Raw = Readonly<Record<string, unknown>>;

/** Longest id taken from an object; Stripe's own are shorter. */
export const MAX_ID_CHARACTERS = 255;
/** Longest text kept of a name, description or message. Stripe's own limit is 5,000 for the longest of them. */
export const MAX_TEXT_CHARACTERS = 5_000;
/** Stripe allows 50 keys; more than this is somebody else's data. */
export const MAX_METADATA_KEYS = 100;
/** Stripe's own limit of an amount; thousands of them still add up exactly. */
const MAX_INTEGER = 999_999_999_999;
/** The last second of the year 9999. */
const MAX_UNIX_SECONDS = 253_402_300_799;

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An id: a non-empty, bounded string without control characters. */
export function isId(value: unknown): value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_ID_CHARACTERS) return false;
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return false;
  }
  return true;
}

/** A reference as Stripe gives it: the id itself, or the expanded object. */
export function refOf(value: unknown): string | null {
  if (isId(value)) return value;
  return isRaw(value) && isId(value['id']) ? value['id'] : null;
}

/** The items of a JSON array, or of Stripe's `{object: 'list', data: […]}`; anything else is empty. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isRaw(value) && Array.isArray(value['data']) ? value['data'] : [];
}

/** A decimal number as a plain decimal string: from a JSON number, a string, or the SDK's `Decimal`. */
export function decimalOf(value: unknown): string | null {
  const text = decimalText(value);
  return text !== null && text.length <= 60 && /^-?\d+(\.\d+)?$/.test(text) ? text : null;
}

function decimalText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) {
    const plain = String(value);
    return plain.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : plain;
  }
  // The SDK's Decimal class is not exported as a value to compare with; only it has this method.
  if (isRaw(value) && typeof value['toFixed'] === 'function') return String(value);
  return null;
}

/** An object cannot be used: one of its fields is not what Stripe documents. Caught where objects are mapped. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
  /** Path inside the object, e.g. `lines.data[2].amount`. */
  readonly path: string;
  readonly expected: string;

  constructor(path: string, expected: string) {
    super(`${path}: expected ${expected}`);
    this.path = path;
    this.expected = expected;
  }
}

/**
 * Reads one raw object. What is absent or null reads as null (or empty); money, times and states that are present
 * but malformed make the object {@link Unusable}, because a wrong amount is worse than none. Texts and references
 * that are malformed read as null.
 */
export class Fields {
  readonly raw: Raw;
  readonly path: string;

  constructor(raw: Raw, path = '') {
    this.raw = raw;
    this.path = path;
  }

  has(key: string): boolean {
    return this.raw[key] !== undefined;
  }

  /** The object's own id. */
  id(): string {
    const value = this.raw['id'];
    if (!isId(value)) throw new Unusable(this.at('id'), 'a string');
    return value;
  }

  ref(key: string): string | null {
    return refOf(this.raw[key]);
  }

  /** A reference the object makes no sense without. */
  requiredRef(key: string): string {
    const value = this.ref(key);
    if (value === null) throw new Unusable(this.at(key), 'an id');
    return value;
  }

  refs(key: string): string[] {
    return itemsOf(this.raw[key])
      .map(refOf)
      .filter((id): id is string => id !== null);
  }

  text(key: string): string | null {
    const value = this.raw[key];
    return typeof value === 'string' ? value.slice(0, MAX_TEXT_CHARACTERS) : null;
  }

  /** An integer no larger than Stripe's amounts: an amount in minor units, or a time in Unix seconds. */
  int(key: string): number | null {
    const value = this.count(key);
    if (value !== null && Math.abs(value) > MAX_INTEGER) {
      throw new Unusable(this.at(key), 'an integer of at most 12 digits');
    }
    return value;
  }

  /** An integer of any size that can be counted exactly, such as a quantity used. */
  count(key: string): number | null {
    const value = this.raw[key];
    if (value === undefined || value === null) return null;
    if (!isMinorUnits(value)) throw new Unusable(this.at(key), 'an integer');
    return value === 0 ? 0 : value;
  }

  requiredInt(key: string): number {
    const value = this.int(key);
    if (value === null) throw new Unusable(this.at(key), 'an integer');
    return value;
  }

  /** Unix seconds, up to the year 9999: what no calendar knows is malformed. */
  time(key: string): number | null {
    const value = this.int(key);
    if (value !== null && (value < 0 || value > MAX_UNIX_SECONDS)) {
      throw new Unusable(this.at(key), 'a time in Unix seconds');
    }
    return value;
  }

  requiredTime(key: string): number {
    const value = this.time(key);
    if (value === null) throw new Unusable(this.at(key), 'an integer');
    return value;
  }

  flag(key: string): boolean {
    return this.raw[key] === true;
  }

  /** A flag, or null when the object does not say. */
  maybeFlag(key: string): boolean | null {
    const value = this.raw[key];
    return typeof value === 'boolean' ? value : null;
  }

  decimal(key: string): string | null {
    return decimalOf(this.raw[key]);
  }

  /** A decimal from 0 to 100. */
  percent(key: string): string | null {
    const value = this.decimal(key);
    if (value !== null && !(Number(value) >= 0 && Number(value) <= 100)) {
      throw new Unusable(this.at(key), 'a percentage from 0 to 100');
    }
    return value;
  }

  /** Lower-case currency code. */
  currency(key = 'currency'): string | null {
    const value = this.raw[key];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string' || !/^[a-z]{2,12}$/i.test(value)) {
      throw new Unusable(this.at(key), 'a currency code');
    }
    return value.toLowerCase();
  }

  requiredCurrency(): string {
    const value = this.currency();
    if (value === null) throw new Unusable(this.at('currency'), 'a currency code');
    return value;
  }

  /** One of `values`; `otherwise` when absent. Without `otherwise` the field is required. */
  oneOf<const T extends string>(key: string, values: readonly T[], otherwise?: T): T {
    const value = this.raw[key];
    if ((value === undefined || value === null) && otherwise !== undefined) return otherwise;
    const known = values.find((candidate) => candidate === value);
    if (known === undefined) throw new Unusable(this.at(key), `one of ${values.join(', ')}`);
    return known;
  }

  /** One of `values`, or null for anything else: for fields that decide nothing. */
  maybeOneOf<const T extends string>(key: string, values: readonly T[]): T | null {
    return values.find((candidate) => candidate === this.raw[key]) ?? null;
  }

  child(key: string): Fields | null {
    const value = this.raw[key];
    return isRaw(value) ? new Fields(value, this.at(key)) : null;
  }

  /** The objects of an array or embedded list. An item that is not an object makes this one unusable. */
  children(key: string): Fields[] {
    const value = this.raw[key];
    const prefix = Array.isArray(value) ? this.at(key) : `${this.at(key)}.data`;
    return itemsOf(value).map((item, index) => {
      if (!isRaw(item)) throw new Unusable(`${prefix}[${index}]`, 'an object');
      return new Fields(item, `${prefix}[${index}]`);
    });
  }

  /** True when Stripe embedded only the beginning of a list and nobody fetched the rest. */
  isCutShort(key: string): boolean {
    const value = this.raw[key];
    return isRaw(value) && value['has_more'] === true;
  }

  metadata(key = 'metadata'): Readonly<Record<string, string>> {
    const value = this.raw[key];
    if (!isRaw(value)) return {};
    return Object.fromEntries(
      Object.entries(value)
        .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
        .slice(0, MAX_METADATA_KEYS)
        .map(([name, text]) => [name.slice(0, MAX_ID_CHARACTERS), text.slice(0, MAX_TEXT_CHARACTERS)]),
    );
  }

  period(key: string): { start: number; end: number } | null {
    const period = this.child(key);
    if (period === null) return null;
    return { start: period.requiredTime('start'), end: period.requiredTime('end') };
  }

  private at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}
