import { Button } from '@zendeskgarden/react-buttons';
import { Field, Radio, Textarea } from '@zendeskgarden/react-forms';
import { useState } from 'react';
import styled from 'styled-components';
import type { Feedback as Given } from '../../../../../db/feedback.ts';
import { useLanguage } from '../language.tsx';
import type { FeedbackWords } from '../server.ts';
import { Row, Section, Stack } from './layout.tsx';

const TOPICS = ['customer', 'verdict', 'amount', 'draft', 'other'] as const;
const MAX_CHARACTERS = 500;

const Topics = styled.fieldset`
  border: 0;
  margin: 0;
  padding: 0;
  display: flex;
  flex-direction: column;
  gap: 6px;
`;

const Legend = styled.legend`
  padding: 0;
  margin-bottom: 6px;
`;

/** Whether the check was right, in the agent's eyes; the last word of each agent holds. */
export function Feedback({
  given,
  onSend,
}: {
  given: Given | null;
  onSend: (words: FeedbackWords) => Promise<boolean>;
}) {
  const { t } = useLanguage();
  const [isAsking, setAsking] = useState(false);
  const [about, setAbout] = useState<(typeof TOPICS)[number]>('verdict');
  const [comment, setComment] = useState('');
  const [isThanked, setThanked] = useState(false);
  const send = async (words: FeedbackWords): Promise<void> => {
    const isTaken = await onSend(words);
    setThanked(isTaken);
    if (isTaken) setAsking(false);
  };
  return (
    <Section title={t('feedback.title')}>
      <Row>
        <Button
          size="small"
          aria-pressed={given?.is_helpful === true}
          isPrimary={given?.is_helpful === true}
          onClick={() => void send({ helpful: true })}
        >
          {t('feedback.yes')}
        </Button>
        <Button
          size="small"
          aria-pressed={given?.is_helpful === false}
          aria-expanded={isAsking}
          isPrimary={given?.is_helpful === false}
          onClick={() => setAsking(!isAsking)}
        >
          {t('feedback.no')}
        </Button>
      </Row>
      {isAsking && (
        <Stack>
          <Topics>
            <Legend>{t('feedback.about')}</Legend>
            {TOPICS.map((topic) => (
              <Field key={topic}>
                <Radio name="about" value={topic} checked={about === topic} onChange={() => setAbout(topic)}>
                  <Field.Label isRegular>{t(`feedback.${topic}`)}</Field.Label>
                </Radio>
              </Field>
            ))}
          </Topics>
          <Field>
            <Field.Label isRegular>{t('feedback.comment')}</Field.Label>
            <Textarea
              isCompact
              maxLength={MAX_CHARACTERS}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
          </Field>
          <Button size="small" onClick={() => void send({ helpful: false, about, comment })}>
            {t('feedback.send')}
          </Button>
        </Stack>
      )}
      <div role="status">{isThanked && t('feedback.thanks')}</div>
    </Section>
  );
}
