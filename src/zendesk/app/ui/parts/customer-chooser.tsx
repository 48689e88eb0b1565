import { Button } from '@zendeskgarden/react-buttons';
import { Field, Radio } from '@zendeskgarden/react-forms';
import { useState } from 'react';
import styled from 'styled-components';
import type { ResultMatch } from '../../../../check/result.ts';
import { day } from '../format.ts';
import { inertLine } from '../inert-text.ts';
import { useLanguage } from '../language.tsx';
import { Quiet, Section, Stack } from './layout.tsx';

const Choices = styled.fieldset`
  border: 0;
  margin: 0;
  padding: 0;
  display: flex;
  flex-direction: column;
  gap: 10px;
`;

const Legend = styled.legend`
  padding: 0;
  margin-bottom: 8px;
`;

/** Several customers match: the agent says whom the ticket is about. */
export function CustomerChooser({
  matches,
  onChoose,
}: {
  matches: readonly ResultMatch[];
  onChoose: (id: string) => void;
}) {
  const { t, locale } = useLanguage();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Section title={t('customer.chooseTitle')}>
      <Choices>
        <Legend>{t('customer.chooseText')}</Legend>
        {matches.map(({ id, name, email, created }) => (
          <Field key={id}>
            <Radio name="customer" value={id} checked={chosen === id} onChange={() => setChosen(id)}>
              <Field.Label isRegular>
                <Stack $gap={0}>
                  <strong>
                    <bdi>{inertLine(name ?? '', 80) || t('customer.unnamed')}</bdi>
                  </strong>
                  <Quiet>
                    <bdi>{inertLine(email ?? '', 120)}</bdi>
                  </Quiet>
                  <Quiet>
                    {id} · {t('customer.since', { date: day(created, locale) })}
                  </Quiet>
                </Stack>
              </Field.Label>
            </Radio>
          </Field>
        ))}
      </Choices>
      <Button
        isPrimary
        isStretched
        disabled={chosen === null}
        onClick={() => chosen !== null && onChoose(chosen)}
      >
        {t('customer.choose')}
      </Button>
    </Section>
  );
}
