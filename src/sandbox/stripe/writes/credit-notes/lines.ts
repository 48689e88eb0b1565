import { percentage, share } from '../../../ledger/arithmetic.ts';
import type { CreditNoteLine, Invoice, InvoiceLine } from '../../../ledger/wire.ts';
import { invalidValue, noSuch } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import type { NoteLineRequest, NoteRequest } from './request.ts';

type NoteTax = NonNullable<CreditNoteLine['taxes']>[number];

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** The lines of a credit note. @throws {StripeRefusal} 400 for what the invoice's lines do not allow. */
export function noteLines(desk: Desk, invoice: Invoice, request: NoteRequest): CreditNoteLine[] {
  if (request.lines === undefined) return [wholeAmount(desk, invoice, request.amount ?? 0)];
  const credited = new Map<string, number>();
  return request.lines.map((line) => {
    const taxAmountsRefused = invoice.automatic_tax.enabled && line.taxAmounts !== undefined;
    if (taxAmountsRefused || (invoice.automatic_tax.enabled && line.type === 'custom_line_item')) {
      const name = taxAmountsRefused ? 'tax_amounts' : 'type';
      throw invalidValue(
        `${line.param}[${name}]`,
        `\`${taxAmountsRefused ? name : 'custom_line_item'}\` is not valid when the invoice is set up with \`automatic_tax[enabled]=true\`.`,
      );
    }
    return line.type === 'custom_line_item'
      ? customLine(desk, line)
      : invoiceLine(desk, invoice, line, credited);
  });
}

/** Part of an invoice line: its amount is gross, and discounts and taxes follow in proportion unless taxes are given. */
function invoiceLine(
  desk: Desk,
  invoice: Invoice,
  request: NoteLineRequest,
  credited: Map<string, number>,
): CreditNoteLine {
  const id = request.invoiceLineItem ?? '';
  const line = invoice.lines.data.find((one) => one.id === id);
  if (line === undefined)
    throw noSuch('invoice line item', id, { param: `${request.param}[invoice_line_item]` });
  const gross = grossOf(invoice, line, request);
  const before = (credited.get(id) ?? 0) + creditedBefore(desk, invoice, id);
  if (gross + before > Math.max(0, line.amount)) {
    throw invalidValue(
      `${request.param}[amount]`,
      `The amount to credit (${gross}) is more than is left of the invoice line item ${id} (${line.amount - before}).`,
    );
  }
  credited.set(id, (credited.get(id) ?? 0) + gross);
  const part = (amount: number): number => share(amount, gross, line.amount);
  const discounts = (line.discount_amounts ?? []).map(({ amount, discount }) => ({
    amount: part(amount),
    discount: String(discount),
  }));
  return {
    ...emptyLine(desk),
    amount: gross,
    description: line.description,
    discount_amount: sum(discounts.map(({ amount }) => amount)),
    discount_amounts: discounts,
    invoice_line_item: id,
    metadata: request.metadata,
    quantity: request.quantity ?? null,
    taxes:
      request.taxAmounts === undefined
        ? (line.taxes ?? []).map((tax) => ({
            ...tax,
            amount: part(tax.amount),
            taxable_amount: tax.taxable_amount === null ? null : part(tax.taxable_amount),
          }))
        : givenTaxes(desk, request, line),
    type: 'invoice_line_item',
  };
}

/** What is credited of a line before discounts and exclusive taxes. Under automatic tax, `amount` is without any tax. */
function grossOf(invoice: Invoice, line: InvoiceLine, request: NoteLineRequest): number {
  const { amount, quantity, param } = request;
  if ((amount === undefined) === (quantity === undefined)) {
    throw invalidValue(`${param}[amount]`, 'You must provide one of these parameters: amount, quantity.');
  }
  if (amount === undefined) return share(line.amount, quantity ?? 0, line.quantity ?? 1);
  if (!invoice.automatic_tax.enabled) return amount;
  const inside = sum(
    (line.taxes ?? []).filter(({ tax_behavior }) => tax_behavior === 'inclusive').map((tax) => tax.amount),
  );
  return amount + share(inside, amount, line.amount - inside);
}

function creditedBefore(desk: Desk, invoice: Invoice, line: string): number {
  return sum(
    issuedNotes(desk, invoice).flatMap((note) =>
      note.lines.data
        .filter(({ invoice_line_item }) => invoice_line_item === line)
        .map(({ amount }) => amount),
    ),
  );
}

export function issuedNotes(desk: Desk, invoice: Invoice) {
  return desk.referring('credit_note', 'invoice', invoice.id).filter(({ status }) => status === 'issued');
}

function customLine(desk: Desk, request: NoteLineRequest): CreditNoteLine {
  const unit = request.unitAmount;
  if (unit === undefined)
    throw invalidValue(`${request.param}[unit_amount]`, 'Missing required param: unit_amount.');
  const amount = unit * (request.quantity ?? 1);
  return {
    ...emptyLine(desk),
    amount,
    description: request.description ?? null,
    metadata: request.metadata,
    quantity: request.quantity ?? 1,
    taxes:
      request.taxAmounts === undefined
        ? request.taxRates.map((id) => {
            const rate = rateOf(desk, id, `${request.param}[tax_rates]`);
            return taxRow(rate, percentage(amount, rate.percentage), amount, 'standard_rated');
          })
        : givenTaxes(desk, request, null),
    type: 'custom_line_item',
    unit_amount: unit,
    unit_amount_decimal: String(unit),
  };
}

/** A credit of an amount that names no line. Under automatic tax, its part of the invoice's tax is in it. */
function wholeAmount(desk: Desk, invoice: Invoice, total: number): CreditNoteLine {
  const taxes = invoice.automatic_tax.enabled
    ? (invoice.total_taxes ?? []).map((tax) => ({
        ...tax,
        amount: share(tax.amount, total, invoice.total),
        taxable_amount: tax.taxable_amount === null ? null : share(tax.taxable_amount, total, invoice.total),
      }))
    : [];
  const amount =
    total - sum(taxes.filter(({ tax_behavior }) => tax_behavior === 'exclusive').map((tax) => tax.amount));
  return {
    ...emptyLine(desk),
    amount,
    description: 'Credit',
    quantity: 1,
    taxes,
    type: 'custom_line_item',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
}

function givenTaxes(desk: Desk, request: NoteLineRequest, line: InvoiceLine | null): NoteTax[] {
  return (request.taxAmounts ?? []).map(({ amount, taxRate, taxableAmount }, at) => {
    const rate = rateOf(desk, taxRate, `${request.param}[tax_amounts][${at}][tax_rate]`);
    const billed = (line?.taxes ?? []).find((tax) => tax.tax_rate_details?.tax_rate === taxRate);
    return taxRow(rate, amount, taxableAmount, billed?.taxability_reason ?? 'standard_rated');
  });
}

function rateOf(desk: Desk, id: string, param: string) {
  return desk.find('tax_rate', id, { param });
}

function taxRow(
  rate: { readonly id: string; readonly inclusive: boolean },
  amount: number,
  taxable: number,
  reason: NoteTax['taxability_reason'],
): NoteTax {
  return {
    amount,
    tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
    tax_rate_details: { tax_rate: rate.id },
    taxability_reason: reason,
    taxable_amount: taxable,
    type: 'tax_rate_details',
  };
}

function emptyLine(desk: Desk): Omit<CreditNoteLine, 'amount' | 'description' | 'type'> {
  return {
    id: desk.book.id('credit_note_line_item'),
    object: 'credit_note_line_item',
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: null,
    tax_rates: [],
    taxes: [],
    unit_amount: null,
    unit_amount_decimal: null,
  };
}
