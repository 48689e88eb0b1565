import { Button } from '@zendeskgarden/react-buttons';
import { type TextKey, useLanguage } from '../language.tsx';
import { Message } from '../parts/message.tsx';
import type { Trouble } from '../server.ts';

const TITLES: Readonly<Record<Trouble['kind'], TextKey>> = {
  expired: 'trouble.expiredTitle',
  unreachable: 'trouble.unreachableTitle',
  forbidden: 'trouble.forbiddenTitle',
  missing: 'trouble.missingTitle',
  busy: 'trouble.busyTitle',
  failed: 'trouble.failedTitle',
};

/** There is no check to show: why, and what to do. */
export function TroubleScreen({ trouble, onRetry }: { trouble: Trouble; onRetry: () => void }) {
  const { t } = useLanguage();
  const canRetry = trouble.kind !== 'expired' && trouble.kind !== 'missing';
  return (
    <div role="alert">
      <Message
        title={t(TITLES[trouble.kind])}
        {...(canRetry ? { action: <Button onClick={onRetry}>{t('common.retry')}</Button> } : {})}
      >
        {trouble.kind === 'expired' ? (
          t('trouble.expiredText')
        ) : trouble.kind === 'unreachable' ? (
          t('trouble.unreachableText')
        ) : (
          <span lang="en">{trouble.sentence}</span>
        )}
      </Message>
    </div>
  );
}
