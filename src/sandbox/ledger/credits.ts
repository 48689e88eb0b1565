import { assert } from '../../assert.ts';
import { divideRounded } from './arithmetic.ts';
import type { Balances } from './billing/balances.ts';
import type { Book } from './book.ts';
import type { Events } from './events.ts';
import { aCreditNote } from './objects/credit.ts';
import type { Payments } from './payments.ts';
import type {
  Charge,
  CreditNote,
  CreditNoteLine,
  Customer,
  CustomerBalanceTransaction,
  Invoice,
  InvoiceLine,
} from './wire.ts';

/** How far the tax of a credited line follows: in proportion, not at all (a fault), or nothing but the tax. */
export type CreditedTax = 'proportional' | 'none' | 'only';

export interface CreditedLine {
  readonly line: InvoiceLine;
  /** Minor units of the line's amount after discounts, without exclusive tax. Default: all of it. */
  readonly net?: number;
  readonly tax?: CreditedTax;
}

export interface CreditNoteRequest {
  readonly invoice: Invoice;
  readonly lines?: readonly CreditedLine[];
  /** Credited without naming a line, minor units, without tax. */
  readonly custom?: readonly { readonly description: string; readonly amount: number }[];
  /**
   * Where money already paid goes: `card` (a refund), `balance`, or `out_of_band`. What is still open is credited
   * before payment first, as Stripe does.
   */
  readonly to: 'card' | 'balance' | 'out_of_band';
  readonly reason: NonNullable<CreditNote['reason']>;
  readonly memo?: string;
}

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
  private readonly balances: Balances;
  private readonly events: Events;

  constructor(parts: {
    readonly book: Book;
    readonly payments: Payments;
    readonly balances: Balances;
    readonly events: Events;
  }) {
    this.book = parts.book;
    this.payments = parts.payments;
    this.balances = parts.balances;
    this.events = parts.events;
  }

  /** The charges that paid an invoice, oldest first. */
  chargesOf(invoice: Invoice): Charge[] {
    return this.book
      .all('invoice_payment')
      .filter((payment) => payment.invoice === invoice.id && payment.status === 'paid')
      .flatMap((payment) => {
        const id = payment.payment.payment_intent;
        if (id === undefined) return [];
        return [this.book.get('charge', String(this.book.get('payment_intent', String(id)).latest_charge))];
      });
  }

  /** The charge that paid an invoice. Programming error when there is none. */
  chargeOf(invoice: Invoice): Charge {
    const [charge] = this.chargesOf(invoice);
    assert(charge !== undefined, 'a charge paid the invoice', { id: invoice.id });
    return charge;
  }

  /** Credits part of one line of a paid invoice. */
  creditLine(request: CreditRequest): CreditNote {
    const { invoice, line, net } = request;
    assert(
      invoice.status === 'paid' && net > 0 && net <= line.amount,
      'a paid line is credited within its amount',
      { line: line.id, net },
    );
    return this.issue({ ...request, lines: [{ line, net }] });
  }

  /** Issues a credit note over lines of an open or paid invoice. */
  issue(request: CreditNoteRequest): CreditNote {
    const { invoice, to } = request;
    const lines = [
      ...(request.lines ?? []).map((one) => this.noteLine(one)),
      ...(request.custom ?? []).map((one) => this.customLine(one.description, one.amount)),
    ];
    const taxes = lines.flatMap((line) => line.taxes ?? []);
    const subtotal = sum(lines.map((line) => line.amount));
    const amount =
      subtotal + sum(taxes.filter((tax) => tax.tax_behavior !== 'inclusive').map((tax) => tax.amount));
    assert(amount > 0, 'a credit note credits something', { invoice: invoice.id });
    const prePayment = invoice.status === 'paid' ? 0 : Math.min(amount, invoice.amount_remaining);
    const postPayment = amount - prePayment;
    const id = this.book.id('credit_note');
    const customer = this.book.get('customer', String(invoice.customer));
    const refund =
      to === 'card' && postPayment > 0
        ? this.payments.refund(this.chargeToRefund(invoice, postPayment), postPayment, {
            reason: 'requested_by_customer',
            reference: this.payments.acquirerReference(),
          })
        : null;
    const entry =
      to === 'balance' && postPayment > 0
        ? this.balances.move({
            customer,
            amount: -postPayment,
            currency: invoice.currency,
            type: 'credit_note',
            creditNote: id,
          }).id
        : null;
    this.credit(invoice, prePayment, postPayment);
    const note = this.book.add(
      aCreditNote({
        id,
        number: `${invoice.number}-CN-${String(this.countOf(invoice) + 1).padStart(2, '0')}`,
        invoice,
        lines,
        subtotal,
        taxes,
        prePaymentAmount: prePayment,
        refund: refund === null ? null : { id: refund.id, amount: postPayment },
        balanceTransaction: entry,
        reason: request.reason,
        memo: request.memo ?? null,
        created: this.book.now,
      }),
    );
    if (to === 'out_of_band' && postPayment > 0) note.out_of_band_amount = postPayment;
    this.events.emit('credit_note.created', note);
    return note;
  }

  /** Takes a credit note back: what it gave to the balance is taken, what was open is open again. */
  void(note: CreditNote): void {
    assert(note.status === 'issued', 'the credit note stands', { id: note.id });
    const invoice = this.book.get('invoice', String(note.invoice));
    note.status = 'void';
    note.voided_at = this.book.now;
    if (note.customer_balance_transaction !== null) {
      this.balances.move({
        customer: this.book.get('customer', String(note.customer)),
        amount: note.post_payment_amount,
        currency: note.currency,
        type: 'credit_note',
        creditNote: note.id,
      });
    }
    this.credit(invoice, -note.pre_payment_amount, -note.post_payment_amount);
    this.events.emit('credit_note.voided', note);
  }

  /** Gives the customer credit by hand; it lowers their next invoices. */
  giveBalanceCredit(customer: Customer, amount: number, currency: string, description: string): void {
    assert(amount > 0, 'a credit is positive', { amount });
    this.adjustBalance(customer, -amount, currency, description);
  }

  /** Changes the customer balance by hand. Minor units; negative gives credit, positive is owed. Returns the entry's id. */
  adjustBalance(customer: Customer, amount: number, currency: string, description: string): string {
    return this.balances.move({ customer, amount, currency, type: 'adjustment', description }).id;
  }

  /** Fault: books an entry of the balance a second time, as it stands. Returns the new entry's id. */
  bookAgain(entry: CustomerBalanceTransaction): string {
    const { amount, currency, type, description } = entry;
    return this.balances.move({
      customer: this.book.get('customer', String(entry.customer)),
      type,
      amount,
      currency,
      invoice: entry.invoice === null ? null : String(entry.invoice),
      description,
    }).id;
  }

  /** The customer's balance in a currency; negative = credit. */
  balanceOf(customer: Customer, currency: string): number {
    return this.balances.of(customer, currency);
  }

  private credit(invoice: Invoice, prePayment: number, postPayment: number): void {
    invoice.pre_payment_credit_notes_amount += prePayment;
    invoice.post_payment_credit_notes_amount += postPayment;
    invoice.amount_due -= prePayment;
    invoice.amount_remaining -= prePayment;
    if (prePayment > 0 && invoice.amount_remaining === 0 && invoice.status === 'open') {
      invoice.status = 'paid';
      invoice.status_transitions.paid_at = this.book.now;
      invoice.next_payment_attempt = null;
    }
  }

  private chargeToRefund(invoice: Invoice, amount: number): Charge {
    const charge = this.chargesOf(invoice).find((one) => one.amount_captured - one.amount_refunded >= amount);
    assert(charge !== undefined, 'one charge of the invoice can give that much back', {
      invoice: invoice.id,
      amount,
    });
    return charge;
  }

  private countOf(invoice: Invoice): number {
    return this.book.all('credit_note').filter((note) => note.invoice === invoice.id).length;
  }

  private customLine(description: string, amount: number): CreditNoteLine {
    return {
      id: this.book.id('credit_note_line_item'),
      object: 'credit_note_line_item',
      amount,
      description,
      discount_amount: 0,
      discount_amounts: [],
      livemode: false,
      metadata: {},
      pretax_credit_amounts: [],
      quantity: 1,
      tax_rates: [],
      taxes: [],
      type: 'custom_line_item',
      unit_amount: amount,
      unit_amount_decimal: String(amount),
    };
  }

  private noteLine({ line, net, tax = 'proportional' }: CreditedLine): CreditNoteLine {
    const left = line.amount - sum((line.discount_amounts ?? []).map((entry) => entry.amount));
    const credited = net ?? left;
    const part = (amount: number): number => divideRounded(BigInt(amount) * BigInt(credited), BigInt(left));
    return {
      id: this.book.id('credit_note_line_item'),
      object: 'credit_note_line_item',
      amount: tax === 'only' ? 0 : credited,
      description: line.description,
      discount_amount: 0,
      discount_amounts: [],
      invoice_line_item: line.id,
      livemode: false,
      metadata: {},
      pretax_credit_amounts: [],
      quantity: null,
      tax_rates: [],
      taxes:
        tax === 'none'
          ? []
          : (line.taxes ?? []).map((entry) => ({
              ...entry,
              amount: part(entry.amount),
              taxable_amount: entry.taxable_amount === null ? null : part(entry.taxable_amount),
            })),
      type: 'invoice_line_item',
      unit_amount: null,
      unit_amount_decimal: null,
    };
  }
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
