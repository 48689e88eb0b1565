import { getColor } from '@zendeskgarden/react-theming';
import { useEffect, useRef } from 'react';
import styled from 'styled-components';
import type { CorrectionKind } from '../../../../analysis/finding.ts';
import type { CorrectionView } from '../../../sidebar/correction-view.ts';
import { useAnnounce } from '../announcer.tsx';
import { money } from '../format.ts';
import { inertLine } from '../inert-text.ts';
import { useLanguage } from '../language.tsx';
import { Quiet, Row, Section, Stack } from './layout.tsx';
import { ProgressLine } from './progress-line.tsx';

const Frame = styled.article`
  display: flex;
  flex-direction: column;
  gap: 6px;
  padding: 8px;
  border-radius: 4px;
  border: 1px solid ${({ theme }) => getColor({ theme, variable: 'border.default' })};
`;

const Name = styled.h3`
  margin: 0;
  font-size: 14px;
  font-weight: 600;
`;

/** Corrections of this ticket, as they stand now. */
export function Corrections({ corrections }: { corrections: readonly CorrectionView[] }) {
  const { t, locale } = useLanguage();
  useToldStates(corrections);
  if (corrections.length === 0) return null;
  return (
    <Section title={t('correction.title')}>
      <Stack>
        {corrections.map((correction) => {
          const { id, kind, amount, currency, state, mode, detail, decisions, requester, requester_name } =
            correction;
          return (
            <Frame key={id} data-state={state}>
              <Row>
                <Name>
                  {t(`correction.${kind as CorrectionKind}`)}
                  {amount !== null && currency !== null && `: ${money({ amount, currency }, locale)}`}
                </Name>
              </Row>
              <ProgressLine state={state} />
              <strong>{t(`state.${state}`)}</strong>
              {detail !== null && <span lang="en">{inertLine(detail, 600)}</span>}
              {mode === 'dry_run' && <Quiet>{t('correction.dryRun')}</Quiet>}
              <Quiet>{t('correction.proposedBy', { who: whoOf(requester, requester_name) })}</Quiet>
              {decisions.map(({ by, by_name, verdict, at }) => (
                <Quiet key={`${by} ${at}`}>
                  {t('correction.by', { verdict: t(`correction.${verdict}`), who: whoOf(by, by_name) })}
                </Quiet>
              ))}
            </Frame>
          );
        })}
      </Stack>
    </Section>
  );
}

/** A person by name, with the service they did it in; by their account alone while nobody knows the name. */
function whoOf(account: string, name: string | null): string {
  const service = SERVICES[account.split(':', 1)[0] ?? ''];
  return inertLine(name === null || service === undefined ? account : `${name} (${service})`, 80);
}

const SERVICES: Readonly<Record<string, string>> = { slack: 'Slack', zendesk: 'Zendesk' };

/** Tells of each change of state that nobody here clicked for. */
function useToldStates(corrections: readonly CorrectionView[]): void {
  const { t } = useLanguage();
  const announce = useAnnounce();
  const known = useRef(new Map<string, string>());
  useEffect(() => {
    for (const { id, state } of corrections) {
      const before = known.current.get(id);
      if (before !== undefined && before !== state) announce(t(`state.${state}`));
      known.current.set(id, state);
    }
  }, [corrections, announce, t]);
}
