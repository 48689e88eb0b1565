import type { BillingHistory, Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import type { CustomerRequest, Policy } from '../../../../src/analysis/policy.ts';
import { oneOffNotAgreed } from '../../../../src/analysis/rules/prices/one-off-not-agreed.ts';
import { aCreditNote, aHistory, aLine, anInvoice, aPrice, at, CUSTOMER, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const item = (parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    amount: 45_000,
    description: 'Data migration',
    price: null,
    product: null,
    unit_amount_decimal: '45000',
    subscription: null,
    subscription_item: null,
    invoice_item: 'ii_1',
    period: { start: at('2026-11-10'), end: at('2026-11-10') },
    ...parts,
  });

const manual = (lines: readonly InvoiceLine[], parts: Partial<Invoice> = {}): Invoice =>
  anInvoice({ billing_reason: 'manual', lines: [...lines], ...parts });

const billing = (invoice: Invoice, parts: Partial<BillingHistory> = {}): BillingHistory =>
  aHistory({
    invoices: [invoice],
    charges: invoice.status === 'paid' ? [paidBy(invoice)] : [],
    ...parts,
  });

const asked = (parts: Partial<CustomerRequest> = {}): CustomerRequest => ({
  ref: 'requests[0]',
  customer: CUSTOMER,
  kind: 'one_off',
  at: at('2026-11-05'),
  effective: 'period_end',
  ...parts,
});

const policy = (...requests: CustomerRequest[]): Partial<Policy> => ({
  consent_required: ['one_off'],
  requests,
});

export const cases: RuleCases = {
  rule: oneOffNotAgreed,
  accept: [
    {
      name: 'nobody asked for it',
      history: billing(manual([item()])),
      policy: policy(),
      expect: [
        {
          classification: 'billing_error',
          category: 'one_off',
          confidence: 'certain',
          variant: 'no_request',
          amount: 45_000,
          evidence: ['consent_required', 'in_1', 'il_1', 'ch_in_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_1',
            amount: 45_000,
            params: { refund_amount: 45_000 },
          },
        },
      ],
    },
    {
      name: 'slipped onto the renewal of a subscription, with tax',
      history: billing(
        anInvoice({
          lines: [
            aLine({ id: 'il_fee' }),
            item({
              amount: 10_000,
              subscription: 'sub_1',
              taxes: [
                {
                  amount: 1900,
                  tax_rate: 'txr_1',
                  inclusive: false,
                  taxability_reason: 'standard_rated',
                  taxable_amount: 10_000,
                },
              ],
            }),
          ],
        }),
      ),
      policy: policy(),
      expect: [{ classification: 'billing_error', amount: 11_900, evidence: ['il_1'] }],
    },
    {
      name: 'the request is too old, and of somebody else',
      history: billing(manual([item()], { status: 'open' })),
      policy: policy(asked({ at: at('2026-09-01') }), asked({ ref: 'requests[1]', customer: 'cus_Other' })),
      expect: [
        {
          classification: 'billing_error',
          variant: 'no_request',
          amount: 45_000,
          evidence: ['in_1'],
          correction: { kind: 'void_invoice', target: 'in_1', amount: null },
        },
      ],
    },
    {
      name: 'what was asked for is billed a day later, just as agreed: the request is not about this one',
      history: aHistory({
        invoices: [
          manual([item()], { created: at('2026-11-10') }),
          manual(
            [item({ id: 'il_help', invoice_item: 'ii_2', amount: 18_000, description: 'On-site help' })],
            {
              id: 'in_help',
              created: at('2026-11-11'),
            },
          ),
        ],
        charges: [],
      }),
      policy: policy(asked({ amount: 18_000, currency: 'usd' })),
      expect: [
        {
          classification: 'billing_error',
          variant: 'no_request',
          amount: 45_000,
          evidence: ['in_1', 'il_1'],
        },
      ],
    },
    {
      name: 'more was billed than agreed',
      history: billing(manual([item()])),
      policy: policy(asked({ amount: 30_000, currency: 'usd' })),
      expect: [
        {
          classification: 'billing_error',
          variant: 'above_request',
          amount: 15_000,
          evidence: ['requests[0]', 'in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 15_000 },
        },
      ],
    },
    {
      name: 'one request, billed on two invoices',
      history: (() => {
        const first = manual([item({ id: 'il_a' })], { id: 'in_a', created: at('2026-11-06') });
        const second = manual([item({ id: 'il_b', invoice_item: 'ii_2' })], {
          id: 'in_b',
          created: at('2026-11-08'),
        });
        return aHistory({ invoices: [first, second], charges: [paidBy(first), paidBy(second)] });
      })(),
      policy: policy(asked({ amount: 45_000, currency: 'usd' })),
      expect: [
        { classification: 'billing_error', variant: 'no_request', amount: 45_000, evidence: ['in_b'] },
      ],
    },
    {
      name: 'part of it was credited',
      history: billing(manual([item()]), { credit_notes: [aCreditNote({ amount: 5000 })] }),
      policy: policy(),
      expect: [{ classification: 'billing_error', amount: 40_000, evidence: ['cn_1'] }],
    },
  ],
  reject: [
    {
      name: 'the customer asked for it',
      history: billing(manual([item(), item({ id: 'il_2', invoice_item: 'ii_2', amount: 1000 })])),
      policy: policy(asked()),
    },
    {
      name: 'the customer asked for it at that amount, tax included',
      history: billing(
        manual([
          item({
            taxes: [
              {
                amount: 8550,
                tax_rate: 'txr_1',
                inclusive: false,
                taxability_reason: 'standard_rated',
                taxable_amount: 45_000,
              },
            ],
          }),
        ]),
      ),
      policy: policy(asked({ amount: 53_550, currency: 'usd' })),
    },
    {
      name: 'a setup fee on the first invoice of the subscription',
      history: billing(
        anInvoice({ billing_reason: 'subscription_create', lines: [aLine({ id: 'il_fee' }), item()] }),
      ),
      policy: policy(),
    },
    {
      name: 'an accepted quote',
      history: billing(manual([item()], { quote: 'qt_1' })),
      policy: policy(),
    },
    {
      name: 'a checkout of the customer',
      history: billing(manual([item()]), {
        checkout_sessions: [
          {
            object: 'checkout.session',
            id: 'cs_1',
            customer: CUSTOMER,
            created: at('2026-11-10T09:55:00Z'),
            status: 'complete',
            mode: 'payment',
            subscription: null,
            invoice: 'in_1',
            payment_intent: 'pi_in_1',
            amount_subtotal: 45_000,
            amount_total: 45_000,
            currency: 'usd',
            discounts: [],
            metadata: {},
          },
        ],
      }),
      policy: policy(),
    },
    {
      name: 'a listed one-time fee',
      history: billing(manual([item({ price: 'price_Setup', product: 'prod_Setup' })]), {
        prices: [aPrice({ id: 'price_Setup', product: 'prod_Setup', type: 'one_time', recurring: null })],
      }),
      policy: { ...policy(), one_time_fees: ['price_Setup'] },
    },
    {
      name: 'a proration and the fee of a subscription',
      history: billing(
        anInvoice({
          lines: [aLine({ id: 'il_fee' }), aLine({ id: 'il_p', proration: true, invoice_item: 'ii_2' })],
        }),
      ),
      policy: policy(),
    },
    {
      name: 'it was credited',
      history: billing(manual([item()]), { credit_notes: [aCreditNote({ amount: 45_000 })] }),
      policy: policy(),
    },
    {
      name: 'the policy asks for no request for one-offs',
      history: billing(manual([item()])),
      policy: { consent_required: ['change_plan'], requests: [] },
    },
    {
      name: 'the policy holds no requests',
      history: billing(manual([item()])),
      policy: { consent_required: ['one_off'] },
      skipped: 'policy section requests is missing',
    },
    {
      name: 'the policy says nothing of consent',
      history: billing(manual([item()])),
      skipped: 'policy section consent_required is missing',
    },
  ],
};
