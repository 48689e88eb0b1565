import { describe, expect, test } from 'vitest';
import { CATEGORIES, type Category } from '../../src/analysis/finding.ts';
import { TOPICS, URGENT } from '../../src/analysis/ticket/ticket-vocabulary.ts';
import { claimsOf, MAX_TICKET_CHARACTERS, urgentWords } from '../../src/analysis/ticket/ticket-words.ts';

const ticket = (body: string, subject = '') => ({ subject, body, requester_email: null, created_at: null });

describe('claimsOf', () => {
  const cases: readonly [string, Category][] = [
    ['You charged me twice this month!', 'duplicate_charge'],
    ['There are two charges of $49 on my card', 'authorization_hold'],
    ['Ich wurde zweimal belastet', 'duplicate_charge'],
    ['Der Betrag wurde doppelt abgebucht.', 'duplicate_subscription'],
    ['Where is my refund?', 'refund'],
    ['I was told it would be refunded', 'refund'],
    ['Wann kommt die Rückerstattung?', 'refund'],
    ['Wann kommt die Rueckerstattung?', 'refund'],
    ['I cancelled in September and you billed me again', 'cancellation'],
    ['Ich habe im September gekündigt', 'cancellation'],
    ['My 20% off is missing', 'discount'],
    ['Der Rabatt fehlt auf der Rechnung', 'discount'],
    ['We are tax-exempt, why is there VAT?', 'tax'],
    ['Warum ist Mehrwertsteuer auf der Rechnung?', 'tax'],
    ['I upgraded on the 3rd and got a strange invoice', 'proration'],
    ['Seit dem Tarifwechsel stimmt die Rechnung nicht', 'proration'],
    ['Why is it more expensive now?', 'price'],
    ['Warum ist es teurer geworden?', 'discount'],
    ['My card was declined', 'payment_failure'],
    ['Die Zahlung ist fehlgeschlagen', 'payment_failure'],
    ['Me cobraron dos veces', 'duplicate_charge'],
    ['J’ai été prélevé deux fois', 'duplicate_charge'],
    ['二重に請求されました', 'duplicate_charge'],
    ['返金はいつですか', 'refund'],
    ['I don’t recognise this charge', 'renewal'],
  ];
  test.each(cases)('%s → %s', (text, category) => {
    expect([...claimsOf(ticket(text))]).toContain(category);
  });

  test('the subject counts as well', () => {
    expect(claimsOf(ticket('Hello', 'Charged TWICE')).has('duplicate_charge')).toBe(true);
  });

  test('words that say nothing about billing point at nothing', () => {
    expect([...claimsOf(ticket('How do I change my profile picture? Feel free to call me.'))]).toEqual([]);
    expect([...claimsOf(ticket('I paid with my credit card, just double-checking.'))]).toEqual([]);
    expect([...claimsOf(ticket(''))]).toEqual([]);
    expect([...claimsOf(null)]).toEqual([]);
  });

  test('a phrase is found as whole words only', () => {
    expect(claimsOf(ticket('The syntax of taxidermy')).has('tax')).toBe(false);
    expect(claimsOf(ticket('I am fascinated by seating plans')).has('quantity')).toBe(false);
  });

  test('only the beginning of a huge ticket is read, quickly', () => {
    const padding = 'lorem ipsum '.repeat(MAX_TICKET_CHARACTERS / 12 + 1);
    expect([...claimsOf(ticket(`${padding} charged twice`))]).toEqual([]);
    const huge = `charged twice ${'a%'.repeat(500_000)}`;
    const started = performance.now();
    expect(claimsOf(ticket(huge)).has('duplicate_charge')).toBe(true);
    expect(performance.now() - started).toBeLessThan(250);
  });

  test('every category can be pointed at', () => {
    const reachable = new Set(TOPICS.flatMap((topic) => topic.categories));
    expect(CATEGORIES.filter((category) => !reachable.has(category))).toEqual([]);
  });

  test('every phrase finds itself in a sentence', () => {
    for (const { phrases, categories } of TOPICS) {
      for (const phrase of phrases) {
        const found = claimsOf(ticket(`Hello: ${phrase.replace('*', '')}, thanks.`));
        expect({ phrase, found: categories.every((category) => found.has(category)) }).toEqual({
          phrase,
          found: true,
        });
      }
    }
  });
});

describe('urgentWords', () => {
  test('names the words found, once each', () => {
    expect(
      urgentWords(ticket('I will call my BANK and my lawyer. The bank will file a chargeback.')),
    ).toEqual(['chargeback', 'bank', 'lawyer']);
    expect(urgentWords(ticket('Sonst gehe ich zum Anwalt und lasse zurückbuchen.'))).toEqual([
      'zurückbuchen',
      'Anwalt',
    ]);
  });

  test('a bank statement is no threat, and an angry tone is no word', () => {
    expect(urgentWords(ticket('My bank statement shows $49.'))).toEqual([]);
    expect(urgentWords(ticket('This is RIDICULOUS!!! Answer NOW!!!'))).toEqual([]);
    expect(urgentWords(null)).toEqual([]);
  });

  test('no phrase is listed twice', () => {
    expect(new Set(URGENT).size).toBe(URGENT.length);
  });
});
