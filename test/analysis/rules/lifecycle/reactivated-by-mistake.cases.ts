import type { BillingEvent, BillingHistory } from '../../../../src/analysis/billing-history.ts';
import type { CustomerRequest } from '../../../../src/analysis/policy.ts';
import { reactivatedByMistake } from '../../../../src/analysis/rules/lifecycle/reactivated-by-mistake.ts';
import { aCreditNote, at, CUSTOMER } from '../../builders.ts';
import type { ExpectedFinding, RuleCases } from '../../rule-cases.ts';
import { changed, month, monthly, VAT } from './months.ts';

const END = at('2026-11-10');
const kept = (parts: Partial<BillingEvent> = {}, previous: object = {}): BillingEvent => ({
  ...changed(
    'evt_1',
    '2026-11-04T02:00:00Z',
    { cancel_at_period_end: false, cancel_at: null, ended_at: null },
    { cancel_at_period_end: true, cancel_at: END, ...previous },
  ),
  ...parts,
});
const byItself = kept({ request: null });
const portal: BillingEvent = {
  ...byItself,
  id: 'evt_portal',
  type: 'billing_portal.session.created',
  created: at('2026-11-04T01:50:00Z'),
  subject: 'bps_1',
  data: { object: { id: 'bps_1', customer: CUSTOMER }, previous_attributes: null },
};
const renewed = (events: readonly BillingEvent[], parts = {}, more: Partial<BillingHistory> = {}) =>
  monthly([month('2026-10'), month('2026-11', parts)], {}, { events, ...more });
const asked = (
  kind: CustomerRequest['kind'],
  day: string,
  parts: Partial<CustomerRequest> = {},
): CustomerRequest => ({
  ref: `r-${kind}`,
  customer: CUSTOMER,
  kind,
  at: at(day),
  effective: 'period_end',
  ...parts,
});
const found = (amount: number, variant: string, evidence: readonly string[]): readonly ExpectedFinding[] => [
  {
    classification: variant === 'automatic' ? 'likely_error' : 'billing_error',
    category: 'cancellation',
    confidence: variant === 'automatic' ? 'medium' : 'certain',
    variant,
    amount,
    evidence: ['sub_1', 'evt_1', 'in_2026-11', ...evidence],
    correction: { kind: 'cancel_subscription', target: 'sub_1', amount },
  },
];

export const cases: RuleCases = {
  rule: reactivatedByMistake,
  accept: [
    {
      name: 'nobody’s request, and nobody has written down what was asked',
      history: renewed([byItself]),
      expect: found(4900, 'automatic', []),
    },
    {
      name: 'an event of an older API version says nothing of when',
      history: renewed([kept({ request: null }, { cancel_at: undefined })]),
      policy: { requests: [] },
      expect: found(4900, 'automatic', []),
    },
    {
      name: 'the customer had asked to cancel, with tax',
      history: renewed([kept()], VAT),
      policy: { requests: [asked('cancel', '2026-10-20')] },
      expect: found(5831, 'cancelled', ['r-cancel']),
    },
    {
      name: 'consent is required, and was not given',
      history: renewed([kept()]),
      policy: { requests: [], consent_required: ['reactivate'] },
      expect: found(4900, 'no_consent', ['consent_required']),
    },
    {
      name: 'asked for once before, and cancelled again',
      history: renewed([kept()]),
      policy: {
        requests: [
          asked('reactivate', '2026-10-15'),
          asked('cancel', '2026-10-20', { subscription: 'sub_1' }),
        ],
      },
      expect: found(4900, 'cancelled', ['r-cancel']),
    },
    {
      name: 'ended for good since: only the money is left',
      history: monthly(
        [month('2026-11')],
        { status: 'canceled', canceled_at: at('2026-11-15'), ended_at: at('2026-11-15') },
        { events: [byItself] },
      ),
      expect: [
        {
          classification: 'likely_error',
          amount: 4900,
          evidence: ['evt_1'],
          correction: { kind: 'credit_note', target: 'in_2026-11', amount: 4900 },
        },
      ],
    },
  ],
  reject: [
    {
      name: 'the customer was in the portal',
      history: renewed([kept(), portal]),
      policy: { requests: [asked('cancel', '2026-10-20')] },
    },
    {
      name: 'the customer asked to keep it',
      history: renewed([byItself]),
      policy: { requests: [asked('cancel', '2026-10-20'), asked('reactivate', '2026-11-04')] },
    },
    {
      name: 'the customer asked to have it back before it renewed',
      history: renewed([byItself]),
      policy: { requests: [asked('cancel', '2026-10-20'), asked('reactivate', '2026-11-08')] },
    },
    { name: 'it has not renewed yet', history: monthly([month('2026-10')], {}, { events: [byItself] }) },
    {
      name: 'the cancellation was moved to another day',
      history: renewed([
        kept({
          request: null,
          data: {
            object: { id: 'sub_1', cancel_at_period_end: false, cancel_at: at('2026-12-24') },
            previous_attributes: { cancel_at_period_end: true, cancel_at: END },
          },
        }),
      ]),
    },
    {
      name: 'credited since',
      history: renewed(
        [byItself],
        {},
        {
          credit_notes: [aCreditNote({ invoice: 'in_2026-11' })],
        },
      ),
    },
    {
      name: 'a request of the application’s, and nobody has written down what was asked',
      history: renewed([kept()]),
      skipped: 'requests',
    },
    {
      name: 'a request of the application’s, and no word of a cancellation',
      history: renewed([kept()]),
      policy: { requests: [] },
      skipped: 'neither',
    },
  ],
};
