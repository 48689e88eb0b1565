import type { Book } from '../book.ts';
import type { AppliedCredit, LineDraft } from '../compose/draft.ts';
import type { CreditBalanceTransaction, CreditGrant, Customer, Price } from '../wire.ts';

export interface GrantRequest {
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly name?: string;
  readonly category?: 'paid' | 'promotional';
  /** Prices it pays for. Default: every metered price, as in Stripe. */
  readonly prices?: readonly Price[];
  readonly effectiveAt?: number;
  readonly expiresAt?: number;
  /** 0 is used first, 100 last. Default 50. */
  readonly priority?: number;
}

interface Grant {
  readonly object: CreditGrant;
  left: number;
}

/** Billing credits: granted once, used up by invoices before tax. */
export class Grants {
  private readonly book: Book;
  private readonly ofCustomers = new Map<string, Grant[]>();
  private readonly onInvoices = new Map<
    string,
    { readonly grant: Grant; readonly amount: number; readonly transaction: CreditBalanceTransaction }[]
  >();

  constructor(book: Book) {
    this.book = book;
  }

  grant(customer: Customer, request: GrantRequest): CreditGrant {
    const { now } = this.book;
    const object = this.book.add<CreditGrant>({
      id: this.book.id('credit_grant'),
      object: 'billing.credit_grant',
      amount: { monetary: { currency: request.currency, value: request.amount }, type: 'monetary' },
      applicability_config: {
        scope:
          request.prices === undefined
            ? { price_type: 'metered' }
            : { prices: request.prices.map((price) => ({ id: price.id })) },
      },
      category: request.category ?? 'promotional',
      created: now,
      customer: customer.id,
      customer_account: null,
      effective_at: request.effectiveAt ?? now,
      expires_at: request.expiresAt ?? null,
      livemode: false,
      metadata: {},
      name: request.name ?? 'Credits',
      priority: request.priority ?? 50,
      test_clock: null,
      updated: now,
      voided_at: null,
    });
    this.write(object, 'credit', request.amount, null);
    const list = this.ofCustomers.get(customer.id);
    if (list === undefined) this.ofCustomers.set(customer.id, [{ object, left: request.amount }]);
    else list.push({ object, left: request.amount });
    return object;
  }

  /** Takes back what is left of a grant. */
  voidGrant(grant: CreditGrant): void {
    grant.voided_at = this.book.now;
    for (const list of this.ofCustomers.values()) {
      for (const one of list) if (one.object === grant) one.left = 0;
    }
  }

  /** What is left of a grant, minor units. */
  left(grant: CreditGrant): number {
    const list = this.ofCustomers.get(String(grant.customer)) ?? [];
    return list.find((one) => one.object === grant)?.left ?? 0;
  }

  has(customer: Customer): boolean {
    return this.ofCustomers.has(customer.id);
  }

  /** Uses grants up for what is left of a line: by priority, then the soonest to expire, then the oldest. */
  use(customer: Customer, line: LineDraft, left: number, currency: string, invoice: string): AppliedCredit[] {
    const { now } = this.book;
    const used: AppliedCredit[] = [];
    let open = left;
    for (const grant of this.inOrder(customer, currency, now)) {
      if (open <= 0) break;
      if (grant.left === 0 || !paysFor(grant.object, line)) continue;
      const amount = Math.min(open, grant.left);
      grant.left -= amount;
      open -= amount;
      const transaction = this.write(grant.object, 'debit', amount, { invoice, line: line.id });
      used.push({ amount, transaction: transaction.id });
      const list = this.onInvoices.get(invoice) ?? [];
      this.onInvoices.set(invoice, [...list, { grant, amount, transaction }]);
    }
    return used;
  }

  /** Gives back what a draft used, before it is added up again. */
  release(invoice: string): void {
    for (const { grant, amount, transaction } of this.onInvoices.get(invoice) ?? []) {
      grant.left += amount;
      this.book.remove(transaction);
    }
    this.onInvoices.delete(invoice);
  }

  /** Gives back what a finalised invoice used, because it is void now. */
  giveBack(invoice: string): void {
    for (const { grant, amount, transaction } of this.onInvoices.get(invoice) ?? []) {
      grant.left += amount;
      const back = this.write(grant.object, 'credit', amount, null);
      const line = transaction.debit?.credits_applied?.invoice_line_item ?? '';
      if (back.credit === null) continue;
      back.credit.type = 'credits_application_invoice_voided';
      back.credit.credits_application_invoice_voided = { invoice, invoice_line_item: line };
    }
    this.onInvoices.delete(invoice);
  }

  private inOrder(customer: Customer, currency: string, now: number): Grant[] {
    return (this.ofCustomers.get(customer.id) ?? [])
      .filter(
        ({ object }) =>
          object.amount.monetary?.currency === currency &&
          (object.effective_at ?? 0) <= now &&
          (object.expires_at === null || object.expires_at > now),
      )
      .sort(
        (a, b) =>
          (a.object.priority ?? 50) - (b.object.priority ?? 50) ||
          (a.object.expires_at ?? Number.MAX_SAFE_INTEGER) -
            (b.object.expires_at ?? Number.MAX_SAFE_INTEGER) ||
          a.object.created - b.object.created,
      );
  }

  private write(
    grant: CreditGrant,
    type: 'credit' | 'debit',
    value: number,
    applied: { readonly invoice: string; readonly line: string } | null,
  ): CreditBalanceTransaction {
    const amount = {
      monetary: { currency: grant.amount.monetary?.currency ?? 'usd', value },
      type: 'monetary' as const,
    };
    return this.book.add<CreditBalanceTransaction>({
      id: this.book.id('credit_balance_transaction'),
      object: 'billing.credit_balance_transaction',
      created: this.book.now,
      credit:
        type === 'credit'
          ? { amount, credits_application_invoice_voided: null, type: 'credits_granted' }
          : null,
      credit_grant: grant.id,
      debit:
        applied === null
          ? null
          : {
              amount,
              credits_applied: { invoice: applied.invoice, invoice_line_item: applied.line },
              type: 'credits_applied',
            },
      effective_at: this.book.now,
      livemode: false,
      test_clock: null,
      type,
    });
  }
}

function paysFor(grant: CreditGrant, line: LineDraft): boolean {
  const { prices } = grant.applicability_config.scope;
  if (prices === undefined) return line.metered === true;
  return prices.some((price) => price.id === line.price?.id);
}
