import type { CreditNote, LedgerEvent, LedgerObject, PromotionCode, Subscription } from '../wire.ts';
import { Known, type OldObject } from './known.ts';
import { oldDiscount, oldInvoice, oldInvoiceItem, oldTaxes } from './old-invoice.ts';

export type { OldObject } from './known.ts';

/**
 * The same history as API version 2024-12-18.acacia told it, the last before 2025-03-31.basil: invoices name their
 * charge, intent, subscription and tax; subscriptions have one period; lines hold price and plan; discounts hold their
 * coupon; a credit note has one refund; there are no invoice payments. What Stripe has added since without moving
 * anything (`billing_mode`, `amount_overpaid`) it shows in every version.
 */
export function toPreBasil(objects: readonly LedgerObject[]): readonly OldObject[] {
  const known = new Known(objects);
  return objects.flatMap((object) => (object.object === 'invoice_payment' ? [] : [oldShape(object, known)]));
}

function oldShape(object: LedgerObject, known: Known): OldObject {
  switch (object.object) {
    case 'invoice':
      return oldInvoice(object, known);
    case 'invoiceitem':
      return oldInvoiceItem(object, known);
    case 'subscription':
      return oldSubscription(object, known);
    case 'discount':
      return { id: object.id, object: 'discount', ...oldDiscount(object.id, known) };
    case 'customer':
      return { ...object, discount: oldDiscount(object.discount?.id, known) };
    case 'charge':
    case 'payment_intent':
      return {
        ...object,
        invoice: known.invoiceOf(object.object === 'charge' ? object.payment_intent : object.id),
      };
    case 'credit_note':
      return oldCreditNote(object);
    case 'promotion_code':
      return oldPromotionCode(object, known);
    case 'event':
      return oldEvent(object, known);
    default:
      return { ...object };
  }
}

/** All items had one period, which stood on the subscription. */
function oldSubscription(subscription: Subscription, known: Known): OldObject {
  const [first] = subscription.items.data;
  return {
    ...subscription,
    current_period_end: first?.current_period_end ?? null,
    current_period_start: first?.current_period_start ?? null,
    discount: oldDiscount(subscription.discounts[0], known),
    items: {
      ...subscription.items,
      data: subscription.items.data.map(
        ({ current_period_start: _start, current_period_end: _end, ...item }) => item,
      ),
    },
    plan: first?.plan ?? null,
    quantity: first?.quantity ?? null,
  };
}

function oldCreditNote(note: CreditNote): OldObject {
  const { refunds, total_taxes: taxes, lines, ...rest } = note;
  return {
    ...rest,
    lines: {
      ...lines,
      data: lines.data.map(({ taxes: lineTaxes, ...line }) => ({
        ...line,
        tax_amounts: oldTaxes(lineTaxes),
      })),
    },
    refund: refunds[0]?.refund ?? null,
    tax_amounts: oldTaxes(taxes),
  };
}

function oldPromotionCode(code: PromotionCode, known: Known): OldObject {
  const { promotion, ...rest } = code;
  return { ...rest, coupon: known.coupon(promotion.coupon) ?? promotion.coupon };
}

/** Events keep the shape their object had when they were written. */
function oldEvent(event: LedgerEvent, known: Known): OldObject {
  const { object } = event.data;
  return {
    ...event,
    api_version: '2024-12-18.acacia',
    data: { ...event.data, object: oldShape(object as LedgerObject, known) },
  };
}
