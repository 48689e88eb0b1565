import { Button } from '@zendeskgarden/react-buttons';
import { getColor } from '@zendeskgarden/react-theming';
import styled from 'styled-components';
import type { ReplyLanguage, Variant, WordingWish } from '../../../../check/wording-wish.ts';
import { useLanguage } from '../language.tsx';
import { Quiet, Row, Stack } from './layout.tsx';

const VARIANTS = ['shorter', 'warmer', 'firmer'] as const satisfies readonly Variant[];
const REPLY_LANGUAGES = ['en', 'de', 'es', 'fr', 'ja'] as const satisfies readonly ReplyLanguage[];

const Menu = styled.select`
  flex: 1;
  min-width: 0;
  padding: 4px 6px;
  font: inherit;
  border-radius: 4px;
  color: ${({ theme }) => getColor({ theme, variable: 'foreground.default' })};
  background: ${({ theme }) => getColor({ theme, variable: 'background.default' })};
  border: 1px solid ${({ theme }) => getColor({ theme, variable: 'border.emphasis' })};

  &:focus-visible {
    outline: 2px solid ${({ theme }) => getColor({ theme, variable: 'border.primaryEmphasis' })};
    outline-offset: 1px;
  }
`;

const Label = styled.label`
  display: flex;
  align-items: center;
  gap: 6px;
`;

/** How the reply is to be: one of three ways, or a language, or as it was drafted. */
export function DraftWish({
  wish,
  isBusy,
  onWish,
}: {
  wish: WordingWish;
  isBusy: boolean;
  onWish: (wish: WordingWish) => void;
}) {
  const { t, locale } = useLanguage();
  const names = new Intl.DisplayNames([locale], { type: 'language' });
  return (
    <Stack $gap={6}>
      <Row $gap={4} role="group" aria-label={t('draft.manner')}>
        {VARIANTS.map((one) => (
          <Button
            key={one}
            size="small"
            isPrimary={wish.variant === one}
            aria-pressed={wish.variant === one}
            disabled={isBusy}
            onClick={() => onWish({ ...wish, variant: wish.variant === one ? null : one })}
          >
            {t(`draft.${one}`)}
          </Button>
        ))}
      </Row>
      <Label>
        <Quiet>{t('draft.language')}</Quiet>
        <Menu
          value={wish.language ?? ''}
          disabled={isBusy}
          onChange={({ target }) => onWish({ ...wish, language: target.value === '' ? null : target.value })}
        >
          <option value="">{t('draft.ownLanguage')}</option>
          {REPLY_LANGUAGES.map((one) => (
            <option key={one} value={one}>
              {names.of(one) ?? one}
            </option>
          ))}
        </Menu>
      </Label>
    </Stack>
  );
}
