import { Button } from '@zendeskgarden/react-buttons';
import { Field, Textarea } from '@zendeskgarden/react-forms';
import { useState } from 'react';
import { useLanguage } from '../language.tsx';
import { Stack } from './layout.tsx';

const MAX_CHARACTERS = 500;

/** Asks for the reason of what was just called wrong; it may be left out. */
export function AskWhy({ onSend }: { onSend: (reason: string) => void }) {
  const { t } = useLanguage();
  const [reason, setReason] = useState('');
  return (
    <Stack>
      <Field>
        <Field.Label isRegular>{t('mark.why')}</Field.Label>
        <Textarea
          isCompact
          maxLength={MAX_CHARACTERS}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <Button size="small" onClick={() => onSend(reason)}>
        {t('feedback.send')}
      </Button>
    </Stack>
  );
}
