import type {
  BillingEvent,
  BillingHistory,
  Invoice,
  InvoiceLine,
} from '../../../../src/analysis/billing-history.ts';
import type { CustomerRequest, Policy, RequestKind } from '../../../../src/analysis/policy.ts';
import { changeWithoutConsent } from '../../../../src/analysis/rules/prices/change-without-consent.ts';
import {
  aCreditNote,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const OCTOBER = { start: at('2026-10-10'), end: at('2026-11-10') };
const NOVEMBER = { start: at('2026-11-10'), end: at('2026-12-10') };
const CHANGED = at('2026-10-24T15:00:00Z');

const starter = aPrice({ id: 'price_Starter', product: 'prod_Starter', unit_amount: 1900 });
const starterLine = (parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    id: 'il_Oct',
    amount: 1900,
    price: 'price_Starter',
    product: 'prod_Starter',
    description: '1 × Starter (at $19.00 / month)',
    unit_amount_decimal: '1900',
    period: OCTOBER,
    ...parts,
  });
const october = (lines: InvoiceLine[] = [starterLine()]): Invoice =>
  anInvoice({ id: 'in_Oct', created: at('2026-10-10T10:00:00Z'), lines });
const november = (
  lines: InvoiceLine[] = [aLine({ period: NOVEMBER })],
  parts: Partial<Invoice> = {},
): Invoice => anInvoice({ lines, ...parts });
/** The change billed at once: credit for the old plan, charge for the new one. */
const changeInvoice = (): Invoice =>
  anInvoice({
    id: 'in_Change',
    created: CHANGED,
    billing_reason: 'subscription_update',
    lines: [
      starterLine({
        id: 'il_credit',
        amount: -1000,
        proration: true,
        unit_amount_decimal: null,
        period: { start: CHANGED, end: OCTOBER.end },
      }),
      aLine({
        id: 'il_charge',
        amount: 2600,
        proration: true,
        period: { start: CHANGED, end: OCTOBER.end },
      }),
    ],
  });

const billing = (invoices: readonly Invoice[], parts: Partial<BillingHistory> = {}): BillingHistory =>
  aHistory({
    prices: [starter, aPrice()],
    subscriptions: [aSubscription({ status: 'canceled', ended_at: at('2026-11-19') })],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    ...parts,
  });

const request = (kind: RequestKind, parts: Partial<CustomerRequest> = {}): CustomerRequest => ({
  ref: 'requests[0]',
  customer: CUSTOMER,
  kind,
  at: at('2026-10-20'),
  effective: 'now',
  ...parts,
});

const required = (...requests: CustomerRequest[]): Partial<Policy> => ({
  consent_required: ['change_plan', 'add_on', 'change_quantity'],
  requests,
});

const event = (type: string, created: number, data: BillingEvent['data'], subject: string): BillingEvent => ({
  object: 'event',
  id: `evt_${created}`,
  created,
  type,
  subject,
  request: 'req_1',
  data,
});

const addOn = (parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    id: 'il_addon',
    amount: 900,
    price: 'price_Addon',
    product: 'prod_Addon',
    description: '1 × Reports (at $9.00 / month)',
    unit_amount_decimal: '900',
    subscription_item: 'si_2',
    ...parts,
  });
const addOnPrice = aPrice({ id: 'price_Addon', product: 'prod_Addon', unit_amount: 900 });
const proOctober = (): Invoice => october([aLine({ id: 'il_Oct', period: OCTOBER })]);

export const cases: RuleCases = {
  rule: changeWithoutConsent,
  accept: [
    {
      name: 'a dearer plan from one invoice to the next',
      history: billing([october(), november()]),
      policy: required(),
      expect: [
        {
          classification: 'billing_error',
          category: 'price',
          confidence: 'certain',
          variant: 'change_plan',
          amount: 3000,
          evidence: ['consent_required', 'in_1', 'il_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 3000 },
        },
      ],
    },
    {
      name: 'changed in mid-period: the prorated difference and the next period, and it would go on',
      history: billing([october(), changeInvoice(), november()], { subscriptions: [aSubscription()] }),
      policy: required(request('change_plan', { at: at('2026-08-01') })),
      expect: [
        {
          classification: 'billing_error',
          variant: 'change_plan',
          amount: 4600,
          evidence: ['in_Change', 'il_charge', 'in_1', 'si_1'],
          correction: {
            kind: 'update_price',
            target: 'si_1',
            amount: 4600,
            params: { price: 'price_Starter', proration_behavior: 'none' },
          },
        },
      ],
    },
    {
      name: 'another item took the place of the old one',
      history: billing([october([starterLine({ subscription_item: 'si_old' })]), november()]),
      policy: required(request('change_plan', { customer: 'cus_Other' })),
      expect: [{ classification: 'billing_error', variant: 'change_plan', amount: 3000, evidence: ['in_1'] }],
    },
    {
      name: 'an add-on nobody asked for, with tax, on an open invoice',
      history: billing(
        [
          proOctober(),
          november(
            [
              aLine({ period: NOVEMBER }),
              addOn({
                taxes: [
                  {
                    amount: 171,
                    tax_rate: 'txr_1',
                    inclusive: false,
                    taxability_reason: 'standard_rated',
                    taxable_amount: 900,
                  },
                ],
              }),
            ],
            { status: 'open' },
          ),
        ],
        { prices: [aPrice(), addOnPrice] },
      ),
      policy: required(),
      expect: [
        {
          classification: 'billing_error',
          category: 'price',
          variant: 'add_on',
          amount: 1071,
          evidence: ['il_addon', 'in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 1071 },
        },
      ],
    },
    {
      name: 'more units than before, until the customer asked for them',
      history: billing([proOctober(), november([aLine({ quantity: 3, amount: 14_700, period: NOVEMBER })])]),
      policy: required(),
      expect: [
        {
          classification: 'billing_error',
          category: 'quantity',
          variant: 'change_quantity',
          amount: 9800,
          evidence: ['in_1'],
        },
      ],
    },
    {
      name: 'the request names another price',
      history: billing([october(), november()]),
      policy: required(request('change_plan', { price: 'price_Team' })),
      expect: [{ classification: 'billing_error', variant: 'change_plan', amount: 3000, evidence: ['in_1'] }],
    },
    {
      name: 'part of it was credited',
      history: billing([october(), november()], { credit_notes: [aCreditNote({ amount: 1000 })] }),
      policy: required(),
      expect: [{ classification: 'billing_error', amount: 2000, evidence: ['cn_1'] }],
    },
  ],
  reject: [
    {
      name: 'the customer asked for the plan',
      history: billing([october(), changeInvoice(), november()]),
      policy: required(request('change_plan', { price: 'price_Pro' })),
    },
    {
      name: 'the change was made in the customer portal',
      history: billing([october(), changeInvoice(), november()], {
        events: [
          event(
            'billing_portal.session.created',
            CHANGED - 300,
            { object: { customer: CUSTOMER }, previous_attributes: null },
            'bps_1',
          ),
        ],
      }),
      policy: required(),
    },
    {
      name: 'asked for in time before a change whose moment only the renewal’s own event seems to tell',
      history: billing([october(), november()], {
        events: [
          event(
            'customer.subscription.updated',
            at('2026-11-10'),
            {
              object: { items: { data: [{ id: 'si_1', price: 'price_Pro', quantity: 1 }] } },
              previous_attributes: {
                items: { data: [{ id: 'si_1', price: 'price_Pro', quantity: 1, current_period_start: 1 }] },
              },
            },
            'sub_1',
          ),
        ],
      }),
      policy: required(request('change_plan', { at: at('2026-10-02') })),
    },
    {
      name: 'the customer has a contract for the plan',
      history: billing([october(), november()]),
      policy: {
        ...required(),
        prices: [
          {
            ref: 'prices[0]',
            customer: CUSTOMER,
            product: 'prod_Pro',
            interval_count: 1,
            currency: 'usd',
            unit_amount_decimal: '4900',
          },
        ],
      },
    },
    {
      name: 'a cheaper plan',
      history: billing([proOctober(), november([starterLine({ id: 'il_1', period: NOVEMBER })])]),
      policy: required(),
    },
    {
      name: 'the first invoice of the subscription, and one like it',
      history: billing([
        october([aLine({ id: 'il_Oct', period: OCTOBER }), addOn({ id: 'il_a', period: OCTOBER })]),
        november([aLine({ period: NOVEMBER }), addOn({ id: 'il_b', period: NOVEMBER })]),
      ]),
      policy: required(),
    },
    {
      name: 'an item as old as the subscription, billed for the first time',
      history: billing([proOctober(), november([aLine({ period: NOVEMBER }), addOn()])], {
        prices: [aPrice(), addOnPrice],
        subscriptions: [aSubscription({ items: [anItem(), anItem({ id: 'si_2', price: 'price_Addon' })] })],
      }),
      policy: required(),
    },
    {
      name: 'tiers on lines of their own are no change of quantity',
      history: billing([
        october([
          aLine({ id: 'il_a', quantity: 5, amount: 2500, period: OCTOBER }),
          aLine({ id: 'il_b', quantity: 2, amount: 800, period: OCTOBER }),
        ]),
        november([
          aLine({ id: 'il_c', quantity: 5, amount: 2500, period: NOVEMBER }),
          aLine({ id: 'il_d', quantity: 2, amount: 800, period: NOVEMBER }),
        ]),
      ]),
      policy: required(),
    },
    {
      name: 'an add-on the customer asked for',
      history: billing([proOctober(), november([aLine({ period: NOVEMBER }), addOn()])], {
        prices: [aPrice(), addOnPrice],
      }),
      policy: required(request('add_on')),
    },
    {
      name: 'the difference was credited',
      history: billing([october(), november()], { credit_notes: [aCreditNote({ amount: 3000 })] }),
      policy: required(),
    },
    {
      name: 'no consent is required for a change of plan',
      history: billing([october(), november()]),
      policy: { consent_required: ['reactivate'], requests: [] },
    },
    {
      name: 'another billing interval',
      history: billing(
        [
          october(),
          november([aLine({ amount: 49_000, period: { start: at('2026-11-10'), end: at('2027-11-10') } })]),
        ],
        {
          prices: [
            starter,
            aPrice({
              unit_amount: 49_000,
              recurring: { interval: 'year', interval_count: 1, usage_type: 'licensed', meter: null },
            }),
          ],
        },
      ),
      policy: required(),
      skipped: 'changed its billing interval',
    },
    {
      name: 'the old price is not in the history',
      history: billing([october(), november()], { prices: [aPrice()] }),
      policy: required(),
      skipped: 'price_Starter is not in the history',
    },
    {
      name: 'the policy says nothing of consent',
      history: billing([october(), november()]),
      skipped: 'policy section consent_required is missing',
    },
    {
      name: 'the policy holds no requests',
      history: billing([october(), november()]),
      policy: { consent_required: ['change_plan'] },
      skipped: 'policy section requests is missing',
    },
  ],
};
