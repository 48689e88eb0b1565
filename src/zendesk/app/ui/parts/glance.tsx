import { Button } from '@zendeskgarden/react-buttons';
import { Tag } from '@zendeskgarden/react-tags';
import { getColor } from '@zendeskgarden/react-theming';
import { useId } from 'react';
import styled from 'styled-components';
import type { UrgencyLevel, Verdict } from '../../../../analysis/finding.ts';
import type { CheckRecordView } from '../../../sidebar/ticket-view.ts';
import { ago, moment, money } from '../format.ts';
import { inertLine } from '../inert-text.ts';
import { useLanguage } from '../language.tsx';
import { Quiet, Row, Stack } from './layout.tsx';

type Tone = 'danger' | 'warning' | 'success' | 'neutral';

const TONES: Readonly<Record<Verdict, Tone>> = {
  billing_error: 'danger',
  likely_error: 'warning',
  payment_issue: 'warning',
  valid_but_confusing: 'success',
  no_anomaly: 'success',
  cannot_tell: 'neutral',
};
const MARKS: Readonly<Record<Tone, string>> = { danger: '!', warning: '?', success: '✓', neutral: '…' };

const Frame = styled.section`
  padding: 12px;
`;

const Heading = styled.h1`
  margin: 0;
  font-size: 18px;
  line-height: 1.3;
  font-weight: 600;
`;

const Mark = styled.span<{ $tone: Tone }>`
  flex: none;
  width: 28px;
  height: 28px;
  border-radius: 50%;
  display: grid;
  place-items: center;
  font-weight: 700;
  color: ${({ theme, $tone }) => getColor({ theme, variable: FOREGROUNDS[$tone] })};
  background: ${({ theme, $tone }) => getColor({ theme, variable: BACKGROUNDS[$tone] })};
`;

const FOREGROUNDS = {
  danger: 'foreground.dangerEmphasis',
  warning: 'foreground.warningEmphasis',
  success: 'foreground.successEmphasis',
  neutral: 'foreground.default',
} as const;
const BACKGROUNDS = {
  danger: 'background.danger',
  warning: 'background.warning',
  success: 'background.success',
  neutral: 'background.recessed',
} as const;

const Head = styled.div`
  display: flex;
  gap: 10px;
  align-items: flex-start;
`;

const Amount = styled.p`
  margin: 2px 0 0;
  font-size: 16px;
  font-weight: 600;
`;

const HUES: Readonly<Record<UrgencyLevel, string | undefined>> = {
  low: undefined,
  normal: undefined,
  high: 'yellow',
  urgent: 'red',
};

/** Who, what, how much, how urgent: in one second. */
export function Glance({
  shown,
  livemode,
  onCheck,
}: {
  shown: CheckRecordView;
  livemode: boolean;
  /** Absent while a check runs, and beside an earlier one. */
  onCheck?: () => void;
}) {
  const { t, locale } = useLanguage();
  const id = useId();
  const { result } = shown;
  const { verdict, urgency, customer } = result;
  const tone = TONES[verdict];
  const amounts = amountsOf(result.findings, verdict).map((amount) => money(amount, locale));
  const who = customer.kind === 'resolved' ? (customer.matches ?? []) : [];
  const hue = HUES[urgency.level];
  return (
    <Frame aria-labelledby={id}>
      <Stack $gap={10}>
        <Head>
          <Mark $tone={tone} aria-hidden="true">
            {MARKS[tone]}
          </Mark>
          <div>
            <Heading id={id}>{t(`verdict.${verdict}`)}</Heading>
            {amounts.length > 0 && (
              <Amount>
                {t(verdict === 'billing_error' ? 'glance.overcharged' : 'glance.unproved', {
                  amount: amounts.join(' + '),
                })}
              </Amount>
            )}
          </div>
        </Head>
        {who.map(({ id: customerId, name, email }) => (
          <Stack key={customerId} $gap={0}>
            <strong>
              <bdi>{inertLine(name ?? '', 80) || t('customer.unnamed')}</bdi>
            </strong>
            {email !== null && (
              <Quiet>
                <bdi>{inertLine(email, 120)}</bdi>
              </Quiet>
            )}
          </Stack>
        ))}
        <Row>
          <Tag isPill {...(hue === undefined ? {} : { hue })}>
            <span>{t('urgency.label', { level: t(`urgency.${urgency.level}`) })}</span>
          </Tag>
          {who.length > 0 && !livemode && (
            <Tag isPill>
              <span>{t('glance.test')}</span>
            </Tag>
          )}
        </Row>
        <Row>
          <Quiet title={moment(shown.checked_at, locale)}>
            {t('glance.checked', { when: ago(shown.checked_at, locale, Date.now()) })}
          </Quiet>
          {onCheck !== undefined && (
            <Button size="small" onClick={onCheck}>
              {t('glance.again')}
            </Button>
          )}
        </Row>
      </Stack>
    </Frame>
  );
}

/** What the findings of the verdict come to, each currency for itself. */
function amountsOf(findings: CheckRecordView['result']['findings'], verdict: Verdict) {
  const totals = new Map<string, number>();
  for (const { classification, amount } of findings)
    if (
      classification === verdict &&
      amount !== null &&
      (verdict === 'billing_error' || verdict === 'likely_error')
    )
      totals.set(amount.currency, (totals.get(amount.currency) ?? 0) + amount.amount);
  return [...totals].map(([currency, amount]) => ({ currency, amount }));
}
