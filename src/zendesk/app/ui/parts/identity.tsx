import { Button } from '@zendeskgarden/react-buttons';
import { useState } from 'react';
import styled from 'styled-components';
import type { CheckView } from '../../../sidebar/ticket-view.ts';
import { useAnnounce } from '../announcer.tsx';
import { day } from '../format.ts';
import { useLanguage } from '../language.tsx';
import type { Act } from '../screens/ticket-screen.tsx';
import type { Server } from '../server.ts';
import { Quiet, Row, Stack } from './layout.tsx';
import { Notice } from './message.tsx';

const Padded = styled.div`
  padding: 0 12px 12px;
`;

/** Who was matched by an e-mail address alone is confirmed by a person before any money moves. */
export function Identity({ check, act, server }: { check: CheckView; act: Act; server: Server }) {
  const { t, locale } = useLanguage();
  const announce = useAnnounce();
  const [isBusy, setBusy] = useState(false);
  const [first] = check.result.customer.matches ?? [];
  if (check.identity !== 'unconfirmed' || first === undefined) return null;
  const confirm = async (): Promise<void> => {
    setBusy(true);
    if (await act(server.confirmIdentity(check.id, first.id))) announce(t('customer.confirmed'));
    setBusy(false);
  };
  const button = check.may_confirm_identity && (
    <Button
      size="small"
      isLink={!isMoneyHeld(check)}
      data-act="confirm"
      disabled={isBusy}
      onClick={() => void confirm()}
    >
      {t('customer.confirm')}
    </Button>
  );
  if (!isMoneyHeld(check))
    return (
      <Padded>
        <Row>
          <Quiet>{t('customer.unconfirmedLine')}</Quiet>
          {button}
        </Row>
      </Padded>
    );
  return (
    <Padded>
      <Notice type="warning" title={t('customer.unconfirmedTitle')}>
        <Stack>
          {t('customer.unconfirmedText')}
          <Quiet>
            {first.id} · {t('customer.since', { date: day(first.created, locale) })}
          </Quiet>
          <div>{button}</div>
        </Stack>
      </Notice>
    </Padded>
  );
}

/** Whether something is owed that waits for the answer. */
function isMoneyHeld({ result }: CheckView): boolean {
  return result.findings.some(({ correction }) => correction !== null && correction.kind !== 'escalate');
}
