import styled from 'styled-components';
import type { ResultTriage } from '../../../../check/result.ts';
import { inertText } from '../inert-text.ts';
import { useLanguage } from '../language.tsx';
import { More, Quiet, Section, Words } from './layout.tsx';

const List = styled.ul`
  margin: 0;
  padding-left: 18px;
`;

/** What happened in a few sentences, and who does what next. */
export function Summary({ triage }: { triage: ResultTriage }) {
  const { t } = useLanguage();
  return (
    <Section title={t('summary.title')}>
      <Words lang="en">{inertText(triage.summary)}</Words>
      {triage.next_checks.length > 0 && (
        <More label={t('summary.next')}>
          <List lang="en">
            {triage.next_checks.map(({ what, owner }) => (
              <li key={`${owner} ${what}`}>
                {inertText(what)} <Quiet>({t(`summary.${owner}`)})</Quiet>
              </li>
            ))}
          </List>
        </More>
      )}
    </Section>
  );
}
