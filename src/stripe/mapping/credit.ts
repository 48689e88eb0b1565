import type {
  CreditGrant,
  CreditNote,
  CreditNoteLine,
  CustomerBalanceTransaction,
  CustomerCashBalanceTransaction,
} from '../../analysis/billing-history.ts';
import type { MappingContext } from './context.ts';
import { type Fields, isId } from './raw.ts';
import { toTaxes } from './tax.ts';

export function toCreditNote(fields: Fields, context: MappingContext): CreditNote {
  const id = fields.id();
  const amount = fields.int('amount') ?? fields.requiredInt('total');
  const type = fields.text('type');
  const out_of_band_amount = fields.int('out_of_band_amount') ?? 0;
  return {
    object: 'credit_note',
    id,
    invoice: fields.requiredRef('invoice'),
    customer: fields.ref('customer'),
    created: fields.requiredTime('created'),
    number: fields.text('number'),
    status: fields.oneOf('status', ['issued', 'void']),
    reason: fields.text('reason'),
    currency: fields.requiredCurrency(),
    amount,
    pre_payment_amount: fields.int('pre_payment_amount') ?? (type === 'pre_payment' ? amount : 0),
    post_payment_amount: fields.int('post_payment_amount') ?? (type === 'post_payment' ? amount : 0),
    out_of_band_amount,
    refunds: toRefunds(fields, amount - out_of_band_amount, context),
    customer_balance_transaction: fields.ref('customer_balance_transaction'),
    lines: fields.children('lines').map((line, index) => toLine(line, `${id}:line:${index}`)),
    total_taxes: toTaxes(fields, 'total_taxes', 'tax_amounts'),
    memo: fields.text('memo'),
    voided_at: fields.time('voided_at'),
  };
}

/** Before 2025-03-31.basil a credit note had one `refund`, whose amount only the refund itself states. */
function toRefunds(fields: Fields, atMost: number, context: MappingContext): CreditNote['refunds'] {
  if (fields.raw['refunds'] !== undefined && fields.raw['refunds'] !== null) {
    return fields.children('refunds').map((entry) => ({
      refund: entry.ref('refund'),
      amount_refunded: entry.int('amount_refunded') ?? context.refundAmountOf(entry.ref('refund')) ?? 0,
    }));
  }
  const refund = fields.ref('refund');
  if (refund === null) return [];
  return [{ refund, amount_refunded: Math.min(atMost, context.refundAmountOf(refund) ?? atMost) }];
}

function toLine(fields: Fields, madeUpId: string): CreditNoteLine {
  return {
    id: isId(fields.raw['id']) ? fields.raw['id'] : madeUpId,
    // Stripe counts it before discounts, and states what they take off beside it.
    amount: fields.requiredInt('amount') - (fields.int('discount_amount') ?? 0),
    type: fields.oneOf('type', ['invoice_line_item', 'custom_line_item'], 'custom_line_item'),
    invoice_line_item: fields.ref('invoice_line_item'),
    description: fields.text('description'),
    quantity: fields.count('quantity'),
    taxes: toTaxes(fields, 'taxes', 'tax_amounts'),
  };
}

export function toCustomerBalanceTransaction(fields: Fields): CustomerBalanceTransaction {
  return {
    object: 'customer_balance_transaction',
    id: fields.id(),
    customer: fields.requiredRef('customer'),
    created: fields.requiredTime('created'),
    type: fields.text('type') ?? 'unknown',
    amount: fields.requiredInt('amount'),
    currency: fields.requiredCurrency(),
    ending_balance: fields.int('ending_balance') ?? 0,
    invoice: fields.ref('invoice'),
    credit_note: fields.ref('credit_note'),
    description: fields.text('description'),
    metadata: fields.metadata(),
  };
}

export function toCustomerCashBalanceTransaction(fields: Fields): CustomerCashBalanceTransaction {
  return {
    object: 'customer_cash_balance_transaction',
    id: fields.id(),
    customer: fields.requiredRef('customer'),
    created: fields.requiredTime('created'),
    type: fields.text('type') ?? 'unknown',
    net_amount: fields.requiredInt('net_amount'),
    currency: fields.requiredCurrency(),
  };
}

export function toCreditGrant(fields: Fields): CreditGrant {
  const monetary = fields.child('amount')?.child('monetary') ?? null;
  const scope = fields.child('applicability_config')?.child('scope') ?? null;
  const prices = scope?.refs('prices') ?? [];
  return {
    object: 'billing.credit_grant',
    id: fields.id(),
    customer: fields.ref('customer'),
    created: fields.requiredTime('created'),
    name: fields.text('name'),
    amount:
      monetary === null
        ? null
        : { amount: monetary.requiredInt('value'), currency: monetary.requiredCurrency() },
    category: fields.text('category'),
    effective_at: fields.time('effective_at'),
    expires_at: fields.time('expires_at'),
    voided_at: fields.time('voided_at'),
    applicable_prices: prices,
    scope_known: prices.length > 0 || scope?.text('price_type') === 'metered',
    priority: fields.int('priority'),
  };
}
