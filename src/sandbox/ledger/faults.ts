import { assert } from '../../assert.ts';
import { MINUTE, percentage } from './arithmetic.ts';
import type { SubscribeRequest } from './billing.ts';
import type { Label } from './label.ts';
import type { Ledger } from './ledger.ts';
import type { PaymentRequest } from './payments.ts';
import type { Invoice, Subscription } from './wire.ts';

/**
 * Errors put into a history on purpose. Each says what it did: `label()` is read once the ledger has reached the
 * moment the history is judged, because what a fault costs may grow with every renewal.
 */
export interface InjectedFault {
  label(): Label;
}

type FaultLabel = Pick<Label, 'row' | 'rule' | 'category' | 'correction' | 'evidence'> & {
  readonly amount: number;
  readonly currency: string;
};

/** A1: the same order is charged a second time a few minutes later. */
export function chargeTwice(
  ledger: Ledger,
  request: PaymentRequest,
): InjectedFault & { readonly at: number } {
  const first = ledger.payments.pay(request);
  ledger.advanceTo(ledger.book.now + ledger.book.random.int(2 * MINUTE, 8 * MINUTE));
  const second = ledger.payments.pay(request);
  return {
    at: first.charge.created,
    label: () =>
      errorLabel({
        row: 'A1',
        rule: 'duplicate-charge',
        category: 'duplicate_charge',
        amount: second.charge.amount - second.charge.amount_refunded,
        currency: second.charge.currency,
        correction: 'refund',
        evidence: [first.charge.id, second.charge.id],
      }),
  };
}

/** A4: a second subscription to what the customer already has. Everything paid on it is too much. */
export function subscribeAgain(
  ledger: Ledger,
  existing: Subscription,
  request: SubscribeRequest,
): InjectedFault & { readonly subscription: Subscription } {
  const second = ledger.billing.subscribe(request);
  return {
    subscription: second,
    label: () =>
      errorLabel({
        row: 'A4',
        rule: 'duplicate-subscription',
        category: 'duplicate_subscription',
        amount: paid(ledger.billing.invoicesOf(second)),
        currency: second.currency,
        correction: 'cancel_subscription',
        evidence: [existing.id, second.id],
      }),
  };
}

/** B1: renewals go on although the subscription has ended, or will have when they come. */
export function renewAfterEnd(ledger: Ledger, subscription: Subscription, renewals: number): InjectedFault {
  ledger.billing.renewAfterEnd(subscription, renewals);
  return {
    label: () => {
      const { ended_at: endedAt } = subscription;
      assert(endedAt !== null, 'the subscription has ended', { id: subscription.id });
      const late = ledger.billing
        .invoicesOf(subscription)
        .filter((invoice) => invoice.lines.data.some((line) => line.period.start >= endedAt));
      return errorLabel({
        row: 'B1',
        rule: 'charged-after-cancellation',
        category: 'cancellation',
        amount: paid(late),
        currency: subscription.currency,
        correction: 'credit_note',
        evidence: [subscription.id, ...late.map((invoice) => invoice.id)],
      });
    },
  };
}

/** D1: a discount was promised from `from` and never attached: each invoice since then is too high by it. */
export function forgetDiscount(
  ledger: Ledger,
  subscription: Subscription,
  promise: { readonly id: string; readonly percent: number; readonly from: number },
): InjectedFault {
  return {
    label: () => {
      const without = ledger.billing
        .invoicesOf(subscription)
        .filter((invoice) => invoice.created >= promise.from && invoice.total > 0);
      const missing = without.flatMap((invoice) =>
        invoice.lines.data.map((line) => {
          const off = percentage(line.amount, promise.percent);
          const tax = (amount: number): number =>
            (subscription.default_tax_rates ?? []).reduce(
              (sum, rate) => sum + percentage(amount, rate.percentage),
              0,
            );
          return off + tax(line.amount) - tax(line.amount - off);
        }),
      );
      return errorLabel({
        row: 'D1',
        rule: 'discount-not-applied',
        category: 'discount',
        amount: missing.reduce((sum, amount) => sum + amount, 0),
        currency: subscription.currency,
        correction: 'credit_note',
        evidence: [promise.id, ...without.map((invoice) => invoice.id)],
      });
    },
  };
}

/** F1: from now on tax is put on the invoices of a customer who is exempt. */
export function taxDespiteExemption(ledger: Ledger, subscription: Subscription): InjectedFault {
  ledger.billing.ignoreExemption(subscription);
  return {
    label: () => {
      const taxed = ledger.billing.invoicesOf(subscription).filter((invoice) => taxOf(invoice) > 0);
      return errorLabel({
        row: 'F1',
        rule: 'tax-on-exempt-customer',
        category: 'tax',
        amount: taxed.reduce((sum, invoice) => sum + taxOf(invoice), 0),
        currency: subscription.currency,
        correction: 'credit_note',
        evidence: taxed.map((invoice) => invoice.id),
      });
    },
  };
}

function errorLabel(label: FaultLabel): Label {
  const { amount, currency, ...rest } = label;
  assert(amount > 0, 'an injected error costs the customer something', { row: label.row });
  return {
    ...rest,
    verdict: 'billing_error',
    classification: 'billing_error',
    amount: { amount, currency },
  };
}

/** Tax on an invoice, minor units. */
export function taxOf(invoice: Invoice): number {
  return (invoice.total_taxes ?? []).reduce((sum, tax) => sum + tax.amount, 0);
}

function paid(invoices: readonly Invoice[]): number {
  return invoices.reduce((sum, invoice) => sum + invoice.amount_paid, 0);
}
