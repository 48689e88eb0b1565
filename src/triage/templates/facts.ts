import type { Fact, Facts } from '../../analysis/finding.ts';
import { shownText } from '../../analysis/wording.ts';
import { formatMoney } from '../../money.ts';

/** A sentence asked for a fact the finding does not carry: the sentence is left out. Never leaves this folder. */
class MissingFact extends Error {}

/** Why a bank refused, as far as a customer may be told: never that a card was reported lost or stolen. */
export type DeclineKind = 'insufficient_funds' | 'expired_card' | 'wrong_details' | 'needs_confirmation';

const DECLINES: readonly (readonly [RegExp, DeclineKind])[] = [
  [/insufficient|withdrawal_count_limit|limit_exceeded/i, 'insufficient_funds'],
  [/expired/i, 'expired_card'],
  [/incorrect|invalid_(?:cvc|number|expiry)|security code/i, 'wrong_details'],
  [/authenticat/i, 'needs_confirmation'],
];

/** What could be a link, a mention or markup has no place in a customer's reply, whoever wrote the name. */
const UNFIT_FOR_REPLY = /:\/\/|www\.|[<>[\]{}|`@]/i;
/** Where a name was missing a rule gives an id or a key (`prod_Pro`, `promise-7`), which tells a customer nothing. */
const INTERNAL_KEY = /^(?:[a-z]{2,10}_[A-Za-z0-9_]+|[a-z0-9]+(?:[-_][a-z0-9]+)+)$/;

export interface FactReaderOptions {
  readonly facts: Facts;
  /** BCP 47. */
  readonly locale: string;
  /** Unix seconds: a day of the same year is written without its year. */
  readonly asOf: number;
  /** Puts a foreign name into the language's quotation marks. */
  readonly quote: (text: string) => string;
  /** Agents may see an object's id in place of a missing name. */
  readonly idsAreNames?: boolean;
}

/**
 * A finding's facts as one language's reader sees them. Each method renders one fact, or gives up on the whole
 * sentence when the fact is missing or of another kind: see {@link sentences}.
 */
export class FactReader {
  private readonly options: FactReaderOptions;

  constructor(options: FactReaderOptions) {
    this.options = options;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.options.facts, name);
  }

  /** E.g. "$49.00"; always without a sign, which the sentence says in words. */
  money(name: string): string {
    const { amount, currency } = this.read(name, 'money');
    return formatMoney({ amount: Math.abs(amount), currency }, this.options.locale);
  }

  /** Minor units, sign kept: to choose between sentences. */
  minor(name: string): number {
    return this.read(name, 'money').amount;
  }

  /** The UTC day, e.g. "November 10", with its year when that is not the year of the check. */
  date(name: string): string {
    const at = this.read(name, 'date').at * 1000;
    const sameYear = new Date(at).getUTCFullYear() === new Date(this.options.asOf * 1000).getUTCFullYear();
    return new Intl.DateTimeFormat(this.options.locale, {
      day: 'numeric',
      month: 'long',
      ...(sameYear ? {} : { year: 'numeric' }),
      timeZone: 'UTC',
    }).format(at);
  }

  sameDay(one: string, other: string): boolean {
    return this.date(one) === this.date(other);
  }

  count(name: string): number {
    return this.read(name, 'count').value;
  }

  /** E.g. "12.5%", "12,5 %". */
  percent(name: string): string {
    const value = Number(this.read(name, 'percent').value);
    if (!Number.isFinite(value)) throw new MissingFact(name);
    return new Intl.NumberFormat(this.options.locale, {
      style: 'percent',
      maximumFractionDigits: 4,
    }).format(value / 100);
  }

  /** A discount's size, e.g. "20%" or "$5.00"; null where it is not known, or where the discount's name says it. */
  discountSize(): string | null {
    if (!this.has('percent')) return this.has('discount_amount') ? this.money('discount_amount') : null;
    const { value } = this.read('percent', 'percent');
    const isNamed = this.hasText('discount') && saysPercent(this.plain('discount'), value);
    return isNamed ? null : this.percent('percent');
  }

  /** A short foreign name in quotation marks, e.g. “Pro”. */
  name(name: string): string {
    return this.options.quote(this.plain(name));
  }

  /** A short foreign text as it stands: card digits, a reference number. */
  plain(name: string): string {
    const text = shownText(this.read(name, 'text').text, 60);
    if (
      text === '' ||
      UNFIT_FOR_REPLY.test(text) ||
      (INTERNAL_KEY.test(text) && this.options.idsAreNames !== true)
    )
      throw new MissingFact(name);
    return text;
  }

  /** An object's id, for agents. */
  id(name: string): string {
    return shownText(this.read(name, 'id').id);
  }

  /** True when the text is there and fit for a reply. */
  hasText(name: string): boolean {
    try {
      return this.plain(name) !== '';
    } catch (error) {
      if (error instanceof MissingFact) return false;
      throw error;
    }
  }

  /** Why the bank refused, where a customer may know and it helps; null otherwise. */
  decline(name: string): DeclineKind | null {
    const fact = this.options.facts[name];
    if (fact?.kind !== 'text') return null;
    return DECLINES.find(([pattern]) => pattern.test(fact.text))?.[1] ?? null;
  }

  private read<Kind extends Fact['kind']>(name: string, kind: Kind): Extract<Fact, { kind: Kind }> {
    const fact = Object.hasOwn(this.options.facts, name) ? this.options.facts[name] : undefined;
    if (fact === undefined || fact.kind !== kind) throw new MissingFact(name);
    return fact as Extract<Fact, { kind: Kind }>;
  }
}

/** Whether a name has the percentage in it: "40 % off", "20% Welcome". */
function saysPercent(name: string, value: string): boolean {
  return [...name.matchAll(/(\d+(?:[.,]\d+)?)\s?%/g)].some(
    ([, digits = '']) => Number(digits.replace(',', '.')) === Number(value),
  );
}

/** Runs `write` and gives null when it asked for a fact that is missing. */
export function ifKnown<T>(write: () => T): T | null {
  try {
    return write();
  } catch (error) {
    if (error instanceof MissingFact) return null;
    throw error;
  }
}
