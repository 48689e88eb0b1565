import { getColor } from '@zendeskgarden/react-theming';
import { type ReactNode, useId } from 'react';
import styled from 'styled-components';

export const Stack = styled.div<{ $gap?: number }>`
  display: flex;
  flex-direction: column;
  gap: ${({ $gap = 8 }) => $gap}px;
`;

export const Row = styled.div<{ $gap?: number }>`
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: ${({ $gap = 8 }) => $gap}px;
`;

export const Quiet = styled.span`
  color: ${({ theme }) => getColor({ theme, variable: 'foreground.subtle' })};
  font-size: 12px;
`;

/** Foreign text, with its own line breaks. */
export const Words = styled.p`
  margin: 0;
  white-space: pre-wrap;
  unicode-bidi: plaintext;
`;

export const Title = styled.h2`
  margin: 0;
  font-size: 14px;
  font-weight: 600;
`;

const Frame = styled.section`
  padding: 12px;
  border-top: 1px solid ${({ theme }) => getColor({ theme, variable: 'border.subtle' })};

  &:first-child {
    border-top: 0;
  }
`;

/** A part of the page with its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Frame aria-labelledby={id}>
      <Stack>
        <Title id={id}>{title}</Title>
        {children}
      </Stack>
    </Frame>
  );
}

const Fold = styled.details`
  > summary {
    cursor: pointer;
    width: fit-content;
    border-radius: 4px;
    font-size: 12px;
    color: ${({ theme }) => getColor({ theme, variable: 'foreground.primary' })};
  }

  > summary:focus-visible {
    outline: 2px solid ${({ theme }) => getColor({ theme, variable: 'border.primaryEmphasis' })};
    outline-offset: 2px;
  }

  &[open] > summary {
    margin-bottom: 6px;
  }
`;

/** What is there for whoever wants to know more. */
export function More({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Fold>
      <summary>{label}</summary>
      {children}
    </Fold>
  );
}
