import { describe, expect, test } from 'vitest';
import { VARIANTS, type Variant } from '../../src/check/wording-wish.ts';
import { GROUNDED_LANGUAGES } from '../../src/triage/grounding/lexicon.ts';
import { scanFigures } from '../../src/triage/grounding/scan-figures.ts';
import { MANNERS } from '../../src/triage/manners/index.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { draftCaseOf, faultsOfDraft } from '../eval/checks/index.ts';
import { anAnalysis, aRequest, SAMPLES, sampleFinding, style } from './sample-findings.ts';

const ANALYSES = {
  'an error': anAnalysis([sampleFinding('duplicate-charge/same_invoice')]),
  'a likely error': anAnalysis([
    sampleFinding('duplicate-charge/same_day', { classification: 'likely_error', amount: null }),
  ]),
  'a failed payment': anAnalysis([sampleFinding('failed-attempt-retried/unpaid')]),
  'an explanation': anAnalysis([sampleFinding('plan-change-proration/upgrade')]),
  'two things': anAnalysis([
    sampleFinding('duplicate-charge/same_invoice'),
    sampleFinding('discount-ended/repeating'),
  ]),
  nothing: anAnalysis([]),
  'not known': anAnalysis([], { verdict: 'cannot_tell', gaps: ['Charges were not read.'] }),
} as const;
const TONES = ['friendly', 'formal'] as const;
const LOCALES = { en: 'en-US', de: 'de-DE', es: 'es-ES', fr: 'fr-FR', ja: 'ja-JP' } as const;

const write = (
  analysis: ReturnType<typeof anAnalysis>,
  variant: Variant | null,
  options: Parameters<typeof aRequest>[1] = {},
) => {
  const request = { ...aRequest(analysis, options), wish: { variant, language: null } };
  return { request, ...writeFromTemplates(request) };
};

describe.each(GROUNDED_LANGUAGES)('variants in %s', (language) => {
  describe.each(TONES)('%s', (tone) => {
    const options = { reply: { ...style(tone), language: LOCALES[language] } };

    test.each(Object.entries(ANALYSES))('of %s can be sent as they stand', (_, analysis) => {
      for (const variant of VARIANTS) {
        const { request, draft_reply } = write(analysis, variant, options);
        expect({ variant, faults: faultsOfDraft(draft_reply, draftCaseOf(request)) }).toEqual({
          variant,
          faults: [],
        });
      }
    });

    test.each(Object.entries(ANALYSES))('of %s differ from the usual reply as asked', (_, analysis) => {
      const usual = write(analysis, null, options).draft_reply;
      const [shorter = '', warmer = '', firmer = ''] = VARIANTS.map(
        (variant) => write(analysis, variant, options).draft_reply,
      );
      expect(shorter.length).toBeLessThan(usual.length);
      expect(warmer.length).toBeGreaterThan(usual.length);
      expect(firmer).not.toBe(usual);
    });
  });

  test('no variant brings a figure of its own', () => {
    const manner = MANNERS[language];
    const voices = TONES.map((tone) => ({
      tone,
      pick: (formal: string, friendly: string) => (tone === 'formal' ? formal : friendly),
    }));
    const sentences = [
      ...Object.values(manner.warmOpening),
      ...Object.values(manner.firm),
      manner.warmClosing,
    ].flatMap((said) => voices.flatMap((voice) => said(voice)));
    expect(sentences.length).toBeGreaterThan(10);
    expect(sentences.flatMap((sentence) => scanFigures(sentence, language))).toEqual([]);
  });
});

test('no rule’s facts are lost in any variant: the amount and the day stay', () => {
  for (const key of Object.keys(SAMPLES) as (keyof typeof SAMPLES)[]) {
    const analysis = anAnalysis([sampleFinding(key)]);
    const usual = write(analysis, null);
    const lacks = (draft: string): string[] =>
      faultsOfDraft(draft, draftCaseOf(usual.request)).flatMap(({ check }) =>
        ['amount', 'day', 'next-step'].includes(check) ? [check] : [],
      );
    for (const variant of VARIANTS) {
      expect({ key, variant, lacks: lacks(write(analysis, variant).draft_reply) }).toEqual({
        key,
        variant,
        lacks: lacks(usual.draft_reply),
      });
    }
  }
});

test('the language asked for comes before the policy’s and the customer’s', () => {
  const request = aRequest(ANALYSES['an error'], { language: 'en' });
  const triage = writeFromTemplates({ ...request, wish: { variant: null, language: 'de' } });
  expect(triage.language).toBe('de');
  expect(triage.draft_reply).toContain('49,00');
});

test('a language nobody here writes is answered in English, and the agent reads so', () => {
  const request = aRequest(ANALYSES['an error'], { language: 'de' });
  const triage = writeFromTemplates({ ...request, wish: { variant: null, language: 'nl' } });
  expect(triage.language).toBe('en');
  expect(triage.next_checks.map(({ what }) => what).join(' ')).toContain(
    'The reply was asked for in Dutch; the reply is in English.',
  );
});
