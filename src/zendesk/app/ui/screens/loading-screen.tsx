import { Skeleton } from '@zendeskgarden/react-loaders';
import styled from 'styled-components';
import { useLanguage } from '../language.tsx';
import { Row, Stack, Title } from '../parts/layout.tsx';
import { Steps } from '../parts/steps.tsx';
import type { Step } from '../use-ticket.ts';

const Place = styled.div`
  padding: 12px;
`;

/** The shape of what is to come, with the steps of the check that makes it. Null: a stored one is being read. */
export function LoadingScreen({ steps }: { steps: readonly Step[] | null }) {
  const { t } = useLanguage();
  return (
    <Place aria-busy="true">
      <Stack $gap={12}>
        <Title as="h1">{t(steps === null ? 'loading.reading' : 'loading.title')}</Title>
        {steps !== null && <Steps steps={steps} />}
        <div aria-hidden="true">
          <Stack $gap={10}>
            <Skeleton width="70%" height="24px" />
            <Row>
              <Skeleton width="90px" height="18px" />
              <Skeleton width="120px" height="18px" />
            </Row>
            <Skeleton height="14px" />
            <Skeleton height="14px" />
            <Skeleton width="60%" height="14px" />
          </Stack>
        </div>
      </Stack>
    </Place>
  );
}
