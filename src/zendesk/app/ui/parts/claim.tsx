import styled from 'styled-components';
import type { AnalysisResult } from '../../../../check/result.ts';
import { inertText } from '../inert-text.ts';
import { useLanguage } from '../language.tsx';
import { Section } from './layout.tsx';

const List = styled.ul`
  margin: 0;
  padding-left: 18px;
`;

/** What the customer says, and what the history says to it. */
export function Claim({ result: { claim } }: { result: AnalysisResult }) {
  const { t } = useLanguage();
  const statements = claim?.statements ?? [];
  if (statements.length === 0) return null;
  return (
    <Section title={t('claim.title')}>
      <List>
        {statements.map(({ kind, standing, answer }) => (
          <li key={kind}>
            {t(`claim.${kind}`)}: <strong>{t(`claim.${standing}`)}.</strong>{' '}
            <span lang="en">{inertText(answer)}</span>
          </li>
        ))}
      </List>
    </Section>
  );
}
