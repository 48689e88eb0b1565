import { Anchor } from '@zendeskgarden/react-buttons';
import { dashboardUrl } from '../../../../check/dashboard-url.ts';
import { VisuallyHidden } from '../announcer.tsx';
import { inertLine } from '../inert-text.ts';
import { type TextKey, useLanguage } from '../language.tsx';

const NAMED: readonly string[] = [
  'charge',
  'payment_intent',
  'invoice',
  'refund',
  'credit_note',
  'dispute',
  'subscription',
  'customer',
  'policy',
];

/** An object of Stripe's by its kind and the end of its id, linked where the Dashboard has a page for it. */
export function StripeLink({ object, id, livemode }: { object: string; id: string; livemode: boolean }) {
  const { t } = useLanguage();
  const kind = t(`object.${NAMED.includes(object) ? object : 'other'}` as TextKey);
  const shown = inertLine(id, 60);
  const name = `${kind} ${shown.length > 14 ? `…${shown.slice(-8)}` : shown}`;
  const url = dashboardUrl({ object, id }, livemode);
  if (url === null) return <span title={shown}>{name}</span>;
  return (
    <Anchor href={url} target="_blank" rel="noopener noreferrer" title={shown}>
      {name}
      <VisuallyHidden as="span">{t('common.opensInStripe')}</VisuallyHidden>
    </Anchor>
  );
}
