import { assert } from '../../assert.ts';
import { divideRounded } from './arithmetic.ts';
import type { Book } from './book.ts';
import { aBalanceEntry, aCreditNote } from './objects/credit.ts';
import type { Payments } from './payments.ts';
import type { Charge, CreditNote, CreditNoteLine, Customer, Invoice, InvoiceLine } from './wire.ts';

export interface CreditRequest {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
  /** Minor units of the line before tax; its tax follows in proportion. */
  readonly net: number;
  /** Where money already paid goes. */
  readonly to: 'card' | 'balance';
  readonly reason: NonNullable<CreditNote['reason']>;
  readonly memo: string;
}

/** Credit notes and the customer's balance. */
export class Credits {
  private readonly book: Book;
  private readonly payments: Payments;

  constructor(book: Book, payments: Payments) {
    this.book = book;
    this.payments = payments;
  }

  /** The charge that paid an invoice. Programming error when there is none. */
  chargeOf(invoice: Invoice): Charge {
    for (const payment of this.book.all('invoice_payment')) {
      if (payment.invoice !== invoice.id || payment.status !== 'paid') continue;
      const intent = this.book.get('payment_intent', String(payment.payment.payment_intent));
      return this.book.get('charge', String(intent.latest_charge));
    }
    throw new Error(`no charge paid ${invoice.id}`);
  }

  /** Credits part of one line of a paid invoice. */
  creditLine(request: CreditRequest): CreditNote {
    const { invoice, line, net } = request;
    assert(
      invoice.status === 'paid' && net > 0 && net <= line.amount,
      'a paid line is credited within its amount',
      {
        line: line.id,
        net,
      },
    );
    const creditLine = this.creditNoteLine(line, net);
    const tax = (creditLine.taxes ?? []).reduce((sum, entry) => sum + entry.amount, 0);
    const amount = net + tax;
    const id = this.book.id('credit_note');
    const customer = this.book.get('customer', String(invoice.customer));
    const refund =
      request.to === 'card'
        ? this.payments.refund(this.chargeOf(invoice), amount, {
            reason: 'requested_by_customer',
            reference: this.payments.acquirerReference(),
          })
        : null;
    const entry =
      request.to === 'balance'
        ? this.moveBalance(customer, -amount, invoice.currency, 'credit_note', id, null)
        : null;
    invoice.post_payment_credit_notes_amount += amount;
    return this.book.add(
      aCreditNote({
        id,
        number: `${invoice.number}-CN-01`,
        invoice,
        lines: [creditLine],
        subtotal: net,
        taxes: creditLine.taxes ?? [],
        prePaymentAmount: 0,
        refund: refund === null ? null : { id: refund.id, amount },
        balanceTransaction: entry,
        reason: request.reason,
        memo: request.memo,
        created: this.book.now,
      }),
    );
  }

  /** Gives the customer credit by hand; it lowers their next invoices. */
  giveBalanceCredit(customer: Customer, amount: number, currency: string, description: string): void {
    assert(amount > 0, 'a credit is positive', { amount });
    this.moveBalance(customer, -amount, currency, 'adjustment', null, description);
  }

  private moveBalance(
    customer: Customer,
    amount: number,
    currency: string,
    type: 'adjustment' | 'credit_note',
    creditNote: string | null,
    description: string | null,
  ): string {
    customer.balance += amount;
    return this.book.add(
      aBalanceEntry({
        id: this.book.id('customer_balance_transaction'),
        customer: customer.id,
        type,
        amount,
        currency,
        endingBalance: customer.balance,
        invoice: null,
        creditNote,
        description,
        created: this.book.now,
      }),
    ).id;
  }

  private creditNoteLine(line: InvoiceLine, net: number): CreditNoteLine {
    const left = line.amount - (line.discount_amounts ?? []).reduce((sum, entry) => sum + entry.amount, 0);
    const share = (amount: number): number => divideRounded(BigInt(amount) * BigInt(net), BigInt(left));
    return {
      id: this.book.id('credit_note_line_item'),
      object: 'credit_note_line_item',
      amount: net,
      description: line.description,
      discount_amount: 0,
      discount_amounts: [],
      invoice_line_item: line.id,
      livemode: false,
      metadata: {},
      pretax_credit_amounts: [],
      quantity: null,
      tax_rates: [],
      taxes: (line.taxes ?? []).map((tax) => ({
        ...tax,
        amount: share(tax.amount),
        taxable_amount: tax.taxable_amount === null ? null : share(tax.taxable_amount),
      })),
      type: 'invoice_line_item',
      unit_amount: null,
      unit_amount_decimal: null,
    };
  }
}
