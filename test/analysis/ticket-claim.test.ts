import { describe, expect, test } from 'vitest';
import { UNKNOWN_CHARGE } from '../../src/analysis/payments/unknown-charge-words.ts';
import { amountsIn, MAX_CLAIMED_AMOUNTS, minorUnitsOf } from '../../src/analysis/ticket/claimed-amounts.ts';
import { datesIn, MAX_CLAIMED_DATES } from '../../src/analysis/ticket/claimed-dates.ts';
import { claimOf } from '../../src/analysis/ticket/ticket-claim.ts';
import { claimsOf, MAX_TICKET_CHARACTERS } from '../../src/analysis/ticket/ticket-words.ts';
import { at, NOW } from './builders.ts';

const ticket = (body: string, subject = '') => ({
  subject,
  body,
  requester_email: 'jane@acme.example',
  created_at: NOW,
});

describe('amountsIn', () => {
  test.each<[string, string]>([
    ['You charged me $49.', '49 usd'],
    ['There is a charge of $1,234.50 on my card', '1234.50 usd'],
    ['a $ 49.99 payment', '49.99 usd'],
    ['I see US$49.99 from you', '49.99 usd'],
    ['49.99 USD', '49.99 usd'],
    ['$49.99 CAD', '49.99 cad'],
    ['CA$20 and', '20 cad'],
    ['£9.99, please', '9.99 gbp'],
    ['49 dollars', '49 usd'],
    ['es wurden 49,90 € abgebucht', '49.90 eur'],
    ['EUR 1.234,50', '1234.50 eur'],
    ['1.234 €', '1234 eur'],
    ['49,90€', '49.90 eur'],
    ['49,90 Euro', '49.90 eur'],
    ["CHF 1'200.00", '1200.00 chf'],
    ['12.50 Franken', '12.50 chf'],
    ['me cobraron 49,99 euros', '49.99 eur'],
    ['45 dólares', '45 usd'],
    ['un prélèvement de 1 234,50 €', '1234.50 eur'],
    ['un prélèvement de 1\u202f234,50\u00a0€'.normalize('NFKC'), '1234.50 eur'],
    ['5,000円の請求', '5000 jpy'],
    ['¥5,000', '5000 jpy'],
    ['5000 JPY', '5000 jpy'],
    ['¥５０００'.normalize('NFKC'), '5000 jpy'],
    ['12.500 KWD', '12.500 kwd'],
    ['KWD 12,963.000 from you', '12963.000 kwd'],
    ['1.234,567 KWD', '1234.567 kwd'],
    ['a $1-charge', '1 usd'],
    ['249 kr', '249 sek'],
    ['100 TRY', '100 try'],
  ])('%s → %s', (text, wanted) => {
    expect(amountsIn(text).map(({ decimal, currencies }) => `${decimal} ${currencies[0]}`)).toEqual([wanted]);
  });

  test.each([
    'I have 49 seats',
    'order 4242424242424242 $',
    'on 10.11.2026 I saw',
    'version 2.10',
    'invoice 20261110-0001',
    'more than 20 % off',
    'a $5k deal and a 2m€ one',
    '100 try again',
    'room 12 frankfurt',
  ])('%s: no amount', (text) => {
    expect(amountsIn(text)).toEqual([]);
  });

  test('several amounts, each once, and a sign belongs to one number only', () => {
    const shown = (text: string) =>
      amountsIn(text).map(({ decimal, currencies }) => `${decimal} ${currencies[0]}`);
    expect(shown('$49, $49 and $20.50')).toEqual(['49 usd', '20.50 usd']);
    expect(shown('for 2 $49 charges')).toEqual(['49 usd']);
    expect(shown('49 € 10 Tage später 20 €')).toEqual(['49 eur', '20 eur']);
    expect(shown('12 €, 13 €; USD 14')).toEqual(['12 eur', '13 eur', '14 usd']);
  });

  test('a dollar sign can mean many dollars', () => {
    expect(amountsIn('$49')[0]?.currencies).toEqual(expect.arrayContaining(['usd', 'cad', 'aud']));
    expect(amountsIn('US$49')[0]?.currencies).toEqual(['usd']);
  });

  test('bounded, and quick on hostile text', () => {
    const many = Array.from({ length: 50 }, (_, i) => `$${i + 1}.00`).join(' ');
    expect(amountsIn(many)).toHaveLength(MAX_CLAIMED_AMOUNTS);
    for (const part of ['1,111', '1 111', '$', '1.', '$1', "1'", 'kr ', '€1€']) {
      const text = part.repeat(20_000 / part.length);
      const started = performance.now();
      amountsIn(text);
      expect(performance.now() - started).toBeLessThan(250);
    }
  });

  test('in minor units of a currency, where it has such fractions', () => {
    const amount = (decimal: string) => ({ decimal, currencies: ['usd'] });
    expect(minorUnitsOf(amount('49'), 'usd')).toBe(4900);
    expect(minorUnitsOf(amount('49.9'), 'usd')).toBe(4990);
    expect(minorUnitsOf(amount('5000.00'), 'jpy')).toBe(5000);
    expect(minorUnitsOf(amount('49.90'), 'jpy')).toBeNull();
    expect(minorUnitsOf(amount('12.500'), 'kwd')).toBe(12_500);
  });
});

describe('datesIn', () => {
  test.each<[string, string]>([
    ['on 2026-11-10', '2026-11-10'],
    ['on November 10', '2026-11-10'],
    ['on Nov. 10th, 2025', '2025-11-10'],
    ['on the 10th of November', '2026-11-10'],
    ['on 10 Nov 2026', '2026-11-10'],
    ['am 10.11.2026', '2026-11-10'],
    ['am 10.11. wurde', '2026-11-10'],
    ['am 3. März', '2026-03-03'],
    ['el 3 de octubre de 2026', '2026-10-03'],
    ['le 1er août', '2026-08-01'],
    ['le 5 décembre', '2025-12-05'],
    ['11月10日に', '2026-11-10'],
    ['2026年1月5日', '2026-01-05'],
    ['on 11/25/2025', '2025-11-25'],
    ['on 25/10', '2026-10-25'],
    ['on December 24', '2025-12-24'],
  ])('%s → %s', (text, day) => {
    expect(datesIn(text, NOW)).toEqual([at(day)]);
  });

  test.each(['on 3/11', 'version 10.11', 'on 2026-13-40', 'November', 'on 31 February', 'I may 99 times'])(
    '%s: no day that is certain',
    (text) => {
      expect(datesIn(text, NOW)).toEqual([]);
    },
  );

  test('bounded, and quick on hostile text', () => {
    const many = Array.from({ length: 28 }, (_, i) => `2026-10-${String(i + 1).padStart(2, '0')}`).join(' ');
    expect(datesIn(many, NOW)).toHaveLength(MAX_CLAIMED_DATES);
    for (const part of ['1 ', 'may ', '10 de ', '1/', '10.11']) {
      const started = performance.now();
      datesIn(part.repeat(20_000 / part.length), NOW);
      expect(performance.now() - started).toBeLessThan(250);
    }
  });
});

describe('claimOf', () => {
  test.each([
    'my card ending in 4242',
    'card ending with 4242.',
    'the last 4 digits are 4242',
    'Visa **** 4242',
    'XXXX-XXXX-XXXX-4242',
    'Karte mit den Endziffern 4242',
    'Karte endet auf 4242',
    'tarjeta terminada en 4242',
    'carte se terminant par 4242',
    '末尾4242のカード',
    'カード下4桁は4242です',
  ])('the card of "%s"', (text) => {
    expect(claimOf(ticket(text), NOW)?.last4).toEqual(['4242']);
  });

  test('a year is no card, nor is a longer number', () => {
    expect(claimOf(ticket('my subscription ending in 2027, order ending 424242'), NOW)?.last4).toEqual([]);
  });

  test.each([
    ['I don’t recognise this charge of $23.90', true],
    ['What is this charge on my card?', true],
    ['Diese Abbuchung kenne ich nicht', true],
    ['No reconozco este cargo', true],
    ['Je ne reconnais pas ce prélèvement', true],
    ['身に覚えのない請求があります', true],
    ['You charged me twice', false],
    ['Why is it more expensive now?', false],
  ])('%s: unknown charge %s', (text, unknown) => {
    expect(claimOf(ticket(text), NOW)?.unknown_charge).toBe(unknown);
    expect(claimsOf(ticket(text)).has('other')).toBe(unknown);
  });

  test('every phrase finds itself', () => {
    for (const phrase of UNKNOWN_CHARGE) {
      const claim = claimOf(ticket(`Hello: ${phrase.replace('*', '')}, thanks.`), NOW);
      expect({ phrase, unknown: claim?.unknown_charge }).toEqual({ phrase, unknown: true });
    }
  });

  test('nothing without a ticket; the subject counts; the day of the ticket fixes the year', () => {
    expect(claimOf(null, NOW)).toBeNull();
    expect(claimOf(ticket('', '$23.90?'), NOW)?.amounts).toHaveLength(1);
    const old = { ...ticket('on November 10'), created_at: at('2024-11-12') };
    expect(claimOf(old, NOW)?.dates).toEqual([at('2024-11-10')]);
    expect(claimOf(ticket('$1'), NOW)?.requester_email).toBe('jane@acme.example');
  });

  test('only the beginning of a huge ticket is read, quickly', () => {
    const claim = claimOf(ticket(`${'lorem ipsum '.repeat(MAX_TICKET_CHARACTERS / 12 + 1)} $49`), NOW);
    expect(claim?.amounts).toEqual([]);
    for (const part of ['ending ', 'xxxx', '\ufdfa', '4 derniers ', 'last four 12 ']) {
      const started = performance.now();
      claimOf(ticket(part.repeat(1_000_000 / part.length)), NOW);
      expect(performance.now() - started).toBeLessThan(250);
    }
  });
});
