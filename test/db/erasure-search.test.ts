import { describe, expect, it } from 'vitest';
import { mentionOf } from '../../db/erasure-search.ts';

describe('a mention', () => {
  const mentions = mentionOf({
    customerId: 'cus_1',
    emails: ["o'neil+bill-ing.{x}@a-b.example", 'jane@acme.com', 'ünal@straße.example'],
  });

  it.each([
    'cus_1',
    '["cus_1"]',
    'https://dashboard.stripe.com/customers/cus_1?x=1',
    'jane@acme.com',
    'JANE@acme.COM',
    '"email":"jane@acme.com"',
    'Ask jane@acme.com.',
    '<jane@acme.com>',
    "o'neil+bill-ing.{x}@a-b.example",
    'ÜNAL@straße.example',
  ])('is %j', (text) => {
    expect(mentions(null, text)).toBe(true);
  });

  it.each([
    'cus_12',
    'xcus_1',
    'cus_1_2',
    'mary-jane@acme.com',
    'jane@acme.com.au',
    'jane@acme.company',
    'jane@acme.com-x.org',
    'janeXacme.com',
    '',
  ])('is not %j', (text) => {
    expect(mentions(text)).toBe(false);
  });

  it('is nothing when nobody is named', () => {
    expect(mentionOf({ customerId: null, emails: [] })('')).toBe(false);
  });
});
