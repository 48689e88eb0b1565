import { Button } from '@zendeskgarden/react-buttons';
import { useEffect, useState } from 'react';
import styled from 'styled-components';
import type { CheckRecordView, TicketView } from '../../../sidebar/ticket-view.ts';
import { useLanguage } from '../language.tsx';
import { Claim } from '../parts/claim.tsx';
import { Corrections } from '../parts/corrections.tsx';
import { CustomerChooser } from '../parts/customer-chooser.tsx';
import { Draft } from '../parts/draft.tsx';
import { Feedback } from '../parts/feedback.tsx';
import { Findings } from '../parts/findings.tsx';
import { Glance } from '../parts/glance.tsx';
import { Identity } from '../parts/identity.tsx';
import { Notice } from '../parts/message.tsx';
import { NotChecked } from '../parts/not-checked.tsx';
import { PastChecks } from '../parts/past-checks.tsx';
import { Steps } from '../parts/steps.tsx';
import { Summary } from '../parts/summary.tsx';
import { Timeline } from '../parts/timeline.tsx';
import type { FeedbackWords, Server } from '../server.ts';
import type { Step } from '../use-ticket.ts';
import type { Zendesk } from '../zendesk.ts';
import type { Act } from './ticket-screen.tsx';

const Padded = styled.div`
  padding: 12px;
`;

export interface CheckScreenProps {
  readonly view: TicketView;
  /** Of a newer check that runs; null where none does. */
  readonly steps: readonly Step[] | null;
  readonly act: Act;
  readonly check: (customer?: string) => void;
  readonly server: Server;
  readonly zendesk: Zendesk;
}

/** A check: the answer in one glance, then everything it rests on, then what can be done. */
export function CheckScreen({ view, steps, act, check, server, zendesk }: CheckScreenProps) {
  const { t } = useLanguage();
  const [past, setPast] = useState<CheckRecordView | null>(null);
  // For whoever measures how long the agent waited.
  useEffect(() => void performance.mark('billing-check:shown'), []);
  const { check: newest, corrections } = view;
  const shown = past ?? newest;
  const { result } = shown;
  const { customer, triage } = result;
  const livemode = customer.matches?.some((match) => match.livemode) ?? false;
  const say = (words: FeedbackWords): Promise<boolean> => act(server.feedback(newest.id, words));
  const showPast = async (id: string): Promise<void> => {
    const answer = await server.pastCheck(id);
    if (answer.kind === 'ok') setPast(answer.body);
    else await act(Promise.resolve(answer));
  };
  return (
    <>
      {past !== null && (
        <Padded>
          <Notice type="info" title={t('history.showing')} isUrgent>
            <Button size="small" onClick={() => setPast(null)}>
              {t('history.back')}
            </Button>
          </Notice>
        </Padded>
      )}
      <Glance
        shown={shown}
        livemode={livemode}
        {...(past === null && steps === null ? { onCheck: () => check() } : {})}
      />
      {steps !== null && (
        <Padded aria-busy="true">
          <Steps steps={steps} />
        </Padded>
      )}
      {customer.kind === 'ambiguous' && past === null && steps === null && (
        <CustomerChooser matches={customer.matches ?? []} onChoose={check} />
      )}
      {past === null && <Identity check={newest} act={act} server={server} />}
      {customer.kind === 'resolved' && result.verdict === 'cannot_tell' && (
        <Padded>
          <Notice type="warning" title={t('incomplete.title')}>
            {t('incomplete.text')}
          </Notice>
        </Padded>
      )}
      <Summary triage={triage} />
      <Claim result={result} />
      {customer.kind === 'resolved' && (
        <>
          <Findings
            findings={result.findings}
            rights={past === null ? newest.findings : []}
            livemode={livemode}
            isComplete={result.verdict !== 'cannot_tell'}
            onPropose={(id) => act(server.propose(id))}
            onSay={say}
          />
          {past === null && <Corrections corrections={corrections} />}
          <Timeline entries={shown.timeline} livemode={livemode} />
        </>
      )}
      <Draft
        key={shown.id}
        drafted={triage}
        reword={(wish) => server.reword(shown.id, wish)}
        zendesk={zendesk}
        use={past === null ? view.draft_use : null}
        onSay={past === null ? say : null}
      />
      {customer.kind === 'resolved' && <NotChecked result={result} />}
      {past === null && (
        <>
          <PastChecks checks={view.checks.filter(({ id }) => id !== newest.id)} onShow={showPast} />
          <Feedback given={view.feedback} onSend={say} />
        </>
      )}
    </>
  );
}
