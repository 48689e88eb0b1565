import { describe, expect, test } from 'vitest';
import type { Classification, Finding, Verdict } from '../../src/analysis/finding.ts';
import type { Resolution } from '../../src/check/ports.ts';
import { type AnalysisResult, toResult } from '../../src/check/result.ts';
import { renderReport } from '../../src/cli/report.ts';
import { displayWidth, hanging, justified, wrap } from '../../src/cli/text-layout.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { NOW } from '../analysis/builders.ts';
import { anAnalysis, aRequest, JANE, sampleFinding } from '../triage/sample-findings.ts';

const ESCAPE = '\u001b';
const resolved: Resolution = { kind: 'resolved', customers: [JANE], matched_by: 'id', verified: true };

function aResult(
  findings: readonly Finding[],
  parts: Parameters<typeof anAnalysis>[1] = {},
  resolution: Resolution = resolved,
): AnalysisResult {
  const analysis = anAnalysis(findings, parts);
  return toResult({
    query: 'jane@acme.example',
    resolution,
    analysis,
    triage: writeFromTemplates(aRequest(analysis)),
    asOf: NOW,
  });
}

const story = aResult(
  [
    sampleFinding('duplicate-charge/same_invoice', {
      evidence: [
        { object: 'charge', id: 'ch_Twice1' },
        { object: 'policy', id: 'promises[0]' },
      ],
      recomputation: [
        { label: 'taken', expression: '2 × 49.00', result: '98.00' },
        { label: 'over-charged', expression: '98.00 − 49.00 owed', result: '49.00' },
      ],
    }),
    sampleFinding('refund-in-transit/refund', { about_ticket: false }),
  ],
  {
    skipped: [{ rule: 'discount-not-applied', reason: 'policy section promises is missing' }],
    gaps: ['Charges before 2026-01-01 were not read.'],
  },
);

describe('renderReport', () => {
  test('reads well', async () => {
    await expect(renderReport(story, { color: false, width: 92 })).toMatchFileSnapshot('examples/report.txt');
  });

  test('an unresolved customer reads well too', async () => {
    const resolution: Resolution = {
      kind: 'ambiguous',
      customers: [JANE, { ...JANE, id: 'cus_Two', name: null }],
      matched_by: 'email_normalised',
    };
    const result = toResult({
      query: 'Jane@acme.example',
      resolution,
      analysis: null,
      triage: null,
      asOf: NOW,
    });
    await expect(renderReport(result, { color: false, width: 80 })).toMatchFileSnapshot(
      'examples/report-ambiguous.txt',
    );
  });

  test('is plain without colour, and the same text with it', () => {
    const plain = renderReport(story, { color: false, width: 92 });
    const coloured = renderReport(story, { color: true, width: 92 });
    expect(plain).not.toContain(ESCAPE);
    expect(coloured).toContain(ESCAPE);
    expect(withoutColour(coloured)).toBe(plain);
  });

  test.each<[Verdict, string, string]>([
    ['billing_error', '✗ Billing error', '31'],
    ['likely_error', '? Probably a billing error', '33'],
    ['payment_issue', '! No billing error', '35'],
    ['valid_but_confusing', '✓ The charges are right', '32'],
    ['no_anomaly', '✓ Nothing wrong', '32'],
    ['cannot_tell', '? Cannot tell yet', '33'],
  ])('the verdict %s comes first, in its colour', (verdict, words, code) => {
    const findings =
      verdict === 'no_anomaly' || verdict === 'cannot_tell'
        ? []
        : [sampleFinding('duplicate-charge/same_invoice', { classification: verdict as Classification })];
    const text = renderReport(aResult(findings, { verdict }), { color: true, width: 92 });
    const [first = ''] = text.split('\n');
    expect(withoutColour(first).startsWith(words)).toBe(true);
    expect(first).toContain(`${ESCAPE}[${code}m`);
  });

  test.each([50, 72, 92, 110])('no line is wider than %i columns, but for addresses', (width) => {
    const text = renderReport(story, { color: false, width });
    const wide = text.split('\n').filter((line) => displayWidth(line) > width && !line.includes('https://'));
    expect(wide).toEqual([]);
  });

  test('a terminal of no or absurd width still gets a report', () => {
    for (const width of [0, 1, Number.NaN, 10_000]) {
      const text = renderReport(story, { color: false, width });
      expect(text).toContain('Approve a credit note of $49.00');
      expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(130);
    }
  });

  test('amounts of findings and results of arithmetic stand at the right', () => {
    const lines = renderReport(story, { color: false, width: 92 }).split('\n');
    const ends = lines.filter((line) => /(?:\$49\.00|= 98\.00|= 49\.00)$/.test(line) && line.length > 80);
    expect(ends).toHaveLength(3);
    expect(new Set(ends.map(displayWidth))).toEqual(new Set([92]));
  });

  test('says that nothing was executed, and who must be confirmed first', () => {
    const unverified: Resolution = { ...resolved, matched_by: 'email', verified: false };
    const text = renderReport(aResult([sampleFinding('duplicate-charge/same_invoice')], {}, unverified), {
      color: false,
      width: 200,
    });
    expect(text).toMatch(/Drafted, not executed: Credit note .*\$49\.00/);
    expect(text).toContain('confirm who is asking');
  });

  test('links lead to test or live objects', () => {
    expect(renderReport(story, { color: false, width: 110, livemode: false })).toContain(
      '/test/payments/ch_Twice1',
    );
    expect(renderReport(story, { color: false, width: 110, livemode: true })).toContain(
      '.com/payments/ch_Twice1',
    );
  });

  test('hostile text moves no cursor, hides nothing and changes no direction', () => {
    const hostile = `${ESCAPE}[2J${ESCAPE}]8;;https://evil.example${ESCAPE}\\x \u202e gnirts \u2066\u0007\r\nPAID`;
    const finding = sampleFinding('duplicate-charge/same_invoice', {
      title: hostile,
      message: hostile,
      evidence: [{ object: hostile, id: hostile }],
      recomputation: [{ label: hostile, expression: hostile, result: hostile }],
    });
    const base = aResult([finding], { gaps: [hostile], skipped: [{ rule: hostile, reason: hostile }] });
    const result: AnalysisResult = {
      ...base,
      query: hostile,
      urgency: { level: 'high', reasons: [hostile] },
      customer: { ...base.customer, matches: [{ ...JANE, name: hostile, email: hostile, created: hostile }] },
      triage: {
        ...base.triage,
        draft_reply: hostile,
        summary: hostile,
        next_checks: [{ what: hostile, owner: 'support' }],
      },
    };
    const text = renderReport(result, { color: false, width: 80 });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).not.toMatch(/^PAID/m);
  });

  test('long lists are cut, and say so', () => {
    const finding = sampleFinding('duplicate-charge/same_invoice', {
      evidence: Array.from({ length: 40 }, (_, index) => ({ object: 'charge', id: `ch_${index}` })),
    });
    const skipped = Array.from({ length: 30 }, (_, index) => ({
      rule: `rule-${index}`,
      reason: 'no policy',
    }));
    const text = renderReport(aResult([finding], { skipped }), { color: false, width: 92 });
    expect(text).toContain('and 32 more');
    expect(text).toContain('30 rules could not decide everything');
    expect(text).toContain('and 24 more');
  });
});

describe('text layout', () => {
  test('wide characters count two, marks none', () => {
    expect(displayWidth('返金')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('„49,00 €“')).toBe(9);
  });

  test('wraps at spaces, keeps long words whole, breaks Japanese anywhere', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('see https://example.com/a/very/long/address now', 10)).toEqual([
      'see',
      'https://example.com/a/very/long/address',
      'now',
    ]);
    expect(wrap('二重に請求されました', 8)).toEqual(['二重に請', '求されま', 'した']);
    expect(wrap('', 8)).toEqual(['']);
  });

  test('hanging lines stand under the text', () => {
    expect(hanging('- ', 'one two three four five', 22)).toEqual(['- one two three four', '  five']);
  });

  test('what does not fit beside goes below, at the right', () => {
    expect(justified('left', 'right', 12)).toEqual(['left   right']);
    expect(justified('a longer left', 'right', 12)).toEqual(['a longer left', '       right']);
  });
});

function withoutColour(text: string): string {
  return text.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '');
}
