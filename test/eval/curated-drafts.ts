import { readFileSync } from 'node:fs';
import type { WriteRequest } from '../../src/check/ports.ts';
import { GROUNDED_LANGUAGES, type GroundedLanguage } from '../../src/triage/grounding/lexicon.ts';
import { unresolvedTriage } from '../../src/triage/unresolved.ts';
import { requestOf } from '../triage/grounding/cases.ts';
import { anAnalysis } from '../triage/sample-findings.ts';
import { type DraftCase, draftCaseOf } from './checks/index.ts';
import type { Topic } from './checks/words/check-words.ts';

/**
 * A draft written by hand, about one of the cases of `test/triage/grounding/cases.ts`: in
 * `prompts/evals/drafts/good-<language>.md` to be sent as it stands, in `bad-<language>.md` with one thing wrong, and the
 * check that has to say so.
 */
export interface CuratedDraft {
  readonly language: GroundedLanguage;
  /** Name of the case. */
  readonly about: string;
  readonly text: string;
  /** The check a bad draft fails; null for a good one. */
  readonly fails: string | null;
  readonly given: DraftCase;
}

const LOCALES: Readonly<Record<GroundedLanguage, string>> = {
  en: 'en-US',
  de: 'de-DE',
  es: 'es-ES',
  fr: 'fr-FR',
  ja: 'ja-JP',
};
/** What the customer of a case asked. */
const ASKED: Readonly<Record<string, readonly Topic[]>> = {
  'charged-twice': ['charged_twice'],
  'upgraded-midway': ['plan_change'],
  'card-hold': ['hold'],
  nothing: ['which_charge'],
};
/** Words the company of these drafts does not want to read. */
const AVOIDED = ['glitch', 'Panne'];

export function curatedDrafts(): readonly CuratedDraft[] {
  return GROUNDED_LANGUAGES.flatMap((language) => [
    ...draftsOf(language, 'good'),
    ...draftsOf(language, 'bad'),
  ]);
}

function draftsOf(language: GroundedLanguage, kind: 'good' | 'bad'): readonly CuratedDraft[] {
  const url = new URL(`../../prompts/evals/drafts/${kind}-${language}.md`, import.meta.url);
  return readFileSync(url, 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      const [about = '', fails = null] = heading.split(' · fails ');
      if ((fails === null) !== (kind === 'good')) throw new Error(`${url.pathname}: "${heading}"`);
      return { language, about, fails, text: lines.join('\n').trim(), given: caseOf(about, language) };
    });
}

function caseOf(about: string, language: GroundedLanguage): DraftCase {
  const asks = ASKED[about] ?? [];
  if (about === 'nobody-found') {
    const request = inLanguage({ ...requestOf('nothing'), analysis: UNKNOWN }, language);
    const resolution = { kind: 'not_found', message: 'No customer has the address.' } as const;
    const plain = unresolvedTriage({ query: 'jane@acme.example', resolution, ticket: request.ticket });
    return draftCaseOf(request, { asks, plain, unresolved: true });
  }
  const request = about === 'not-known' ? { ...requestOf('nothing'), analysis: UNKNOWN } : requestOf(about);
  return draftCaseOf(inLanguage(request, language), { asks });
}

const UNKNOWN = anAnalysis([], {
  verdict: 'cannot_tell',
  gaps: ['The charges could not be read completely.'],
});

function inLanguage(request: WriteRequest, language: GroundedLanguage): WriteRequest {
  const { reply } = request.policy;
  return {
    ...request,
    policy: {
      ...request.policy,
      reply: { tone: 'friendly', ...reply, language: LOCALES[language], avoid: AVOIDED },
    },
  };
}
