import type { ResultFinding } from '../../check/result.ts';
import { correctionWords } from '../../corrections/words.ts';
import { proposalValue } from '../correction-value.ts';
import { ACTIONS, BLOCKS } from '../ids.ts';
import { actions, button, type KnownBlock } from './blocks.ts';
import { inertLine } from './inert.ts';
import { LIMITS } from './limits.ts';

/** More corrections of one customer than anybody proposes from one message; the others are proposed one check later. */
const MAX_PROPOSALS = 5;

/** A button for each finding with a correction that finance can decide about. It carries the finding's place alone. */
export function proposalButtons(analysisId: string, findings: readonly ResultFinding[]): KnownBlock[] {
  const proposable = findings.flatMap(({ correction }, position) =>
    correction === null || correction.kind === 'escalate' ? [] : [{ correction, position }],
  );
  const buttons = proposable.slice(0, MAX_PROPOSALS).map(({ correction, position }) => {
    const which = proposable.length === 1 ? 'correction' : correctionWords(correction);
    return button(
      inertLine(`Propose ${which}`, LIMITS.button_text),
      `${ACTIONS.propose}:${position}`,
      proposalValue(analysisId, position),
    );
  });
  return buttons.length === 0 ? [] : [actions(BLOCKS.proposals, buttons)];
}
