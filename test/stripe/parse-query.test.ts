import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseEmail } from '../../src/analysis/identity.ts';
import { parseQuery } from '../../src/stripe/parse-query.ts';

describe('parseQuery', () => {
  it.each([
    ['cus_NffrFeUfNV2Hib', 'customer'],
    ['in_1MtHbELkdIwHu7ixl4OzzPMv', 'invoice'],
    ['ch_3MmlLrLkdIwHu7ix0snN0B15', 'charge'],
    ['py_1GoOvq2eZvKYlo2C', 'charge'],
    ['pi_3MtwBwLkdIwHu7ix28a3tqPa', 'payment_intent'],
    ['sub_1MowQVLkdIwHu7ixeRlqHVzs', 'subscription'],
    ['re_1Nispe2eZvKYlo2Cd31jOCgZ', 'refund'],
    ['pyr_1ABC', 'refund'],
    ['cn_1MxvRqLkdIwHu7ixY0xbUcxk', 'credit_note'],
    ['dp_1Pgc71B7WZ01zgkW', 'dispute'],
    ['du_1MtJUT2eZvKYlo2CNaw2HvEv', 'dispute'],
    ['  cus_1 ', 'customer'],
  ])('%s names a %s', (text, object) => {
    expect(parseQuery(text)).toEqual({ kind: 'id', id: text.trim(), object });
  });

  it.each(['jane@acme.example', 'Jane.O+tag@sub.acme.co.uk', "o'neil@acme.example", 'jürgen@müller.example'])(
    '%s is an address',
    (email) => {
      expect(parseQuery(email)).toEqual({ kind: 'email', email });
    },
  );

  it.each([
    'cus_',
    'cus_../../v1/charges',
    'cus_%2e%2e',
    'cus_1/../2',
    'cus_1?limit=1',
    'cus_1#x',
    'cus_1 cus_2',
    'cus_1\r\nHost: evil',
    'cus_1\n',
    'CUS_1',
    'price_1',
    'ticket:12',
    'jane@',
    '@acme.example',
    'jane@@acme.example',
    'jane@acme..example',
    'jane@-acme.example',
    'jane@acme.example\r\nBcc: x@y.z',
    'Jane <jane@acme.example>',
    'jane@acme.example" OR email~"',
    '\u0000',
    '\u202ejane@acme.example',
    `cus_${'x'.repeat(10_240)}`,
    `${'x'.repeat(1_000_000)}@acme.example`,
    "'; DROP TABLE customers; --",
  ])('%j is refused in one printable sentence', (text) => {
    const parsed = parseQuery(text);
    expect(parsed.kind).toBe('refused');
    if (parsed.kind !== 'refused') return;
    expect(parsed.message.length).toBeLessThan(260);
    expect(parsed.message).toMatch(/^[^\p{Cc}\p{Cf}]+\.$/u);
  });

  it('of nothing is empty', () => {
    expect([parseQuery(''), parseQuery('  ')]).toEqual([{ kind: 'empty' }, { kind: 'empty' }]);
  });

  it('never lets through what could change a path or a header', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `cus_${text}`),
        ),
        (text) => {
          const parsed = parseQuery(text);
          if (parsed.kind === 'id') expect(parsed.id).toMatch(/^[a-z]+_[A-Za-z0-9_]+$/);
          if (parsed.kind === 'email') expect(parsed.email).not.toMatch(/[\s"\\\p{Cc}]/u);
        },
      ),
    );
  });
});

it('two spellings of one mailbox are the same', () => {
  const spellings = ['jane@acme.example', 'JANE@Acme.example', 'jane+a+b@acme.example'];
  expect(new Set(spellings.map(normaliseEmail))).toEqual(new Set(['jane@acme.example']));
  expect(normaliseEmail('+jane@acme.example')).toBe('+jane@acme.example');
});
