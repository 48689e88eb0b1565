import type { Money } from '../../money.ts';
import type { BillingHistory } from '../billing-history.ts';
import type { MoneyUnit } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';

/** Something a customer may name the day of. */
export interface DatedMoment {
  readonly kind: 'charge' | 'cancellation' | 'trial_end';
  /** Unix seconds. */
  readonly at: number;
  readonly unit: MoneyUnit;
  readonly money: Money | null;
  readonly customer: string | null;
  /** Where the card is from; null when that is not known. */
  readonly cardCountry: string | null;
}

/** What customers see happen: payments taken, cancellations, ends of trials; in order of time, then of id. */
export function datedMoments(history: BillingHistory, index: HistoryIndex): readonly DatedMoment[] {
  const charges = history.charges
    .filter(({ status, captured }) => status === 'succeeded' && captured)
    .map(
      ({ id, created, amount_captured: amount, currency, customer, card }): DatedMoment => ({
        kind: 'charge',
        at: created,
        unit: { object: 'charge', id, part: 'whole' },
        money: { amount, currency },
        customer,
        cardCountry: card?.country ?? null,
      }),
    );
  const invoices = history.invoices
    .filter(({ id, status, amount_paid }) => {
      return status === 'paid' && amount_paid > 0 && index.chargesOfInvoice(id).length === 0;
    })
    .map(
      ({ id, created, paid_at, amount_paid: amount, currency, customer }): DatedMoment => ({
        kind: 'charge',
        at: paid_at ?? created,
        unit: { object: 'invoice', id, part: 'whole' },
        money: { amount, currency },
        customer,
        cardCountry: null,
      }),
    );
  const subscriptions = history.subscriptions.flatMap(({ id, canceled_at, trial_end, customer }) => {
    const unit: MoneyUnit = { object: 'subscription', id, part: 'whole' };
    const rest = { unit, money: null, customer, cardCountry: null };
    const moments: DatedMoment[] = [];
    if (canceled_at !== null) moments.push({ kind: 'cancellation', at: canceled_at, ...rest });
    if (trial_end !== null) moments.push({ kind: 'trial_end', at: trial_end, ...rest });
    return moments;
  });
  return [...charges, ...invoices, ...subscriptions].sort(
    (a, b) => a.at - b.at || (a.unit.id < b.unit.id ? -1 : a.unit.id > b.unit.id ? 1 : 0),
  );
}

/** Every moment of a customer's objects that their records show a day of, in Unix seconds. */
export function recordedMoments(history: BillingHistory, customers: ReadonlySet<string | null>): number[] {
  const own = <T extends { readonly customer: string | null }>(objects: readonly T[]): readonly T[] =>
    objects.filter(({ customer }) => customers.has(customer));
  const chargeIds = new Set(own(history.charges).map(({ id }) => id));
  return [
    ...own(history.charges).map(({ created }) => created),
    ...own(history.payment_intents).map(({ created }) => created),
    ...own(history.credit_notes).map(({ created }) => created),
    ...history.refunds.flatMap(({ charge, created }) => (chargeIds.has(charge ?? '') ? created : [])),
    ...own(history.invoices).flatMap(({ created, finalized_at, paid_at, due_date }) => [
      created,
      finalized_at,
      paid_at,
      due_date,
    ]),
    ...own(history.subscriptions).flatMap(
      ({ created, start_date, canceled_at, cancel_at, ended_at, ...rest }) => [
        created,
        start_date,
        canceled_at,
        cancel_at,
        ended_at,
        rest.trial_start,
        rest.trial_end,
      ],
    ),
  ].filter((at): at is number => at !== null);
}
