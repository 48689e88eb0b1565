import { useEffect, useRef, useState } from 'react';
import { Announcer } from './announcer.tsx';
import { type Language, LanguageProvider } from './language.tsx';
import { Message } from './parts/message.tsx';
import { TicketScreen } from './screens/ticket-screen.tsx';
import type { Server } from './server.ts';
import { type ColorScheme, Theme } from './theme.tsx';
import { useRenewal } from './use-renewal.ts';
import type { Zendesk } from './zendesk.ts';

export interface AppProps {
  readonly language: Language;
  /** Null where the page is not framed by our Zendesk. */
  readonly zendesk: Zendesk | null;
  readonly server: Server;
}

export function App({ language, zendesk, server }: AppProps) {
  const [scheme, setScheme] = useState<ColorScheme | null>(zendesk?.colorScheme ?? null);
  const [active, setActive] = useState(true);
  useEffect(() => {
    zendesk?.onColorScheme(setScheme);
    zendesk?.onActive(setActive);
  }, [zendesk]);
  useRenewal(server, active);
  const place = useHeightOf(zendesk);
  const { t } = language;
  return (
    <LanguageProvider language={language}>
      <Theme scheme={scheme}>
        <Announcer>
          <main ref={place} aria-label={t('common.app')}>
            {zendesk === null || zendesk.ticketId === null ? (
              <Message title={t('trouble.noTicketTitle')}>{t('trouble.noTicketText')}</Message>
            ) : (
              <TicketScreen server={server} zendesk={zendesk} ticketId={zendesk.ticketId} active={active} />
            )}
          </main>
        </Announcer>
      </Theme>
    </LanguageProvider>
  );
}

/** Keeps the frame as high as what is in it. */
function useHeightOf(zendesk: Zendesk | null) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null || zendesk === null) return;
    let last = 0;
    const watcher = new ResizeObserver(() => {
      const height = Math.ceil(element.getBoundingClientRect().height);
      if (height === last) return;
      last = height;
      zendesk.setHeight(Math.min(height, MAX_HEIGHT_PIXELS));
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [zendesk]);
  return place;
}

const MAX_HEIGHT_PIXELS = 4_000;
