import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textsOf } from '../../src/slack/message-texts.ts';
import { parseCommand, parseMention, parseMessage } from '../../src/slack/parse-command.ts';
import { keyOf, MAX_REFERENCES, readText } from '../../src/slack/references.ts';

const keys = (text: string): string[] => readText(text).references.map(keyOf);

describe('whom a text names', () => {
  it.each<[string, string[]]>([
    ['jane@acme.com', ['jane@acme.com']],
    ['<mailto:jane@acme.com|jane@acme.com>', ['jane@acme.com']],
    ['<mailto:jane%2Bbilling@acme.com|jane>', ['jane+billing@acme.com']],
    ['<mailto:jane@acme.com?subject=hi|write>', ['jane@acme.com']],
    // The target counts: a label can say anything.
    ['<mailto:real@acme.com|other@evil.com>', ['real@acme.com']],
    ['mailto:jane@acme.com', ['jane@acme.com']],
    ['“jane@acme.com”, please!', ['jane@acme.com']],
    ["'jane@acme.com'", ['jane@acme.com']],
    ["o'brien@acme.com", ["o'brien@acme.com"]],
    ['(jane@acme.com)', ['jane@acme.com']],
    ['jane@acme.com.', ['jane@acme.com']],
    ['*jane@acme.com* _bob@acme.com_', ['jane@acme.com', 'bob@acme.com']],
    ['ja\u200bne@acme.com\u2060', ['jane@acme.com']],
    ['\u202Ejane@acme.com\u202C', ['jane@acme.com']],
    ['jane@acme.com JANE@acme.com', ['jane@acme.com']],
    ['jörg@müller.example', ['jörg@müller.example']],
    ['a@b', []],
    ['@jane', []],
    ['ticket:123', ['ticket:123']],
    ['Ticket:00123', ['ticket:123']],
    ['#123', ['ticket:123']],
    ['#0', []],
    ['123', []],
    ['<#C0123|general>', []],
    ['<@U0123> <@U0123|jane> <!channel> <!subteam^S1|@agents>', []],
    ['https://acme.zendesk.com/agent/tickets/123', ['ticket:123']],
    ['<https://acme.zendesk.com/agent/tickets/123|#123 Charged twice>', ['ticket:123']],
    ['https://acme.zendesk.com/agent/tickets/123?x=1', ['ticket:123']],
    ['https://zendesk.com.evil.example/agent/tickets/123', []],
    ['cus_NffrFeUfNV2Hib', ['cus_NffrFeUfNV2Hib']],
    ['in_1MtHbELkdIwHu7ixl4OzzPMv,', ['in_1MtHbELkdIwHu7ixl4OzzPMv']],
    ['https://dashboard.stripe.com/test/customers/cus_NffrFeUfNV2Hib', ['cus_NffrFeUfNV2Hib']],
    ['<https://dashboard.stripe.com/acct_1/payments/pi_3MtwBwLkdIwHu7ix|payment>', ['pi_3MtwBwLkdIwHu7ix']],
    ['https://dashboard.stripe.com.evil.example/customers/cus_1', []],
    ['pi_3MtwBwLkdIwHu7ix_secret_YrKJUKribcBjcG8HVhfZluoGH', []],
    ['price_1Mtw sk_live_1234567890', []],
    ['cus_../../x', []],
    ["cus_1'; drop table job", ['cus_1']],
    ['сus_1', []],
    ['cus_1&amp;cus_2', []],
    ['', []],
    ['   ', []],
    ['help', []],
  ])('%j → %j', (text, expected) => {
    expect(keys(text)).toEqual(expected);
  });

  it('is at most ten, however many are there', () => {
    expect(keys(Array.from({ length: 500 }, (_, n) => `a${n}@b.example`).join(' '))).toHaveLength(
      MAX_REFERENCES,
    );
  });

  it.each([
    'a',
    '@',
    '<',
    '>',
    '1',
    ' ',
    '_',
    '-',
    '#',
    '<mailto:',
    'cus_',
    'a@',
    "'",
    'https://',
    '|',
    '&lt;',
    '.',
  ])('is found in linear time in a megabyte of %j', (unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const from = performance.now();
    readText(text);
    expect(performance.now() - from).toBeLessThan(100);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const reference of readText(text).references) expect(keyOf(reference)).not.toMatch(/[\s<>]/);
        parseCommand(text);
        parseMessage([text]);
        parseMention(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a command', () => {
  it.each(['', ' ', 'help', '--private', '?', 'who was charged twice', '<@U1>'])(
    '%j asks how to ask',
    (text) => {
      expect(parseCommand(text)).toEqual({ kind: 'usage' });
    },
  );

  it('takes the customer, where to show it, and what the customer said', () => {
    expect(parseCommand('jane@acme.com --private')).toMatchObject({ place: 'private', words: null });
    expect(parseCommand('--HERE cus_1')).toMatchObject({ place: 'here' });
    expect(parseCommand('cus_1 —private')).toMatchObject({ place: 'private', words: null });
    expect(parseCommand('cus_1 --here --private')).toMatchObject({ place: 'private' });
    expect(parseCommand('cus_1 please')).toMatchObject({ place: 'default', words: null });
    expect(parseCommand('cus_1 says we charged her twice')).toMatchObject({
      words: 'says we charged her twice',
    });
  });
});

describe('a message', () => {
  it('is read before what other apps attached to it', () => {
    const message = {
      text: 'see below',
      attachments: [
        {
          fallback: 'Ticket',
          title: 'Charged twice',
          title_link: 'https://acme.zendesk.com/agent/tickets/77',
        },
      ],
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*From* jane@acme.com' } }],
    };
    expect(parseMessage(textsOf(message)).references.map(keyOf)).toEqual(['ticket:77', 'jane@acme.com']);
    expect(parseMessage(textsOf({ ...message, text: 'cus_1?' })).references.map(keyOf)).toEqual(['cus_1']);
  });

  it('without a customer says what to do', () => {
    expect(parseMessage(textsOf({ text: 'is this right?' })).sentence).toMatch(
      /mention me with an e-mail address/,
    );
    expect(parseMention('<@U0BOT> hello').sentence).toMatch(/e-mail address/);
  });

  it('is bounded however deep and wide another app made it', () => {
    let deep: unknown = { text: 'cus_deep' };
    for (let n = 0; n < 10_000; n += 1) deep = { elements: [deep] };
    const wide = Array.from({ length: 10_000 }, (_, n) => ({ text: `x${n}` }));
    expect(textsOf({ text: 'hi', blocks: [deep, ...wide] }).length).toBeLessThanOrEqual(2);
  });
});
