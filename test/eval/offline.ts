import { faultsOfDraft } from './checks/index.ts';
import { readingLevel } from './checks/reading.ts';
import { curatedDrafts } from './curated-drafts.ts';
import type { StagedCase } from './staged-case.ts';
import { type Figures, figuresOf, type JudgedDraft } from './tally.ts';

/** Figures without any model: the same at every run. */
export interface OfflineFigures {
  /** Drafts by hand: the good ones that pass, and the bad ones that fail for what is wrong with them and nothing else. */
  readonly curated: {
    readonly good: number;
    readonly good_passed: number;
    readonly bad: number;
    readonly bad_caught: number;
  };
  /** What the deterministic writer says of every case. */
  readonly writer: Figures;
}

export interface Evaluated<Kind> {
  readonly figures: Kind;
  /** What is wrong, a line each, for a person who looks for the reason. */
  readonly notes: readonly string[];
}

export function evaluateOffline(cases: readonly StagedCase[]): Evaluated<OfflineFigures> {
  const curated = evaluateCurated();
  const drafts = cases.map((staged) => judgeDraft(staged, staged.plain.draft_reply));
  return {
    figures: { curated: curated.figures, writer: figuresOf(drafts) },
    notes: [...curated.notes, ...drafts.flatMap(notesOf)],
  };
}

export function judgeDraft({ case: { id, language, kind }, given }: StagedCase, draft: string): JudgedDraft {
  const faults = faultsOfDraft(draft, given);
  const isForeign = faults.some(({ check }) => check === 'language');
  return { id, language, kind, faults, ease: isForeign ? null : readingLevel(draft, given).ease };
}

export const notesOf = ({ id, faults }: JudgedDraft): readonly string[] =>
  faults.map(({ check, what }) => `${id}: ${check}: ${what}`);

function evaluateCurated(): Evaluated<OfflineFigures['curated']> {
  const judged = curatedDrafts().map((draft) => {
    const failed = new Set(faultsOfDraft(draft.text, draft.given).map(({ check }) => check));
    const isRight = draft.fails === null ? failed.size === 0 : failed.size === 1 && failed.has(draft.fails);
    return { draft, failed, isRight };
  });
  const good = judged.filter(({ draft }) => draft.fails === null);
  const bad = judged.filter(({ draft }) => draft.fails !== null);
  return {
    figures: {
      good: good.length,
      good_passed: good.filter(({ isRight }) => isRight).length,
      bad: bad.length,
      bad_caught: bad.filter(({ isRight }) => isRight).length,
    },
    notes: judged
      .filter(({ isRight }) => !isRight)
      .map(
        ({ draft, failed }) =>
          `draft ${draft.language} ${draft.about}: fails ${[...failed].join(', ') || 'nothing'} in place of ${draft.fails ?? 'nothing'}`,
      ),
  };
}
