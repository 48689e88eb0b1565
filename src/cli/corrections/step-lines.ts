import type { CorrectionStep, Json } from '../../analysis/finding.ts';
import { shownText } from '../../analysis/wording.ts';
import { correctionWords } from '../../corrections/words.ts';
import { formatMoney } from '../../money.ts';

const MAX_DETAILS = 20;
const MAX_TEXT_CHARACTERS = 300;

/** One step in words: what it does, and with which parameters, a line each. Texts are plain. */
export function stepLines(step: CorrectionStep): {
  readonly what: string;
  readonly details: readonly string[];
} {
  const { kind, target, amount, currency, params } = step;
  const details = Object.entries(params).flatMap(([name, value]) => detailsOf(step, name, value));
  const rest = details.length - MAX_DETAILS;
  return {
    what: `${correctionWords({ kind, amount, currency, steps: [] })}, ${shownText(target)}`,
    details: rest <= 0 ? details : [...details.slice(0, MAX_DETAILS), `and ${rest} more`],
  };
}

const AMOUNTS: Readonly<Record<string, string>> = {
  refund_amount: 'back to the card or account that paid',
  credit_amount: 'to the customer balance',
  out_of_band_amount: 'returned outside Stripe, by hand',
};

function detailsOf({ amount, currency, target }: CorrectionStep, name: string, value: Json): string[] {
  if (value === target || value === currency) return [];
  if (typeof value === 'number' && currency !== null) {
    const label = AMOUNTS[name];
    if (label !== undefined)
      return value === 0 ? [] : [`${label}: ${formatMoney({ amount: value, currency })}`];
    // What the step says already; credit on a balance is a negative amount there.
    if (name === 'amount')
      return Math.abs(value) === amount ? [] : [`amount: ${formatMoney({ amount: value, currency })}`];
  }
  if (name === 'prorate') return [value === true ? 'unused time is credited' : 'unused time is not credited'];
  if (name === 'invoice_now')
    return [value === true ? 'what is open is billed at once' : 'nothing is billed at once'];
  if (name === 'discounts' && value === '') return ['no discount stays'];
  if (name === 'lines' && Array.isArray(value)) return value.map((line: Json) => lineOf(line, currency));
  return [`${name.replaceAll('_', ' ')}: ${plainJson(value)}`];
}

/** A line of a credit note: which, how much, and its taxes. */
function lineOf(line: Json, currency: string | null): string {
  if (!isObject(line)) return plainJson(line);
  const money = (value: Json | undefined): string =>
    typeof value === 'number' && currency !== null
      ? formatMoney({ amount: value, currency })
      : plainJson(value ?? null);
  const taxes = Array.isArray(line['tax_amounts']) ? line['tax_amounts'].filter(isObject) : [];
  const tax = taxes.map(
    (one) =>
      `, tax ${money(one['amount'])} on ${money(one['taxable_amount'])} (${plainJson(one['tax_rate'] ?? null)})`,
  );
  return `line ${plainJson(line['invoice_line_item'] ?? line['description'] ?? null)}: ${money(line['amount'])}${tax.join('')}`;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plainJson(value: Json): string {
  return shownText(typeof value === 'string' ? value : JSON.stringify(value), MAX_TEXT_CHARACTERS);
}
