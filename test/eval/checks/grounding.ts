import { checkGrounding } from '../../../src/triage/grounding/check-grounding.ts';
import { scanFigures } from '../../../src/triage/grounding/scan-figures.ts';
import type { DraftCase, DraftCheck } from './draft-case.ts';
import { quoted } from './found-words.ts';

/** Every figure, date and id is in the evidence; and where nothing is known, none is told. */
export const grounding: DraftCheck = {
  name: 'grounding',
  about: 'every figure, date and name is in the evidence, and none is told where nothing is known',
  faultsOfDraft: (draft, given) => [
    ...checkGrounding(draft, given.language, given.evidence)
      .filter(({ kind }) => kind !== 'link')
      .map(({ kind, value }) => `${kind} ${quoted(value)} is not in the evidence`),
    ...figuresOfTheUnknown(draft, given),
  ],
};

function figuresOfTheUnknown(draft: string, { kind, language, evidence }: DraftCase): readonly string[] {
  if (kind !== 'cannot_tell' && kind !== 'unresolved') return [];
  return scanFigures(draft, language)
    .filter(
      ({ readings }) =>
        readings.some((reading) => reading.kind === 'amount' || reading.kind === 'date') &&
        !readings.some((reading) => reading.kind === 'link' && evidence.links.has(reading.value)),
    )
    .map(({ text }) => `${quoted(text)} is told though nothing was read`);
}
