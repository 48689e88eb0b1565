import { Button } from '@zendeskgarden/react-buttons';
import { useState } from 'react';
import type { DraftUse } from '../../../../../db/schema.ts';
import { useLanguage } from '../language.tsx';
import type { FeedbackWords } from '../server.ts';
import { AskWhy } from './ask-why.tsx';
import { Quiet, Row, Stack } from './layout.tsx';

const USES = ['used', 'edited', 'wrong'] as const satisfies readonly DraftUse[];

/** What became of the draft: seen where it is inserted and sent, else as the agent says. */
export function DraftMark({
  use,
  onSay,
}: {
  use: DraftUse | null;
  onSay: (words: FeedbackWords) => Promise<boolean>;
}) {
  const { t } = useLanguage();
  const [isAsking, setAsking] = useState(false);
  const say = async (draft: DraftUse, reason?: string): Promise<void> => {
    const isTaken = await onSay({ draft, ...(reason === undefined ? {} : { reason }) });
    if (isTaken && reason !== undefined) setAsking(false);
  };
  return (
    <Stack $gap={4}>
      <Quiet>{t('mark.draft')}</Quiet>
      <Row $gap={4} role="group" aria-label={t('mark.draft')}>
        {USES.map((one) => (
          <Button
            key={one}
            size="small"
            isPrimary={use === one}
            aria-pressed={use === one}
            {...(one === 'wrong' ? { 'aria-expanded': isAsking } : {})}
            onClick={() => {
              setAsking(one === 'wrong' && !isAsking);
              if (use !== one) void say(one);
            }}
          >
            {t(`mark.${one}`)}
          </Button>
        ))}
      </Row>
      {isAsking && <AskWhy onSend={(reason) => void say('wrong', reason)} />}
    </Stack>
  );
}
