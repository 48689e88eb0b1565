import { Button } from '@zendeskgarden/react-buttons';
import { useState } from 'react';
import { useLanguage } from '../language.tsx';
import type { FeedbackWords } from '../server.ts';
import { AskWhy } from './ask-why.tsx';
import { Quiet, Row, Stack } from './layout.tsx';

/** Whether a finding is right, in the agent's eyes. */
export function FindingMark({
  title,
  id,
  isRight,
  onSay,
}: {
  /** Of the finding, for whoever hears the buttons alone. */
  title: string;
  id: string;
  isRight: boolean | null;
  onSay: (words: FeedbackWords) => Promise<boolean>;
}) {
  const { t } = useLanguage();
  const [isAsking, setAsking] = useState(false);
  const [isThanked, setThanked] = useState(false);
  const say = async (right: boolean, reason?: string): Promise<void> => {
    const isTaken = await onSay({ finding: id, right, ...(reason === undefined ? {} : { reason }) });
    setThanked(isTaken);
    if (isTaken && (right || reason !== undefined)) setAsking(false);
  };
  return (
    <Stack $gap={4}>
      <Row $gap={4} role="group" aria-label={`${t('mark.finding')} ${title}`}>
        <Quiet>{t('mark.finding')}</Quiet>
        <Button
          size="small"
          isPrimary={isRight === true}
          aria-pressed={isRight === true}
          onClick={() => void say(true)}
        >
          {t('mark.right')}
        </Button>
        <Button
          size="small"
          isPrimary={isRight === false}
          aria-pressed={isRight === false}
          aria-expanded={isAsking}
          onClick={() => {
            setAsking(!isAsking);
            if (isRight !== false) void say(false);
          }}
        >
          {t('mark.wrong')}
        </Button>
      </Row>
      {isAsking && <AskWhy onSend={(reason) => void say(false, reason)} />}
      <div role="status">{isThanked && <Quiet>{t('feedback.thanks')}</Quiet>}</div>
    </Stack>
  );
}
