import { describe, expect, test } from 'vitest';
import {
  cost,
  cut,
  inertFallback,
  inertLine,
  inertText,
  wholeParagraphs,
} from '../../../src/slack/views/inert.ts';

describe('inertText', () => {
  test.each([
    ['<!channel> <@U012AB3CD> <#C1|general>', '‹!channel› ‹@U012AB3CD› ‹#C1|general›'],
    ['<@U012AB3CD', '‹@U012AB3CD'],
    ['<<@U1>>', '<‹@U1›>'],
    ['Jane <jane@acme.example> & Co', 'Jane <jane@acme.example> & Co'],
    ['\u202egnp.exe\u2066 \u200bzero\ufeff', 'gnp.exe zero'],
    ['\u001b[2Jgone\u0007', '[2Jgone'],
    ['one\r\ntwo\u2028three\n\n\tfour', 'one\ntwo\nthree\n\n four'],
    ['\ud800lone', 'lone'],
    ['👩‍👩‍👧 می‌خواهم', '👩‍👩‍👧 می‌خواهم'],
  ])('%j reads %j', (foreign, shown) => {
    expect(inertText(foreign)).toBe(shown);
  });
});

describe('inertFallback', () => {
  test.each([
    ['@here @jane jane@acme.example', '＠here ＠jane jane@acme.example'],
    ['https://evil.example', 'https:∕∕evil.example'],
    ['*bold* ~no~ `code` _it_ snake_case', '∗bold∗ ∼no∼ ˋcodeˋ ＿it＿ snake_case'],
    ['<!channel> a < b & c > d', '‹!channel› a &lt; b &amp; c &gt; d'],
    ['&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;'],
    ['one\ntwo', 'one two'],
  ])('%j reads %j', (foreign, shown) => {
    expect(inertFallback(foreign, 200)).toBe(shown);
  });
});

describe('cutting', () => {
  test('keeps what fits, and ends at a word', () => {
    expect(inertLine('one two three', 13)).toBe('one two three');
    expect(inertLine('one two three', 12)).toBe('one two…');
    expect(cut('x'.repeat(20), 10)).toBe('xxxxxxx…');
  });

  test('counts bytes of JSON, never fewer than characters, and never splits one', () => {
    expect(cost('"')).toBe(2);
    expect(cost('ü')).toBe(2);
    expect(cost('返')).toBe(3);
    expect(cut('👍👍👍', 8)).toBe('👍…');
    expect(cost(cut('返金'.repeat(50), 100))).toBeLessThanOrEqual(100);
  });

  test('a letter ends after a whole paragraph, else a line, else a word', () => {
    expect(wholeParagraphs('Hello\n\nThe second', 12)).toBe('Hello');
    expect(wholeParagraphs('Hello\nThe second', 10)).toBe('Hello');
    expect(wholeParagraphs('Hello there', 8)).toBe('Hello');
    expect(wholeParagraphs('Hellothere', 8)).toBe('Hellothe');
    expect(wholeParagraphs('Hello\n\nThe second', 100)).toBe('Hello\n\nThe second');
  });
});
