import { describe, expect, test } from 'vitest';
import type { CustomerClaim, Standing } from '../../src/analysis/claim/customer-claim.ts';
import type { Analysis, Finding } from '../../src/analysis/finding.ts';
import type { WriteRequest } from '../../src/check/ports.ts';
import { tierOf } from '../../src/triage/tier.ts';
import { anAnalysis, aRequest, aTicket, sampleFinding } from './sample-findings.ts';

const TWICE = 'Hello, I was charged twice for the same thing on my card. Please refund me.';
const WHY_TWICE = 'Hello, it seems that you charged me twice. Can you have a look?';
const DUPLICATE = sampleFinding('duplicate-charge/same_invoice', {
  about_ticket: true,
  confidence: 'certain',
});
const HOLD = sampleFinding('authorization-hold/held', { about_ticket: true, confidence: 'certain' });

function asking(
  body: string | null,
  findings: readonly Finding[],
  parts: Partial<Analysis> = {},
): WriteRequest {
  return { ...aRequest(anAnalysis(findings, parts)), ticket: body === null ? null : aTicket(body) };
}

const saying = (standing: Standing): { claim: CustomerClaim } => ({
  claim: {
    categories: ['duplicate_charge'],
    rules: ['duplicate-charge'],
    statements: [
      { kind: 'charged_twice', standing, answer: 'It was.', sentence: 'They say so. It was.', evidence: [] },
    ],
    contradicted: standing === 'contradicted',
  },
});

describe('the rules alone', () => {
  test.each<[string, WriteRequest]>([
    ['one certain error is what the ticket asks about', asking(TWICE, [DUPLICATE])],
    ['there is no ticket, and one certain finding', asking(null, [{ ...DUPLICATE, about_ticket: false }])],
    ['the history bears out what the customer says', asking(TWICE, [DUPLICATE], saying('borne_out'))],
    ['an explanation is all but certain', asking(WHY_TWICE, [{ ...HOLD, confidence: 'high' }])],
    [
      'beside the error there are only explanations',
      asking(TWICE, [DUPLICATE, { ...HOLD, confidence: 'high', about_ticket: true }]),
    ],
    ['finance alone has something else', asking(TWICE, [DUPLICATE, { ...HOLD, classification: 'leakage' }])],
    ['nothing was found', asking('Hello, please have a look at my bill, thanks.', [])],
  ])('word it where %s', (_, request) => {
    expect(tierOf(request).tier).toBe('rules');
  });
});

describe('the small model', () => {
  test.each<[string, WriteRequest, string]>([
    ['an error is not certain', asking(TWICE, [{ ...DUPLICATE, confidence: 'high' }]), 'not certain'],
    ['an explanation is a guess', asking(TWICE, [{ ...HOLD, confidence: 'medium' }]), 'not certain'],
    [
      'the ticket is about something else',
      asking(TWICE, [{ ...HOLD, about_ticket: false }]),
      'more than was found',
    ],
    [
      'the ticket asks something else as well',
      asking(`${TWICE} And why is there VAT on my invoice?`, [DUPLICATE]),
      'more than was found',
    ],
    [
      'two different explanations are told',
      asking(TWICE, [HOLD, sampleFinding('failed-attempt-retried/retried', { about_ticket: true })]),
      'more than one finding',
    ],
    [
      'the history does not decide what is said',
      asking(WHY_TWICE, [HOLD], saying('open')),
      'does not decide',
    ],
    ['nothing was found of what is said', asking(TWICE, [], saying('open')), 'does not decide'],
    [
      'part of the history is missing',
      asking(TWICE, [DUPLICATE], { verdict: 'cannot_tell' }),
      'could not be read',
    ],
    [
      'the customer writes in a language the rules have no texts in',
      asking('Dzień dobry, dlaczego pobrano płatność dwa razy na moja karta? Proszę o zwrot.', [DUPLICATE]),
      "the customer's language",
    ],
  ])('words it where %s', (_, request, reason) => {
    const choice = tierOf(request);
    expect(choice.tier).toBe('small');
    expect(choice.reason).toContain(reason);
  });
});

describe('the large model', () => {
  const likely: Finding = { ...DUPLICATE, classification: 'likely_error', confidence: 'medium' };
  test.each<[string, WriteRequest, string]>([
    [
      'the history contradicts the customer, however certain the finding',
      asking(TWICE, [HOLD], saying('contradicted')),
      'contradicts what the customer says',
    ],
    [
      'what may be an error stands beside an explanation',
      asking(TWICE, [likely, HOLD]),
      'answer the same message',
    ],
    [
      'two problems are told',
      asking(TWICE, [
        DUPLICATE,
        sampleFinding('tax-on-exempt-customer/snapshot', { about_ticket: false, confidence: 'certain' }),
      ]),
      'several problems',
    ],
  ])('words it where %s', (_, request, reason) => {
    const choice = tierOf(request);
    expect(choice.tier).toBe('large');
    expect(choice.reason).toContain(reason);
  });
});

test('every reason goes on after "Worded …:" and names nothing of the customer', () => {
  for (const request of [
    asking(TWICE, [DUPLICATE]),
    asking(TWICE, [HOLD], saying('open')),
    asking(TWICE, []),
  ]) {
    expect(tierOf(request).reason).toMatch(/^[a-z][a-z' ,]+$/);
  }
});
