import type { CorrectionStep, EvidenceRef, Json } from '../../analysis/finding.ts';
import { kindWords } from '../../corrections/words.ts';
import { formatMoney } from '../../money.ts';
import { inertLine } from './inert.ts';

const TEXT_MAX = 220;
const ID_MAX = 80;
const MAX_PARAMS = 6;

/** One step of a correction as people read it. */
export interface StepWords {
  /** E.g. `Credit note of $59.50 on in_1`. */
  readonly what: string;
  /** Where the money goes, and what of it is tax; empty where there is no more to say. */
  readonly details: string;
  /** What the customer notices of it. */
  readonly customer: string;
  /** What it is done to, for a link to Stripe's Dashboard. */
  readonly target: EvidenceRef | null;
}

/** What a step does, in words; whatever is not known of it is shown as its parameters stand. */
export function stepWords(step: CorrectionStep): StepWords {
  const { kind, target: id, params, amount, currency } = step;
  const target = inertLine(id, ID_MAX);
  const sum = (value: Json | undefined): string => money(value, currency ?? text(params['currency']));
  const total = sum(amount);
  switch (kind) {
    case 'refund':
      return words(`Refund of ${total} on ${target}`, '', `${total} ${ON_THE_CARD}.`, {
        object: 'charge',
        id,
      });
    case 'credit_note':
      return creditNote(step, target, sum);
    case 'void_invoice':
      return words(`Void invoice ${target}`, '', `Invoice ${target} is void: nothing is due on it.`, {
        object: 'invoice',
        id,
      });
    case 'customer_balance_credit': {
      const isDebit = amount === null && Number(params['amount']) > 0;
      const value = isDebit ? sum(params['amount']) : total;
      return words(
        isDebit
          ? `Use up ${value} of the credit balance of ${target}`
          : `Credit ${value} to the balance of ${target}`,
        '',
        isDebit ? `${value} less credit on their balance.` : `${value} of credit that the next invoice uses.`,
        { object: 'customer', id },
      );
    }
    case 'cancel_subscription': {
      const credit = params['prorate'] === true ? 'with' : 'without';
      const last = params['invoice_now'] === true ? 'with' : 'without';
      return words(
        `Cancel subscription ${target} at once`,
        `${credit} a credit for unused time, ${last} a last invoice`,
        'The subscription ends at once.',
        { object: 'subscription', id },
      );
    }
    case 'remove_discount':
      return words(
        `Remove discounts from ${target}`,
        params['discounts'] === '' ? 'none stays' : `what stays: ${listed(params['discounts'])}`,
        'Further invoices come without the discount.',
        id.startsWith('sub_') ? { object: 'subscription', id } : null,
      );
    case 'cancel_payment_intent':
      return words(
        `Release the hold ${target}`,
        '',
        'The amount on hold is free again, in a few days at most banks.',
        {
          object: 'payment_intent',
          id,
        },
      );
    default:
      return words(
        `By hand in Stripe’s Dashboard: ${kindWords(kind)} on ${target}`,
        Object.entries(params)
          .slice(0, MAX_PARAMS)
          .map(([name, value]) => `${name}: ${typeof value === 'object' ? listed(value) : String(value)}`)
          .join(', '),
        '',
        id.startsWith('sub_') ? { object: 'subscription', id } : null,
      );
  }
}

const ON_THE_CARD = 'back on the card or account that paid, usually within 5 to 10 business days';

function creditNote(
  { target: id, params, amount }: CorrectionStep,
  target: string,
  sum: (value: Json | undefined) => string,
): StepWords {
  const total = sum(amount);
  const { refund_amount, credit_amount, out_of_band_amount } = params;
  const parts = [
    ...(given(refund_amount)
      ? [[`${sum(refund_amount)} refunded`, `${sum(refund_amount)} ${ON_THE_CARD}`]]
      : []),
    ...(given(credit_amount)
      ? [
          [
            `${sum(credit_amount)} to the customer balance`,
            `${sum(credit_amount)} of credit that the next invoice uses`,
          ],
        ]
      : []),
    ...(given(out_of_band_amount)
      ? [
          [
            `${sum(out_of_band_amount)} to be returned by you outside Stripe`,
            `${sum(out_of_band_amount)} that you return outside Stripe`,
          ],
        ]
      : []),
  ];
  const isPaid = parts.length > 0;
  const where = isPaid ? parts.map(([finance]) => finance) : [`${total} less is due on the open invoice`];
  const seen = isPaid
    ? parts.map(([, customer]) => customer).join('; ')
    : `${total} less to pay on invoice ${target}`;
  return words(
    `Credit note of ${total} on ${target}`,
    [...where, taxOf(params, amount, sum)].filter((part) => part !== '').join('; '),
    `${seen}, and a credit note for invoice ${target}.`,
    { object: 'invoice', id },
  );
}

/** How much of a credit note is tax, by its lines. */
function taxOf(
  { lines }: CorrectionStep['params'],
  total: number | null,
  sum: (value: Json | undefined) => string,
): string {
  if (!Array.isArray(lines)) return 'tax as Stripe computes it';
  const credited = lines.filter(isObject);
  const taxes = credited.flatMap((line) => list(line['tax_amounts'])).filter(isObject);
  if (taxes.length > 0) return `${sum(addUp(taxes))} of it is tax`;
  return total !== null && addUp(credited) < total ? 'tax as Stripe computes it' : 'no tax in it';
}

const addUp = (rows: readonly { readonly [key: string]: Json }[]): number =>
  rows.reduce((all, { amount }) => all + (typeof amount === 'number' ? amount : 0), 0);

const given = (value: Json | undefined): boolean => typeof value === 'number' && value !== 0;
const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function listed(value: Json | undefined): string {
  return JSON.stringify(value ?? null)
    .replace(/["[\]{}]/g, '')
    .replace(/,/g, ', ');
}

function money(value: Json | undefined, currency: string | null): string {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || currency === null) return 'an amount';
  return inertLine(formatMoney({ amount: value, currency }), 60);
}

function words(what: string, details: string, customer: string, target: EvidenceRef | null): StepWords {
  return {
    what: inertLine(what, TEXT_MAX),
    details: inertLine(details, TEXT_MAX),
    customer: inertLine(customer, TEXT_MAX),
    target,
  };
}
