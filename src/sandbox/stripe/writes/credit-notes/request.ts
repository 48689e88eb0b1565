import { invalidValue, missingParameter, StripeRefusal, unknownParameters } from '../../errors.ts';
import { hashParam, integerParam, listParam, type Params, stringParam } from '../../params.ts';
import { amountParam, choiceParam, metadataParam, required } from '../values.ts';

export const MAX_TAX_AMOUNTS = 20;

/** Parameters of creating and of previewing a credit note. */
export const CREDIT_NOTE_PARAMS = [
  'amount',
  'credit_amount',
  'effective_at',
  'email_type',
  'invoice',
  'lines',
  'memo',
  'metadata',
  'out_of_band_amount',
  'reason',
  'refund_amount',
  'refunds',
] as const;

export interface TaxAmountRequest {
  readonly amount: number;
  readonly taxRate: string;
  readonly taxableAmount: number;
}

export interface NoteLineRequest {
  /** Name of the line's parameters, e.g. `lines[0]`. */
  readonly param: string;
  readonly type: 'invoice_line_item' | 'custom_line_item';
  readonly invoiceLineItem: string | undefined;
  /** Minor units before discounts and exclusive taxes. */
  readonly amount: number | undefined;
  readonly quantity: number | undefined;
  readonly description: string | undefined;
  readonly unitAmount: number | undefined;
  readonly taxAmounts: readonly TaxAmountRequest[] | undefined;
  readonly taxRates: readonly string[];
  readonly metadata: Record<string, string>;
}

/** What is asked of a credit note; amounts in minor units. */
export interface NoteRequest {
  readonly invoice: string;
  readonly amount: number | undefined;
  readonly lines: readonly NoteLineRequest[] | undefined;
  readonly refundAmount: number;
  readonly creditAmount: number;
  readonly outOfBandAmount: number;
  readonly refunds: readonly { readonly refund: string; readonly amount: number | undefined }[];
  readonly reason: 'duplicate' | 'fraudulent' | 'order_change' | 'product_unsatisfactory' | null;
  readonly memo: string | null;
  readonly effectiveAt: number | undefined;
  readonly metadata: Record<string, string>;
}

/** Reads the parameters. @throws {StripeRefusal} 400 for what is missing, unknown or of the wrong type. */
export function noteRequest(params: Params): NoteRequest {
  const invoice = required('invoice', stringParam(params, 'invoice'));
  choiceParam(params, 'email_type', ['credit_note', 'none']);
  const request: NoteRequest = {
    invoice,
    amount: amountParam(params, 'amount'),
    lines: hashes(params, 'lines')?.map((line, at) => lineRequest(line, `lines[${at}]`)),
    refundAmount: amountParam(params, 'refund_amount', 0) ?? 0,
    creditAmount: amountParam(params, 'credit_amount', 0) ?? 0,
    outOfBandAmount: amountParam(params, 'out_of_band_amount', 0) ?? 0,
    refunds: (hashes(params, 'refunds') ?? []).map((refund, at) => linkedRefund(refund, `refunds[${at}]`)),
    reason:
      choiceParam(params, 'reason', ['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory']) ??
      null,
    memo: stringParam(params, 'memo') ?? null,
    effectiveAt: integerParam(params, 'effective_at'),
    metadata: metadataParam(params),
  };
  if (request.amount === undefined && request.lines === undefined) {
    throw new StripeRefusal(400, 'One of `amount`, `lines`, or `shipping_cost` must be provided.', {
      code: 'parameter_missing',
    });
  }
  return request;
}

function lineRequest(line: Params, param: string): NoteLineRequest {
  onlyKnown(line, param, LINE_PARAMS);
  const type = choiceParam(line, 'type', ['invoice_line_item', 'custom_line_item']);
  if (type === undefined) throw missingParameter(`${param}[type]`);
  const isOfInvoice = type === 'invoice_line_item';
  const misplaced = (isOfInvoice ? CUSTOM_ONLY : INVOICE_ONLY).find((name) => Object.hasOwn(line, name));
  if (misplaced !== undefined) {
    const other = isOfInvoice ? 'custom_line_item' : 'invoice_line_item';
    throw invalidValue(
      `${param}[${misplaced}]`,
      `\`${misplaced}\` is only valid when \`type\` is \`${other}\`.`,
    );
  }
  if (line['tax_amounts'] !== undefined && line['tax_rates'] !== undefined) {
    throw invalidValue(
      `${param}[tax_amounts]`,
      'You may only specify one of these parameters: tax_amounts, tax_rates.',
    );
  }
  return {
    param,
    type,
    invoiceLineItem: stringParam(line, 'invoice_line_item'),
    amount: amountParam(line, 'amount', 0),
    quantity: amountParam(line, 'quantity'),
    description: stringParam(line, 'description'),
    unitAmount: amountParam(line, 'unit_amount', 0),
    taxAmounts: taxAmounts(line, param),
    taxRates: line['tax_rates'] === '' ? [] : listParam(line, 'tax_rates'),
    metadata: metadataParam(line),
  };
}

const LINE_PARAMS = [
  'amount',
  'description',
  'invoice_line_item',
  'metadata',
  'quantity',
  'tax_amounts',
  'tax_rates',
  'type',
  'unit_amount',
] as const;
const CUSTOM_ONLY = ['description', 'tax_rates', 'unit_amount'] as const;
const INVOICE_ONLY = ['amount', 'invoice_line_item'] as const;

function taxAmounts(line: Params, param: string): readonly TaxAmountRequest[] | undefined {
  if (line['tax_amounts'] === '') return [];
  const sent = hashes(line, 'tax_amounts');
  if (sent !== undefined && sent.length > MAX_TAX_AMOUNTS) {
    throw invalidValue(`${param}[tax_amounts]`, `Arrays can have up to ${MAX_TAX_AMOUNTS} elements.`);
  }
  return sent?.map((tax, at) => {
    const inner = `${param}[tax_amounts][${at}]`;
    onlyKnown(tax, inner, ['amount', 'tax_rate', 'taxable_amount']);
    const of = <T>(name: string, value: T | undefined): T => required(`${inner}[${name}]`, value);
    return {
      amount: of('amount', amountParam(tax, 'amount', 0)),
      taxRate: of('tax_rate', stringParam(tax, 'tax_rate')),
      taxableAmount: of('taxable_amount', amountParam(tax, 'taxable_amount', 0)),
    };
  });
}

function linkedRefund(refund: Params, param: string): NoteRequest['refunds'][number] {
  onlyKnown(refund, param, ['amount_refunded', 'refund', 'type']);
  choiceParam(refund, 'type', ['refund']);
  return {
    refund: required(`${param}[refund]`, stringParam(refund, 'refund')),
    amount: amountParam(refund, 'amount_refunded'),
  };
}

/** A list of hashes, e.g. `lines[0][type]`. */
function hashes(params: Params, name: string): readonly Params[] | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw invalidValue(name, 'Invalid array');
  return value.map((entry, at) => {
    const hash = hashParam({ [`${name}[${at}]`]: entry }, `${name}[${at}]`);
    if (hash === undefined) throw invalidValue(`${name}[${at}]`, 'Invalid object');
    return hash;
  });
}

function onlyKnown(params: Params, param: string, known: readonly string[]): void {
  const unknown = Object.keys(params).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw unknownParameters(unknown.map((name) => `${param}[${name}]`));
}
