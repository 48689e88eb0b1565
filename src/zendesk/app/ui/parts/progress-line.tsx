import { getColor } from '@zendeskgarden/react-theming';
import styled from 'styled-components';
import type { CorrectionState } from '../../../../corrections/states.ts';
import { useLanguage } from '../language.tsx';

const STAGES = ['proposed', 'approved', 'executed'] as const;

/** How many stages are behind a correction; those it will never reach are left out of the picture. */
const REACHED: Readonly<Record<CorrectionState, number>> = {
  proposed: 1,
  awaiting_second: 1,
  approved: 2,
  executing: 2,
  unknown: 2,
  needs_person: 2,
  partly_executed: 2,
  executed: 3,
  simulated: 3,
  reversed_by_stripe: 0,
  rejected: 0,
  withdrawn: 0,
  expired: 0,
  refused: 0,
  stale: 0,
  abandoned: 0,
};

const Line = styled.ol`
  display: flex;
  gap: 4px;
  margin: 0;
  padding: 0;
  list-style: none;
`;

const Stage = styled.li<{ $done: boolean }>`
  flex: 1;
  min-width: 0;
  padding-top: 4px;
  font-size: 12px;
  border-top: 3px solid
    ${({ theme, $done }) =>
      getColor({ theme, variable: $done ? 'border.successEmphasis' : 'border.default' })};
  color: ${({ theme, $done }) =>
    getColor({ theme, variable: $done ? 'foreground.default' : 'foreground.subtle' })};
`;

/** Proposed, approved, carried out: where a correction is on its way. */
export function ProgressLine({ state }: { state: CorrectionState }) {
  const { t } = useLanguage();
  const reached = REACHED[state];
  if (reached === 0) return null;
  return (
    <Line>
      {STAGES.map((stage, place) => (
        <Stage
          key={stage}
          $done={place < reached}
          {...(place === reached - 1 ? { 'aria-current': 'step' as const } : {})}
        >
          {t(`progress.${stage}`)}
        </Stage>
      ))}
    </Line>
  );
}
