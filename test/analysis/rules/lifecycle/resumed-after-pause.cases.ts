import { resumedAfterPause } from '../../../../src/analysis/rules/lifecycle/resumed-after-pause.ts';
import { at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { changed, month, monthly } from './months.ts';

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
const november = month('2026-11');
const found = (...evidence: string[]) => [
  {
    classification: 'valid_but_confusing' as const,
    category: 'pause' as const,
    amount: null,
    evidence: ['sub_1', 'in_2026-11', ...evidence],
    correction: null,
  },
];
const request = (kind: 'pause' | 'resume', day: string) => ({
  ref: `r-${kind}`,
  customer: CUSTOMER,
  kind,
  at: at(day),
  effective: 'period_end' as const,
});

export const cases: RuleCases = {
  rule: resumedAfterPause,
  accept: [
    {
      name: 'resumed by hand',
      history: monthly([november], {}, { events: [paused('2026-10-25'), resumed('2026-11-05')] }),
      expect: found('evt_pause'),
    },
    {
      name: 'resumed by itself',
      history: monthly([november], {}, { events: [paused('2026-10-25', '2026-11-09')] }),
      expect: found('evt_pause'),
    },
    {
      name: 'as asked for',
      history: monthly([november]),
      policy: { requests: [request('pause', '2026-09-01'), request('resume', '2026-11-01')] },
      expect: found('r-pause'),
    },
    {
      name: 'paused longer ago than Stripe tells',
      history: monthly([november], {}, { events: [resumed('2026-11-05')] }),
      expect: found('evt_resume'),
    },
    {
      name: 'paused longer ago than Stripe tells, as asked for',
      history: monthly([november], {}, { events: [resumed('2026-11-05')] }),
      policy: { requests: [request('pause', '2026-09-01')] },
      expect: found('r-pause'),
    },
  ],
  reject: [
    { name: 'still paused', history: monthly([november], {}, { events: [paused('2026-10-25')] }) },
    {
      name: 'nothing charged since',
      history: monthly([month('2026-10')], {}, { events: [paused('2026-11-01'), resumed('2026-11-05')] }),
    },
    { name: 'never paused', history: monthly([november]) },
    {
      name: 'long ago, and nobody asks',
      history: monthly([november], {}, { events: [paused('2026-10-25'), resumed('2026-11-05')] }),
      worthExplaining: false,
    },
  ],
};
