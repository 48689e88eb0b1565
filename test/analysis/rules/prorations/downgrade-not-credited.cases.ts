import type { BillingEvent, Invoice } from '../../../../src/analysis/billing-history.ts';
import { downgradeNotCredited } from '../../../../src/analysis/rules/prorations/downgrade-not-credited.ts';
import {
  aCreditNote,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  CUSTOMER,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { changed, charge, credit, end, prices, taxOf, update } from './upgrade.ts';

const updated = (parts: Partial<BillingEvent> = {}): BillingEvent => ({
  object: 'event',
  id: 'evt_1',
  created: changed,
  type: 'customer.subscription.updated',
  subject: 'sub_1',
  request: 'req_1',
  data: {
    object: { id: 'sub_1' },
    previous_attributes: { items: { data: [{ id: 'si_1', price: { id: 'price_Team' }, quantity: 1 }] } },
  },
  ...parts,
});
const paidTeam = (parts: Partial<Invoice> = {}, line: Parameters<typeof aLine>[0] = {}) =>
  anInvoice({
    id: 'in_Nov',
    lines: [aLine({ id: 'il_Nov', amount: 9900, price: 'price_Team', product: 'prod_Team', ...line })],
    ...parts,
  });
const downgraded = (
  invoices: readonly Invoice[] = [paidTeam()],
  events: readonly BillingEvent[] = [updated()],
) => aHistory({ subscriptions: [aSubscription()], prices, invoices, events });

export const cases: RuleCases = {
  rule: downgradeNotCredited,
  accept: [
    {
      name: 'the policy credits the unused difference',
      history: downgraded(),
      policy: { on_downgrade: 'credit' },
      expect: [
        {
          classification: 'billing_error',
          category: 'proration',
          variant: 'credit',
          amount: 4209,
          evidence: ['sub_1', 'in_Nov', 'il_Nov', 'evt_1'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 4209, params: { invoice: 'in_Nov' } },
        },
      ],
    },
    {
      name: 'the policy lets it begin with the next period',
      history: downgraded(),
      policy: { on_downgrade: 'period_end' },
      expect: [
        { classification: 'likely_error', variant: 'period_end', amount: 4209, evidence: ['sub_1', 'evt_1'] },
      ],
    },
    {
      name: 'a request for now says when, with a discount and tax',
      history: downgraded(
        [paidTeam({}, { discount_amounts: [{ amount: 4950, discount: 'di_1' }], taxes: taxOf(990, '20') })],
        [],
      ),
      policy: {
        on_downgrade: 'credit',
        requests: [
          {
            ref: 'r-1',
            customer: CUSTOMER,
            kind: 'change_plan',
            at: changed,
            effective: 'now',
            price: 'price_Pro',
          },
        ],
      },
      // 49.50 × 25.25 of 30 days = 41.66 less 24.50 × the same = 20.62 is 21.04; with the tax on it 25.25.
      expect: [{ classification: 'billing_error', amount: 2525, evidence: ['r-1', 'in_Nov'] }],
    },
    {
      name: 'part of it credited',
      history: { ...downgraded(), credit_notes: [aCreditNote({ invoice: 'in_Nov', amount: 1209 })] },
      policy: { on_downgrade: 'credit' },
      expect: [{ classification: 'billing_error', amount: 3000, evidence: ['cn_1'] }],
    },
  ],
  reject: [
    { name: 'the policy gives nothing', history: downgraded(), policy: { on_downgrade: 'none' } },
    { name: 'the policy does not say', history: downgraded(), skipped: 'on_downgrade' },
    {
      name: 'nothing says when',
      history: downgraded([paidTeam()], []),
      policy: { on_downgrade: 'credit' },
      skipped: 'sub_1',
    },
    {
      name: 'prorated as it should be',
      history: downgraded([
        paidTeam(),
        update([
          credit({ amount: -8333, price: 'price_Team', product: 'prod_Team' }),
          charge({ amount: 4124, price: 'price_Pro', product: 'prod_Pro' }),
        ]),
      ]),
      policy: { on_downgrade: 'credit' },
    },
    {
      name: 'at the end of the period',
      history: aHistory({
        subscriptions: [aSubscription()],
        prices,
        invoices: [paidTeam()],
        events: [updated({ created: end })],
      }),
      asOf: end + 60,
      policy: { on_downgrade: 'credit' },
    },
    {
      name: 'an upgrade',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem({ price: 'price_Team' })] })],
        prices,
        invoices: [anInvoice({ id: 'in_Nov', lines: [aLine({ id: 'il_Nov' })] })],
        events: [
          updated({
            data: {
              object: {},
              previous_attributes: { items: { data: [{ id: 'si_1', price: { id: 'price_Pro' } }] } },
            },
          }),
        ],
      }),
      policy: { on_downgrade: 'credit' },
    },
    {
      name: 'another interval',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem({ price: 'price_Week' })] })],
        prices: [
          ...prices,
          aPrice({
            id: 'price_Week',
            unit_amount: 2500,
            recurring: { interval: 'week', interval_count: 1, usage_type: 'licensed', meter: null },
          }),
        ],
        invoices: [paidTeam()],
        events: [updated()],
      }),
      policy: { on_downgrade: 'credit' },
    },
    {
      name: 'never paid',
      history: downgraded([paidTeam({ status: 'open' })]),
      policy: { on_downgrade: 'credit' },
    },
    {
      name: 'credited on the old invoice',
      history: { ...downgraded(), credit_notes: [aCreditNote({ invoice: 'in_Nov', amount: 4209 })] },
      policy: { on_downgrade: 'credit' },
    },
  ],
};
