import { chargedWhilePaused } from '../../../../src/analysis/rules/lifecycle/charged-while-paused.ts';
import { at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { changed, month, monthly, VAT } from './months.ts';

const paused = (day: string, resumes: string | null = null) =>
  changed(
    'evt_pause',
    day,
    { pause_collection: { behavior: 'void', resumes_at: resumes === null ? null : at(resumes) } },
    { pause_collection: null },
  );
const resumed = (day: string) =>
  changed(
    'evt_resume',
    day,
    { pause_collection: null },
    { pause_collection: { behavior: 'void', resumes_at: null } },
  );
const asked = (kind: 'pause' | 'resume', day: string) => ({
  ref: `r-${kind}`,
  customer: CUSTOMER,
  kind,
  at: at(day),
  effective: 'period_end' as const,
});
const november = month('2026-11');
const found = (amount: number, ...evidence: string[]) => [
  {
    classification: 'billing_error' as const,
    category: 'pause' as const,
    amount,
    evidence: ['sub_1', 'in_2026-11', ...evidence],
  },
];

export const cases: RuleCases = {
  rule: chargedWhilePaused,
  accept: [
    {
      name: 'charged in the middle of a pause',
      history: monthly([november], {}, { events: [paused('2026-11-05'), resumed('2026-11-15')] }),
      expect: found(4900, 'evt_pause'),
    },
    {
      name: 'charged before the pause was to end, with tax',
      history: monthly([month('2026-11', VAT)], {}, { events: [paused('2026-11-01', '2026-12-01')] }),
      expect: found(5831, 'evt_pause'),
    },
    {
      name: 'the customer asked for a pause that was never made',
      history: monthly([november]),
      policy: { requests: [asked('pause', '2026-11-02')] },
      expect: found(4900, 'r-pause'),
    },
    {
      name: 'asked for two months ago, and paused still',
      history: monthly([november], { pause_collection: { behavior: 'void', resumes_at: null } }),
      policy: { requests: [asked('pause', '2026-09-02')] },
      expect: found(4900, 'r-pause'),
    },
  ],
  reject: [
    {
      name: 'asked for two months ago, and ended last week by itself',
      history: monthly([november], {}, { events: [resumed('2026-11-08')] }),
      policy: { requests: [asked('pause', '2026-09-02')] },
    },
    {
      name: 'a pause of last year, and another that ended last week by itself',
      history: monthly([month('2026-06'), november], {}, { events: [resumed('2026-11-08')] }),
      policy: {
        requests: [
          { ...asked('pause', '2026-01-02'), ref: 'r-0' },
          { ...asked('resume', '2026-02-02'), ref: 'r-1' },
          asked('pause', '2026-10-20'),
        ],
      },
    },
    {
      name: 'a pause of last year, and another that lasts since last week',
      history: monthly(
        [month('2026-03', {}, { status: 'void' }), month('2026-06'), november],
        { pause_collection: { behavior: 'void', resumes_at: null } },
        { events: [paused('2026-11-15')] },
      ),
      policy: { requests: [{ ...asked('pause', '2026-02-02'), ref: 'r-0' }, asked('pause', '2026-11-14')] },
    },
    {
      name: 'asked for two months ago, made, and long over',
      history: monthly([month('2026-10', {}, { status: 'void' }), november]),
      policy: { requests: [asked('pause', '2026-09-02')] },
    },
    {
      name: 'asked for two months ago, and nobody knows what came of it',
      history: monthly([november]),
      policy: { requests: [asked('pause', '2026-09-02')] },
      skipped: 'whether the pause asked for was made',
    },
    {
      name: 'resumed before the charge',
      history: monthly([november], {}, { events: [paused('2026-11-01'), resumed('2026-11-08')] }),
    },
    {
      name: 'the pause ended by itself',
      history: monthly([november], {}, { events: [paused('2026-11-01', '2026-11-09')] }),
    },
    { name: 'paused after the charge', history: monthly([november], {}, { events: [paused('2026-11-12')] }) },
    {
      name: 'paid by hand, outside Stripe',
      history: monthly(
        [month('2026-11', {}, { paid_out_of_band: true })],
        {},
        { events: [paused('2026-11-05')] },
      ),
    },
    {
      name: 'asked to resume in time',
      history: monthly([november]),
      policy: { requests: [asked('pause', '2026-10-02'), asked('resume', '2026-11-02')] },
    },
    {
      name: 'the pause that was asked for was made and ended by itself',
      history: monthly([november], {}, { events: [paused('2026-11-01', '2026-11-09')] }),
      policy: { requests: [asked('pause', '2026-10-31')] },
    },
    { name: 'never paused', history: monthly([november]) },
  ],
};
