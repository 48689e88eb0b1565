import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CATEGORIES, type Finding } from '../../src/analysis/finding.ts';
import type { Resolution } from '../../src/check/ports.ts';
import { correctionNotice } from '../../src/triage/notices/correction-notice.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { unresolvedTriage } from '../../src/triage/unresolved.ts';
import { answer, givenOf } from '../analysis/case-runner.ts';
import type { RuleCases } from '../analysis/rule-cases.ts';
import { RULE_FILES } from '../analysis/rule-files.ts';
import { balance, creditNote, input, plain, refund } from './notices/done-steps.ts';
import { anAnalysis, aRequest, aTicket, style, TICKETS } from './sample-findings.ts';

const TU_TICKET =
  'Salut, peux-tu me dire pourquoi ma carte est prélevée deux fois ? Merci, je ne comprends pas.';
const USTED_TICKET = 'Buenos días, ¿podría usted decirme por qué me han cobrado dos veces? Gracias.';

interface Manner {
  readonly name: string;
  readonly language: 'es' | 'fr';
  readonly tone: 'formal' | 'friendly';
  readonly ticket: string;
  /** Words of this form. */
  readonly own: RegExp;
  /** Words of the other form, which the letter must not have. */
  readonly never: RegExp;
}

const TUTEO = /(?<!\p{L})(?:tú|ti|te|tus?|contigo)(?!\p{L})/iu;
const USTEDEO = /(?<!\p{L})(?:usted|le|suy[oa]s?|¿podría)(?!\p{L})/iu;
const TUTOIEMENT = /(?<!\p{L})(?:(?:tu|toi|te|ton|ta|tes|tien)(?!\p{L})|t['’])/iu;
const VOUVOIEMENT = /(?<!\p{L})(?:vous|votre|vos|vôtre)(?!\p{L})/iu;

const MANNERS: readonly Manner[] = [
  { name: 'usted', language: 'es', tone: 'formal', ticket: TICKETS.es, own: USTEDEO, never: TUTEO },
  { name: 'tú', language: 'es', tone: 'friendly', ticket: TICKETS.es, own: TUTEO, never: USTEDEO },
  {
    name: 'usted to who says usted',
    language: 'es',
    tone: 'friendly',
    ticket: USTED_TICKET,
    own: USTEDEO,
    never: TUTEO,
  },
  { name: 'vous', language: 'fr', tone: 'formal', ticket: TICKETS.fr, own: VOUVOIEMENT, never: TUTOIEMENT },
  {
    name: 'a friendly vous',
    language: 'fr',
    tone: 'friendly',
    ticket: TICKETS.fr,
    own: VOUVOIEMENT,
    never: TUTOIEMENT,
  },
  {
    name: 'tu to who says tu',
    language: 'fr',
    tone: 'friendly',
    ticket: TU_TICKET,
    own: TUTOIEMENT,
    never: VOUVOIEMENT,
  },
  {
    name: 'vous in a formal company, whatever the customer says',
    language: 'fr',
    tone: 'formal',
    ticket: TU_TICKET,
    own: VOUVOIEMENT,
    never: TUTOIEMENT,
  },
];

const CLASSIFICATIONS = ['billing_error', 'likely_error', 'payment_issue', 'valid_but_confusing'] as const;

/** Every finding of the rules' own accept cases that a customer hears about. */
async function everyFinding(): Promise<readonly Finding[]> {
  const found = await Promise.all(
    RULE_FILES.map(async ({ cases: file }) => {
      if (file === null) return [];
      const { cases } = (await import(pathToFileURL(file).href)) as { readonly cases: RuleCases };
      return cases.accept.flatMap((accept) =>
        answer(cases.rule, givenOf(accept)).findings.map(
          (finding): Finding => ({
            ...finding,
            rule: cases.rule.id,
            category: finding.category ?? cases.rule.category,
            about_ticket: true,
            fingerprint: 'fp',
          }),
        ),
      );
    }),
  );
  return found.flat();
}

const FINDINGS = everyFinding();

/** Names in quotation marks are nobody's address. */
const ownWords = (text: string): string => text.replace(/«[^»]*»/g, '«»');

describe.each(MANNERS)('$language: $name', ({ language, tone, ticket, own, never }) => {
  const request = (analysis: Parameters<typeof aRequest>[0]) => ({
    ...aRequest(analysis, { language, reply: style(tone) }),
    ticket: aTicket(ticket),
  });
  const reply = (analysis: Parameters<typeof aRequest>[0]): string => {
    const written = writeFromTemplates(request(analysis));
    expect(written.language).toBe(language);
    return ownWords(written.draft_reply);
  };

  test('in what every rule says', async () => {
    const findings = await FINDINGS;
    expect(findings.length).toBeGreaterThan(300);
    for (const finding of findings) {
      const text = reply(anAnalysis([finding]));
      expect({ rule: finding.rule, variant: finding.variant, text }).toEqual({
        rule: finding.rule,
        variant: finding.variant,
        text: expect.not.stringMatching(never),
      });
    }
  });

  test('where no rule has words of its own, and where nothing was found', () => {
    for (const category of CATEGORIES) {
      for (const classification of CLASSIFICATIONS) {
        const finding: Finding = {
          rule: 'not-known-here',
          category,
          classification,
          confidence: 'certain',
          title: 'Unknown',
          message: 'Unknown.',
          facts: {},
          amount: { amount: 4900, currency: 'eur' },
          evidence: [],
          recomputation: [],
          at_issue: [],
          correction: null,
          customer: 'cus_Acme',
          occurred_at: 0,
          about_ticket: true,
          fingerprint: 'fp',
        };
        expect(reply(anAnalysis([finding]))).not.toMatch(never);
      }
    }
    expect(reply(anAnalysis([]))).not.toMatch(never);
    expect(reply(anAnalysis([], { verdict: 'cannot_tell', gaps: ['Refunds.'] }))).not.toMatch(never);
    const resolutions: readonly Resolution[] = [
      { kind: 'not_found', message: 'None.' },
      { kind: 'ambiguous', customers: [], matched_by: 'email' },
    ];
    for (const resolution of resolutions) {
      const { draft_reply } = unresolvedTriage({
        query: 'jane@acme.example',
        resolution,
        ...request(anAnalysis([])),
      });
      expect(ownWords(draft_reply)).not.toMatch(never);
      expect(ownWords(draft_reply)).toMatch(own);
    }
  });

  test('in every notice', () => {
    const done = [
      refund(4_900, 'eur'),
      balance(2_000, 'eur'),
      balance(-2_000, 'eur'),
      creditNote(5_950, { out_of_band_amount: 950 }, { currency: 'eur' }),
      plain('cancel_subscription'),
      plain('void_invoice'),
      plain('remove_discount'),
      plain('cancel_payment_intent'),
      plain('delete_invoice_item'),
      plain('apply_discount'),
      plain('update_price'),
      plain('update_quantity'),
      plain('update_tax_status'),
      plain('extend_trial'),
    ];
    for (const state of ['executed', 'partly_executed', 'reversed_by_stripe'] as const) {
      for (const category of CATEGORIES) {
        for (const classification of CLASSIFICATIONS) {
          for (const paid_with of ['card', 'sepa_debit', null]) {
            const notice = correctionNotice(
              input({
                state,
                done,
                language,
                paid_with,
                fault: { category, classification },
                ticket: aTicket(ticket),
                policy: { version: 1, timezone: 'UTC', reply: style(tone) },
              }),
            );
            expect(notice?.language).toBe(language);
            expect(ownWords(notice?.text ?? '')).not.toMatch(never);
          }
        }
      }
    }
  });
});
