import { assert } from '../../../assert.ts';
import type { Book } from '../book.ts';
import type { LineDraft } from '../compose/draft.ts';
import type { Events } from '../events.ts';
import { anInvoiceItem } from '../objects/invoice.ts';
import type { Customer, Invoice, InvoiceItem, Subscription } from '../wire.ts';

interface Waiting {
  readonly item: InvoiceItem;
  readonly draft: LineDraft;
  subscription: string | null;
}

/** Invoice items: lines that wait for an invoice, and the record behind each line that is no plain cycle line. */
export class InvoiceItems {
  private readonly book: Book;
  private readonly events: Events;
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(book: Book, events: Events) {
    this.book = book;
    this.events = events;
  }

  /** Writes the item behind a line that is on an invoice already. Gives back the draft that names it. */
  behind(draft: LineDraft, customer: Customer, currency: string, invoice: Invoice): LineDraft {
    return { ...draft, invoiceItem: this.write(draft, customer, currency, invoice.id).id };
  }

  /** Puts a line down for the subscription's next invoice, or (null) for whichever of the customer's comes next. */
  wait(
    draft: LineDraft,
    customer: Customer,
    currency: string,
    subscription: Subscription | null,
  ): InvoiceItem {
    const item = this.write(draft, customer, currency, null);
    const waiting = this.waiting.get(customer.id) ?? [];
    this.waiting.set(customer.id, [
      ...waiting,
      { item, draft: { ...draft, invoiceItem: item.id }, subscription: subscription?.id ?? null },
    ]);
    this.events.emit('invoiceitem.created', item);
    return item;
  }

  /** Takes what waits for a subscription's invoice (with what waits for any), or with null everything there is. */
  take(customer: Customer, currency: string, subscription: Subscription | null): LineDraft[] {
    const waiting = this.waiting.get(customer.id);
    if (waiting === undefined) return [];
    const taken = waiting.filter(
      (one) =>
        one.item.currency === currency &&
        (subscription === null || one.subscription === null || one.subscription === subscription.id),
    );
    this.waiting.set(
      customer.id,
      waiting.filter((one) => !taken.includes(one)),
    );
    return taken.map((one) => one.draft);
  }

  /** What {@link take} would take, left where it is. */
  peek(customer: Customer, currency: string, subscription: Subscription): LineDraft[] {
    return (this.waiting.get(customer.id) ?? [])
      .filter((one) => one.item.currency === currency)
      .filter((one) => one.subscription === null || one.subscription === subscription.id)
      .map((one) => one.draft);
  }

  has(customer: Customer, subscription: Subscription): boolean {
    return (this.waiting.get(customer.id) ?? []).some((one) => one.subscription === subscription.id);
  }

  /** Lets a waiting item go to another subscription's next invoice (null: to any). */
  move(item: InvoiceItem, subscription: Subscription | null): void {
    const waiting = (this.waiting.get(String(item.customer)) ?? []).find((one) => one.item === item);
    assert(waiting !== undefined, 'the invoice item is pending', { id: item.id });
    waiting.subscription = subscription?.id ?? null;
  }

  /** Deletes an item that waits. */
  remove(item: InvoiceItem): void {
    const customer = String(item.customer);
    const waiting = this.waiting.get(customer) ?? [];
    assert(
      waiting.some((one) => one.item === item),
      'the invoice item is pending',
      { id: item.id },
    );
    this.waiting.set(
      customer,
      waiting.filter((one) => one.item !== item),
    );
    this.book.remove(item);
    this.events.emit('invoiceitem.deleted', item);
  }

  private write(draft: LineDraft, customer: Customer, currency: string, invoice: string | null): InvoiceItem {
    return this.book.add(
      anInvoiceItem({
        id: this.book.id('invoiceitem'),
        customer: customer.id,
        invoice,
        date: this.book.now,
        currency,
        line: draft,
      }),
    );
  }
}
