import { describe, expect, test } from 'vitest';
import { dashboardUrl } from '../../src/check/dashboard-url.ts';
import type { Resolution } from '../../src/check/ports.ts';
import { toResult } from '../../src/check/result.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { NOW } from '../analysis/builders.ts';
import { anAnalysis, aRequest, aTicket, JANE, sampleFinding } from '../triage/sample-findings.ts';

const resolved: Resolution = { kind: 'resolved', customers: [JANE], matched_by: 'id', verified: true };
const analysis = anAnalysis([sampleFinding('duplicate-charge/same_invoice')]);
const triage = writeFromTemplates(aRequest(analysis));

describe('toResult', () => {
  test('has exactly the contract’s keys, and nothing internal', () => {
    const result = toResult({ query: 'cus_Acme', resolution: resolved, analysis, triage, asOf: NOW });
    expect(Object.keys(result)).toEqual(
      'format query as_of customer verdict urgency findings skipped gaps triage'.split(' '),
    );
    expect(result).toMatchObject({
      format: 'billing-check/analysis@1',
      as_of: '2026-11-20T09:00:00Z',
      customer: { kind: 'resolved', ids: ['cus_Acme'], matched_by: 'id', verified: true },
    });
    expect(Object.keys(result.findings[0] ?? {}).sort()).toEqual(
      'about_ticket amount category classification confidence correction evidence fingerprint message recomputation rule title'.split(
        ' ',
      ),
    );
    expect(Object.keys(result.triage).sort()).toEqual(
      'author cause_kind draft_reply language likely_cause model next_checks source summary usage'.split(' '),
    );
    expect(result.customer.matches?.[0]?.created).toBe('2025-01-01T00:00:00Z');
    expect(structuredClone(result)).toEqual(JSON.parse(JSON.stringify(result)));
  });

  test('says why a model was not used, when one was configured', () => {
    const fallen = { ...triage, fallback_reason: 'the model refused' };
    const result = toResult({ query: 'x', resolution: resolved, analysis, triage: fallen, asOf: NOW });
    expect(result.triage.fallback_reason).toBe('the model refused');
  });

  test('passes on no correction under cannot_tell', () => {
    const unsure = { ...analysis, verdict: 'cannot_tell' as const };
    const result = toResult({ query: 'x', resolution: resolved, analysis: unsure, triage, asOf: NOW });
    expect(analysis.findings[0]?.correction).not.toBeNull();
    expect(result.findings.map(({ correction }) => correction)).toEqual([null]);
  });

  test.each<[Resolution, object]>([
    [
      { kind: 'not_found', message: 'No customer has this address.' },
      { kind: 'not_found', ids: [], matched_by: null, verified: false },
    ],
    [
      { kind: 'deleted', id: 'cus_Gone', message: 'It was deleted.' },
      { kind: 'deleted', ids: ['cus_Gone'], matched_by: null, verified: false },
    ],
    [
      { kind: 'ambiguous', customers: [JANE, { ...JANE, id: 'cus_Two' }], matched_by: 'email' },
      { kind: 'ambiguous', ids: ['cus_Acme', 'cus_Two'], matched_by: 'email', verified: false },
    ],
  ])('an unresolved customer ($kind) is an answer too', (resolution, customer) => {
    const result = toResult({
      query: 'jane@acme.example',
      resolution,
      analysis: null,
      triage: null,
      asOf: NOW,
    });
    expect(result.customer).toMatchObject(customer);
    expect(result).toMatchObject({ verdict: 'cannot_tell', findings: [] });
    expect(result.triage.source).toBe('template');
    expect(result.triage.summary).toMatch(resolution.kind === 'deleted' ? /cus_Gone/ : /jane@acme\.example/);
    expect(result.triage.next_checks).toHaveLength(1);
    expect(result.triage.draft_reply).toMatch(/^Hello,\n/);
  });

  test('an unknown customer is asked in their own language', () => {
    const ticket = aTicket('Hallo, ich wurde zweimal belastet und verstehe das nicht.');
    const resolution = { kind: 'not_found', message: 'Nobody.' } as const;
    const result = toResult({ query: 'x', resolution, analysis: null, triage: null, asOf: NOW, ticket });
    expect(result.triage).toMatchObject({ language: 'de' });
    expect(result.triage.draft_reply).toContain('Ihr Kundenkonto');
  });
});

describe('dashboardUrl', () => {
  test('leads to the object, in its mode', () => {
    expect(dashboardUrl({ object: 'customer', id: 'cus_1' }, true)).toBe(
      'https://dashboard.stripe.com/customers/cus_1',
    );
    expect(dashboardUrl({ object: 'charge', id: 'ch_1' }, false)).toBe(
      'https://dashboard.stripe.com/test/payments/ch_1',
    );
  });

  test.each([
    ['policy', 'promises[0]'],
    ['line_item', 'il_1'],
    ['invoice', 'upcoming_in_1'],
    ['invoice', 'preview:sub_1'],
    ['customer', '../../login'],
    ['customer', 'cus_1?x=https://evil.example'],
    ['constructor', 'cus_1'],
    ['coupon', '..'],
    ['customer', ''],
  ])('%s %j has none', (object, id) => {
    expect(dashboardUrl({ object, id }, true)).toBeNull();
  });
});
