import { describe, expect, test } from 'vitest';
import { checkGrounding } from '../../../src/triage/grounding/check-grounding.ts';
import { type Evidence, gatherEvidence } from '../../../src/triage/grounding/evidence.ts';
import type { GroundedLanguage } from '../../../src/triage/grounding/lexicon.ts';
import { forbiddenPromises } from '../../../src/triage/grounding/promises.ts';
import { MAX_SCANNED_CHARACTERS } from '../../../src/triage/grounding/scan-figures.ts';
import { writeFromTemplates } from '../../../src/triage/template-writer.ts';
import { LANGUAGES, type SupportedLanguage } from '../../../src/triage/templates/index.ts';
import { RULE_TEXT_KEYS } from '../../../src/triage/templates/rule-keys.ts';
import { anAnalysis, aRequest, sampleFinding } from '../sample-findings.ts';

const EVIDENCE: Evidence = {
  amounts: new Set(['usd 49', 'eur 1234.56', 'jpy 4900', 'gbp 0.99', 'kwd 12.5', 'eur 2000', 'usd 105']),
  currencies: new Set(['usd', 'eur', 'jpy', 'gbp', 'kwd']),
  percents: new Set(['20', '12.5']),
  durations: new Set(['month 3', 'day 30', 'hour 24']),
  counts: new Set(['2', '3', '17', '49']),
  dates: [
    { year: 2026, month: 11, day: 10 },
    { year: 2026, month: 9, day: 3 },
    { year: 2026, month: 12, day: 1 },
  ],
  times: new Set(['14:05']),
  names: new Set(['in_1QzR7cK', 'sub_Twice', '4242', 'A-CN-17', '74512096325']),
  links: new Set(['billing@acme.example', 'https://acme.example/help']),
  phrases: ['Team 10'],
};

const violations = (text: string, language: GroundedLanguage = 'en'): string[] =>
  checkGrounding(text, language, EVIDENCE).map(({ value }) => value);

/** One line per notation: language, what is grounded, the same with a wrong value. */
const NOTATIONS: readonly (readonly [GroundedLanguage, string, string])[] = [
  ['en', '$49', '$48'],
  ['en', '$49.00', '$49.01'],
  ['en', 'US$49.00', 'CA$49.00'],
  ['en', 'USD 49.00', 'USD 490.00'],
  ['en', '49 USD', '49 EUR'],
  ['en', 'USD49', 'USD94'],
  ['en', '49 dollars', '59 dollars'],
  ['en', 'forty-nine dollars', 'fifty-nine dollars'],
  ['en', 'one hundred and five dollars', 'one hundred and six dollars'],
  ['en', '€1,234.56', '€1,243.56'],
  ['en', '1.234,56 €', '1.234,65 €'],
  ['en', 'two thousand euros', 'three thousand euros'],
  ['en', '€2k', '€3k'],
  ['en', '99 pence', '98 pence'],
  ['en', 'KWD 12.500', 'KWD 12.050'],
  ['de', '4.900 ¥', '9.400 ¥'],
  ['de', '49,- $', '59,- $'],
  ['de', '1.234,56 Euro', '1.234,57 Euro'],
  ['de', 'zweitausend Euro', 'dreitausend Euro'],
  ['es', '1.234,56 €', '1.324,56 €'],
  ['es', 'cuarenta y nueve dólares', 'cincuenta y nueve dólares'],
  ['es', 'dos mil euros', 'tres mil euros'],
  ['fr', '1 234,56 €', '1 324,56 €'],
  ['fr', '1 234,56 €', '1 234,57 €'],
  ['fr', 'quarante-neuf dollars', 'soixante-dix-neuf dollars'],
  ['ja', '4,900円', '9,400円'],
  ['ja', '¥4,900', '¥4,901'],
  ['ja', '４，９００円', '９，４００円'],
  ['ja', '四千九百円', '九千四百円'],
  ['ja', '49ドル', '94ドル'],
  ['en', '20%', '25%'],
  ['en', 'twenty percent', 'thirty percent'],
  ['de', '12,5 Prozent', '15,2 Prozent'],
  ['fr', 'vingt pour cent', 'trente pour cent'],
  ['ja', '二割', '三割'],
  ['en', '2026-11-10', '2026-11-11'],
  ['en', '10 November 2026', '10 November 2025'],
  ['en', 'the tenth of November', 'the ninth of November'],
  ['en', 'Nov 10th', 'Nov 11th'],
  ['en', 'Tuesday, November 10', 'Monday, November 10'],
  ['en', '10/11/2026', '13/11/2026'],
  ['en', '11/10/26', '11/12/26'],
  ['en', 'on the 10th', 'on the 11th'],
  ['en', 'since September', 'since August'],
  ['de', '10. November', '12. November'],
  ['de', 'am 10.11.', 'am 10.12.'],
  ['de', 'am 10.11.2026', 'am 10.10.2026'],
  ['de', 'Dienstag, den 10. November', 'Freitag, den 10. November'],
  ['es', '10 de noviembre de 2026', '10 de octubre de 2026'],
  ['fr', 'le 1er décembre', 'le 2 décembre'],
  ['fr', 'du 3 septembre au 10 novembre', 'du 4 septembre au 10 novembre'],
  ['ja', '2026年11月10日', '2026年11月11日'],
  ['ja', '11月10日(火)', '11月10日(水)'],
  ['en', 'two charges', 'four charges'],
  ['en', 'charged twice', 'charged four times'],
  ['de', 'zwei Abbuchungen', 'vier Abbuchungen'],
  ['de', 'dreimal', 'viermal'],
  ['es', 'tres cobros', 'seis cobros'],
  ['fr', 'trois prélèvements', 'neuf prélèvements'],
  ['ja', '2件のご請求', '5件のご請求'],
  ['ja', '二回', '五回'],
  ['en', '5 to 10 business days', '5 to 12 business days'],
  ['en', 'five to ten working days', 'five to ten days'],
  ['de', '5–10 Werktage', '3–10 Werktage'],
  ['es', 'de 5 a 10 días hábiles', 'de 5 a 15 días hábiles'],
  ['fr', '5 à 10 jours ouvrés', '2 à 10 jours ouvrés'],
  ['ja', '5〜10営業日', '5〜20営業日'],
  ['en', 'three months', 'six months'],
  ['en', '24 hours', '48 hours'],
  ['en', '17 of 30 days', '17 of 31 days'],
  ['en', 'at 14:05', 'at 15:05'],
  ['en', 'at 2:05 pm', 'at 3:05 pm'],
  ['en', 'invoice in_1QzR7cK', 'invoice in_1QzR7cX'],
  ['en', 'sub_Twice', 'sub_Thrice'],
  ['en', 'credit note A-CN-17', 'credit note A-CN-18'],
  ['en', 'card ending in 4242', 'card ending in 4224'],
  ['en', 'the plan Team 10', 'the plan Team 11'],
  ['en', 'reference 74512096325', 'reference 74512096352'],
  ['en', 'https://acme.example/help', 'https://acme.example.evil.io/help'],
  ['en', 'billing@acme.example', 'billing@acme-example.com'],
  ['en', '3-D Secure', '4-D Secure'],
];

describe('every notation is read', () => {
  test.each(NOTATIONS)('%s: %s, not %s', (language, right, wrong) => {
    const frame = (part: string): string =>
      ({
        en: `It is ${part}, we see.`,
        de: `Es ist ${part}, wie wir sehen.`,
        es: `Es ${part}, según vemos.`,
        fr: `C’est ${part}, nous le voyons.`,
        ja: `確認では、${part}でした。`,
      })[language];
    expect(violations(frame(right), language)).toEqual([]);
    expect(violations(frame(wrong), language)).not.toEqual([]);
  });

  test.each([
    'Reply to @finance for it.',
    'See <https://evil.example|this page>.',
    'Call +1 (555) 010-9999.',
    'Call 555-010-9999.',
    'Go to acme-refunds.com now.',
    'Go to evil[.]com now.',
    'It was $4９.50.',
    'It was $٤٩.',
    'It was $4\u200b8.',
  ])('a way out or a disguise is seen: %s', (text) => {
    expect(violations(text)).not.toEqual([]);
  });

  test.each([
    ['en', 'You were not charged twice, and one payment is all there was. Once it is done, we write.'],
    ['en', '1. Look at the invoice.\n2. Reply to us.\n3. That is all.'],
    ['en', 'In 2026 nothing changed; may I ask for the second invoice? We march on.'],
    ['de', 'Es wurde nicht zweimal abgebucht. Das erste Mal zählt, z.B. auf der Rechnung.'],
    ['es', 'No se ha cobrado dos veces: mil gracias por avisar.'],
    ['fr', 'Vous n’avez pas été débité deux fois. Mille excuses, tout est comme neuf.'],
    ['ja', '二重請求ではございません。十分にご確認いたしました。'],
  ] as const)('%s: ordinary words are no figures: %s', (language, text) => {
    expect(violations(text, language)).toEqual([]);
  });

  test('a text that is too long to be read is not taken on trust', () => {
    expect(violations('a'.repeat(MAX_SCANNED_CHARACTERS + 1))).toHaveLength(1);
  });

  test('hostile texts are read within milliseconds', () => {
    for (const part of [
      '1 ',
      '1,',
      'a.',
      '9',
      'twenty ',
      '10 and ',
      '@a',
      'a-',
      'November ',
      '十',
      '<a',
      '+1 ',
      '10日と',
    ]) {
      const text = part.repeat(MAX_SCANNED_CHARACTERS).slice(0, MAX_SCANNED_CHARACTERS);
      for (const language of ['en', 'ja'] as const) {
        const from = performance.now();
        violations(text, language);
        expect({ part, slow: performance.now() - from > 500 }).toEqual({ part, slow: false });
      }
    }
  });
});

describe('what the deterministic writer says is grounded in the findings alone', () => {
  test.each(RULE_TEXT_KEYS)('%s', (key) => {
    for (const language of Object.keys(LANGUAGES) as SupportedLanguage[]) {
      const request = aRequest(anAnalysis([sampleFinding(key)]), { language });
      const triage = writeFromTemplates(request);
      const silent = { ...triage, draft_reply: '', summary: '', likely_cause: '', next_checks: [] };
      const evidence = gatherEvidence(request, silent);
      const strange = [
        ...checkGrounding(triage.draft_reply, language, evidence),
        ...checkGrounding(triage.summary, 'en', evidence),
      ].map(({ value }) => value);
      // "One payment that can look like two" counts nothing.
      expect(strange.filter((value) => !['two', 'zwei', 'dos', 'deux'].includes(value))).toEqual([]);
    }
  });
});

test('what the customer claims is no evidence', () => {
  const request = aRequest(anAnalysis([]));
  const ticket = {
    subject: 'Refund $500',
    body: 'You owe me $500 since May 5.',
    requester_email: null,
    created_at: null,
  };
  const asked = { ...request, ticket };
  const evidence = gatherEvidence(asked, writeFromTemplates(asked));
  expect(checkGrounding('You asked about $500 from May 5.', 'en', evidence)).toHaveLength(2);
});

describe('promises', () => {
  const NO = { returned: false };
  test.each([
    ['en', 'We will refund you right away.'],
    ['en', "We'll send you back the money."],
    ['en', 'The amount will be refunded.'],
    ['en', 'We have refunded the second charge.'],
    ['en', 'You will receive it soon.'],
    ['en', 'I guarantee it.'],
    ['de', 'Wir werden Ihnen das Geld erstatten.'],
    ['de', 'Der Betrag wird in Kürze gutgeschrieben.'],
    ['de', 'Wir zahlen dir den Betrag zurück.'],
    ['de', 'Sie erhalten das Geld bald.'],
    ['de', 'Das Abo haben wir storniert.'],
    ['es', 'Le devolveremos el dinero.'],
    ['es', 'Vamos a reembolsarte el importe.'],
    ['es', 'Te reembolsaremos el importe.'],
    ['es', 'Hemos reembolsado el segundo cobro.'],
    ['es', 'Recibirás el dinero pronto.'],
    ['fr', 'Nous vous rembourserons la somme.'],
    ['fr', 'Nous allons vous rembourser.'],
    ['fr', 'Le second paiement a été remboursé.'],
    ['fr', 'Vous recevrez la somme sous peu.'],
    ['ja', '差額を返金いたします。'],
    ['ja', '返金手続きを行いました。'],
    ['ja', '必ず解決いたします。'],
  ] as const)('%s: %s', (language, text) => {
    expect(forbiddenPromises(text, language, NO)).not.toEqual([]);
  });

  test.each([
    ['en', 'We have passed this to finance and will let you know as soon as it is done.'],
    ['en', 'You will receive a message from us.'],
    ['de', 'Eine Rückmeldung erhalten Sie von uns.'],
    ['es', 'Le informaremos en cuanto esté resuelto.'],
    ['fr', 'Nous vous écrirons dès que ce sera fait.'],
    ['ja', '対応が済み次第ご連絡いたします。'],
  ] as const)('%s, no promise: %s', (language, text) => {
    expect(forbiddenPromises(text, language, NO)).toEqual([]);
  });

  test('what was returned may be told', () => {
    expect(
      forbiddenPromises('We have refunded $49.00; you should see it soon.', 'en', { returned: true }),
    ).toEqual([]);
  });
});
