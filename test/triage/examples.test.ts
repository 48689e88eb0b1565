import { describe, expect, test } from 'vitest';
import type { Classification } from '../../src/analysis/finding.ts';
import { detectLanguage } from '../../src/triage/language.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { LANGUAGES, type SupportedLanguage } from '../../src/triage/templates/index.ts';
import { RULE_TEXT_KEYS, RULE_VARIANTS } from '../../src/triage/templates/rule-keys.ts';
import type { Triage } from '../../src/triage/triage.ts';
import { anAnalysis, aRequest, SAMPLES, sampleFinding, style, TICKETS } from './sample-findings.ts';

/**
 * What the writer writes, in readable files: `examples/<language>/<rule>.md`. Read them aloud after a change, then
 * regenerate them with `npx vitest run test/triage/examples.test.ts -u`.
 */
const CODES = Object.keys(LANGUAGES) as SupportedLanguage[];
const TONES = ['friendly', 'formal'] as const;

describe.each(CODES)('examples in %s', (language) => {
  test.each(Object.keys(RULE_VARIANTS))('%s', async (rule) => {
    const keys = RULE_TEXT_KEYS.filter((key) => key.startsWith(`${rule}/`));
    const sections = keys.flatMap((key) =>
      [SAMPLES[key].classification, ...(SAMPLES[key].also ?? [])].map((classification) => {
        const heading = `## ${key.split('/')[1]} (${classification.replaceAll('_', ' ')})`;
        const analysis = anAnalysis([sampleFinding(key, { classification })]);
        const [friendly, formal] = TONES.map((tone) =>
          writeFromTemplates(aRequest(analysis, { language, reply: style(tone) })),
        );
        return `${heading}\n\n${forAgent(friendly)}\n\n${draft(friendly, 'friendly')}\n\n${draft(formal, 'formal')}\n`;
      }),
    );
    await expect(`# ${rule}\n\n${sections.join('\n')}`).toMatchFileSnapshot(
      `examples/${language}/${rule}.md`,
    );
  });

  test('other answers', async () => {
    const cases: readonly [string, ReturnType<typeof anAnalysis>][] = [
      ['no anomaly', anAnalysis([])],
      [
        'no payments at all',
        anAnalysis([], { counts: { invoices: 0, charges: 0, refunds: 0, subscriptions: 0, rules: 12 } }),
      ],
      [
        'cannot tell',
        anAnalysis([], { verdict: 'cannot_tell', gaps: ['Charges before 2026-10-01 were not read.'] }),
      ],
      [
        'an error the customer did not ask about, beside an explanation',
        anAnalysis([
          sampleFinding('duplicate-charge/same_invoice', { about_ticket: false }),
          sampleFinding('plan-change-proration/upgrade'),
        ]),
      ],
      [
        'three errors of one kind and a failing payment',
        anAnalysis([
          sampleFinding('duplicate-charge/same_order'),
          sampleFinding('duplicate-charge/same_order', { amount: { amount: 2000, currency: 'usd' } }),
          sampleFinding('duplicate-charge/same_order', { amount: { amount: 1250, currency: 'usd' } }),
          sampleFinding('failed-attempt-retried/unpaid'),
        ]),
      ],
      [
        'an error that cannot be corrected',
        anAnalysis([sampleFinding('duplicate-charge/same_invoice', { correction: null })]),
      ],
      ...(['billing_error', 'likely_error', 'payment_issue', 'valid_but_confusing'] as const).map(
        (classification: Classification): [string, ReturnType<typeof anAnalysis>] => [
          `a rule without texts of its own (${classification.replaceAll('_', ' ')})`,
          anAnalysis([
            sampleFinding('duplicate-charge/same_invoice', {
              rule: 'seats-billed-above-used',
              category: 'quantity',
              classification,
              title: 'Billed for more seats than used',
              message:
                'Invoice in_1 bills 15 seats, 14 were in use. The count was taken too late. Credit one seat.',
            }),
          ]),
        ],
      ),
    ];
    const sections = cases.map(([name, analysis]) => {
      const [friendly, formal] = TONES.map((tone) =>
        writeFromTemplates(aRequest(analysis, { language, reply: style(tone) })),
      );
      return `## ${name}\n\n${forAgent(friendly)}\n\n${draft(friendly, 'friendly')}\n\n${draft(formal, 'formal')}\n`;
    });
    await expect(`# Other answers\n\n${sections.join('\n')}`).toMatchFileSnapshot(
      `examples/${language}/other-answers.md`,
    );
  });
});

test('the sample tickets are in the language they stand for', () => {
  for (const [language, body] of Object.entries(TICKETS)) expect(detectLanguage(body)).toBe(language);
  expect(Object.keys(TICKETS)).toEqual(expect.arrayContaining(CODES));
});

function forAgent(triage: Triage | undefined): string {
  if (triage === undefined) throw new Error('nothing was written');
  const checks = triage.next_checks.map(({ what, owner }) => `- ${owner}: ${what}`);
  return [
    `**Summary.** ${triage.summary}`,
    `**Likely cause** (${triage.cause_kind}). ${triage.likely_cause}`,
    '**Next checks.**',
    checks.join('\n'),
  ].join('\n\n');
}

function draft(triage: Triage | undefined, tone: string): string {
  if (triage === undefined) throw new Error('nothing was written');
  const quoted = triage.draft_reply.split('\n').map((line) => (line === '' ? '>' : `> ${line}`));
  return `**Reply, ${tone}**\n\n${quoted.join('\n')}`;
}
