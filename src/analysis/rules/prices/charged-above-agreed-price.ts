import { formatMoney, multiplyDecimal, toDecimal, toDecimalUnit } from '../../../money.ts';
import type { Invoice, InvoiceLine } from '../../billing-history.ts';
import {
  type CorrectionWords,
  combineCorrections,
  creditNetOfLine,
  type LineCredit,
} from '../../correction.ts';
import type { MoneyUnit, RecomputationStep, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import {
  draftReturns,
  draftSetting,
  invoicesAndDays,
  lessReturned,
  type OpenOverCharge,
  returnSteps,
  totalLeft,
  whatToReturn,
} from '../../over-charge.ts';
import { type AgreedPrice, agreedPrice } from '../../prices/agreed-price.ts';
import {
  chargedUnit,
  netBeforeTax,
  notPerUnit,
  unitInWords,
  withIncludedTax,
} from '../../prices/charged-unit.ts';
import { goingForward } from '../../prices/going-forward.ts';
import { defineRule } from '../../rule.ts';
import { productName, shownText } from '../../wording.ts';

/** Left to rounding on each line, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;

/** E1: a line was billed above the list price or the contract of the policy file. */
export const chargedAboveAgreedPrice = defineRule({
  id: 'charged-above-agreed-price',
  version: 1,
  rows: ['E1'],
  category: 'price',
  title: 'Charged above the agreed price',
  needs: ['invoices', 'subscriptions', 'prices', 'products', 'credit_notes', 'charges', 'disputes'],
  proposes: ['credit_note', 'void_invoice', 'update_price'],
  check(history, { policy, index, asOf }) {
    const { prices, price_change_notice_days: noticeDays } = policy;
    if (prices === undefined) return { findings: [], skipped: 'policy section prices is missing' };
    const undecided = new Set<string>();
    const groups = new Map<string, Group>();
    for (const invoice of byCreation(history.invoices).filter(isEffectiveInvoice)) {
      for (const line of largestFirst(invoice.lines)) {
        if (line.amount <= 0 || line.proration) continue;
        const agreed = agreedPrice(prices, noticeDays, index, invoice, line);
        // What should be free is told as such (billed-though-free).
        if (agreed === null || ('unit' in agreed && Number(agreed.unit) === 0)) continue;
        const obstacle = 'undecided' in agreed ? agreed.undecided : notPerUnit(index, line);
        if (obstacle !== null) undecided.add(obstacle);
        else if (!('undecided' in agreed)) addOverCharge(groups, agreed, invoice, line);
      }
    }
    const findings = [...groups.values()].flatMap((group) => toFindings(index, group, asOf));
    return undecided.size === 0 ? findings : { findings, skipped: [...undecided].join('; ') };
  },
});

/** Lines billed above one entry on one subscription, in one currency. */
interface Group {
  readonly agreed: AgreedPrice;
  readonly byInvoice: Map<string, { readonly invoice: Invoice; readonly credits: LineCredit[] }>;
}

const largestFirst = (lines: readonly InvoiceLine[]): InvoiceLine[] =>
  [...lines].sort((a, b) => b.amount - a.amount || (a.id < b.id ? -1 : 1));

function addOverCharge(
  groups: Map<string, Group>,
  agreed: AgreedPrice,
  invoice: Invoice,
  line: InvoiceLine,
): void {
  const charged = netBeforeTax(line);
  const over = charged - multiplyDecimal(agreed.unit, line.quantity ?? 1);
  if (over <= ROUNDING_MAX_MINOR_UNITS) return;
  const { customer, currency } = invoice;
  const key = JSON.stringify([customer, line.subscription, agreed.entry.ref, agreed.kind, currency]);
  const group = groups.get(key) ?? { agreed, byInvoice: new Map() };
  const entry = group.byInvoice.get(invoice.id) ?? { invoice, credits: [] };
  entry.credits.push(creditNetOfLine(line, withIncludedTax(line, over)));
  group.byInvoice.set(invoice.id, entry);
  groups.set(key, group);
}

function toFindings(index: HistoryIndex, { agreed, byInvoice }: Group, asOf: number): readonly RuleFinding[] {
  const open = [...byInvoice.values()]
    .map((over) => lessReturned(index, over))
    .filter((over) => over !== null);
  const [first] = open;
  const latest = open[open.length - 1];
  const line = latest?.credits[0]?.line;
  if (first === undefined || latest === undefined || line === undefined) return [];
  const { currency, customer } = latest.invoice;
  const amount = { amount: totalLeft(open), currency };
  const quantity = line.quantity ?? 1;
  const charged = { amount: multiplyDecimal(chargedUnit(line), 1), currency };
  const unit = { amount: multiplyDecimal(agreed.unit, 1), currency };
  const product = productOf(index, line);
  const [chargedText, unitText] = [
    unitInWords(chargedUnit(line), currency),
    unitInWords(agreed.unit, currency),
  ];
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `${product} was billed at ${chargedText} a unit where ${agreementOf(agreed)} says ${unitText}.`,
    alternatives: [
      { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the wrong price.' },
    ],
  };
  const returns = draftReturns(index, open, words);
  const { drafts } = returns;
  const next = goingForward(index, agreed, line, asOf);
  const moveTo = drafts.length === 0 ? null : next.moveTo;
  const settings =
    moveTo === null
      ? []
      : [
          draftSetting(
            'update_price',
            moveTo.item,
            { price: moveTo.price, proration_behavior: 'none' },
            words,
          ),
        ];
  return [
    {
      classification: 'billing_error',
      confidence: 'certain',
      title: TITLES[agreed.kind],
      message: [
        `${product} was billed at ${chargedText} a unit on ${invoicesAndDays(open)}, but ${agreementOf(agreed)} says ${unitText}: ${formatMoney(amount)} too much, tax included.`,
        ...whyOf(agreed),
        whatToReturn(open, returns),
        ...next.advice,
      ].join(' '),
      variant: agreed.kind,
      facts: {
        amount: { kind: 'money', ...amount },
        charged_unit: { kind: 'money', ...charged },
        agreed_unit: { kind: 'money', ...unit },
        quantity: { kind: 'count', value: quantity },
        product: { kind: 'text', text: product },
        since: { kind: 'date', at: first.invoice.created },
        invoice_count: { kind: 'count', value: open.length },
      },
      amount,
      evidence: [
        { object: 'policy', id: agreed.entry.ref },
        ...(agreed.unannounced === null ? [] : [{ object: 'policy', id: agreed.unannounced.ref }]),
        ...open.map(({ invoice }) => ({ object: 'invoice', id: invoice.id })),
        ...(moveTo === null ? [] : [{ object: 'subscription_item', id: moveTo.item }]),
      ],
      recomputation: [...open.flatMap((over) => overSteps(agreed, over)), ...returnSteps(open)],
      at_issue: open.flatMap(({ credits }) => credits.flatMap((credit) => unitsOf(agreed, credit.line))),
      correction: combineCorrections([...drafts, ...settings], words),
      customer,
      occurred_at: latest.invoice.created,
      ...(next.repeats ? { repeats: true } : {}),
    },
  ];
}

function productOf(index: HistoryIndex, line: InvoiceLine): string {
  const product = line.product ?? index.price(line.price)?.product ?? null;
  return product === null ? shownText(line.description ?? line.id) : productName(index, product);
}

const TITLES = {
  contract: 'Charged above the contract price',
  list: 'Charged above the list price',
  no_notice: 'Price raised without notice',
} as const;

function agreementOf({ kind, entry }: AgreedPrice): string {
  const ref = shownText(entry.ref);
  return {
    contract: `contract ${ref}`,
    list: `list price ${ref}`,
    no_notice: `the earlier list price ${ref}`,
  }[kind];
}

function whyOf({ unannounced }: AgreedPrice): readonly string[] {
  if (unannounced === null) return [];
  const ref = shownText(unannounced.ref);
  return [
    `The rise to ${ref} was not announced in time, so the old price holds for whoever subscribed before it.`,
  ];
}

/** A contract with a discount may be missing that discount rather than the right price: the money is the same. */
function unitsOf({ entry }: AgreedPrice, line: InvoiceLine): readonly MoneyUnit[] {
  const price = { object: 'line_item', id: line.id, part: 'price' } as const;
  return (entry.discount_percent ?? 0) > 0 ? [price, { ...price, part: 'discount' }] : [price];
}

function overSteps(
  { unit }: AgreedPrice,
  { invoice, credits }: OpenOverCharge,
): readonly RecomputationStep[] {
  const { currency } = invoice;
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  return credits.flatMap(({ line }) => {
    const quantity = line.quantity ?? 1;
    const due = multiplyDecimal(unit, quantity);
    const charged = netBeforeTax(line);
    return [
      {
        label: `${invoice.id} agreed, before tax`,
        expression: `${quantity} × ${toDecimalUnit(unit, currency)}`,
        result: decimal(due),
      },
      {
        label: `${invoice.id} charged above it`,
        expression: `${decimal(charged)} − ${decimal(due)}`,
        result: decimal(charged - due),
      },
      ...includedTaxStep(invoice, line, charged - due),
    ];
  });
}

function includedTaxStep(invoice: Invoice, line: InvoiceLine, over: number): readonly RecomputationStep[] {
  const total = withIncludedTax(line, over);
  if (total === over) return [];
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  return [
    {
      label: `${invoice.id} with the tax in the price`,
      expression: `${decimal(over)} + ${decimal(total - over)}`,
      result: decimal(total),
    },
  ];
}
