import { Button } from '@zendeskgarden/react-buttons';
import { useEffect, useRef, useState } from 'react';
import { useAnnounce } from '../announcer.tsx';
import { useLanguage } from '../language.tsx';
import { Quiet } from '../parts/layout.tsx';
import { Message, Notice } from '../parts/message.tsx';
import type { Answer, Server, Trouble, Unchecked } from '../server.ts';
import { useTicket } from '../use-ticket.ts';
import type { Zendesk } from '../zendesk.ts';
import { CheckScreen } from './check-screen.tsx';
import { LoadingScreen } from './loading-screen.tsx';
import { TroubleScreen } from './trouble-screen.tsx';

export interface TicketScreenProps {
  readonly server: Server;
  readonly zendesk: Zendesk;
  readonly ticketId: string;
  readonly active: boolean;
}

/** What an agent does about the ticket; each ends with the ticket read anew. */
export type Act = <T>(doing: Promise<Answer<T>>) => Promise<boolean>;

/** Everything about one ticket: which of its states is shown. */
export function TicketScreen({ server, zendesk, ticketId, active }: TicketScreenProps) {
  const { t } = useLanguage();
  const ticket = useTicket(server, ticketId, active);
  const [refused, setRefused] = useState<Trouble | null>(null);
  useTold(ticket.view?.check.id ?? null, ticket.running);

  const act: Act = async (doing) => {
    setRefused(null);
    const answer = await doing;
    if (answer.kind === 'trouble') setRefused(answer.trouble);
    await ticket.refresh();
    return answer.kind === 'ok';
  };
  const check = async (customer?: string): Promise<void> => {
    setRefused(null);
    const answer = await server.check(ticketId, customer);
    if (answer.kind === 'ok') return ticket.checkBegan(answer.body.id);
    setRefused(answer.trouble);
    await ticket.refresh();
  };

  const { view, running, steps, unchecked } = ticket;
  const trouble = refused?.kind === 'expired' ? refused : ticket.trouble;
  if (trouble !== null && (view === null || FINAL.includes(trouble.kind)))
    return <TroubleScreen trouble={trouble} onRetry={() => void ticket.refresh()} />;
  const notices = (
    <>
      {trouble !== null && (
        <Notice type="warning" title={t('trouble.unreachableTitle')} isUrgent>
          {t('trouble.unreachableText')}
        </Notice>
      )}
      {refused !== null && <Refusal trouble={refused} />}
    </>
  );
  if (view !== null)
    return (
      <>
        {notices}
        <CheckScreen
          key={view.check.id}
          view={view}
          steps={running === null ? null : steps}
          act={act}
          check={(customer) => void check(customer)}
          server={server}
          zendesk={zendesk}
        />
      </>
    );
  if (running !== null || unchecked === null)
    return (
      <>
        {notices}
        <LoadingScreen steps={running === null ? null : steps} />
      </>
    );
  const isOther = unchecked.reason === 'not_billing';
  return (
    <>
      {notices}
      <Message
        title={t(isOther ? 'unchecked.notBillingTitle' : 'unchecked.title')}
        action={
          <Button isPrimary isStretched onClick={() => void check()}>
            {t(isOther ? 'unchecked.anyway' : 'unchecked.check')}
          </Button>
        }
      >
        {t(isOther ? 'unchecked.notBillingText' : 'unchecked.text')}
        {unchecked.reason === 'not_billing' && (
          <p>
            <DecidedBy {...unchecked} />
          </p>
        )}
      </Message>
    </>
  );
}

/** What decided that a ticket is not about billing. */
function DecidedBy({ decided_by, words }: Extract<Unchecked, { readonly reason: 'not_billing' }>) {
  const { t } = useLanguage();
  if (decided_by === 'words' && words.length > 0)
    return <Quiet>{t('unchecked.byWords', { words: words.join(', ') })}</Quiet>;
  if (decided_by === 'model') return <Quiet>{t('unchecked.byModel')}</Quiet>;
  return decided_by === 'filter' ? <Quiet>{t('unchecked.byFilter')}</Quiet> : null;
}

/** After these there is nothing to be done with what is on the page. */
const FINAL: readonly Trouble['kind'][] = ['expired', 'forbidden', 'missing'];

function Refusal({ trouble }: { trouble: Trouble }) {
  const { t } = useLanguage();
  if (trouble.kind === 'expired') return null;
  if (trouble.kind === 'unreachable')
    return (
      <Notice type="error" title={t('trouble.failedTitle')} isUrgent>
        {t('trouble.unreachableTitle')}
      </Notice>
    );
  const title = trouble.kind === 'busy' ? t('trouble.busyTitle') : t('trouble.failedTitle');
  return (
    <Notice type="error" title={title} isUrgent>
      <span lang="en">{trouble.sentence}</span>
    </Notice>
  );
}

/** Tells of a new check, once there was another one before. */
function useTold(checkId: string | null, running: string | null): void {
  const { t } = useLanguage();
  const announce = useAnnounce();
  const before = useRef({ checkId, running });
  useEffect(() => {
    const was = before.current;
    before.current = { checkId, running };
    if (checkId !== null && checkId !== was.checkId && (was.checkId !== null || was.running !== null))
      announce(t('common.new'));
  }, [checkId, running, announce, t]);
}
