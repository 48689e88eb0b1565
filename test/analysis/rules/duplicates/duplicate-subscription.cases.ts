import type { Invoice, InvoiceLine, Subscription } from '../../../../src/analysis/billing-history.ts';
import { duplicateSubscription } from '../../../../src/analysis/rules/duplicates/duplicate-subscription.ts';
import {
  aCustomer,
  aDispute,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aRefund,
  aSubscription,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const policy = {
  multiple_subscriptions: { allowed: false, metadata_keys: ['workspace_id'], exclusive_products: [] },
};
const family = {
  multiple_subscriptions: {
    ...policy.multiple_subscriptions,
    exclusive_products: [['prod_Basic', 'prod_Pro']],
  },
};

/** A monthly subscription since `day`, with its item's running period. */
const monthly = (id: string, day: string, parts: Partial<Subscription> = {}) =>
  aSubscription({
    id,
    created: at(day),
    items: [anItem({ id: `si_${id}`, ...(parts.items?.[0] ?? {}) })],
    ...Object.fromEntries(Object.entries(parts).filter(([key]) => key !== 'items')),
  });

/** One month of `subscription` from `day`, paid on that day. */
const month = (
  subscription: string,
  day: string,
  line: Partial<InvoiceLine> = {},
  invoice: Partial<Invoice> = {},
): Invoice => {
  const start = at(day);
  const end = new Date(start * 1000);
  end.setUTCMonth(end.getUTCMonth() + 1);
  return anInvoice({
    id: `in_${subscription}_${day}`,
    created: start,
    ...invoice,
    lines: [
      aLine({
        id: `il_${subscription}_${day}`,
        subscription,
        subscription_item: `si_${subscription}`,
        period: { start, end: end.getTime() / 1000 },
        ...line,
      }),
    ],
  });
};

const historyOf = (subscriptions: readonly Subscription[], invoices: readonly Invoice[]) =>
  aHistory({
    subscriptions,
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    prices: [
      aPrice(),
      aPrice({ id: 'price_Basic', product: 'prod_Basic', unit_amount: 1900 }),
      aPrice({ id: 'price_Report', product: 'prod_Report', unit_amount: 900 }),
    ],
    products: [
      {
        object: 'product',
        id: 'prod_Pro',
        active: true,
        name: 'Pro',
        default_price: null,
        tax_code: null,
        metadata: {},
      },
    ],
  });

const first = monthly('sub_first', '2026-09-01');
const second = monthly('sub_second', '2026-10-05');
const firstPaid = ['2026-09-01', '2026-10-01', '2026-11-01'].map((day) => month('sub_first', day));
const secondPaid = ['2026-10-05', '2026-11-05'].map((day) => month('sub_second', day));
const both = historyOf([first, second], [...firstPaid, ...secondPaid]);

const basicItem = anItem({ price: 'price_Basic' });
const basic = monthly('sub_basic', '2026-09-01', { items: [basicItem] });
const basicPaid = ['2026-09-01', '2026-10-01', '2026-11-01'].map((day) =>
  month('sub_basic', day, { price: 'price_Basic', product: 'prod_Basic', amount: 1900 }),
);
const tax = {
  amount: 931,
  tax_rate: 'txr_1',
  inclusive: false,
  taxability_reason: null,
  taxable_amount: 4900,
};
const inWorkspaces = (a: string | undefined, b: string | undefined) =>
  historyOf(
    [
      { ...first, metadata: a === undefined ? {} : { workspace_id: a } },
      { ...second, metadata: b === undefined ? {} : { workspace_id: b } },
    ],
    [...firstPaid, ...secondPaid],
  );
const ended = at('2026-11-12T08:00:00Z');
const over = { status: 'canceled', canceled_at: ended, ended_at: ended } as const;

export const cases: RuleCases = {
  rule: duplicateSubscription,
  accept: [
    {
      name: 'the later of two equals took two months twice',
      history: both,
      policy,
      expect: [
        {
          classification: 'billing_error',
          category: 'duplicate_subscription',
          confidence: 'certain',
          variant: 'paid',
          amount: 9800,
          evidence: ['sub_first', 'sub_second', 'in_sub_second_2026-10-05', 'in_sub_second_2026-11-05'],
          correction: {
            kind: 'cancel_subscription',
            target: 'sub_second',
            amount: 9800,
            params: { subscription: 'sub_second', prorate: false, invoice_now: false },
          },
        },
      ],
    },
    {
      name: 'the policy file does not say whether a customer may have two',
      history: both,
      expect: [
        {
          classification: 'likely_error',
          confidence: 'medium',
          variant: 'paid',
          amount: 9800,
          evidence: ['sub_first', 'sub_second'],
          correction: { kind: 'cancel_subscription', target: 'sub_second', amount: 9800 },
        },
      ],
    },
    {
      name: 'both are for the same workspace',
      history: inWorkspaces('w-1', 'w-1'),
      policy,
      expect: [{ classification: 'billing_error', amount: 9800, evidence: ['multiple_subscriptions'] }],
    },
    {
      name: 'only one of them names a workspace',
      history: inWorkspaces(undefined, 'w-1'),
      policy,
      expect: [{ classification: 'likely_error', amount: 9800, evidence: ['sub_second'] }],
    },
    {
      name: 'tax and a set-up fee on the duplicate come back too',
      history: historyOf(
        [first, second],
        [
          ...firstPaid,
          {
            ...month('sub_second', '2026-11-05', { taxes: [tax] }),
            total: 6831,
            amount_due: 6831,
            amount_paid: 6831,
            lines: [
              ...month('sub_second', '2026-11-05', { taxes: [tax] }).lines,
              aLine({
                id: 'il_setup',
                invoice: 'in_sub_second_2026-11-05',
                price: 'price_Setup',
                product: 'prod_Setup',
                amount: 1000,
                subscription: null,
                subscription_item: null,
                invoice_item: 'ii_setup',
              }),
            ],
          },
        ],
      ),
      policy,
      expect: [
        {
          classification: 'billing_error',
          amount: 6831,
          evidence: ['in_sub_second_2026-11-05'],
          correction: { kind: 'cancel_subscription', target: 'sub_second', amount: 6831 },
        },
      ],
    },
    {
      name: 'a duplicate that was cancelled since, its money kept',
      history: historyOf([first, { ...second, ...over }], [...firstPaid, ...secondPaid]),
      policy,
      expect: [
        {
          classification: 'billing_error',
          variant: 'paid',
          amount: 9800,
          evidence: ['sub_second'],
          correction: {
            kind: 'credit_note',
            target: 'in_sub_second_2026-10-05',
            amount: 9800,
            params: { reason: 'duplicate', refund_amount: 4900 },
          },
        },
      ],
    },
    {
      name: 'one month of the duplicate is refunded already',
      history: {
        ...both,
        charges: both.charges.map((charge) =>
          charge.id === 'ch_in_sub_second_2026-10-05' ? { ...charge, amount_refunded: 4900 } : charge,
        ),
        refunds: [aRefund({ charge: 'ch_in_sub_second_2026-10-05' })],
      },
      policy,
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_sub_second_2026-11-05'] }],
    },
    {
      name: 'one month of the duplicate is disputed: the other is credited',
      history: {
        ...both,
        disputes: [aDispute({ charge: 'ch_in_sub_second_2026-11-05' })],
      },
      policy,
      expect: [
        {
          classification: 'billing_error',
          amount: 9800,
          evidence: ['in_sub_second_2026-11-05'],
          correction: { kind: 'cancel_subscription', target: 'sub_second', amount: 4900 },
        },
      ],
    },
    {
      name: 'the duplicate is still in its trial',
      history: historyOf(
        [
          first,
          monthly('sub_second', '2026-11-15', {
            status: 'trialing',
            trial_start: at('2026-11-15'),
            trial_end: at('2026-11-29'),
          }),
        ],
        firstPaid,
      ),
      policy,
      expect: [
        {
          classification: 'billing_error',
          variant: 'unpaid',
          amount: null,
          evidence: ['sub_first', 'sub_second'],
          correction: { kind: 'cancel_subscription', target: 'sub_second', amount: null },
        },
      ],
    },
    {
      name: 'the duplicate has only an open invoice: it goes with the subscription',
      history: historyOf(
        [first, { ...second, status: 'past_due' }],
        [...firstPaid, month('sub_second', '2026-11-05', {}, { status: 'open', paid_at: null })],
      ),
      policy,
      expect: [
        {
          classification: 'billing_error',
          variant: 'unpaid',
          amount: null,
          evidence: ['in_sub_second_2026-11-05'],
          correction: { kind: 'cancel_subscription', target: 'sub_second', amount: null },
        },
      ],
    },
    {
      name: 'another plan of the family replaced the earlier one, which went on charging',
      history: historyOf([basic, second], [...basicPaid, ...secondPaid]),
      policy: family,
      expect: [
        {
          classification: 'billing_error',
          variant: 'paid',
          amount: 1900,
          evidence: ['sub_basic', 'in_sub_basic_2026-11-01'],
          correction: { kind: 'cancel_subscription', target: 'sub_basic', amount: 1900 },
        },
      ],
    },
    {
      name: 'an upgrade by a new subscription, an hour after the old one renewed: both months are paid',
      history: historyOf(
        [basic, monthly('sub_second', '2026-11-01T01:00:00Z')],
        [...basicPaid, month('sub_second', '2026-11-01T01:00:00Z')],
      ),
      policy: family,
      expect: [
        {
          classification: 'billing_error',
          variant: 'unpaid',
          amount: null,
          evidence: ['sub_basic', 'sub_second'],
          correction: { kind: 'cancel_subscription', target: 'sub_basic', amount: null },
        },
      ],
    },
    {
      name: 'another plan of the family replaced the earlier one, which will charge again',
      history: historyOf(
        [basic, monthly('sub_second', '2026-11-05')],
        [...basicPaid, month('sub_second', '2026-11-05')],
      ),
      policy: family,
      expect: [
        {
          classification: 'billing_error',
          variant: 'unpaid',
          amount: null,
          evidence: ['sub_basic'],
          correction: { kind: 'cancel_subscription', target: 'sub_basic', amount: null },
        },
      ],
    },
    {
      name: 'three equals: two are too many',
      history: historyOf(
        [first, second, monthly('sub_third', '2026-11-06')],
        [...firstPaid, ...secondPaid, month('sub_third', '2026-11-06')],
      ),
      policy,
      expect: [
        { classification: 'billing_error', amount: 9800, evidence: ['sub_first', 'sub_second'] },
        { classification: 'billing_error', amount: 4900, evidence: ['sub_first', 'sub_third'] },
      ],
    },
    {
      name: 'the duplicate sells something else too: only the shared product is over-charged',
      history: historyOf(
        [
          first,
          {
            ...second,
            items: [anItem({ id: 'si_sub_second' }), anItem({ id: 'si_r', price: 'price_Report' })],
          },
        ],
        [...firstPaid, ...secondPaid],
      ),
      policy,
      expect: [
        {
          classification: 'billing_error',
          amount: 9800,
          evidence: ['sub_second'],
          correction: { kind: 'credit_note', target: 'in_sub_second_2026-10-05', amount: 9800 },
        },
      ],
    },
  ],
  reject: [
    { name: 'two workspaces by the policy file’s key', history: inWorkspaces('w-1', 'w-2'), policy },
    {
      name: 'two are allowed',
      history: both,
      policy: { multiple_subscriptions: { ...policy.multiple_subscriptions, allowed: true } },
    },
    {
      name: 'two workspaces, and no policy file',
      history: inWorkspaces('w-1', 'w-2'),
    },
    {
      name: 'two sites by their descriptions, and no policy file',
      history: historyOf(
        [
          { ...first, description: 'acme.example' },
          { ...second, description: 'shop.acme.example' },
        ],
        [...firstPaid, ...secondPaid],
      ),
    },
    {
      name: 'the old one is set to end with its period',
      history: historyOf(
        [
          { ...first, cancel_at_period_end: true, cancel_at: at('2026-12-01') },
          monthly('sub_second', '2026-11-20'),
        ],
        [...firstPaid, month('sub_second', '2026-11-20')],
      ),
      policy,
    },
    {
      name: 'the old one ended when the new one began',
      history: historyOf(
        [{ ...first, ...over }, monthly('sub_second', '2026-11-12')],
        [...firstPaid, month('sub_second', '2026-11-12')],
      ),
      policy,
    },
    {
      name: 'the new one came after the old one',
      history: historyOf(
        [{ ...first, status: 'canceled', ended_at: at('2026-10-01') }, monthly('sub_second', '2026-11-05')],
        [month('sub_first', '2026-09-01'), month('sub_second', '2026-11-05')],
      ),
      policy,
    },
    {
      name: 'two products that do not exclude each other',
      history: historyOf([basic, second], [...basicPaid, ...secondPaid]),
      policy,
    },
    {
      name: 'a trial of another plan of the family',
      history: historyOf([basic, monthly('sub_second', '2026-11-15', { status: 'trialing' })], basicPaid),
      policy: family,
    },
    {
      name: 'the first attempt was never completed',
      history: historyOf(
        [{ ...first, status: 'incomplete_expired' }, second],
        [...secondPaid, month('sub_first', '2026-10-05', {}, { status: 'void', paid_at: null })],
      ),
      policy,
    },
    {
      name: 'the duplicate is cancelled and its money back',
      history: {
        ...historyOf([first, { ...second, ...over }], [...firstPaid, ...secondPaid]),
        charges: [...firstPaid, ...secondPaid].map((invoice) =>
          paidBy(invoice, { amount_refunded: invoice.subscription === 'sub_second' ? 4900 : 0 }),
        ),
      },
      policy,
    },
    {
      name: 'two customers',
      history: {
        ...historyOf([first, { ...second, customer: 'cus_Other' }], [...firstPaid, ...secondPaid]),
        customers: [aCustomer(), aCustomer({ id: 'cus_Other', email: 'joe@other.example' })],
      },
      policy,
    },
    {
      name: 'the second has been free for ever',
      history: historyOf(
        [first, { ...second, ...over }],
        [
          ...firstPaid,
          month('sub_second', '2026-11-05', { discount_amounts: [{ amount: 4900, discount: 'di_1' }] }),
        ],
      ),
      policy,
    },
    { name: 'one subscription', history: historyOf([first], firstPaid), policy },
  ],
};
