import type { InvoiceItem, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { oneOffBilledTwice } from '../../../../src/analysis/rules/duplicates/one-off-billed-twice.ts';
import { aCreditNote, aHistory, aLine, anInvoice, at, CUSTOMER, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const FIRST = at('2026-11-10T10:00:00Z');
const AGAIN = at('2026-11-10T15:00:00Z');
const WEEKS_LATER = at('2026-11-18T10:00:00Z');

const item = (id: string, date: number, parts: Partial<InvoiceItem> = {}): InvoiceItem => ({
  object: 'invoiceitem',
  id,
  customer: CUSTOMER,
  invoice: `in_${id}`,
  subscription: null,
  subscription_item: null,
  date,
  amount: 25_000,
  currency: 'usd',
  description: 'Onboarding workshop',
  proration: false,
  price: null,
  product: null,
  quantity: 1,
  period: { start: date, end: date },
  metadata: {},
  ...parts,
});
const line = (id: string, parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    id: `il_${id}`,
    amount: 25_000,
    description: 'Onboarding workshop',
    price: null,
    product: null,
    subscription: null,
    subscription_item: null,
    invoice_item: id,
    ...parts,
  });
const billed = (items: readonly InvoiceItem[], lines: (id: string) => Partial<InvoiceLine> = () => ({})) => {
  const invoices = items
    .filter(({ invoice }) => invoice !== null)
    .map(({ id, date, period }) =>
      anInvoice({
        id: `in_${id}`,
        created: date,
        billing_reason: 'manual',
        lines: [line(id, { period, ...lines(id) })],
      }),
    );
  return aHistory({ invoice_items: items, invoices, charges: invoices.map((invoice) => paidBy(invoice)) });
};
const order = (id: string) => ({ metadata: { order_id: id } });
const tax = (amount: number) => [
  {
    amount,
    tax_rate: 'txr_1',
    inclusive: false,
    taxability_reason: 'standard_rated',
    taxable_amount: 25_000,
  },
];

export const cases: RuleCases = {
  rule: oneOffBilledTwice,
  accept: [
    {
      name: 'one order on two invoices, eight days apart, with tax',
      history: billed([item('ii_1', FIRST, order('A-7')), item('ii_2', WEEKS_LATER, order('A-7'))], () => ({
        taxes: tax(4750),
      })),
      expect: [
        {
          classification: 'billing_error',
          category: 'one_off',
          confidence: 'certain',
          variant: 'billed',
          amount: 29_750,
          evidence: ['ii_1', 'ii_2', 'in_ii_1', 'in_ii_2', 'il_ii_2'],
          correction: { kind: 'credit_note', target: 'in_ii_2', amount: 29_750 },
        },
      ],
    },
    {
      name: 'twice within a day, and nothing tells them apart',
      history: billed([item('ii_1', FIRST), item('ii_2', AGAIN)]),
      expect: [
        {
          classification: 'likely_error',
          confidence: 'medium',
          variant: 'billed',
          amount: 25_000,
          evidence: ['ii_1', 'ii_2'],
          correction: { kind: 'credit_note', target: 'in_ii_2', amount: 25_000 },
        },
      ],
    },
    {
      name: 'the second still waits for its invoice: delete it',
      history: billed([
        item('ii_1', FIRST, order('A-7')),
        item('ii_2', AGAIN, { ...order('A-7'), invoice: null }),
      ]),
      expect: [
        {
          classification: 'billing_error',
          variant: 'waiting',
          amount: 25_000,
          evidence: ['ii_1', 'ii_2', 'in_ii_1'],
          correction: {
            kind: 'delete_invoice_item',
            target: 'ii_2',
            amount: null,
            params: { invoiceitem: 'ii_2' },
          },
        },
      ],
    },
    {
      name: 'three times one order: two are too many',
      history: billed([
        item('ii_1', FIRST, order('A-7')),
        item('ii_2', AGAIN, order('A-7')),
        item('ii_3', WEEKS_LATER, order('A-7')),
      ]),
      expect: [
        { classification: 'billing_error', amount: 25_000, evidence: ['in_ii_2'] },
        { classification: 'billing_error', amount: 25_000, evidence: ['in_ii_3'] },
      ],
    },
  ],
  reject: [
    {
      name: 'two orders',
      history: billed([item('ii_1', FIRST, order('A-7')), item('ii_2', AGAIN, order('A-8'))]),
    },
    {
      name: 'the same thing a week later',
      history: billed([item('ii_1', FIRST), item('ii_2', WEEKS_LATER)]),
    },
    {
      name: 'two months of one service, each with its period',
      history: billed([
        item('ii_1', FIRST, { period: { start: at('2026-09-01'), end: at('2026-10-01') } }),
        item('ii_2', AGAIN, { period: { start: at('2026-10-01'), end: at('2026-11-01') } }),
      ]),
    },
    {
      name: 'credits that are bought again and again',
      history: billed(
        [item('ii_1', FIRST), item('ii_2', AGAIN)].map((one) => ({ ...one, description: '100 credits' })),
        () => ({ description: '100 credits' }),
      ),
    },
    {
      name: 'the second was credited already',
      history: {
        ...billed([item('ii_1', FIRST, order('A-7')), item('ii_2', AGAIN, order('A-7'))]),
        credit_notes: [
          aCreditNote({
            invoice: 'in_ii_2',
            amount: 25_000,
            lines: [
              {
                id: 'cnli_1',
                amount: 25_000,
                type: 'invoice_line_item',
                invoice_line_item: 'il_ii_2',
                description: null,
                quantity: null,
                taxes: [],
              },
            ],
          }),
        ],
      },
    },
    {
      name: 'a credit and a charge of a plan change',
      history: billed(
        [item('ii_1', FIRST, { proration: true }), item('ii_2', AGAIN, { proration: true })],
        () => ({
          proration: true,
        }),
      ),
    },
  ],
};
