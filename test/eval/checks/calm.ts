import { plainText } from '../../../src/triage/grounding/plain-text.ts';
import type { DraftCase, DraftCheck } from './draft-case.ts';
import { foundWords, quoted } from './found-words.ts';
import { WORDS } from './words/index.ts';

/** Abbreviations everybody writes in capitals. */
const USUAL_CAPITALS = new Set(['SEPA', 'IBAN', 'MWST']);

/** Calm and plain: no drama, no empty phrases, no shouting. */
export const calm: DraftCheck = {
  name: 'calm',
  about: 'no drama, empty phrases, flattery or shouting',
  faultsOfDraft: (draft, given) => [
    ...foundWords(draft, WORDS[given.language].uncalm).map(
      (found) => `${quoted(found)} is not calm and plain`,
    ),
    ...exclamations(draft, given),
    ...capitals(draft, given).map((word) => `${quoted(word)} shouts`),
  ],
};

function exclamations(draft: string, { tone, language }: DraftCase): readonly string[] {
  // Spanish opens what it closes; only the closing one counts.
  const count = (plainText(draft).match(/!/g) ?? []).length;
  const most = tone === 'formal' || language === 'ja' ? 0 : 1;
  return count > most ? [`${count} exclamation marks, at most ${most}`] : [];
}

function capitals(draft: string, { request: { analysis, policy, customer } }: DraftCase): readonly string[] {
  const names = [
    customer.name ?? '',
    policy.reply?.signature ?? '',
    ...analysis.findings.flatMap(({ facts }) =>
      Object.values(facts).flatMap((fact) => (fact.kind === 'text' ? [fact.text] : [])),
    ),
  ].join(' ');
  const words = plainText(draft).match(/(?<![\p{L}\p{N}_[-])\p{Lu}{4,}(?![\p{L}\p{N}_\]-])/gu) ?? [];
  return words.filter((word) => !USUAL_CAPITALS.has(word) && !names.includes(word));
}
