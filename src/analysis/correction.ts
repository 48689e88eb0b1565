import { assert } from '../assert.ts';
import { mulDiv } from '../money.ts';
import type { Charge, Invoice, InvoiceLine, TaxAmount } from './billing-history.ts';
import type { Correction, CorrectionStep, Json } from './finding.ts';
import { type HistoryIndex, lineDiscount } from './history-index.ts';

/** What is to be credited on one invoice line, with the tax that belongs to it. */
export interface LineCredit {
  readonly line: InvoiceLine;
  /** Minor units after discounts, before exclusive taxes. */
  readonly net: number;
  readonly taxes: readonly TaxAmount[];
}

/** What the customer gets back for a line credit: net and exclusive taxes. */
export function lineCreditTotal(credit: LineCredit): number {
  return credit.taxes.reduce((sum, tax) => (tax.inclusive ? sum : sum + tax.amount), credit.net);
}

/** The whole line: its amount after discounts, with all of its tax. */
export function creditWholeLine(line: InvoiceLine): LineCredit {
  return { line, net: line.amount - lineDiscount(line), taxes: line.taxes };
}

/**
 * `net` minor units of a line (after discounts, before exclusive taxes), with the tax that belongs to them: the line's
 * tax less the tax on what stays, rounded as Stripe rounded it when it billed, so that invoice and credit together are
 * what should have been billed. In proportion where the rate is not known.
 */
export function creditNetOfLine(line: InvoiceLine, net: number): LineCredit {
  const whole = line.amount - lineDiscount(line);
  assert(net >= 0 && net <= whole, 'a line credit lies within its line', { line: line.id, net, whole });
  return net === whole ? creditWholeLine(line) : creditShareOfLine(line, net, whole);
}

/** `net` of the `whole` minor units that a line's taxes are reckoned from, with the tax that is less without it. */
export function creditShareOfLine(line: InvoiceLine, net: number, whole: number): LineCredit {
  const share = (amount: number): number => (whole === 0 ? 0 : mulDiv(amount, net, whole));
  const taxes = line.taxes.map((tax) => ({
    ...tax,
    amount: tax.amount - (taxOn(whole - net, tax, whole) ?? tax.amount - share(tax.amount)),
    taxable_amount: tax.taxable_amount === null ? null : share(tax.taxable_amount),
  }));
  return { line, net, taxes };
}

/**
 * The tax on `kept` minor units of a line of `whole`, or null where the rate is not known or does not account for the
 * tax of the whole line (part of it exempt, one tax on top of another, tax rounded over the invoice).
 */
function taxOn(kept: number, tax: TaxAmount, whole: number): number | null {
  const [, digits, decimals = ''] = /^(\d{1,3})(?:\.(\d{1,8}))?$/.exec(tax.percentage ?? '') ?? [];
  if (digits === undefined) return null;
  const rate = Number(digits + decimals);
  const hundred = 100 * 10 ** decimals.length;
  const on = (amount: number): number => mulDiv(amount, rate, tax.inclusive ? hundred + rate : hundred);
  return on(whole) === tax.amount ? on(kept) : null;
}

/**
 * Only the tax of a line (or the given ones of its taxes), nothing of its price. Inclusive tax is part of the line's
 * amount and credited there.
 */
export function creditTaxOfLine(line: InvoiceLine, taxes: readonly TaxAmount[] = line.taxes): LineCredit {
  const charged = largestFirst(taxes.filter((tax) => tax.amount !== 0));
  return { line, net: inclusiveTax(charged), taxes: charged };
}

export interface CorrectionWords {
  readonly reason: 'duplicate' | 'fraudulent' | 'order_change' | 'product_unsatisfactory';
  readonly justification: string;
  readonly alternatives?: Correction['alternatives'];
}

/**
 * The credit note that gives back `credits` on `invoice`, never more than is left on it:
 * before payment it lowers what is due, after payment its money goes back to the charges that paid
 * (`refund_amount`), what was paid from the customer balance goes back there (`credit_amount`), and what was paid
 * outside Stripe is returned outside it (`out_of_band_amount`). The parts add up to the post-payment amount, as
 * Stripe requires (API reference, "Create a credit note").
 *
 * Null when nothing can be credited: draft or void invoice, everything returned already, or an open or lost dispute.
 */
export function draftCreditNote(
  index: HistoryIndex,
  invoice: Invoice,
  credits: readonly LineCredit[],
  words: CorrectionWords,
): Correction | null {
  const amount = credits.reduce((sum, credit) => sum + lineCreditTotal(credit), 0);
  if (amount <= 0 || (invoice.status !== 'paid' && invoice.status !== 'open')) return null;
  if (amount > invoice.total - index.returnedOnInvoice(invoice)) return null;
  const charges = index.chargesOfInvoice(invoice.id);
  if (charges.some((charge) => index.hasBlockingDispute(charge))) return null;

  const params: Record<string, Json> = {
    invoice: invoice.id,
    reason: words.reason,
    ...contentParams(invoice, credits, amount),
    ...postPaymentParams(index, invoice, amount),
  };
  return assemble('credit_note', invoice.id, amount, invoice.currency, words.reason, words, [
    { kind: 'credit_note', target: invoice.id, amount, currency: invoice.currency, params },
  ]);
}

/** The refund of `amount` on a charge that belongs to no invoice. Null when that much is not refundable. */
export function draftRefund(
  index: HistoryIndex,
  charge: Charge,
  amount: number,
  words: CorrectionWords,
): Correction | null {
  if (amount <= 0 || amount > index.refundableOnCharge(charge)) return null;
  // Refunds know fewer reasons than credit notes do.
  const reason =
    words.reason === 'duplicate' || words.reason === 'fraudulent' ? words.reason : 'requested_by_customer';
  return assemble('refund', charge.id, amount, charge.currency, reason, words, [
    {
      kind: 'refund',
      target: charge.id,
      amount,
      currency: charge.currency,
      params: { charge: charge.id, amount, reason },
    },
  ]);
}

/** Voids an open invoice that is wrong as a whole. Null when it is not open or partly paid. */
export function draftVoid(invoice: Invoice, words: CorrectionWords): Correction | null {
  if (invoice.status !== 'open' || invoice.amount_paid > 0) return null;
  return assemble('void_invoice', invoice.id, null, null, null, words, [
    {
      kind: 'void_invoice',
      target: invoice.id,
      amount: null,
      currency: null,
      params: { invoice: invoice.id },
    },
  ]);
}

/**
 * The credit note for money that goes back outside Stripe, because the card or account that paid cannot take it:
 * `out_of_band_amount` records it, the payment itself needs its own proof. Null when the invoice is not paid, has less
 * left on it, or a dispute is open or lost.
 */
export function draftOutOfBandCreditNote(
  index: HistoryIndex,
  invoice: Invoice,
  amount: number,
  words: CorrectionWords,
): Correction | null {
  if (amount <= 0 || invoice.status !== 'paid') return null;
  const returned = index.returnedOnInvoice(invoice);
  if (amount > invoice.total - returned) return null;
  if (index.chargesOfInvoice(invoice.id).some((charge) => index.hasBlockingDispute(charge))) return null;
  // Only a credit of the whole invoice says by itself which lines, and so which taxes, it is for.
  const isWhole = amount === invoice.total && invoice.lines.every((line) => line.amount >= 0);
  const params: Record<string, Json> = {
    invoice: invoice.id,
    reason: words.reason,
    ...(isWhole ? contentParams(invoice, invoice.lines.map(creditWholeLine), amount) : { amount }),
    out_of_band_amount: amount,
  };
  return assemble('credit_note', invoice.id, amount, invoice.currency, words.reason, words, [
    { kind: 'credit_note', target: invoice.id, amount, currency: invoice.currency, params },
  ]);
}

/** A decision that a person has to take about `target`; nothing is drafted. */
export function draftEscalation(
  target: string,
  words: Pick<CorrectionWords, 'justification' | 'alternatives'>,
): Correction {
  const step = { kind: 'escalate', target, amount: null, currency: null, params: {} } as const;
  const { justification, alternatives = [] } = words;
  const { kind } = step;
  return {
    kind,
    target,
    amount: null,
    currency: null,
    reason: null,
    justification,
    alternatives,
    steps: [step],
  };
}

/** Puts several drafts into one: the steps in order, the money of all of them together, named by the first. */
export function combineCorrections(drafts: readonly Correction[], words: CorrectionWords): Correction | null {
  const [first] = drafts;
  if (first === undefined) return null;
  const paying = drafts.filter((draft) => draft.amount !== null);
  const currencies = new Set(paying.map((draft) => draft.currency));
  assert(currencies.size <= 1, 'one correction has one currency', { currencies: [...currencies] });
  const amount = paying.length === 0 ? null : paying.reduce((sum, draft) => sum + (draft.amount ?? 0), 0);
  return {
    ...first,
    amount,
    currency: paying[0]?.currency ?? null,
    reason: drafts.find((draft) => draft.reason !== null)?.reason ?? null,
    justification: words.justification,
    alternatives: words.alternatives ?? first.alternatives,
    steps: drafts.flatMap((draft) => draft.steps),
  };
}

function assemble(
  kind: Correction['kind'],
  target: string,
  amount: number | null,
  currency: string | null,
  reason: string | null,
  words: CorrectionWords,
  steps: readonly CorrectionStep[],
): Correction {
  const { justification, alternatives = [] } = words;
  return { kind, target, amount, currency, reason, justification, alternatives, steps };
}

/**
 * What is credited. On an invoice with automatic tax, Stripe computes the credit's tax itself: it refuses
 * `tax_amounts` and takes line amounts without any tax (API reference, "Create a credit note", `lines`). A credit of
 * tax alone cannot be said by line there, so it is given as the note's `amount`.
 */
function contentParams(
  invoice: Invoice,
  credits: readonly LineCredit[],
  amount: number,
): Record<string, Json> {
  const ordered = inLineOrder(credits);
  if (!invoice.automatic_tax.enabled) return { lines: ordered.map(lineParams) };
  const lines = ordered.map(({ line, net, taxes }) => ({
    type: 'invoice_line_item',
    invoice_line_item: line.id,
    amount: beforeDiscounts(line, net - inclusiveTax(taxes)),
  }));
  return lines.some((line) => line.amount === 0) ? { amount } : { lines };
}

/** The same order whatever order the lines came in: largest first. */
function inLineOrder(credits: readonly LineCredit[]): readonly LineCredit[] {
  return [...credits].sort(
    (a, b) =>
      lineCreditTotal(b) - lineCreditTotal(a) ||
      b.line.amount - a.line.amount ||
      a.line.period.start - b.line.period.start ||
      (a.line.id < b.line.id ? -1 : 1),
  );
}

/** The same order whatever order the taxes came in. */
function largestFirst(taxes: readonly TaxAmount[]): readonly TaxAmount[] {
  const rate = (tax: TaxAmount): string => tax.tax_rate ?? '';
  return [...taxes].sort((a, b) => b.amount - a.amount || (rate(a) < rate(b) ? -1 : 1));
}

/**
 * The gross amount of a line whose share of the discounts leaves `net`: a credit note's lines are counted before
 * discounts, and each discount is given back in proportion, rounded by itself (API reference, "The Credit Note Line Item
 * object", `amount` and `discount_amounts`). Each minor unit more leaves one more or the same, so there is always one.
 */
function beforeDiscounts(line: InvoiceLine, net: number): number {
  const left = (gross: number): number =>
    line.discount_amounts.reduce((rest, { amount }) => rest - mulDiv(amount, gross, line.amount), gross);
  const whole = line.amount - lineDiscount(line);
  if (whole === line.amount || net === 0 || whole <= 0) return net;
  let gross = Math.min(line.amount, mulDiv(net, line.amount, whole));
  while (left(gross) > net) gross -= 1;
  while (left(gross) < net && gross < line.amount) gross += 1;
  return gross;
}

function inclusiveTax(taxes: readonly TaxAmount[]): number {
  return taxes.reduce((sum, tax) => (tax.inclusive ? sum + tax.amount : sum), 0);
}

function lineParams({ line, net, taxes }: LineCredit): Json {
  return {
    type: 'invoice_line_item',
    invoice_line_item: line.id,
    amount: beforeDiscounts(line, net),
    ...(taxes.length === 0
      ? {}
      : {
          tax_amounts: largestFirst(taxes).map((tax) => ({
            amount: tax.amount,
            tax_rate: tax.tax_rate,
            taxable_amount: tax.taxable_amount ?? net,
          })),
        }),
  };
}

function postPaymentParams(index: HistoryIndex, invoice: Invoice, amount: number): Record<string, Json> {
  const postPayment = Math.max(0, amount - invoice.amount_remaining);
  if (postPayment === 0) return {};
  const toCharges = Math.min(postPayment, index.refundableOnInvoice(invoice));
  const rest = postPayment - toCharges;
  return {
    ...(toCharges > 0 ? { refund_amount: toCharges } : {}),
    ...(rest > 0 ? { [invoice.paid_out_of_band ? 'out_of_band_amount' : 'credit_amount']: rest } : {}),
  };
}
