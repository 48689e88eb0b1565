import { describe, expect, test } from 'vitest';
import type { Facts, Finding } from '../../src/analysis/finding.ts';
import { correctionNotice } from '../../src/triage/notices/correction-notice.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { at } from '../analysis/builders.ts';
import { creditNote, input } from './notices/done-steps.ts';
import { anAnalysis, aRequest, sampleFinding, style } from './sample-findings.ts';

const NO_BREAK = '\u00a0';
const NARROW = '\u202f';

const letter = (
  language: 'es' | 'fr',
  finding: Finding,
  { locale, ...parts }: { readonly locale?: string; readonly avoid?: readonly string[] } = {},
): string =>
  writeFromTemplates({
    ...aRequest(anAnalysis([finding]), { language, reply: style('formal', parts) }),
    locales: locale === undefined ? [] : [locale],
  }).draft_reply;

const duplicate = sampleFinding('duplicate-charge/same_invoice');
const inEuro = (amount: number): Facts => ({
  ...duplicate.facts,
  each: { kind: 'money', amount, currency: 'eur' },
  amount: { kind: 'money', amount, currency: 'eur' },
});

describe('Spanish', () => {
  test('joins de and el, and dates and amounts are those of Spain', () => {
    const text = letter('es', { ...duplicate, facts: inEuro(123_450) });
    expect(text).toContain(`un importe de 1234,50${NO_BREAK}€`);
    expect(text).toContain('el 10 de noviembre y de nuevo el 12 de noviembre');
    for (const key of ['not-yet-charged/open', 'plan-change-proration/upgrade'] as const)
      expect(letter('es', sampleFinding(key))).not.toMatch(/\b(?:de|a) el\b/);
  });

  test('opens the questions it asks', () => {
    const text = letter(
      'es',
      sampleFinding('duplicate-subscription/paid', { classification: 'likely_error' }),
    );
    expect(text).toMatch(/¿Podría decirnos[^?]+\?/);
  });

  test('calls a bank statement in Mexico what it is called there', () => {
    const transit = sampleFinding('refund-in-transit/refund');
    expect(letter('es', transit)).toContain('unos días laborables; a más tardar el 2 de diciembre debería');
    expect(letter('es', transit)).toContain('su extracto');
    const mexican = letter('es', transit, { locale: 'es-MX' });
    expect(mexican).toContain('su estado de cuenta');
    expect(mexican).toContain('unos días hábiles');
    expect(mexican).toContain(`USD${NO_BREAK}49.00`);
  });
});

describe('French', () => {
  test('sets its signs apart without a break, and curves its apostrophes', () => {
    const text = letter('fr', { ...duplicate, facts: inEuro(123_450) });
    expect(text).toContain(`1${NARROW}234,50${NO_BREAK}€`);
    expect(text).toContain(`était dû${NARROW}; l’autre`);
    expect(text).not.toMatch(/'| [:;?!]/);
    const waiting = letter('fr', sampleFinding('authorization-hold/held'));
    expect(waiting).toContain(`pas un paiement${NO_BREAK}: cet argent n’a pas été prélevé`);
  });

  test('keeps what its owner wrote between the quotation marks', () => {
    const finding = sampleFinding('duplicate-subscription/paid');
    const facts: Facts = { ...finding.facts, product: { kind: 'text', text: "Pro : l'offre" } };
    expect(letter('fr', { ...finding, facts })).toContain(`«${NO_BREAK}Pro : l'offre${NO_BREAK}»`);
  });

  test('in Canada only the colon stands apart, and an e-mail is a courriel', () => {
    const asked = letter('fr', sampleFinding('refund-failed/action_required'), { locale: 'fr-CA' });
    expect(asked).toContain('demandé par courriel');
    expect(asked).toContain('les instructions de ce courriel; il est');
    expect(asked).toContain(`du 11 novembre${NO_BREAK}: notre prestataire`);
    expect(asked).toContain(`49,00${NO_BREAK}$${NO_BREAK}US`);
    expect(letter('fr', sampleFinding('refund-failed/action_required'))).toContain('demandé par e-mail');
  });

  test('a credit note is an avoir in France, and a note de crédit beyond its borders', () => {
    const credited = sampleFinding('already-returned/credit_note');
    expect(letter('fr', credited)).toContain('(avoir A-CN-1)');
    for (const locale of ['fr-BE', 'fr-CA', 'fr-CH', 'fr-LU'])
      expect(letter('fr', credited, { locale })).toContain('(note de crédit A-CN-1)');
    const notice = (language: string) =>
      correctionNotice(
        input({
          done: [creditNote(5_950, { out_of_band_amount: 5_950 })],
          language: 'fr',
          policy: { version: 1, timezone: 'UTC', reply: style('formal', { language }) },
        }),
      )?.text;
    expect(notice('fr-FR')).toMatch(/établi un avoir de[\s\S]*: avoir cn_1/);
    expect(notice('fr-CH')).toMatch(/établi une note de crédit de[\s\S]*: note de crédit cn_1/);
  });

  test('the first of a month is an ordinal, and no other day', () => {
    const facts = (day: string): Facts => ({
      ...duplicate.facts,
      first_at: { kind: 'date', at: at(day) },
      last_at: { kind: 'date', at: at(day) },
    });
    expect(letter('fr', { ...duplicate, facts: facts('2026-11-01') })).toContain(
      `le 1er${NO_BREAK}novembre.`,
    );
    expect(letter('fr', { ...duplicate, facts: facts('2026-11-11') })).toContain('le 11 novembre.');
    expect(letter('fr', { ...duplicate, facts: facts('2025-08-01') })).toContain(
      `le 1er${NO_BREAK}août 2025.`,
    );
  });

  test('a word with an apostrophe is avoided however the policy writes it', () => {
    for (const avoid of [["l'autre"], ['l’autre']])
      expect(letter('fr', duplicate, { avoid })).not.toContain('autre');
    expect(letter('fr', duplicate, { avoid: ['par erreur'] })).toContain('prélevé par mégarde');
  });
});
