import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../../src/analysis/billing-history.ts';
import {
  creditNetOfLine,
  creditTaxOfLine,
  creditWholeLine,
  type LineCredit,
  lineCreditTotal,
} from '../../src/analysis/correction.ts';
import { HistoryIndex } from '../../src/analysis/history-index.ts';
import {
  billsAgain,
  draftReturns,
  invoicesAndDays,
  lessReturned,
  scaledTo,
  totalLeft,
  whatToReturn,
} from '../../src/analysis/over-charge.ts';
import {
  aDispute,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aRefund,
  aSubscription,
  at,
  paidBy,
} from './builders.ts';

const WORDS = { reason: 'order_change', justification: 'It was too much.' } as const;

const tax = (amount: number, inclusive: boolean) => ({
  amount,
  tax_rate: 'txr_1',
  inclusive,
  taxability_reason: null,
  taxable_amount: null,
});

/** A line with a discount and up to three taxes, and a credit of some of its net, of all of it, or of its tax. */
const credit = fc
  .record({
    amount: fc.integer({ min: 1, max: 10_000_000 }),
    discount: fc.double({ min: 0, max: 1, noNaN: true }),
    taxes: fc.array(fc.record({ permille: fc.integer({ min: 0, max: 300 }), inclusive: fc.boolean() }), {
      maxLength: 3,
    }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('net', 'whole', 'tax'),
  })
  .map(({ amount, discount, taxes, part, kind }): LineCredit => {
    const off = Math.floor(amount * discount);
    const line: InvoiceLine = aLine({
      amount,
      discount_amounts: off > 0 ? [{ amount: off, discount: 'di_1' }] : [],
      taxes: taxes.map(({ permille, inclusive }) =>
        tax(Math.floor(((amount - off) * permille) / 1000), inclusive),
      ),
    });
    if (kind === 'whole') return creditWholeLine(line);
    return kind === 'tax' ? creditTaxOfLine(line) : creditNetOfLine(line, Math.floor((amount - off) * part));
  });

describe('scaledTo', () => {
  it('comes to exactly the total asked for', () => {
    fc.assert(
      fc.property(credit, fc.double({ min: 0, max: 1, noNaN: true }), (whole, share) => {
        const total = Math.floor(lineCreditTotal(whole) * share);
        const scaled = scaledTo(whole, total);
        expect(scaled.reduce((sum, part) => sum + lineCreditTotal(part), 0)).toBe(total);
      }),
    );
  });
});

describe('lessReturned', () => {
  const invoice = anInvoice({ lines: [aLine()] });
  const over = (net: number) => ({
    invoice,
    credits: invoice.lines.map((line) => creditNetOfLine(line, net)),
  });

  it('leaves an over-charge of which nothing came back', () => {
    const index = new HistoryIndex(aHistory({ invoices: [invoice], charges: [paidBy(invoice)] }));
    expect(lessReturned(index, over(1000))).toMatchObject({ charged: 1000, left: 1000 });
  });

  it.each([
    [400, 600],
    [1000, null],
    [4900, null],
  ])('a refund of %i leaves %s of 1000', (amount, left) => {
    const refunds = [aRefund({ amount, charge: 'ch_in_1' })];
    const charges = [paidBy(invoice, { amount_refunded: amount })];
    const index = new HistoryIndex(aHistory({ invoices: [invoice], charges, refunds }));
    expect(lessReturned(index, over(1000))?.left ?? null).toBe(left);
  });
});

describe('draftReturns', () => {
  const invoices = [1, 2, 3, 4, 5].map((month) =>
    anInvoice({
      id: `in_${month}`,
      created: at(`2026-0${month}-10`),
      lines: [aLine({ id: `il_${month}` })],
    }),
  );
  const open = (history = aHistory({ invoices, charges: invoices.map((invoice) => paidBy(invoice)) })) => {
    const index = new HistoryIndex(history);
    const overCharges = invoices.flatMap(
      (invoice) =>
        lessReturned(index, { invoice, credits: invoice.lines.map((line) => creditNetOfLine(line, 900)) }) ??
        [],
    );
    return { overCharges, returns: draftReturns(index, overCharges, WORDS) };
  };

  it('drafts a credit note for each invoice, and names many invoices by the first and the last', () => {
    const { overCharges, returns } = open();
    expect(returns.drafts.map(({ target, amount }) => [target, amount])).toEqual(
      invoices.map(({ id }) => [id, 900]),
    );
    expect(totalLeft(overCharges)).toBe(4500);
    expect(invoicesAndDays(overCharges)).toBe('5 invoices (2026-01-10 to 2026-05-10)');
    expect(whatToReturn(overCharges, returns)).toBe('Credit $45.00 on these invoices as drafted.');
  });

  it('leaves out the disputed invoice and says so', () => {
    const { overCharges, returns } = open(
      aHistory({
        invoices,
        charges: invoices.map((invoice) => paidBy(invoice)),
        disputes: [aDispute({ charge: 'ch_in_2' })],
      }),
    );
    expect(returns.drafts.map(({ target }) => target)).toEqual(['in_1', 'in_3', 'in_4', 'in_5']);
    expect(whatToReturn(overCharges, returns)).toMatch(
      /^Credit \$9\.00 on in_1, .* and \$9\.00 on in_5\. Leave in_2 to finance: .*\.$/,
    );
  });

  it('leaves the tax to Stripe on an invoice with automatic tax', () => {
    const invoice = anInvoice({
      automatic_tax: { enabled: true, status: 'complete' },
      lines: [aLine({ taxes: [tax(931, false)] })],
    });
    const index = new HistoryIndex(aHistory({ invoices: [invoice], charges: [paidBy(invoice)] }));
    const drafted = (of: (line: InvoiceLine) => LineCredit) => {
      const over = lessReturned(index, { invoice, credits: invoice.lines.map(of) });
      return draftReturns(index, over === null ? [] : [over], WORDS).drafts[0]?.steps[0]?.params;
    };
    expect(drafted((line) => creditNetOfLine(line, 980))).toEqual({
      invoice: 'in_1',
      reason: 'order_change',
      lines: [{ type: 'invoice_line_item', invoice_line_item: 'il_1', amount: 980 }],
      refund_amount: 1166,
    });
    expect(drafted((line) => creditTaxOfLine(line))).toEqual({
      invoice: 'in_1',
      reason: 'order_change',
      amount: 931,
      refund_amount: 931,
    });
  });
});

describe('billsAgain', () => {
  it.each([
    ['it is active', {}, true],
    ['it is past due', { status: 'past_due' }, true],
    ['it has ended', { status: 'canceled' }, false],
    ['it ends with the period', { cancel_at_period_end: true }, false],
    ['it ends on the last day of the period', { cancel_at: at('2026-12-10') }, false],
    ['it ends a year from now', { cancel_at: at('2027-12-10') }, true],
  ] as const)('%s', (_, parts, expected) => {
    expect(billsAgain(aSubscription({ items: [anItem()], ...parts }))).toBe(expected);
  });
});

describe('creditNetOfLine', () => {
  const taxed = (net: number, percentage: string, amount: number, inclusive = false): InvoiceLine =>
    aLine({
      amount: net,
      taxes: [
        {
          amount,
          tax_rate: 'txr_1',
          inclusive,
          taxability_reason: null,
          taxable_amount: inclusive ? net - amount : net,
          percentage,
        },
      ],
    });
  const tax = (line: InvoiceLine, net: number): number | undefined =>
    creditNetOfLine(line, net).taxes[0]?.amount;

  it('leaves the tax on what stays as Stripe would have billed it', () => {
    // 8.1 % of 93.00 is 7.53 (7.533), of 86.00 it is 6.97 (6.966): 0.56, where a proportion says 0.57.
    expect(tax(taxed(9300, '8.1', 753), 700)).toBe(56);
    // 19 % within 119.00 is 19.00, within 100.00 it is 15.97 (15.966): 3.03.
    expect(tax(taxed(11_900, '19', 1900, true), 1900)).toBe(303);
  });

  it('takes the proportion where the rate does not account for the tax', () => {
    expect(tax(taxed(9300, '20', 753), 700)).toBe(57);
  });
});
