import styled from 'styled-components';
import type { AnalysisResult } from '../../../../check/result.ts';
import { inertLine } from '../inert-text.ts';
import { useLanguage } from '../language.tsx';
import { More, Quiet, Section } from './layout.tsx';

const MAX_LINES = 60;

const List = styled.ul`
  margin: 0;
  padding-left: 18px;
`;

/** What could not be read, and the rules that could not be asked. */
export function NotChecked({ result: { gaps, skipped } }: { result: AnalysisResult }) {
  const { t } = useLanguage();
  const lines = [...gaps, ...skipped.map(({ rule, reason }) => `${rule}: ${reason}`)];
  return (
    <Section title={t('notChecked.title')}>
      {lines.length === 0 ? (
        <Quiet>{t('notChecked.nothing')}</Quiet>
      ) : (
        <More label={`${t('notChecked.title')} (${lines.length})`}>
          <List lang="en">
            {[...new Set(lines)].slice(0, MAX_LINES).map((line) => (
              <li key={line}>{inertLine(line)}</li>
            ))}
          </List>
        </More>
      )}
    </Section>
  );
}
