import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deskLink } from '../../../src/sandbox/desk/page/slack/text/desk-links.ts';
import {
  type MrkdwnBlock,
  type MrkdwnSpan,
  parseMrkdwn,
} from '../../../src/sandbox/desk/page/slack/text/mrkdwn.ts';
import {
  clockTime,
  dayName,
  formatSlackDate,
} from '../../../src/sandbox/desk/page/slack/text/slack-dates.ts';

/** One line of a text as a short notation: `b(…)`, `i(…)`, `s(…)` around what is styled. */
function spansOf(text: string): string {
  return parseMrkdwn(text).map(blockText).join(' | ');
}

function blockText(block: MrkdwnBlock): string {
  if (block.kind === 'preformatted') return `pre(${block.text})`;
  if (block.kind === 'list')
    return `${block.ordered ? 'ol' : 'ul'}(${block.items.map((item) => item.map(spanText).join('')).join(';')})`;
  const inner = block.children.map(spanText).join('');
  return block.kind === 'quote' ? `q(${inner})` : inner;
}

function spanText(span: MrkdwnSpan): string {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'bold':
    case 'italic':
    case 'strike':
      return `${span.kind.charAt(0)}(${span.children.map(spanText).join('')})`;
    case 'link':
      return `[${span.text}](${span.url})`;
    case 'date':
      return `date(${span.timestamp} ${span.format} ${span.fallback})`;
    case 'broadcast':
      return `@${span.range}`;
    case 'emoji':
      return `emoji(${span.name})`;
    case 'code':
      return `code(${span.text})`;
    default:
      return `${span.kind}(${span.id})`;
  }
}

describe('mrkdwn', () => {
  it.each([
    ['plain', 'plain'],
    ['*bold* and _italic_ and ~struck~', 'b(bold) and i(italic) and s(struck)'],
    ['*_both_*', 'b(i(both))'],
    ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['(*in brackets*), *at the end*', '(b(in brackets)), b(at the end)'],
    ['*over\nlines*', '*over\nlines*'],
    ['`*not bold*` &lt;b&gt; &amp;amp;', 'code(*not bold*) <b> &amp;'],
    ['<https://a.example/?x=1&amp;y=2|a | b>', '[a | b](https://a.example/?x=1&y=2)'],
    ['<mailto:jane@acme.com>', '[jane@acme.com](mailto:jane@acme.com)'],
    ['<@U01> <#C01|support> <!subteam^S01> <!here>', 'user(U01) channel(C01) group(S01) @here'],
    ['*<https://a.example|bold link>*', 'b([bold link](https://a.example))'],
    ['<!date^1795251600^{date} at {time}|then>', 'date(1795251600 {date} at {time} then)'],
    ['<!unknown^1|words>', 'words'],
    [':tada: at 10:04:05', 'emoji(tada) at 10:04:05'],
    ['&gt; one\n&gt; two\nthree', 'q(one\ntwo) | three'],
    ['• one\n- two\n1. three', 'ul(one;two) | ol(three)'],
    ['before ```a\n*b*``` after', 'before  | pre(a\n*b*) |  after'],
    ['*', '*'],
    ['**', '**'],
    ['', ''],
  ])('%j', (text, shown) => {
    expect(spansOf(text)).toBe(shown);
  });

  it('loses no letter of any text, and needs no long time for it', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '*',
        '_',
        '~',
        '`',
        '<',
        '>',
        '|',
        '@U01',
        '\n',
        ' ',
        ':x:',
        '&lt;',
        '```',
        '- ',
        '1. ',
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        const text = pieces.join('');
        const letters = (value: string): string[] => value.match(/[a-z]/gi) ?? [];
        const started = performance.now();
        const shown = JSON.stringify(parseMrkdwn(text));
        expect(performance.now() - started).toBeLessThan(500);
        expect(shown.length).toBeGreaterThanOrEqual(letters(text.replace(/&(?:amp|lt|gt);/g, '')).length);
      }),
      { numRuns: 300 },
    );
    const started = performance.now();
    parseMrkdwn('*a _b '.repeat(2_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('dates', () => {
  const berlin = { tz: 'Europe/Berlin', locale: 'en-US' };
  const now = Date.UTC(2026, 10, 21, 22, 30) / 1_000;

  it.each([
    ['{date_short_pretty} {time}', 'today 10:00'],
    ['{date}', 'November 21, 2026'],
    ['{date_num} {time_secs}', '2026-11-21 10:00:00'],
    ['{date_long}', 'Saturday, November 21, 2026'],
    ['{ago}', '14 hours ago'],
    ['on {date_slash}', 'on 11/21/2026'],
  ])('%s', (format, shown) => {
    expect(formatSlackDate(Date.UTC(2026, 10, 21, 9, 0) / 1_000, format, berlin, now)).toBe(shown);
  });

  it('knows the day in the reader’s own time zone', () => {
    const late = Date.UTC(2026, 10, 21, 23, 30) / 1_000;
    expect(dayName(late, berlin, now)).toBe('Tomorrow');
    expect(dayName(late, { ...berlin, tz: 'America/New_York' }, now)).toBe('Today');
    expect(dayName(late - 10 * 86_400, berlin, now)).toBe('Thursday, November 12');
    expect(clockTime(late, berlin)).toBe('00:30');
  });

  it('leaves a format it does not know to its fallback', () => {
    expect(formatSlackDate(now, '{date} {constructor}', berlin, now)).toBeNull();
  });
});

describe('what is shown on the desk itself', () => {
  it.each([
    ['https://northwind.slack.com/archives/C01/p1795251600000100', 'message C01 1795251600.000100'],
    ['https://other.slack.com/archives/C01/p1795251600000100', 'elsewhere'],
    ['https://demo.zendesk.com/agent/tickets/4711', 'ticket 4711'],
    ['http://127.0.0.1:4001/agent/tickets/4711', 'ticket 4711'],
    ['http://127.0.0.1:4002/agent/tickets/4711', 'elsewhere'],
    ['http://demo.zendesk.com/agent/tickets/4711', 'elsewhere'],
    ['https://evilzendesk.com/agent/tickets/4711', 'elsewhere'],
    ['https://demo.zendesk.com/agent/tickets/4711/edit', 'elsewhere'],
    ['javascript:alert(1)', 'elsewhere'],
    ['no address', 'elsewhere'],
  ])('%s', (url, place) => {
    const found = deskLink(url, 'northwind', 'http://127.0.0.1:4001');
    expect(found === null ? 'elsewhere' : Object.values(found).join(' ')).toBe(place);
  });
});
