import type { Correction, CorrectionStep, Json } from '../../src/analysis/finding.ts';
import type { WireObject } from './histories.ts';

/**
 * Does to a copy of the objects what Stripe does when a drafted correction is carried out at `now` (API reference:
 * refunds, credit notes, voiding, cancelling, subscription updates). Refuses what Stripe would refuse. Escalations
 * change nothing.
 */
export function applyCorrection(
  objects: readonly WireObject[],
  correction: Correction,
  now: number,
): readonly WireObject[] {
  const account = new Account(structuredClone(objects) as WireObject[], now);
  for (const step of correction.steps) account.apply(step);
  return account.objects;
}

type Params = Readonly<Record<string, Json>>;

class Account {
  readonly objects: WireObject[];
  private readonly now: number;
  private made = 0;

  constructor(objects: WireObject[], now: number) {
    this.objects = objects;
    this.now = now;
  }

  apply({ kind, target, params }: CorrectionStep): void {
    switch (kind) {
      case 'refund':
        this.refund(this.get(text(params['charge'])), int(params['amount']));
        return;
      case 'credit_note':
        this.creditNote(params);
        return;
      case 'void_invoice':
        this.void(this.get(target));
        return;
      case 'delete_invoice_item':
        this.delete(target);
        return;
      case 'customer_balance_credit':
        this.moveBalance(text(params['customer']), int(params['amount']), text(params['currency']), {});
        return;
      case 'cancel_subscription':
        this.set(target, { status: 'canceled', canceled_at: this.now, ended_at: this.now });
        return;
      case 'apply_discount':
      case 'remove_discount':
        this.discount(this.get(target), params['discounts'] ?? []);
        return;
      case 'update_price':
        this.set(target, { price: structuredClone(this.get(text(params['price']))) });
        return;
      case 'update_quantity':
        this.set(target, { quantity: int(params['quantity']) });
        return;
      case 'update_tax_status':
        this.set(target, { tax_exempt: text(params['tax_exempt']) });
        return;
      case 'extend_trial':
        this.set(target, { trial_end: int(params['trial_end']), status: 'trialing' });
        return;
      case 'cancel_payment_intent':
        this.set(target, { status: 'canceled', canceled_at: this.now, amount_capturable: 0 });
        return;
      case 'escalate':
        return;
    }
  }

  private id(prefix: string): string {
    this.made += 1;
    return `${prefix}_corrected${this.made}`;
  }

  /** The object with this id, wherever it is embedded. */
  private get(id: string): WireObject {
    const found = this.find(this.objects, id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  }

  private find(values: readonly unknown[], id: string): WireObject | undefined {
    for (const value of values) {
      if (!isObject(value)) continue;
      if (value['id'] === id) return value;
      const list = value['object'] === 'subscription' ? value['items'] : undefined;
      if (!isObject(list) || !Array.isArray(list['data'])) continue;
      const within = this.find(list['data'], id);
      if (within !== undefined) return within;
    }
    return undefined;
  }

  private set(id: string, change: WireObject): void {
    Object.assign(this.get(id), change);
  }

  private refund(charge: WireObject, amount: number): string {
    const left = int(charge['amount_captured']) - int(charge['amount_refunded']);
    if (amount <= 0 || amount > left) throw new Error(`Stripe refuses to refund ${amount} of ${left}`);
    if (charge['disputed'] === true) throw new Error('Stripe refuses to refund a disputed charge');
    charge['amount_refunded'] = int(charge['amount_refunded']) + amount;
    charge['refunded'] = amount === left;
    const id = this.id('re');
    this.objects.push({
      id,
      object: 'refund',
      amount,
      charge: charge['id'],
      created: this.now,
      currency: charge['currency'],
      metadata: {},
      payment_intent: charge['payment_intent'] ?? null,
      status: 'succeeded',
      destination_details: { type: 'card', card: { type: 'refund', reference_status: 'pending' } },
    });
    return id;
  }

  private creditNote(params: Params): void {
    const invoice = this.get(text(params['invoice']));
    const lines = isList(params['lines']) ? params['lines'].map((line) => this.noteLine(invoice, line)) : [];
    const total = lines.length === 0 ? int(params['amount']) : sum(lines.map(lineTotal));
    const remaining = int(invoice['amount_remaining']);
    const prePayment = invoice['status'] === 'open' ? Math.min(total, remaining) : 0;
    const [toCard, toBalance, outside] = ['refund_amount', 'credit_amount', 'out_of_band_amount'].map(
      (key) => (params[key] === undefined ? 0 : int(params[key])),
    ) as [number, number, number];
    if (toCard + toBalance + outside !== total - prePayment) {
      throw new Error(`Stripe refuses a credit note of ${total} whose parts after payment do not add up`);
    }
    invoice['amount_remaining'] = remaining - prePayment;
    invoice['amount_due'] = int(invoice['amount_due']) - prePayment;
    bump(invoice, 'pre_payment_credit_notes_amount', prePayment);
    bump(invoice, 'post_payment_credit_notes_amount', total - prePayment);
    if (prePayment > 0 && prePayment === remaining) {
      invoice['status'] = 'paid';
      invoice['status_transitions'] = {
        ...(invoice['status_transitions'] as WireObject),
        paid_at: this.now,
      };
    }
    const id = this.id('cn');
    const entry =
      toBalance > 0
        ? this.moveBalance(text(invoice['customer']), -toBalance, text(invoice['currency']), {
            type: 'credit_note',
            credit_note: id,
          })
        : null;
    this.objects.push({
      id,
      object: 'credit_note',
      amount: total,
      created: this.now,
      currency: invoice['currency'],
      customer: invoice['customer'],
      customer_balance_transaction: entry,
      invoice: invoice['id'],
      lines: { object: 'list', data: lines, has_more: false, url: '' },
      memo: null,
      metadata: {},
      number: id,
      out_of_band_amount: outside,
      post_payment_amount: total - prePayment,
      pre_payment_amount: prePayment,
      reason: params['reason'] ?? null,
      refunds: this.refundInvoice(invoice, toCard),
      status: 'issued',
      total_taxes: [],
      voided_at: null,
    });
  }

  private noteLine(invoice: WireObject, line: Json): WireObject {
    if (!isObject(line)) throw new Error('a line is an object');
    const automatic = (invoice['automatic_tax'] as WireObject | undefined)?.['enabled'] === true;
    const gross = int(line['amount']);
    const discounts = this.discountsOn(invoice, text(line['invoice_line_item']), gross);
    const net = gross - sum(discounts.map(({ amount }) => int(amount)));
    return {
      id: this.id('cnli'),
      object: 'credit_note_line_item',
      amount: gross,
      discount_amount: gross - net,
      discount_amounts: discounts,
      description: null,
      invoice_line_item: line['invoice_line_item'],
      quantity: null,
      type: 'invoice_line_item',
      taxes: automatic
        ? this.automaticTax(invoice, text(line['invoice_line_item']), net)
        : (isList(line['tax_amounts']) ? line['tax_amounts'] : []).map((tax) => {
            if (!isObject(tax)) throw new Error('a tax is an object');
            const { amount, tax_rate, taxable_amount } = tax;
            return {
              amount,
              taxable_amount,
              tax_behavior: this.behaviorOf(invoice, text(line['invoice_line_item']), tax_rate),
              tax_rate_details: { tax_rate },
              taxability_reason: 'standard_rated',
              type: 'tax_rate_details',
            };
          }),
    };
  }

  /** A credited line gives each discount back in proportion. */
  private discountsOn(invoice: WireObject, lineId: string, gross: number): WireObject[] {
    const line = this.lineOf(invoice, lineId);
    return (list(line['discount_amounts']) as WireObject[]).map((entry) => ({
      ...entry,
      amount: Math.round((int(entry['amount']) * gross) / int(line['amount'])),
    }));
  }

  /** Stripe computes the tax of a credited line itself: in proportion to what is credited. */
  private automaticTax(invoice: WireObject, lineId: string, net: number): WireObject[] {
    const line = this.lineOf(invoice, lineId);
    const off = sum((list(line['discount_amounts']) as WireObject[]).map((entry) => int(entry['amount'])));
    const whole = int(line['amount']) - off;
    return (list(line['taxes']) as WireObject[]).map((tax) => ({
      ...tax,
      amount: whole === 0 ? 0 : Math.round((int(tax['amount']) * net) / whole),
    }));
  }

  private behaviorOf(invoice: WireObject, lineId: string, rate: unknown): unknown {
    const taxes = list(this.lineOf(invoice, lineId)['taxes']) as WireObject[];
    const same = taxes.find((tax) => (tax['tax_rate_details'] as WireObject)['tax_rate'] === rate);
    return same?.['tax_behavior'] ?? 'exclusive';
  }

  private lineOf(invoice: WireObject, id: string): WireObject {
    const lines = list((invoice['lines'] as WireObject)['data']) as WireObject[];
    const line = lines.find((one) => one['id'] === id);
    if (line === undefined) throw new Error(`invoice ${String(invoice['id'])} has no line ${id}`);
    return line;
  }

  /** Refunds spread over the charges that paid the invoice. */
  private refundInvoice(invoice: WireObject, amount: number): WireObject[] {
    let left = amount;
    const refunds: WireObject[] = [];
    for (const charge of this.chargesOf(invoice)) {
      const part = Math.min(left, int(charge['amount_captured']) - int(charge['amount_refunded']));
      if (part <= 0) continue;
      refunds.push({ refund: this.refund(charge, part), amount_refunded: part, type: 'refund' });
      left -= part;
    }
    if (left > 0) throw new Error(`Stripe refuses to refund ${left} more than the invoice's charges hold`);
    return refunds;
  }

  private chargesOf(invoice: WireObject): WireObject[] {
    const intents = this.objects
      .filter((object) => object['object'] === 'invoice_payment' && object['invoice'] === invoice['id'])
      .map((object) => (object['payment'] as WireObject)['payment_intent']);
    return this.objects.filter(
      (object) =>
        object['object'] === 'charge' &&
        object['status'] === 'succeeded' &&
        intents.includes(object['payment_intent']),
    );
  }

  private void(invoice: WireObject): void {
    if (invoice['status'] !== 'open') throw new Error('Stripe voids open invoices only');
    invoice['status'] = 'void';
    invoice['auto_advance'] = false;
    invoice['status_transitions'] = { ...(invoice['status_transitions'] as WireObject), voided_at: this.now };
  }

  private delete(id: string): void {
    const at = this.objects.findIndex((object) => object['id'] === id);
    const item = this.objects[at];
    if (item === undefined) throw new Error(`there is no ${id}`);
    this.objects.splice(at, 1);
    const invoice = item['invoice'];
    if (typeof invoice !== 'string') return;
    const draft = this.get(invoice);
    if (draft['status'] !== 'draft') throw new Error('Stripe deletes items of drafts only');
    const lines = draft['lines'] as WireObject;
    lines['data'] = list(lines['data']).filter(
      (line) => !JSON.stringify((line as WireObject)['parent'] ?? null).includes(`"${id}"`),
    );
  }

  private moveBalance(customer: string, amount: number, currency: string, more: WireObject): string {
    const owner = this.get(customer);
    owner['balance'] = int(owner['balance']) + amount;
    const id = this.id('cbtxn');
    this.objects.push({
      id,
      object: 'customer_balance_transaction',
      amount,
      created: this.now,
      credit_note: null,
      currency,
      customer,
      description: null,
      ending_balance: owner['balance'],
      invoice: null,
      metadata: {},
      type: 'adjustment',
      ...more,
    });
    return id;
  }

  /** `''` takes all off; an entry names a coupon to attach or a discount to keep. */
  private discount(owner: WireObject, discounts: Json): void {
    owner['discounts'] = (isList(discounts) ? discounts : []).map((entry) => {
      if (!isObject(entry)) throw new Error('a discount is an object');
      if (typeof entry['discount'] === 'string') return entry['discount'];
      const id = this.id('di');
      this.objects.push({
        id,
        object: 'discount',
        customer: owner['customer'] ?? null,
        end: null,
        invoice: null,
        invoice_item: null,
        promotion_code: null,
        source: { coupon: entry['coupon'], type: 'coupon' },
        start: this.now,
        subscription: owner['object'] === 'subscription' ? owner['id'] : null,
        subscription_item: owner['object'] === 'subscription_item' ? owner['id'] : null,
      });
      return id;
    });
  }
}

function lineTotal(line: WireObject): number {
  const taxes = list(line['taxes']) as WireObject[];
  const onTop = taxes.filter((tax) => tax['tax_behavior'] !== 'inclusive');
  return int(line['amount']) - int(line['discount_amount']) + sum(onTop.map((tax) => int(tax['amount'])));
}

function bump(object: WireObject, key: string, by: number): void {
  object[key] = int(object[key] ?? 0) + by;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const isObject = (value: unknown): value is WireObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function int(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new Error(`not an amount: ${String(value)}`);
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`not a text: ${String(value)}`);
  return value;
}
