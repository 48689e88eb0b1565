import { describe, expect, it } from 'vitest';
import { createLogger, createScrubber, scrub } from '../src/log.ts';
import { ServiceError } from '../src/service-error.ts';
import { HOSTILE_MEGABYTES } from './scrubbing/hostile-megabytes.ts';

/** Written in pieces, so that no tool takes this file for a leak. */
const SECRETS: readonly string[] = [
  `sk_${'live'}_51HxQ2eLkdIwHu7ixT1f5zq0`,
  `rk_${'test'}_51HxQ2eLkdIwHu7ixT1f5zq1`,
  `whsec_${'aB3dE5fG7hJ9kL1mN2pQ4rS6'}`,
  `xoxb-${'1234567890'}-ABCdefGHIjkl`,
  `sk-ant-${'api03'}-AbC_dEf-123456`,
  `Bearer ${'0a1b2c3d4e5f60718293a4b5c6d7e8f9'}`,
  `Basic ${Buffer.from('agent@example.com/token:Zendesk123').toString('base64')}`,
  `aZ3${'bY4cX5dW6eV7fU8gT9hS0iR1jQ2kP3lO4mN5n'}`,
];
const SIGNING_KEY = 'an ordinary looking phrase/with+signs';

function capture(secrets: readonly string[] = [SIGNING_KEY]) {
  const lines: string[] = [];
  const log = createLogger({
    level: 'trace',
    destination: { write: (line: string) => void lines.push(line) },
    secrets,
  });
  return { log, lines, all: () => lines.join('') };
}

/** The same sequence for the same seed. */
function randomDigits(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * 10);
  };
}

const ISSUERS: readonly (readonly [string, number])[] = [
  ['4', 16],
  ['4', 13],
  ['4', 19],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['2720', 16],
  ['34', 15],
  ['37', 15],
  ['36', 14],
  ['6011', 16],
  ['65', 16],
  ['3528', 16],
  ['62', 19],
  ['5018', 13],
];
const SHAPES = ['', ' ', '-', '.', '\u00a0'];

function cardNumbers(total: number): string[] {
  const digit = randomDigits(20261121);
  return Array.from({ length: total }, (_, n) => {
    const [prefix, length] = ISSUERS[n % ISSUERS.length] ?? ['4', 16];
    let body = prefix;
    while (body.length < length - 1) body += digit();
    let sum = 0;
    for (const [at, char] of [...body].reverse().entries()) {
      const value = Number(char);
      sum += at % 2 === 0 ? (value > 4 ? value * 2 - 9 : value * 2) : value;
    }
    return body + ((10 - (sum % 10)) % 10);
  });
}

function grouped(card: string, separator: string): string {
  return card.replace(/(\d{4})(?=\d)/g, `$1${separator}`);
}

describe('card numbers', () => {
  it('disappear from texts, all 1,000 of them, however they are written', () => {
    for (const [n, card] of cardNumbers(1_000).entries()) {
      const written = grouped(card, SHAPES[n % SHAPES.length] ?? '');
      expect(scrub(`my card ${written}, valid 11/29`)).toBe('my card [card], valid 11/29');
      expect(scrub(`<b>${written}</b>`)).toBe('<b>[card]</b>');
    }
  });

  it('disappear when several follow one another or digits stand before them', () => {
    const cards = cardNumbers(400);
    for (let n = 0; n + 1 < cards.length; n += 2) {
      const [one = '', two = ''] = [cards[n], cards[n + 1]];
      for (const text of [`${one} ${two}`, `${one}${two}`, `id 17 ${one}`, `${one} 123`]) {
        const rest = scrub(text).replace(/\D/g, '');
        expect(rest.length, text).toBeLessThan(8);
      }
    }
  });

  it('are removed from every part of a log line', () => {
    const { log, all } = capture();
    const card = '4242 4242 4242 4242';
    log.info({ [card]: card, list: [card], deep: { number: 4_242_424_242_424_242 } }, `paid with ${card}`);
    log.error({ err: new Error(`refused ${card}`, { cause: new Error(card) }) });
    log.child({ ticket: card }).warn('child');
    expect(all().replace(/\s/g, '')).not.toContain('4242424242424242');
    expect(all().match(/\[card\]/g)?.length).toBeGreaterThanOrEqual(8);
  });

  it.each([
    'pi_3MtwBwLkdIwHu7ix28a3tqPa',
    'created 1763715600000',
    'ticket 360363695492',
    'USD 49.00 for 2026-11-21 10:15:30',
    '4242 4242 4242 4243',
    'f00dfeed0123456789abcdef0123456789abcdef0123456789abcdef01234567',
  ])('are not seen where there are none: %s', (text) => {
    expect(scrub(text)).toBe(text);
  });
});

describe('secrets', () => {
  it.each(SECRETS)('disappear from any text: %s', (secret) => {
    const token = secret.replace(/^(Bearer|Basic) /, '');
    for (const text of [secret, `key=${secret}.`, `{"a":"${secret}"}`, `Authorization: ${secret}\r\nHost: x`])
      expect(scrub(text)).not.toContain(token);
  });

  it('disappear from errors, causes, stacks, fields and names', () => {
    const { log, all } = capture([SIGNING_KEY]);
    for (const secret of [...SECRETS, SIGNING_KEY]) {
      const cause = Object.assign(new TypeError(secret), { headers: { Authorization: secret } });
      log.error(
        { err: new ServiceError('zendesk', 'refused', `401 for ${secret}`, { cause }), [secret]: 1 },
        secret,
      );
      log.info({
        config: { nested: [{ value: secret }] },
        url: `https://x/?k=${encodeURIComponent(secret)}`,
      });
    }
    for (const secret of [...SECRETS, SIGNING_KEY]) {
      expect(all()).not.toContain(secret);
      expect(all()).not.toContain(secret.replace(/^(Bearer|Basic) /, ''));
      expect(all()).not.toContain(encodeURIComponent(secret));
    }
  });

  it('are withheld by the name of their field, whatever they look like', () => {
    const { log, lines } = capture();
    log.info({ password: 'hunter2', headers: { cookie: 'a=b' }, apiKey: 'k', lease_token: 7, token: 'abc' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      password: '[secret]',
      headers: { cookie: '[secret]' },
      apiKey: '[secret]',
      lease_token: 7,
      token: '[secret]',
    });
  });

  it('given by the configuration disappear in every spelling', () => {
    const clean = createScrubber([SIGNING_KEY]);
    const base64 = Buffer.from(SIGNING_KEY).toString('base64');
    for (const spelling of [SIGNING_KEY, encodeURIComponent(SIGNING_KEY), base64])
      expect(clean(`x ${spelling} y`)).toMatch(/^x \[secret\]=* y$/);
  });

  it('leave ordinary words alone', () => {
    for (const text of ['Basic subscription, monthly', 'the bearer of news', 'xoxo', 'sk_test is a prefix'])
      expect(scrub(text)).toBe(text);
  });
});

describe('a log line', () => {
  it('is one line of JSON, whatever the text tries', () => {
    const { log, lines } = capture();
    const hostile = 'a\r\n{"level":"fatal","msg":"forged"}\u001b[31m\u009b2J\u2028\u2029\u202ered\u0000';
    log.warn({ hostile, [hostile]: 1 }, hostile);
    expect(lines).toHaveLength(1);
    const line = lines[0] ?? '';
    expect(line.match(/[\r\n]/g)).toEqual(['\n']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested.
    expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
    expect(JSON.parse(line)).toMatchObject({ level: 'warn', hostile, msg: hostile });
  });

  it('is bounded', () => {
    const { log, lines } = capture();
    log.info({ body: 'x'.repeat(1_000_000), list: Array.from({ length: 100_000 }, (_, n) => n) }, 'big');
    expect((lines[0] ?? '').length).toBeLessThan(40_000);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      body: expect.stringContaining('(1000000 characters)'),
    });
  });

  it('names its level and time', () => {
    const { log, lines } = capture();
    log.info('hello');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      msg: 'hello',
    });
  });
});

describe('scrub on 1 MB', () => {
  it.each(HOSTILE_MEGABYTES)('leaves nothing to be taken out: %s', (_, text) => {
    const clean = scrub(text);
    expect(clean.length).toBeLessThanOrEqual(text.length);
    expect(scrub(clean)).toBe(clean);
  });
});
