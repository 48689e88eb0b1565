import type { Invoice, InvoiceLine } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';
import { inForce, type Policy, type PolicyPrice, type PolicySeats } from '../policy.ts';
import { agreedPrice } from './agreed-price.ts';

/** How many seats are owed for a line, and what says so. */
export interface OwedQuantity {
  readonly quantity: number;
  readonly seats: PolicySeats;
  /** The contract whose minimum is owed because the seats are fewer; null where the seats decide. */
  readonly minimum: PolicyPrice | null;
}

/**
 * The quantity owed for a period: the seats the customer has when it begins, or the contract's `minimum_quantity` where
 * that is more (POLICY.md, `seats` and `prices`). The most specific entry counts: by product before without, by
 * subscription before by customer, the latest last. Null where the policy names no seats for the line.
 */
export function owedQuantity(
  { seats = [], prices = [], price_change_notice_days: noticeDays }: Policy,
  index: HistoryIndex,
  invoice: Invoice,
  line: InvoiceLine,
): OwedQuantity | { readonly undecided: string } | null {
  const entry = seats
    .filter((one) => isAbout(one, index, invoice, line) && inForce(one, line.period.start))
    .reduce<PolicySeats | null>((best, other) => (best === null || beats(other, best) ? other : best), null);
  if (entry === null) return null;
  const agreed = agreedPrice(prices, noticeDays, index, invoice, line);
  if (agreed !== null && 'undecided' in agreed) return agreed;
  const minimum = agreed?.entry.minimum_quantity ?? 0;
  return {
    quantity: Math.max(entry.quantity, minimum),
    seats: entry,
    minimum: minimum > entry.quantity ? (agreed?.entry ?? null) : null,
  };
}

function isAbout(entry: PolicySeats, index: HistoryIndex, invoice: Invoice, line: InvoiceLine): boolean {
  const product = line.product ?? index.price(line.price)?.product ?? null;
  return (
    (entry.customer === undefined || entry.customer === invoice.customer) &&
    (entry.subscription === undefined ||
      entry.subscription === (line.subscription ?? invoice.subscription)) &&
    (entry.product === undefined || entry.product === product)
  );
}

function beats(a: PolicySeats, b: PolicySeats): boolean {
  const rank = (entry: PolicySeats): readonly number[] => [
    entry.product === undefined ? 0 : 1,
    entry.subscription === undefined ? 0 : 1,
    entry.from ?? Number.NEGATIVE_INFINITY,
  ];
  const [x, y] = [rank(a), rank(b)];
  const place = x.findIndex((value, at) => value !== y[at]);
  return place >= 0 && (x[place] ?? 0) > (y[place] ?? 0);
}
