import { useEffect, useRef } from 'react';
import type { Server } from './server.ts';

/** A third of what a session has, so that one attempt may fail. */
const RENEW_AFTER_MS = 10 * 60_000;
const LOOK_EVERY_MS = 60_000;

/** Lets the session go on while the ticket is the one the agent looks at; one that nobody looks at ends by itself. */
export function useRenewal(server: Server, active: boolean): void {
  const renewedAt = useRef(Date.now());
  useEffect(() => {
    if (!active) return;
    let isAsking = false;
    const look = async (): Promise<void> => {
      if (isAsking || document.visibilityState !== 'visible') return;
      if (Date.now() - renewedAt.current < RENEW_AFTER_MS) return;
      isAsking = true;
      if (await server.renew()) renewedAt.current = Date.now();
      isAsking = false;
    };
    const tell = (): void => void look();
    tell();
    const timer = window.setInterval(tell, LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', tell);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', tell);
    };
  }, [server, active]);
}
