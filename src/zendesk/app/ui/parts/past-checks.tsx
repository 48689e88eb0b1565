import { Button } from '@zendeskgarden/react-buttons';
import styled from 'styled-components';
import type { PastCheckView } from '../../../sidebar/ticket-view.ts';
import { VisuallyHidden } from '../announcer.tsx';
import { moment } from '../format.ts';
import { useLanguage } from '../language.tsx';
import { More, Quiet, Section, Stack } from './layout.tsx';

const List = styled.ul`
  margin: 0;
  padding: 0;
  list-style: none;
  display: flex;
  flex-direction: column;
  gap: 8px;
`;

const SOURCES = ['ticket', 'sidebar', 'slack', 'terminal'] as const;

/** The ticket's earlier checks, each to be looked at. */
export function PastChecks({
  checks,
  onShow,
}: {
  checks: readonly PastCheckView[];
  onShow: (id: string) => Promise<void>;
}) {
  const { t, locale } = useLanguage();
  if (checks.length === 0) return null;
  return (
    <Section title={t('history.title')}>
      <More label={`${t('history.title')} (${checks.length})`}>
        <List>
          {checks.map(({ id, source, verdict, checked_at }) => {
            const when = moment(checked_at, locale);
            const door = SOURCES.find((one) => one === source) ?? 'ticket';
            return (
              <li key={id}>
                <Stack $gap={0}>
                  <span>
                    <Button isLink onClick={() => void onShow(id)}>
                      <VisuallyHidden as="span">{t('history.show')}</VisuallyHidden> {when}
                    </Button>
                  </span>
                  <Quiet>
                    {t(`verdict.${verdict}`)} · {t(`history.${door}`)}
                  </Quiet>
                </Stack>
              </li>
            );
          })}
        </List>
      </More>
    </Section>
  );
}
