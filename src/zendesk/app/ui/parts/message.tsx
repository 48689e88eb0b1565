import { Alert, Title as AlertTitle } from '@zendeskgarden/react-notifications';
import type { ReactNode } from 'react';
import styled from 'styled-components';
import { Stack, Title } from './layout.tsx';

const Place = styled.div`
  padding: 12px;
`;

/** The whole page where there is nothing else to show: what is so, and what to do. */
export function Message({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Place>
      <Stack $gap={12}>
        <Title as="h1">{title}</Title>
        {children !== undefined && <div>{children}</div>}
        {action !== undefined && <div>{action}</div>}
      </Stack>
    </Place>
  );
}

/** Something to know before going on. */
export function Notice({
  type,
  title,
  children,
  isUrgent = false,
}: {
  type: 'info' | 'warning' | 'error' | 'success';
  title: string;
  children?: ReactNode;
  /** Told at once to whoever does not see it. */
  isUrgent?: boolean;
}) {
  return (
    <Alert type={type} role={isUrgent ? 'alert' : undefined}>
      <AlertTitle role="heading" aria-level={2}>
        {title}
      </AlertTitle>
      {children}
    </Alert>
  );
}
