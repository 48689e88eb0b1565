import { addMonths } from './arithmetic.ts';
import type { Book } from './book.ts';
import type { Events } from './events.ts';
import {
  aCardPaymentMethod,
  aCustomer,
  type CardSpec,
  type CustomerSpec,
  type PostalAddress,
  wireAddress,
} from './objects/customer.ts';
import type { Customer, CustomerCashBalanceTransaction, PaymentMethod, TaxId } from './wire.ts';

export type CustomerRequest = Omit<CustomerSpec, 'id' | 'created' | 'invoicePrefix'> & {
  readonly shipping?: PostalAddress;
  readonly metadata?: Readonly<Record<string, string>>;
};

export type CardRequest = Omit<CardSpec, 'fingerprint' | 'expYear' | 'expMonth'> & {
  /** Give another card's to make it the same card. */
  readonly fingerprint?: string;
  /** False: saved without becoming the default. */
  readonly isDefault?: boolean;
};

export interface CustomerChange {
  readonly name?: string;
  readonly email?: string;
  readonly address?: PostalAddress | null;
  readonly shipping?: PostalAddress | null;
  readonly taxExempt?: 'none' | 'exempt' | 'reverse';
  readonly metadata?: Readonly<Record<string, string>>;
  readonly defaultMethod?: PaymentMethod;
}

/** Who pays: customers, their cards and their tax ids. */
export class Customers {
  private readonly book: Book;
  private readonly events: Events;
  private readonly taxIds = new Map<string, TaxId[]>();
  private readonly cash = new Map<string, number>();

  constructor(book: Book, events: Events) {
    this.book = book;
    this.events = events;
  }

  create(request: CustomerRequest): Customer {
    const customer = this.book.add(
      aCustomer({
        ...request,
        id: this.book.id('customer'),
        invoicePrefix: this.book.random.token(8).toUpperCase(),
        created: this.book.now,
      }),
    );
    customer.metadata = { ...request.metadata };
    if (request.shipping !== undefined) {
      customer.shipping = { address: wireAddress(request.shipping), name: request.name };
    }
    this.events.emit('customer.created', customer);
    return customer;
  }

  /** A second record of the same person: same name, address and e-mail unless said otherwise. */
  twin(customer: Customer, change: CustomerChange = {}): Customer {
    const twin = this.book.add<Customer>({
      ...structuredClone(customer),
      id: this.book.id('customer'),
      balance: 0,
      created: this.book.now,
      currency: null,
      delinquent: false,
      discount: null,
      invoice_prefix: this.book.random.token(8).toUpperCase(),
      metadata: {},
      next_invoice_sequence: 1,
    });
    twin.invoice_settings.default_payment_method = null;
    apply(twin, change);
    this.events.emit('customer.created', twin);
    return twin;
  }

  change(customer: Customer, change: CustomerChange): void {
    this.events.change('customer.updated', customer, () => apply(customer, change));
  }

  /** Deletes the customer record; what it was billed stays. */
  delete(customer: Customer): void {
    this.events.emit('customer.deleted', customer);
    Object.assign(customer, { deleted: true });
  }

  /** Saves a card and, unless told otherwise, makes it the customer's default. */
  attachCard(customer: Customer, card: CardRequest): PaymentMethod {
    const { random } = this.book;
    const method = this.book.add(
      aCardPaymentMethod(
        this.book.id('payment_method'),
        customer,
        {
          ...card,
          fingerprint: card.fingerprint ?? random.token(16),
          // Valid well beyond any history.
          expYear: new Date(addMonths(this.book.now, 48) * 1000).getUTCFullYear(),
          expMonth: random.int(1, 12),
        },
        this.book.now,
      ),
    );
    if (card.isDefault !== false) customer.invoice_settings.default_payment_method = method.id;
    this.events.emit('payment_method.attached', method);
    return method;
  }

  /** The card network's updater replaces number and expiry of a saved card; the payment method stays the same. */
  updateCard(
    method: PaymentMethod,
    card: { readonly last4: string; readonly fingerprint?: string; readonly expYear?: number },
  ): void {
    const saved = method.card;
    if (saved === undefined) return;
    this.events.by('stripe', () =>
      this.events.change('payment_method.automatically_updated', method, () => {
        saved.last4 = card.last4;
        saved.fingerprint = card.fingerprint ?? this.book.random.token(16);
        saved.exp_year = card.expYear ?? saved.exp_year + 4;
      }),
    );
  }

  /** A bank transfer arrives on the customer's cash balance. Minor units. */
  receiveCash(customer: Customer, amount: number, currency: string): CustomerCashBalanceTransaction {
    const key = `${customer.id} ${currency}`;
    const ending = (this.cash.get(key) ?? 0) + amount;
    this.cash.set(key, ending);
    return this.book.add<CustomerCashBalanceTransaction>({
      id: this.book.id('customer_cash_balance_transaction'),
      object: 'customer_cash_balance_transaction',
      created: this.book.now,
      currency,
      customer: customer.id,
      ending_balance: ending,
      livemode: false,
      net_amount: amount,
      type: 'funded',
    });
  }

  addTaxId(
    customer: Customer,
    request: {
      readonly type: TaxId['type'];
      readonly value: string;
      readonly country: string;
      readonly status: 'pending' | 'unavailable' | 'unverified' | 'verified';
    },
  ): TaxId {
    const taxId = this.book.add<TaxId>({
      id: this.book.id('tax_id'),
      object: 'tax_id',
      country: request.country,
      created: this.book.now,
      customer: customer.id,
      customer_account: null,
      livemode: false,
      owner: { customer: customer.id, customer_account: null, type: 'customer' },
      type: request.type,
      value: request.value,
      verification: {
        status: request.status,
        verified_address: null,
        verified_name: request.status === 'verified' ? (customer.name ?? null) : null,
      },
    });
    const list = this.taxIds.get(customer.id);
    if (list === undefined) this.taxIds.set(customer.id, [taxId]);
    else list.push(taxId);
    this.events.emit('customer.tax_id.created', taxId);
    return taxId;
  }

  /** The tax authority answers. */
  verifyTaxId(taxId: TaxId, status: 'unverified' | 'verified'): void {
    this.events.by('stripe', () =>
      this.events.change('customer.tax_id.updated', taxId, () => {
        taxId.verification = { status, verified_address: null, verified_name: null };
      }),
    );
  }

  /** Takes a tax id off the customer; invoices made before keep their copy of it. */
  removeTaxId(taxId: TaxId): void {
    this.book.remove(taxId);
    for (const list of this.taxIds.values()) {
      const at = list.indexOf(taxId);
      if (at >= 0) list.splice(at, 1);
    }
    this.events.emit('customer.tax_id.deleted', taxId);
  }

  taxIdsOf(customer: Customer): readonly TaxId[] {
    return this.taxIds.get(customer.id) ?? [];
  }
}

function apply(customer: Customer, change: CustomerChange): void {
  if (change.name !== undefined) customer.name = change.name;
  if (change.email !== undefined) customer.email = change.email;
  if (change.address !== undefined) {
    customer.address = change.address === null ? null : wireAddress(change.address);
  }
  if (change.shipping !== undefined) {
    customer.shipping =
      change.shipping === null ? null : { address: wireAddress(change.shipping), name: customer.name ?? '' };
  }
  if (change.taxExempt !== undefined) customer.tax_exempt = change.taxExempt;
  if (change.metadata !== undefined) customer.metadata = { ...customer.metadata, ...change.metadata };
  if (change.defaultMethod !== undefined) {
    customer.invoice_settings.default_payment_method = change.defaultMethod.id;
  }
}
