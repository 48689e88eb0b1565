import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatMoney } from '../../../src/money.ts';
import { ago, day, ends, money } from '../../../src/zendesk/app/ui/format.ts';
import { inertLine, inertText } from '../../../src/zendesk/app/ui/inert-text.ts';

type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>;

function textsOf(code: string): Texts {
  const url = new URL(`../../../src/zendesk/app/translations/${code}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { sidebar: Texts }).sidebar;
}

const english = textsOf('en');
/** Words that are the same in two languages, rightly. */
const ALIKE =
  /^(?:Billing check|Support|normal|No|Correction|support|Client|Urgence|Error|policy|Copy|Ticket|client|Date)$/i;

describe.each([['de'], ['es'], ['fr'], ['ja']])('%s', (code) => {
  const texts = textsOf(code);

  it('fills in the same values as English does', () => {
    const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const [group, names] of Object.entries(english))
      for (const [name, text] of Object.entries(names))
        expect(values(texts[group]?.[name] ?? ''), `${group}.${name}`).toEqual(values(text));
  });

  it('leaves nothing in English', () => {
    const same = Object.entries(english).flatMap(([group, names]) =>
      Object.entries(names)
        .filter(([name, text]) => texts[group]?.[name] === text && !ALIKE.test(text))
        .map(([name]) => `${group}.${name}`),
    );
    expect(same).toEqual([]);
  });
});

describe('numbers and dates', () => {
  it.each([
    [{ amount: 123_456, currency: 'usd' }, 'en', '$1,234.56'],
    [{ amount: 123_456, currency: 'eur' }, 'de', '1.234,56 €'],
    [{ amount: 4_900, currency: 'jpy' }, 'ja', '￥4,900'],
    [{ amount: 12_500, currency: 'kwd' }, 'en', 'KWD 12.500'],
    [{ amount: -500, currency: 'gbp' }, 'en', '-£5.00'],
    [{ amount: 500, currency: 'no such' }, 'en', '5.00 no such'],
  ])('%j in %s is %s', (amount, locale, text) => {
    expect(money(amount, locale).replace(/\u00A0|\u202F/g, ' ')).toBe(text);
  });

  it('an amount reads as it does everywhere else', () => {
    for (const currency of ['usd', 'jpy', 'kwd', 'isk', 'ugx', 'huf', 'krw', 'clp', 'tnd'])
      expect(money({ amount: 123_450, currency }, 'en-US')).toBe(
        formatMoney({ amount: 123_450, currency }, 'en-US'),
      );
  });

  it('a day is Stripe’s, in UTC', () => {
    expect(day('2026-11-20T23:59:59.000Z', 'en')).toBe('Nov 20, 2026');
    expect(ends('2026-03-01T00:00:00.000Z', '2026-11-20T00:00:00.000Z', 'en')).toEqual(['Mar 1', 'Nov 20']);
    expect(ends('2025-03-01T00:00:00.000Z', '2026-11-20T00:00:00.000Z', 'de')).toEqual([
      'März 2025',
      'Nov. 2026',
    ]);
  });

  it('a moment is told by how long ago it was, never as one to come', () => {
    const now = Date.parse('2026-11-20T12:00:00Z');
    expect(ago('2026-11-20T11:55:00Z', 'en', now)).toBe('5 minutes ago');
    expect(ago('2026-11-19T11:55:00Z', 'de', now)).toBe('gestern');
    expect(ago('2026-11-20T12:00:30Z', 'en', now)).toBe('now');
  });
});

describe('foreign text', () => {
  it('loses what controls direction, cursor and view, and keeps its letters', () => {
    expect(inertText('a\u202Eb\u2066c\u200Bd\u0007e\r\nf\uD800')).toBe('abcde\nf');
    expect(inertText('नमस्ते 👩‍👩‍👧 مرحبا')).toBe('नमस्ते 👩‍👩‍👧 مرحبا');
    expect(inertLine('a\n\n b', 10)).toBe('a b');
    expect(inertLine('x'.repeat(20), 10)).toBe(`${'x'.repeat(9)}…`);
  });
});
