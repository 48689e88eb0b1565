import { Inline } from '@zendeskgarden/react-loaders';
import { getColor } from '@zendeskgarden/react-theming';
import styled from 'styled-components';
import { VisuallyHidden } from '../announcer.tsx';
import { useLanguage } from '../language.tsx';
import type { Step } from '../use-ticket.ts';

const ORDER = ['customer_found', 'history_read', 'rules_run', 'writing'] as const satisfies readonly Step[];

const List = styled.ol`
  margin: 0;
  padding: 0;
  list-style: none;
  display: flex;
  flex-direction: column;
  gap: 4px;
`;

const Item = styled.li<{ $state: 'done' | 'now' | 'waiting' }>`
  display: flex;
  align-items: center;
  gap: 8px;
  color: ${({ theme, $state }) =>
    getColor({ theme, variable: $state === 'waiting' ? 'foreground.subtle' : 'foreground.default' })};
`;

const Mark = styled.span`
  width: 16px;
  text-align: center;
`;

/** How far a check is. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const { t } = useLanguage();
  // "writing" is told when the writing begins: the answer itself is the end of it.
  const reached = ORDER.filter((step) => step !== 'writing' && steps.includes(step)).length;
  return (
    <List aria-label={t('loading.title')}>
      {ORDER.map((step, place) => {
        const state = place < reached ? 'done' : place === reached ? 'now' : 'waiting';
        return (
          <Item key={step} $state={state}>
            <Mark aria-hidden="true">
              {state === 'done' ? '✓' : state === 'now' ? <Inline size={14} /> : '·'}
            </Mark>
            <span>{t(`loading.${step}`)}</span>
            <VisuallyHidden as="span">{t(`loading.${state}`)}</VisuallyHidden>
          </Item>
        );
      })}
    </List>
  );
}
