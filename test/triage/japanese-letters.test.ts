import { describe, expect, test } from 'vitest';
import type { ReplyStyle } from '../../src/analysis/policy.ts';
import { japaneseName } from '../../src/triage/customer-name.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { RULE_TEXT_KEYS } from '../../src/triage/templates/rule-keys.ts';
import { anAnalysis, aRequest, JANE, SAMPLES, sampleFinding, style } from './sample-findings.ts';

const analysis = anAnalysis([sampleFinding('duplicate-charge/same_invoice')]);
const draft = (reply: ReplyStyle, name: string | null = '山田 太郎') =>
  writeFromTemplates({ ...aRequest(analysis, { language: 'ja', reply }), customer: { ...JANE, name } })
    .draft_reply;
const greetingOf = (text: string): string => text.split('\n\nお問い合わせ')[0] ?? '';

describe('a name in Japanese script', () => {
  test.each([
    ['山田 太郎', '山田'],
    ['佐々木　エミ', '佐々木'],
    ['林 さくら', '林'],
    ['勅使河原 健一郎', '勅使河原'],
  ])('%s is greeted, the family’s name first', (name, family) => {
    expect(japaneseName({ name, email: null })).toEqual({ first: family, full: name.normalize('NFKC') });
  });

  test.each([
    '山田太郎',
    '株式会社 山田',
    '山田 商店',
    '東京 大学',
    '経理 部',
    'ヤマダ',
    '山田 太郎 様',
    '',
    null,
  ])('%j is not: it may be a company’s', (name) => {
    expect(japaneseName({ name, email: null })).toBeNull();
  });

  test('is written out where one is formal, and stays out of letters in other languages', () => {
    expect(greetingOf(draft(style('formal')))).toBe('山田 太郎様');
    expect(greetingOf(draft(style('friendly')))).toBe('山田様');
    expect(greetingOf(draft(style('formal'), '株式会社 山田'))).toBe('お客様');
    const english = { ...aRequest(analysis), customer: { ...JANE, name: '山田 太郎' } };
    expect(writeFromTemplates(english).draft_reply).toMatch(/^Hello,\n/);
  });
});

describe('the company’s style in Japanese', () => {
  test('its greeting: with the name in its place, with お客様 where nobody is known, on a line of its own', () => {
    const greet = (greeting: string, name?: string | null) =>
      greetingOf(draft(style('formal', { greeting }), name));
    expect(greet('{name}様')).toBe('山田 太郎様');
    expect(greet('{name} 様', null)).toBe('お客様');
    expect(greet('{first_name}、いつもありがとうございます。')).toBe(
      '山田 太郎様、いつもありがとうございます。',
    );
    expect(greet('いつもお世話になっております。')).toBe('山田 太郎様\n\nいつもお世話になっております。');
    expect(greet('ご利用者様各位')).toBe('ご利用者様各位');
    expect(greet('Dear {name},')).toBe('山田 太郎様');
  });

  test('no Japanese greeting stands before an English text', () => {
    const reply = style('friendly', { greeting: 'いつもお世話になっております。' });
    expect(writeFromTemplates(aRequest(analysis, { reply })).draft_reply).toMatch(/^Hi Jane,\n/);
  });

  test('its signature and its tone', () => {
    expect(draft(style('formal', { signature: '株式会社Acme\n請求担当' }))).toMatch(
      /何卒よろしくお願い申し上げます。\n株式会社Acme\n請求担当$/,
    );
    expect(draft(style('friendly'))).toMatch(/どうぞよろしくお願いいたします。\nThe Billing Team$/);
    expect(draft(style('formal'))).not.toBe(draft(style('friendly')));
  });

  test('words to avoid are found without spaces around them: replaced, else their sentence goes', () => {
    const replaced = draft(style('formal', { avoid: ['誤って', '誤り'] }));
    expect(replaced).not.toContain('誤');
    expect(replaced).toContain('間違ってご請求したものです');
    const request = aRequest(analysis, { language: 'ja', reply: style('formal', { avoid: ['ご請求'] }) });
    const { draft_reply, next_checks } = writeFromTemplates(request);
    expect(draft_reply).not.toContain('ご請求');
    expect(next_checks[0]?.what).toMatch(/sentences were left out/);
  });
});

test('sentences follow each other without spaces, in full-width punctuation, each to its end', () => {
  for (const key of RULE_TEXT_KEYS) {
    for (const classification of [SAMPLES[key].classification, ...(SAMPLES[key].also ?? [])]) {
      for (const tone of ['formal', 'friendly'] as const) {
        const finding = sampleFinding(key, { classification });
        const request = aRequest(anAnalysis([finding]), { language: 'ja', reply: style(tone) });
        const [, ...paragraphs] = writeFromTemplates(request).draft_reply.split('\n\n');
        for (const paragraph of paragraphs.slice(0, -1)) {
          expect(paragraph).toMatch(/。$/);
          expect(paragraph).not.toMatch(/。 |[,;?!]|。。|、。|[ぁ-ん] [ぁ-んァ-ン]/);
        }
      }
    }
  }
});
