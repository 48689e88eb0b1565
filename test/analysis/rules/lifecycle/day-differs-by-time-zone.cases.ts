import type { BillingHistory } from '../../../../src/analysis/billing-history.ts';
import { dayDiffersByTimeZone } from '../../../../src/analysis/rules/lifecycle/day-differs-by-time-zone.ts';
import { aCharge, aCustomer, aHistory, aSubscription, at, NOW } from '../../builders.ts';
import type { ExpectedFinding, RuleCases } from '../../rule-cases.ts';

const asks = (body: string, requester: string | null = 'jane@acme.example') => ({
  subject: 'Wrong day',
  body,
  requester_email: requester,
  created_at: NOW,
});
const livingIn = (country: string | null, parts: Partial<BillingHistory>): BillingHistory =>
  aHistory({
    customers: [
      aCustomer({ address: country === null ? null : { country, state: null, postal_code: null } }),
    ],
    ...parts,
  });
const unknownCard = {
  brand: 'visa',
  last4: '4242',
  country: null,
  fingerprint: 'fp_1',
  capture_before: null,
};
const chargedAt = (moment: string, parts = {}) => ({ charges: [aCharge({ created: at(moment), ...parts })] });
const found = (evidence: string, parts: Partial<ExpectedFinding> = {}) => [
  {
    classification: 'valid_but_confusing' as const,
    category: 'renewal' as const,
    confidence: 'high' as const,
    variant: 'charge',
    amount: null,
    evidence: [evidence],
    correction: null,
    ...parts,
  },
];

export const cases: RuleCases = {
  rule: dayDiffersByTimeZone,
  accept: [
    {
      name: 'half past three at night in UTC was the evening before in America',
      history: livingIn('US', chargedAt('2026-11-10T03:30:00Z')),
      ticket: asks('You charged me on November 9, but I renew on the 10th.'),
      expect: found('ch_1'),
    },
    {
      name: 'the evening in UTC was the next day in Japan, in yen',
      history: livingIn('JP', chargedAt('2026-11-09T20:00:00Z', { currency: 'jpy', amount: 4900 })),
      ticket: asks('11月10日に¥4,900の請求がありました。'),
      expect: found('ch_1'),
    },
    {
      name: 'in part of the country only',
      history: livingIn('US', chargedAt('2026-11-10T06:00:00Z')),
      ticket: asks('Why was I charged on November 9?'),
      expect: found('ch_1', { confidence: 'medium' }),
    },
    {
      name: 'the card says where, for there is no address',
      history: livingIn(null, chargedAt('2026-11-09T23:30:00Z', { card: { ...unknownCard, country: 'DE' } })),
      ticket: asks('Am 10.11. wurde abgebucht, nicht am Tag davor!'),
      expect: found('ch_1'),
    },
    {
      name: 'nobody knows where the customer lives',
      history: livingIn(null, chargedAt('2026-11-10T02:00:00Z', { card: unknownCard })),
      ticket: asks('I was charged $49.00 on November 9.', null),
      expect: found('ch_1', { confidence: 'medium' }),
    },
    {
      name: 'cancelled late in the evening',
      history: livingIn('US', {
        subscriptions: [
          aSubscription({ canceled_at: at('2026-11-10T03:00:00Z'), cancel_at_period_end: true }),
        ],
      }),
      ticket: asks('I cancelled on November 9 already.'),
      expect: found('sub_1', { variant: 'cancellation' }),
    },
    {
      name: 'the trial ended at midnight',
      history: livingIn('AU', {
        subscriptions: [
          aSubscription({ trial_start: at('2026-11-01'), trial_end: at('2026-11-14T15:00:00Z') }),
        ],
      }),
      ticket: asks('My trial was to end on November 15.'),
      expect: found('sub_1', { variant: 'trial_end', confidence: 'medium' }),
    },
  ],
  reject: [
    { name: 'no ticket', history: livingIn('US', chargedAt('2026-11-10T03:30:00Z')) },
    {
      name: 'the ticket names no day',
      history: livingIn('US', chargedAt('2026-11-10T03:30:00Z')),
      ticket: asks('You charged me on the wrong day.'),
    },
    {
      name: 'the day on record',
      history: livingIn('US', chargedAt('2026-11-10T03:30:00Z')),
      ticket: asks('You charged me on November 10.'),
    },
    {
      name: 'there is a payment on the named day as well',
      history: livingIn('US', {
        charges: [
          aCharge({ created: at('2026-11-10T03:30:00Z') }),
          aCharge({ id: 'ch_2', created: at('2026-11-09T12:00:00Z'), amount: 1000 }),
        ],
      }),
      ticket: asks('You charged me on November 9.'),
    },
    {
      name: 'not that day anywhere in the country',
      history: livingIn('DE', chargedAt('2026-11-10T03:30:00Z')),
      ticket: asks('You charged me on November 9.'),
    },
    {
      name: 'two days apart',
      history: livingIn('US', chargedAt('2026-11-11T03:30:00Z')),
      ticket: asks('You charged me on November 9.'),
    },
    {
      name: 'a payment of another amount',
      history: livingIn('US', chargedAt('2026-11-10T03:30:00Z')),
      ticket: asks('You charged me $19.00 on November 9.'),
    },
    {
      name: 'a payment that failed',
      history: livingIn('US', chargedAt('2026-11-10T03:30:00Z', { status: 'failed' })),
      ticket: asks('You charged me on November 9.'),
    },
    {
      name: 'long ago, and the customer asks about something else',
      history: livingIn('US', chargedAt('2026-11-10T03:30:00Z')),
      ticket: asks('You charged me on November 9.'),
      worthExplaining: false,
    },
  ],
};
