import fc from 'fast-check';
import { CATEGORIES } from '../../../src/analysis/finding.ts';
import type { AnalysisResult, ResultFinding, ResultMatch, ResultTriage } from '../../../src/check/result.ts';

/** Texts that Slack, a terminal or a careless view would act on. */
export const HOSTILE_TEXTS = [
  '<!channel> <!here|here> <@U012AB3CD> <#C012AB3CD|general> <!subteam^S012AB3CD>',
  '@here @channel @everyone please pay',
  '<https://evil.example/login|Open in Stripe> https://evil.example',
  '[Open in Stripe](https://evil.example) *bold* _it_ ~no~ `code` :tada:',
  '```\n</pre>``` > quoted\n> more',
  '\u202egnp.exe\u2066 \u200bzero\ufeff \u{E0041}tag',
  '\u001b[2J\u001b]8;;https://evil.example\u0007 \r\nPAID\u2028next',
  '&lt;!channel&gt; &amp;amp; <script>alert(1)</script>',
  '"}]}, {"type":"section"',
  '返金してください。二重に請求されました。'.repeat(40),
  '👩‍👩‍👧‍👦'.repeat(300),
  '\ud800 lone \udfff',
  'a'.repeat(20_000),
  'word '.repeat(5_000),
  ' \n\t ',
  '',
] as const;

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 400 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4_000 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom(...HOSTILE_TEXTS), { maxLength: 6 })
      .map((parts) => parts.join('\n\n')),
  },
);

const id = fc.oneof(
  fc.stringMatching(/^(ch|in|sub|cus)_[A-Za-z0-9]{14,24}$/),
  fc.stringMatching(/^cus_[a-z]{200,250}$/),
  hostileText,
);
const money = fc.option(
  fc.record({
    amount: fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
    currency: fc.constantFrom('usd', 'eur', 'jpy', 'kwd', '<!channel>'),
  }),
  { nil: null },
);
const kind = fc.constantFrom('credit_note', 'refund', 'cancel_subscription', 'escalate');

const finding: fc.Arbitrary<ResultFinding> = fc.record({
  rule: hostileText,
  category: fc.constantFrom(...CATEGORIES),
  classification: fc.constantFrom(
    'billing_error',
    'likely_error',
    'valid_but_confusing',
    'payment_issue',
    'leakage',
    'notice',
  ),
  confidence: fc.constantFrom('certain', 'high', 'medium', 'low'),
  about_ticket: fc.boolean(),
  title: hostileText,
  message: hostileText,
  amount: money,
  evidence: fc.array(fc.record({ object: fc.oneof(fc.constant('charge'), hostileText), id }), {
    maxLength: 30,
  }),
  recomputation: fc.array(fc.record({ label: hostileText, expression: hostileText, result: hostileText }), {
    maxLength: 30,
  }),
  fingerprint: hostileText,
  correction: fc.option(
    fc.record({
      kind,
      target: id,
      amount: fc.constantFrom(null, 4900),
      currency: fc.constantFrom(null, 'usd'),
      reason: fc.constant(null),
      justification: hostileText,
      alternatives: fc.constant([]),
      steps: fc.array(
        fc.record({
          kind,
          target: id,
          amount: fc.constantFrom(null, 4900),
          currency: fc.constantFrom(null, 'usd'),
          params: fc.constant({}),
        }),
        { maxLength: 20 },
      ),
    }),
    { nil: null },
  ),
});

export const hostileMatch: fc.Arbitrary<ResultMatch> = fc.record({
  id,
  email: fc.option(hostileText, { nil: null }),
  name: fc.option(hostileText, { nil: null }),
  created: fc.oneof(fc.constant('2026-01-29T12:32:19Z'), hostileText),
  livemode: fc.boolean(),
  currency: fc.option(fc.constantFrom('usd', '<!here>'), { nil: null }),
});

export const hostileTriage: fc.Arbitrary<ResultTriage> = fc.record({
  source: fc.constantFrom('model', 'template'),
  model: fc.option(hostileText, { nil: null }),
  summary: hostileText,
  likely_cause: hostileText,
  cause_kind: fc.constantFrom('platform', 'unknown'),
  next_checks: fc.array(fc.record({ what: hostileText, owner: fc.constantFrom('support', 'finance') }), {
    maxLength: 12,
  }),
  draft_reply: hostileText,
  language: fc.constantFrom('en', 'de', 'ja', 'x', 'not a language', '<!channel>', ''),
  usage: fc.constant(null),
  fallback_reason: hostileText,
});

/** Results of any size and kind, every text of which may be hostile. */
export const hostileResult: fc.Arbitrary<AnalysisResult> = fc.record({
  format: fc.constant('billing-check/analysis@1'),
  query: hostileText,
  as_of: fc.constantFrom('2026-11-20T09:00:00Z', '<!channel>'),
  customer: fc.record({
    kind: fc.constantFrom('resolved', 'ambiguous', 'not_found', 'deleted'),
    ids: fc.array(id, { maxLength: 4 }),
    matched_by: fc.constantFrom(null, 'id', 'email', 'email_normalised', 'ticket', 'fingerprint'),
    verified: fc.boolean(),
    matches: fc.array(hostileMatch, { maxLength: 4 }),
  }),
  verdict: fc.constantFrom(
    'billing_error',
    'likely_error',
    'payment_issue',
    'valid_but_confusing',
    'no_anomaly',
    'cannot_tell',
  ),
  urgency: fc.record({
    level: fc.constantFrom('low', 'normal', 'high', 'urgent'),
    reasons: fc.array(hostileText, { maxLength: 8 }),
  }),
  findings: fc.oneof(
    fc.array(finding, { maxLength: 4 }),
    fc.array(finding, { minLength: 20, maxLength: 60 }),
  ),
  skipped: fc.array(fc.record({ rule: hostileText, reason: hostileText }), { maxLength: 30 }),
  gaps: fc.array(hostileText, { maxLength: 20 }),
  triage: hostileTriage,
});
