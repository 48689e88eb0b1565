import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { intentOf, learnedIntent } from '../../../../src/analysis/ticket/intent/intent-of.ts';
import { LEARNED } from '../../../../src/analysis/ticket/intent/learned-words.ts';
import { VOCABULARY } from '../../../../src/analysis/ticket/intent/vocabulary.ts';
import { buildWorld, MORE_TALES } from '../../../../src/sandbox/stories/world.ts';
import { banking77, hasBanking77 } from './banking77.ts';
import { crossValidate } from './cross-validate.ts';
import { measure, shownMeasure } from './measure.ts';
import { SAAS_TICKETS } from './saas-tickets.ts';
import { CHOSEN, listOf, train } from './train.ts';
import { writtenList } from './written-list.ts';

const asTicket = (body: string, subject = '') => ({ ticket: { subject, body } });
const LEARNED_FILE = new URL('../../../../src/analysis/ticket/intent/learned-words.ts', import.meta.url);

if (!hasBanking77) console.warn('banking77: not run, because ../shared/data/banking77 is not there');

describe.runIf(hasBanking77)('banking77, where it lies beside the project', () => {
  it('is told apart with F1 of at least 0.85 on test.csv by the words learned from train.csv alone', () => {
    const answers = banking77('test.csv').map(({ text, is_billing }) => ({
      is_billing,
      said: learnedIntent(text) >= 0,
    }));
    expect(answers.length).toBeGreaterThan(2_000);
    const measured = measure(answers);
    console.info(`banking77 test.csv, learned words alone: ${shownMeasure(measured)}`);
    expect(measured.f1).toBeGreaterThanOrEqual(0.85);
  });

  it('is told apart as well by everything together, a ticket nobody is sure of taken for billing', () => {
    const answers = banking77('test.csv').map(({ text, is_billing }) => {
      const { intent } = intentOf(asTicket(text));
      return { is_billing, intent, said: intent !== 'not_billing' };
    });
    const measured = measure(answers);
    const unsure = answers.filter(({ intent }) => intent === 'unsure').length / answers.length;
    console.info(`banking77 test.csv, everything: ${shownMeasure(measured)}, unsure ${unsure.toFixed(3)}`);
    expect(measured.f1).toBeGreaterThanOrEqual(0.85);
    expect(unsure).toBeLessThan(0.1);
  });

  it('gives the list in the repository, byte for byte, and it does as well on questions it was not learned from', () => {
    const questions = banking77('train.csv');
    const trained = train(questions);
    expect(writtenList(trained, questions)).toBe(readFileSync(LEARNED_FILE, 'utf8'));
    expect(listOf(trained)).toEqual(LEARNED);
    const held = crossValidate(questions, CHOSEN);
    console.info(`banking77 train.csv, five-fold cross-validation: ${shownMeasure(held)}`);
    expect(held.f1).toBeGreaterThanOrEqual(0.85);
  }, 60_000);
});

describe('tickets of a support desk', () => {
  it.each(['en', 'de', 'es', 'fr', 'ja'] as const)('are told apart in %s', (language) => {
    const tickets = SAAS_TICKETS.filter((ticket) => ticket.language === language);
    const answers = tickets.map((ticket) => ({
      is_billing: ticket.is_billing,
      said: intentOf({ ticket }).intent !== 'not_billing',
    }));
    const measured = measure(answers);
    console.info(`our own ${tickets.length} tickets in ${language}: ${shownMeasure(measured)}`);
    expect(measured.recall).toBe(1);
    expect(measured.f1).toBeGreaterThanOrEqual(0.85);
  });

  it('are labelled in five languages, at least sixty of them', () => {
    expect(SAAS_TICKETS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(SAAS_TICKETS.map(({ body }) => body)).size).toBe(SAAS_TICKETS.length);
    for (const is_billing of [true, false]) {
      const languages = SAAS_TICKETS.filter((ticket) => ticket.is_billing === is_billing);
      expect(new Set(languages.map(({ language }) => language)).size).toBe(5);
    }
  });

  it.each([1, 2, 3, 20_261_121])('are billing in every story told here, seed %i', (seed) => {
    const { stories, more } = buildWorld(seed, { more: MORE_TALES });
    for (const { ticket, key } of [...stories, ...more])
      expect(intentOf({ ticket }), key).toMatchObject({ intent: 'billing' });
  });
});

describe('a decision', () => {
  it('names the words that decided, of our lists and no others', () => {
    const { intent, words } = intentOf(
      asTicket('Mr Zebediah from 5 Elm Street was charged twice for the trombone.', 'charged twice'),
    );
    expect(intent).toBe('billing');
    expect(words).toContain('charged twice');
    const ours = new Set([
      ...LEARNED.weights.keys(),
      ...VOCABULARY.map(({ phrase }) => phrase.replace('*', '')),
      'an amount',
    ]);
    for (const word of words) expect(ours.has(word), word).toBe(true);
    expect(intentOf(asTicket('How do I export an invoice PDF?'))).toMatchObject({
      intent: 'not_billing',
      words: expect.arrayContaining(['how do i', 'export', 'pdf']),
    });
  });

  it('is by the sentence that speaks most for billing, wherever it stands', () => {
    const other = 'My password does not work and the app crashes when I log in. '.repeat(20);
    expect(intentOf(asTicket(other)).intent).toBe('not_billing');
    expect(intentOf(asTicket(`${other}\nAlso, you charged me twice. ${other}`)).intent).toBe('billing');
  });

  it('is not made where there is nothing to go by: too few words, or a language without words of ours', () => {
    for (const text of ['', '???', 'hello', 'Call me please'])
      expect(intentOf(asTicket(text)), text).toMatchObject({ intent: 'unsure', score: 0, words: [] });
    const finnish = 'Hei, miksi tililtäni on veloitettu kaksi kertaa tässä kuussa?';
    const russian = 'Здравствуйте, почему с меня дважды списали деньги в этом месяце?';
    for (const text of [finnish, russian]) expect(intentOf(asTicket(text)).intent).toBe('unsure');
    expect(intentOf(asTicket('The button on the second page is grey and I cannot click it.')).intent).toBe(
      'not_billing',
    );
  });

  it('listens to the tags, but not above the words', () => {
    const plain = asTicket('Rabatt fehlt bei uns seit zwei Monaten.');
    expect(intentOf(plain).intent).toBe('unsure');
    expect(intentOf({ ...plain, tags: ['vip', 'Billing_EU'] })).toMatchObject({
      intent: 'billing',
      words: expect.arrayContaining(['tag billing']),
    });
    const charged = asTicket('You charged me twice and I want a refund.');
    expect(intentOf({ ...charged, tags: ['bug', 'spam', 'sales'] }).intent).toBe('billing');
    expect(intentOf(asTicket('How do I export an invoice PDF?')).intent).toBe('not_billing');
  });

  it('reads the beginning and the end of a text of a megabyte', () => {
    const noise = 'The quick brown fox jumps over the lazy dog. '.repeat(25_000);
    expect(intentOf(asTicket(noise)).intent).toBe('not_billing');
    expect(intentOf(asTicket(`You charged me twice. ${noise}`)).intent).toBe('billing');
    expect(intentOf(asTicket(`${noise} You charged me twice.`)).intent).toBe('billing');
  });
});
