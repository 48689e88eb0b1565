import { Button } from '@zendeskgarden/react-buttons';
import { Tag } from '@zendeskgarden/react-tags';
import { getColor } from '@zendeskgarden/react-theming';
import { useState } from 'react';
import styled from 'styled-components';
import type { RecomputationStep } from '../../../../analysis/finding.ts';
import type { ResultFinding } from '../../../../check/result.ts';
import type { FindingView } from '../../../sidebar/ticket-view.ts';
import { useAnnounce } from '../announcer.tsx';
import { money } from '../format.ts';
import { inertLine, inertText } from '../inert-text.ts';
import { useLanguage } from '../language.tsx';
import type { FeedbackWords } from '../server.ts';
import { FindingMark } from './finding-mark.tsx';
import { More, Quiet, Row, Stack, Words } from './layout.tsx';
import { StripeLink } from './stripe-link.tsx';

/** More are in the list behind "all steps", or in Stripe. */
const MAX_EVIDENCE = 12;

const Frame = styled.article`
  display: flex;
  flex-direction: column;
  gap: 8px;
`;

const Head = styled.div`
  display: flex;
  justify-content: space-between;
  gap: 8px;
`;

const Name = styled.h3`
  margin: 0;
  font-size: 14px;
  font-weight: 600;
`;

const Figure = styled.strong`
  white-space: nowrap;
`;

const Sum = styled.div`
  font-variant-numeric: tabular-nums;
  padding: 6px 8px;
  border-radius: 4px;
  background: ${({ theme }) => getColor({ theme, variable: 'background.subtle' })};
`;

const HUES: Readonly<Partial<Record<ResultFinding['classification'], string>>> = {
  billing_error: 'red',
  likely_error: 'yellow',
  payment_issue: 'yellow',
};

export function Finding({
  finding,
  rights,
  livemode,
  onPropose,
  onSay,
}: {
  finding: ResultFinding;
  rights: FindingView | null;
  livemode: boolean;
  onPropose: (id: string) => Promise<boolean>;
  onSay: (words: FeedbackWords) => Promise<boolean>;
}) {
  const { t, locale } = useLanguage();
  const { classification, amount, evidence, recomputation, about_ticket } = finding;
  const hue = HUES[classification];
  return (
    <Frame>
      <Head>
        <Name lang="en">{inertLine(finding.title)}</Name>
        {amount !== null && <Figure>{money(amount, locale)}</Figure>}
      </Head>
      <Row>
        <Tag isPill {...(hue === undefined ? {} : { hue })}>
          <span>{t(`classification.${classification}`)}</span>
        </Tag>
        {about_ticket && <Quiet>{t('findings.about')}</Quiet>}
      </Row>
      <Recomputation steps={recomputation} />
      <More label={t('findings.more')}>
        <Words lang="en">{inertText(finding.message)}</Words>
      </More>
      {evidence.length > 0 && (
        <div>
          <Quiet>{t('findings.evidence')}</Quiet>
          <Row>
            {evidence.slice(0, MAX_EVIDENCE).map(({ object, id }) => (
              <StripeLink key={`${object} ${id}`} object={object} id={id} livemode={livemode} />
            ))}
          </Row>
        </div>
      )}
      {rights !== null && <Propose finding={finding} rights={rights} onPropose={onPropose} />}
      {rights !== null && (
        <FindingMark
          title={inertLine(finding.title)}
          id={rights.id}
          isRight={rights.is_right}
          onSay={onSay}
        />
      )}
    </Frame>
  );
}

/** The last line is what it comes to; the way there is behind it. */
function Recomputation({ steps }: { steps: readonly RecomputationStep[] }) {
  const { t } = useLanguage();
  const last = steps.at(-1);
  if (last === undefined) return null;
  return (
    <Sum>
      <Quiet>{t('findings.computation')}</Quiet>
      <div lang="en">{lineOf(last)}</div>
      {steps.length > 1 && (
        <More label={t('findings.steps')}>
          <Stack $gap={2} lang="en">
            {steps.map((step) => (
              <div key={lineOf(step)}>{lineOf(step)}</div>
            ))}
          </Stack>
        </More>
      )}
    </Sum>
  );
}

function lineOf({ label, expression, result }: RecomputationStep): string {
  return inertLine(`${label}: ${expression} = ${result.replace(/^-/, '−')}`);
}

function Propose({
  finding: { correction },
  rights,
  onPropose,
}: {
  finding: ResultFinding;
  rights: FindingView;
  onPropose: (id: string) => Promise<boolean>;
}) {
  const { t, locale } = useLanguage();
  const announce = useAnnounce();
  const [isBusy, setBusy] = useState(false);
  if (correction === null) return null;
  const { kind, amount, currency } = correction;
  const figure = amount === null || currency === null ? '' : `: ${money({ amount, currency }, locale)}`;
  const what = `${t(`correction.${kind}`)}${figure}`;
  const propose = async (): Promise<void> => {
    setBusy(true);
    if (await onPropose(rights.id)) announce(t('correction.proposed'));
    setBusy(false);
  };
  return (
    <Stack $gap={4}>
      <div>{what}</div>
      {rights.may_propose ? (
        <Button isPrimary isStretched data-act="propose" disabled={isBusy} onClick={() => void propose()}>
          {t('correction.propose')}
        </Button>
      ) : (
        <Quiet lang="en">{rights.why_not}</Quiet>
      )}
    </Stack>
  );
}
