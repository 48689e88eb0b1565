import { describe, expect, test } from 'vitest';
import { CATEGORIES, type Classification, type Facts } from '../../src/analysis/finding.ts';
import { EMPTY_POLICY, type ReplyStyle } from '../../src/analysis/policy.ts';
import { formatMoney } from '../../src/money.ts';
import { MAX_NEXT_CHECKS } from '../../src/triage/agent/next-checks.ts';
import { RULE_NOTES } from '../../src/triage/agent/rule-notes.ts';
import { forbiddenPromises } from '../../src/triage/grounding/promises.ts';
import { createTemplateWriter, writeFromTemplates } from '../../src/triage/template-writer.ts';
import { LANGUAGES, type SupportedLanguage } from '../../src/triage/templates/index.ts';
import { RULE_TEXT_KEYS, RULE_VARIANTS } from '../../src/triage/templates/rule-keys.ts';
import { NOW } from '../analysis/builders.ts';
import { readFactsTable } from '../analysis/facts-table.ts';
import { IN_LANGUAGE } from './in-language.ts';
import {
  aCorrection,
  anAnalysis,
  aRequest,
  aTicket,
  JANE,
  SAMPLES,
  sampleFinding,
  style,
} from './sample-findings.ts';

const CODES = Object.keys(LANGUAGES) as SupportedLanguage[];
const TONES = ['formal', 'friendly'] as const;

/** Everything the writer writes about one finding: rule and variant × classification × language × tone. */
const ALL = RULE_TEXT_KEYS.flatMap((key) =>
  [SAMPLES[key].classification, ...(SAMPLES[key].also ?? [])].flatMap((classification) =>
    CODES.flatMap((language) => TONES.map((tone) => ({ key, classification, language, tone }))),
  ),
);
type Combination = (typeof ALL)[number];

const write = ({ key, classification, language, tone }: Combination, reply: Partial<ReplyStyle> = {}) => {
  const finding = sampleFinding(key, { classification });
  return {
    finding,
    triage: writeFromTemplates(aRequest(anAnalysis([finding]), { language, reply: style(tone, reply) })),
  };
};

describe('every rule, variant, language and tone', () => {
  test('has texts for the rules of the catalogue’s table', () => {
    const table = readFactsTable();
    for (const [rule, variants] of Object.entries(RULE_VARIANTS)) {
      expect({ rule, variants: table.get(rule)?.variants }).toEqual({ rule, variants });
    }
    expect(Object.keys(RULE_NOTES)).toEqual(Object.keys(RULE_VARIANTS));
    for (const code of CODES)
      expect(Object.keys(LANGUAGES[code].rules).sort()).toEqual([...RULE_TEXT_KEYS].sort());
  });

  test('the samples carry the facts of that table', () => {
    const table = readFactsTable();
    for (const key of RULE_TEXT_KEYS) {
      const [rule = '', variant = ''] = key.split('/');
      const { facts = [] } = table.get(rule) ?? {};
      const required = facts.filter((spec) => !spec.optional && (spec.variant ?? variant) === variant);
      for (const { name, kind } of required) {
        expect({ key, name, kind: SAMPLES[key].facts[name]?.kind }).toEqual({ key, name, kind });
      }
      const known = new Set(facts.map(({ name }) => name));
      expect(Object.keys(SAMPLES[key].facts).filter((name) => !known.has(name))).toEqual([]);
    }
  });

  test.each(ALL)('$key, $classification, $language, $tone', (combination) => {
    const { finding, triage } = write(combination);
    const { draft_reply: draft, summary } = triage;
    const { language, classification } = combination;

    expect(triage).toMatchObject({
      source: 'template',
      model: null,
      usage: null,
      fallback_reason: null,
      language,
    });
    expect(draft.length).toBeLessThan(1_500);
    expect(summary.length).toBeLessThan(700);
    expect(draft).not.toMatch(/undefined|null|NaN|\[object|\$\{| {2}| [.,;:!?](?!\d)|\.\./);
    expect(summary).not.toMatch(/undefined|null|NaN|\[object|\.\.$/);
    expect(draft).not.toMatch(/\b(?:ch|in|sub|pi|cus|re|cn|il)_\w/);

    expect(forbiddenPromises(draft, language, { returned: finding.category === 'refund' })).toEqual([]);
    // Only what is proved is called an error.
    const { admits, shortest } = IN_LANGUAGE[language];
    expect(draft.length).toBeGreaterThan(shortest);
    if (classification !== 'billing_error') expect(draft).not.toMatch(admits);

    const allowed = numbersOf(finding.facts, LANGUAGES[language].defaultLocale);
    const strange = (draft.match(/\d[\d.,]*\d|\d/g) ?? []).filter((number) => !allowed.has(number));
    expect(strange).toEqual([]);
  });

  test('the generic text stands in for nothing here', () => {
    for (const combination of ALL) {
      const { triage } = write(combination);
      const { generic } = IN_LANGUAGE[combination.language];
      expect({ ...combination, generic: generic.test(triage.draft_reply) }).toEqual({
        ...combination,
        generic: false,
      });
    }
  });

  test('du and Sie are never mixed', () => {
    for (const combination of ALL.filter(({ language }) => language === 'de')) {
      const { draft_reply } = write(combination).triage;
      const sie = /\b(?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b/.test(draft_reply);
      const du = /\b(?:du|dir|dich|dein|deine[mnrs]?)\b/i.test(draft_reply);
      expect({ ...combination, sie, du }).toEqual({
        ...combination,
        sie: combination.tone === 'formal',
        du: combination.tone === 'friendly',
      });
    }
  });

  test('any fact may be missing: no hole shows, and nothing is said twice', () => {
    for (const combination of ALL) {
      const whole = sampleFinding(combination.key, { classification: combination.classification });
      for (const left of [...Object.keys(whole.facts), null]) {
        const facts = Object.fromEntries(
          Object.entries(whole.facts).filter(([name]) => left !== null && name !== left),
        );
        const request = aRequest(anAnalysis([{ ...whole, facts }]), {
          language: combination.language,
          reply: style(combination.tone),
        });
        const { draft_reply, summary, next_checks } = writeFromTemplates(request);
        for (const text of [draft_reply, summary, ...next_checks.map(({ what }) => what)]) {
          expect(text).not.toMatch(/undefined|null|NaN/);
        }
        expect(draft_reply.length).toBeGreaterThan(IN_LANGUAGE[combination.language].shortest * 0.8);
      }
    }
  });
});

describe('what it says', () => {
  const error = sampleFinding('duplicate-charge/same_invoice');

  test('is the same every time, and through the port', async () => {
    const request = aRequest(anAnalysis([error]));
    expect(await createTemplateWriter().write(request)).toEqual(writeFromTemplates(structuredClone(request)));
  });

  test('the correction is for finance, with amount and target', () => {
    const { next_checks } = writeFromTemplates(aRequest(anAnalysis([error])));
    expect(next_checks[0]).toEqual({ what: 'Approve a credit note of $49.00 on in_1.', owner: 'finance' });
  });

  test('several steps of one correction are all named', () => {
    const correction = aCorrection(9800);
    const steps = [
      ...correction.steps,
      { kind: 'cancel_subscription', target: 'sub_2', amount: null, currency: null, params: {} } as const,
    ];
    const analysis = anAnalysis([{ ...error, correction: { ...correction, steps } }]);
    expect(writeFromTemplates(aRequest(analysis)).next_checks[0]?.what).toBe(
      'Approve a credit note of $98.00 on in_1, then cancelling subscription sub_2.',
    );
  });

  test('under cannot_tell nothing is claimed and nothing is to be approved', () => {
    for (const language of CODES) {
      const analysis = anAnalysis([error], { verdict: 'cannot_tell', gaps: ['Refunds could not be read.'] });
      const triage = writeFromTemplates(aRequest(analysis, { language }));
      expect(triage.draft_reply).not.toMatch(/\d/);
      expect(triage.cause_kind).toBe('unknown');
      expect(triage.summary).toContain('Refunds could not be read');
      expect(triage.next_checks.map(({ owner }) => owner)).not.toContain('finance');
    }
  });

  test('leakage is for finance and never for the customer', () => {
    const leak = sampleFinding('discount-not-applied/attached', {
      rule: 'discount-after-its-end',
      classification: 'leakage' as Classification,
      title: 'Discount given after its end',
      correction: null,
    });
    const triage = writeFromTemplates(aRequest(anAnalysis([leak])));
    expect(triage.draft_reply).toBe(writeFromTemplates(aRequest(anAnalysis([]))).draft_reply);
    expect(triage.summary).toContain('For finance only: Discount given after its end.');
    expect(triage.next_checks.some(({ what, owner }) => owner === 'finance' && /separately/.test(what))).toBe(
      true,
    );
  });

  test('begins with what the ticket is about, and does not volunteer what is merely right', () => {
    const about = sampleFinding('plan-change-proration/upgrade');
    const right = sampleFinding('already-returned/refund', { about_ticket: false });
    const triage = writeFromTemplates(aRequest(anAnalysis([right, about])));
    expect(triage.summary).toMatch(/^The plan was changed/);
    expect(triage.draft_reply).toContain('upgraded');
    expect(triage.draft_reply).not.toContain('refunded in full');
    const withError = writeFromTemplates(aRequest(anAnalysis([{ ...error, about_ticket: false }, about])));
    expect(withError.draft_reply.indexOf('upgraded')).toBeLessThan(withError.draft_reply.indexOf('in error'));
    expect(withError.draft_reply).toContain('passed this to our finance team');
  });

  test('tells at most three kinds of findings', () => {
    const findings = RULE_TEXT_KEYS.map((key) => sampleFinding(key));
    const triage = writeFromTemplates(aRequest(anAnalysis(findings)));
    expect(triage.draft_reply.split('\n\n').length).toBeLessThanOrEqual(8);
    expect(triage.draft_reply.length).toBeLessThan(2_500);
    expect(triage.next_checks.length).toBe(MAX_NEXT_CHECKS);
  });

  test('a rule without texts of its own is told from its message and category', () => {
    for (const category of CATEGORIES) {
      for (const classification of [
        'billing_error',
        'likely_error',
        'payment_issue',
        'valid_but_confusing',
      ] as const) {
        const finding = sampleFinding('duplicate-charge/same_invoice', {
          rule: 'not-known-here',
          category,
          classification,
          message: 'Invoice in_1 is off. It bills 15 seats. Credit one.',
        });
        for (const language of CODES) {
          const triage = writeFromTemplates(aRequest(anAnalysis([finding]), { language }));
          expect(triage.summary).toMatch(/^Invoice in_1 is off\. It bills 15 seats\./);
          expect(triage.draft_reply).not.toMatch(/undefined|in_1/);
          expect(
            forbiddenPromises(triage.draft_reply, language, { returned: category === 'refund' }),
          ).toEqual([]);
        }
      }
    }
  });

  test('amounts and dates follow the reader', () => {
    const facts: Facts = {
      ...error.facts,
      each: { kind: 'money', amount: 490_000, currency: 'jpy' },
      amount: { kind: 'money', amount: 490_000, currency: 'jpy' },
    };
    const request = aRequest(anAnalysis([{ ...error, facts }]));
    expect(writeFromTemplates(request).draft_reply).toContain('¥490,000');
    const british = writeFromTemplates({ ...request, locales: ['en-GB'] });
    expect(british.draft_reply).toContain('10 November');
    const austrian = writeFromTemplates({
      ...aRequest(anAnalysis([error]), { language: 'de' }),
      locales: ['de-AT'],
    });
    expect(austrian.draft_reply).toContain(formatMoney({ amount: 4900, currency: 'usd' }, 'de-AT'));
  });

  test('spelling follows the region, names do not', () => {
    const finding = sampleFinding('duplicate-subscription/paid');
    const facts: Facts = { ...finding.facts, product: { kind: 'text', text: 'Straßenfest' } };
    const request = aRequest(anAnalysis([{ ...finding, facts }]), { language: 'de', reply: style('formal') });
    const named = { ...JANE, name: 'Jane Weiß' };
    const swiss = writeFromTemplates({ ...request, customer: named, locales: ['de-CH'] }).draft_reply;
    expect(swiss).toContain('Guten Tag Jane Weiß');
    expect(swiss).toContain('„Straßenfest“');
    expect(swiss).toContain('Mit freundlichen Grüssen');
    const british = { ...aRequest(anAnalysis([finding]), { reply: style('formal') }), locales: ['en-GB'] };
    expect(writeFromTemplates(british).draft_reply).toContain('apologise');
  });

  test('of several explanations only those are told that answer the question', () => {
    const hold = sampleFinding('authorization-hold/held', { occurred_at: NOW - 3 * 86_400 });
    const other = sampleFinding('discount-ended/once', { occurred_at: NOW - 3 * 86_400 });
    const old = sampleFinding('already-returned/partial_refund', { occurred_at: NOW - 200 * 86_400 });
    const write = (body: string) =>
      writeFromTemplates({ ...aRequest(anAnalysis([other, hold, old])), ticket: aTicket(body) }).draft_reply;
    expect(write('Why do you want $39.20 and $9.80 from me, please?')).toMatch(/discount/);
    expect(write('Why do you want $39.20 and $9.80 from me, please?')).not.toMatch(/reservation/);
    const vague = write('Why was my card charged this month, please?');
    expect(vague).toMatch(/discount[\s\S]*reservation/);
    expect(vague).not.toContain('refunded');
  });

  test('a customer in a language it does not write gets English, and the agent is told', () => {
    const triage = writeFromTemplates(aRequest(anAnalysis([error]), { language: 'it' }));
    expect(triage.language).toBe('en');
    expect(triage.next_checks[0]).toEqual({
      what: 'The customer writes in Italian; the reply is in English.',
      owner: 'support',
    });
  });

  test('somebody else’s ticket is not greeted by the customer’s name, and the agent is warned', () => {
    const request = aRequest(anAnalysis([error]));
    const ticket = {
      ...aTicket('Why was I charged twice for this?'),
      requester_email: 'mallory@evil.example',
    };
    const triage = writeFromTemplates({ ...request, ticket });
    expect(triage.draft_reply).toMatch(/^Hello,\n/);
    expect(triage.next_checks[0]?.what).toContain('mallory@evil.example');
    expect(
      writeFromTemplates({ ...request, ticket: { ...ticket, requester_email: 'Jane@ACME.example ' } })
        .draft_reply,
    ).toMatch(/^Hi Jane,/);
  });

  test('without a ticket nobody is thanked for writing', () => {
    const triage = writeFromTemplates({ ...aRequest(anAnalysis([error])), ticket: null });
    expect(triage.draft_reply).not.toMatch(/thank/i);
  });

  test('a hostile product name stays out of the reply', () => {
    for (const text of [
      '<b>Pro</b>',
      'see https://evil.example',
      '[click](x)',
      '@channel',
      '\u202eorP\u0007',
    ]) {
      const finding = sampleFinding('duplicate-subscription/paid');
      const facts: Facts = { ...finding.facts, product: { kind: 'text', text } };
      const { draft_reply } = writeFromTemplates(aRequest(anAnalysis([{ ...finding, facts }])));
      expect(draft_reply.replaceAll('\n', ' ')).not.toMatch(/[<>@[\]]|https?:|[\p{Cc}\p{Cf}]/u);
      expect(draft_reply).toMatch(/a subscription (to "orP" )?has been running/);
    }
  });
});

describe('the company’s style', () => {
  const analysis = anAnalysis([sampleFinding('duplicate-charge/same_invoice')]);
  const draft = (
    reply: ReplyStyle | undefined,
    language: SupportedLanguage = 'en',
    name: string | null = 'Jane Roe',
  ) =>
    writeFromTemplates({
      ...aRequest(analysis, reply === undefined ? { language } : { language, reply }),
      customer: { ...JANE, name },
    }).draft_reply;

  test('without a policy: friendly in English, Sie in German, and a neutral signature', () => {
    expect(draft(undefined)).toMatch(/^Hi Jane,[\s\S]*Best regards,\nYour support team$/);
    expect(draft(undefined, 'de')).toMatch(/^Guten Tag Jane Roe,\n\nvielen Dank[\s\S]*Ihr Support-Team$/);
  });

  test('a customer who says Sie is answered with Sie, whatever the tone', () => {
    const ticket = aTicket('Hallo, warum haben Sie mich zweimal belastet? Bitte prüfen Sie das.');
    const request = { ...aRequest(analysis, { reply: style('friendly') }), ticket };
    expect(writeFromTemplates(request).draft_reply).toContain('wurden Ihnen zweimal');
  });

  test('greeting and signature are the policy’s', () => {
    expect(draft(style('friendly', { greeting: 'Hello' }))).toMatch(/^Hello Jane,\n/);
    expect(draft(style('formal', { greeting: 'Good day {name}!' }))).toMatch(/^Good day Jane Roe!\n/);
    expect(draft(style('formal', { greeting: 'Good day {name}!' }), 'en', null)).toMatch(/^Good day!\n/);
    expect(draft(style('friendly', { greeting: 'Hello' }), 'en', 'Acme Inc')).toMatch(/^Hello,\n/);
    expect(draft(style('friendly', { signature: 'Kim\nAcme Billing' }))).toMatch(
      /Best regards,\nKim\nAcme Billing$/,
    );
    expect(draft(style('friendly', { greeting: 'Dear {name},' }), 'de')).toMatch(/^Hallo Jane,\n/);
    expect(draft(style('friendly', { greeting: 'Moin {name}!' }), 'de')).toMatch(/^Moin Jane!\n\nDanke/);
  });

  test('avoided words are replaced, else their sentence goes and the agent is told', () => {
    expect(draft(style('friendly', { avoid: ['in error'] }))).toContain('was charged by mistake');
    expect(draft(style('formal', { avoid: ['Error'] }))).toContain('found a mistake in our billing');
    const request = aRequest(analysis, { reply: style('friendly', { avoid: ['sorry', ''] }) });
    const triage = writeFromTemplates(request);
    expect(triage.draft_reply).not.toMatch(/sorry/i);
    expect(triage.draft_reply).toContain('You were charged');
    expect(triage.next_checks[0]?.what).toContain('One sentence was left out');
    expect(draft(style('friendly', { avoid: ['irrtümlich'] }), 'de')).toContain('versehentlich');
  });

  test('a word is avoided whole, not inside another', () => {
    expect(draft(style('friendly', { avoid: ['char'] }))).toContain('You were charged');
    expect(draft({ ...style('friendly'), avoid: ['(', '[a-z]'] })).toContain('You were charged');
  });

  test('the policy’s language wins over the ticket’s', () => {
    expect(draft(style('formal', { language: 'de' }))).toContain('wurden Ihnen zweimal');
    expect(writeFromTemplates({ ...aRequest(analysis), policy: EMPTY_POLICY }).language).toBe('en');
  });
});

/** Every number a reply may show: those of the facts, as the locale writes them. */
function numbersOf(facts: Facts, locale: string): ReadonlySet<string> {
  const texts = Object.values(facts).flatMap((value) => {
    switch (value.kind) {
      case 'money':
        return [formatMoney({ amount: Math.abs(value.amount), currency: value.currency }, locale)];
      case 'date': {
        const date = new Date(value.at * 1000);
        const month = locale === 'ja-JP' ? [String(date.getUTCMonth() + 1)] : [];
        return [...month, String(date.getUTCDate()), String(date.getUTCFullYear())];
      }
      case 'count':
        return [String(value.value)];
      case 'percent':
        return [value.value];
      case 'text':
        return [value.text];
      default:
        return [];
    }
  });
  return new Set(texts.flatMap((text) => text.match(/\d[\d.,]*\d|\d/g) ?? []));
}
