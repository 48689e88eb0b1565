import { assert } from '../../../assert.ts';
import { HOUR } from '../arithmetic.ts';
import type { Book } from '../book.ts';
import type { AppliedDiscount, AppliedTax, LineDraft } from '../compose/draft.ts';
import { composeInvoice } from '../compose-invoice.ts';
import type { Customers } from '../customers.ts';
import type { Events } from '../events.ts';
import { MERCHANT } from '../merchant.ts';
import { anInvoice } from '../objects/invoice.ts';
import type { Settings } from '../settings.ts';
import type { Customer, Invoice, SubscriptionItem, TaxRate } from '../wire.ts';
import type { Collection } from './collection.ts';
import type { Grants } from './grants.ts';
import type { BillingContext } from './hooks.ts';
import type { LineDrafts } from './line-drafts.ts';
import type { Payer } from './plan.ts';
import type { Taxes } from './taxes.ts';

/** A renewal's draft is finalised about an hour after it was created. */
export const DRAFT_SECONDS = HOUR + 7;

export interface BillRequest {
  readonly payer: Payer;
  readonly lines: readonly LineDraft[];
  readonly reason: NonNullable<Invoice['billing_reason']>;
  readonly period: { readonly start: number; readonly end: number };
  readonly currency: string;
  /** Of the whole invoice, in order. */
  readonly discounts: readonly AppliedDiscount[];
  readonly taxRates: readonly TaxRate[];
  readonly automaticTax: boolean;
}

/** What an invoice was composed of: it can be composed again while it is a draft. */
export interface Sheet extends BillRequest {
  readonly invoice: Invoice;
}

/** Makes invoices of drafted lines: hooks, discounts, credits, taxes and totals. */
export class Invoicing {
  private readonly book: Book;
  private readonly events: Events;
  private readonly customers: Customers;
  private readonly settings: Settings;
  private readonly taxes: Taxes;
  private readonly grants: Grants;
  private readonly drafts: LineDrafts;
  private readonly collection: Collection;
  private readonly sheets = new Map<string, Sheet>();
  private readonly bySubscription = new Map<string, Invoice[]>();

  constructor(parts: {
    readonly book: Book;
    readonly events: Events;
    readonly customers: Customers;
    readonly settings: Settings;
    readonly taxes: Taxes;
    readonly grants: Grants;
    readonly drafts: LineDrafts;
    readonly collection: Collection;
  }) {
    this.book = parts.book;
    this.events = parts.events;
    this.customers = parts.customers;
    this.settings = parts.settings;
    this.taxes = parts.taxes;
    this.grants = parts.grants;
    this.drafts = parts.drafts;
    this.collection = parts.collection;
  }

  /** Invoices of a subscription, oldest first. */
  of(subscription: string): readonly Invoice[] {
    return this.bySubscription.get(subscription) ?? [];
  }

  /** What an invoice was made of. Programming error for one the ledger did not make. */
  sheet(invoice: Invoice): Sheet {
    const sheet = this.sheets.get(invoice.id);
    assert(sheet !== undefined, 'the ledger made this invoice', { id: invoice.id });
    return sheet;
  }

  /** Makes a draft. `written` is told of the lines once the hooks have seen them, before they are added up. */
  draft(
    request: BillRequest,
    written: (lines: readonly LineDraft[], invoice: Invoice) => readonly LineDraft[],
  ): Sheet {
    const { payer } = request;
    const { subscription } = payer;
    const invoice = this.book.add(this.blank(request, this.book.id('invoice'), this.book.now));
    const context = this.context(payer, invoice, request.reason);
    const { lines: hooked, discounts } = askHooks(request, context);
    const sheet: Sheet = { ...request, discounts, lines: written(hooked, invoice), invoice };
    if (subscription !== null) {
      const list = this.bySubscription.get(subscription.id);
      if (list === undefined) this.bySubscription.set(subscription.id, [invoice]);
      else list.push(invoice);
      subscription.latest_invoice = invoice.id;
    }
    this.compose(sheet);
    this.events.emit('invoice.created', invoice);
    return sheet;
  }

  /** An invoice nobody wrote down: what the request would come to at `at`. Billing credits are left alone. */
  preview(request: BillRequest, at: number): Invoice {
    const id = `upcoming_in_${request.payer.subscription?.id.slice(4) ?? ''}`;
    const invoice = this.blank(request, id, at);
    const { payer } = request;
    const context = {
      ...this.context(payer, invoice, 'subscription_cycle'),
      now: at,
      renewal: payer.cycles + 1,
    };
    this.addUp({ ...request, ...askHooks(request, context), invoice }, context, false);
    return invoice;
  }

  /** A preview with the customer's balance taken into account. */
  withBalance(payer: Payer, invoice: Invoice): Invoice {
    return this.collection.previewBalance(payer.customer, invoice);
  }

  /** Composes a draft again with other lines or discounts. */
  redraft(invoice: Invoice, change: Partial<Pick<Sheet, 'lines' | 'discounts' | 'taxRates'>>): Sheet {
    assert(invoice.status === 'draft', 'only drafts are edited', { id: invoice.id });
    const sheet = { ...this.sheet(invoice), ...change };
    invoice.default_tax_rates = [...sheet.taxRates];
    this.compose(sheet);
    return sheet;
  }

  /** Strikes a deleted draft from its subscription's invoices. */
  forget(invoice: Invoice): void {
    const { subscription } = this.sheet(invoice).payer;
    const list = subscription === null ? undefined : this.bySubscription.get(subscription.id);
    if (list !== undefined) list.splice(list.indexOf(invoice), 1);
    this.grants.release(invoice.id);
    this.sheets.delete(invoice.id);
  }

  /** Finalises an invoice now, or leaves it a draft for about an hour as Stripe does with renewals. */
  finalize(sheet: Sheet, when: 'now' | 'in_an_hour'): void {
    const { invoice, payer } = sheet;
    // Whether collection is paused when an invoice is made decides, not an hour later.
    const paused = payer.subscription?.pause_collection ?? null;
    const finalize = (): void => {
      this.collection.finalize(payer, invoice, this.context(payer, invoice, sheet.reason), paused);
      if (invoice.status === 'void') this.giveCreditsBack(invoice);
    };
    if (when === 'now') {
      finalize();
      return;
    }
    invoice.automatically_finalizes_at = this.book.now + HOUR;
    this.book.schedule(this.book.now + DRAFT_SECONDS, () => {
      if (invoice.status !== 'draft' || !invoice.auto_advance) return;
      this.events.by('stripe', finalize);
    });
  }

  /** A void invoice gives the billing credits it used back. */
  giveCreditsBack(invoice: Invoice): void {
    this.grants.giveBack(invoice.id);
  }

  context(payer: Payer, invoice: Invoice | null, reason: Invoice['billing_reason']): BillingContext {
    const { subscription } = payer;
    return {
      customer: payer.customer,
      subscription,
      invoice,
      reason,
      now: this.book.now,
      renewal: payer.cycles,
      copy: (draft, changes) => ({ ...draft, ...changes, id: this.drafts.lineId() }),
      cycleLines: (item: SubscriptionItem) => {
        assert(subscription !== null, 'only subscriptions have cycles');
        return this.drafts.cycle(subscription, item);
      },
    };
  }

  private compose(sheet: Sheet): void {
    const { invoice, payer } = sheet;
    this.grants.release(invoice.id);
    this.sheets.set(invoice.id, sheet);
    const context = this.context(payer, invoice, sheet.reason);
    const credited =
      this.grants.has(payer.customer) && payer.hooks.every((hook) => hook.credits?.(context) !== false);
    this.addUp(sheet, context, credited);
  }

  private addUp(sheet: Sheet, context: BillingContext, credited: boolean): void {
    const { invoice, payer, currency } = sheet;
    const { customer, hooks } = payer;
    const composed = composeInvoice({
      invoice: invoice.id,
      currency,
      lines: sheet.lines,
      discounts: sheet.discounts,
      taxRates: sheet.taxRates,
      exempt: false,
      taxesOf: (line) =>
        hooks.reduce<readonly AppliedTax[]>(
          (taxes, hook) => hook.taxes?.(taxes, line, context) ?? taxes,
          this.taxesOf(sheet, line, customer),
        ),
      ...(credited
        ? { creditsOf: (line, left) => this.grants.use(customer, line, left, currency, invoice.id) }
        : {}),
      pretaxDiscounts: this.settings.pretaxDiscounts,
      taxRounding: this.settings.taxRounding,
    });
    invoice.discounts = sheet.discounts.map(({ discount }) => discount.id);
    invoice.lines.data = composed.lines;
    invoice.subtotal = composed.subtotal;
    invoice.subtotal_excluding_tax = composed.subtotal_excluding_tax;
    invoice.total = composed.total;
    invoice.total_excluding_tax = composed.total_excluding_tax;
    invoice.total_discount_amounts = composed.total_discount_amounts;
    invoice.total_pretax_credit_amounts = composed.total_pretax_credit_amounts;
    invoice.total_taxes = composed.total_taxes;
    invoice.amount_due = Math.max(0, composed.total);
    invoice.amount_remaining = invoice.amount_due;
  }

  /** An invoice without lines. */
  private blank(request: BillRequest, id: string, created: number): Invoice {
    const { payer } = request;
    const { subscription, customer } = payer;
    const taxIds = this.customers.taxIdsOf(customer).map(({ type, value }) => ({ type, value }));
    const invoice = anInvoice({
      id,
      customer,
      subscription,
      currency: request.currency,
      reason: request.reason,
      created,
      period: request.period,
      discounts: [],
      taxRates: request.taxRates,
      taxIds: taxIds as NonNullable<Invoice['customer_tax_ids']>,
      paymentMethod: subscription === null ? null : (payer.method?.id ?? null),
      accountName: MERCHANT.name,
      accountCountry: MERCHANT.country,
    });
    if (request.automaticTax) invoice.automatic_tax = this.taxes.statusFor(customer, true);
    return invoice;
  }

  private taxesOf(sheet: Sheet, line: LineDraft, customer: Customer): AppliedTax[] {
    const { ignoreExemption } = sheet.payer;
    return sheet.automaticTax && line.taxRates === undefined
      ? this.taxes.automatic(line, customer, ignoreExemption)
      : this.taxes.manual(line, sheet.taxRates, customer, ignoreExemption);
  }
}

/** What the payer's hooks make of lines and discounts. */
function askHooks(request: BillRequest, context: BillingContext): Pick<BillRequest, 'lines' | 'discounts'> {
  const { hooks } = request.payer;
  return {
    lines: hooks.reduce((lines, hook) => hook.lines?.(lines, context) ?? lines, request.lines),
    discounts: hooks.reduce(
      (applied, hook) => hook.discounts?.(applied, context) ?? applied,
      request.discounts,
    ),
  };
}
