import type { Book } from '../book.ts';
import type { LineDraft } from '../compose/draft.ts';
import type { PaymentMethod, Price, Subscription, TaxRate } from '../wire.ts';
import type { LineDrafts } from './line-drafts.ts';
import type { Payer } from './plan.ts';
import type { CouponChoice } from './subscribe-request.ts';

/** One single thing to bill: a price, or an amount with words. */
export interface LineRequest {
  readonly price?: Price;
  readonly quantity?: number;
  /** Minor units; negative for a credit. Instead of a price. */
  readonly amount?: number;
  readonly description?: string;
  readonly discountable?: boolean;
  readonly taxRates?: readonly TaxRate[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly period?: { readonly start: number; readonly end: number };
}

export interface InvoiceRequest {
  readonly lines?: readonly LineRequest[];
  readonly currency: string;
  /** Charged when the invoice is collected automatically. */
  readonly method?: PaymentMethod | null;
  readonly subscription?: Subscription;
  /** Also takes what waits for the customer's next invoice (of whatever subscription). */
  readonly includePending?: boolean;
  readonly taxRates?: readonly TaxRate[];
  readonly automaticTax?: boolean;
  readonly coupons?: readonly CouponChoice[];
  readonly collectionMethod?: 'charge_automatically' | 'send_invoice';
  readonly daysUntilDue?: number;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly hooks?: Payer['hooks'][number];
}

/** Drafts the line of a single thing. */
export function singleLine(book: Book, lines: LineDrafts, request: LineRequest, currency: string): LineDraft {
  const period = request.period ?? { start: book.now, end: book.now };
  const quantity = request.quantity ?? 1;
  const base: LineDraft =
    request.price !== undefined
      ? lines.purchase(request.price, quantity, currency, period)
      : {
          id: lines.lineId(),
          amount: request.amount ?? 0,
          description: request.description ?? '',
          price: null,
          quantity,
          period,
          subscription: null,
          invoiceItem: null,
          proration: null,
          discountable: (request.amount ?? 0) > 0,
        };
  return {
    ...base,
    ...(request.description === undefined ? {} : { description: request.description }),
    ...(request.discountable === undefined ? {} : { discountable: request.discountable }),
    ...(request.taxRates === undefined ? {} : { taxRates: request.taxRates }),
    ...(request.metadata === undefined ? {} : { metadata: request.metadata }),
  };
}
