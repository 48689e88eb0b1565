import { useCallback, useEffect, useState } from 'react';
import { addressOf, type Place, readPlace } from './place.ts';

/** The place the address says, and how to go to another. */
export function usePlace(): readonly [Place, (change: Partial<Place>) => void] {
  const [place, setPlace] = useState(() => readPlace(window.location));
  useEffect(() => {
    const back = (): void => setPlace(readPlace(window.location));
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  const go = useCallback((change: Partial<Place>) => {
    const next = { ...readPlace(window.location), ...change };
    window.history.pushState(null, '', addressOf(next));
    setPlace(next);
  }, []);
  return [place, go];
}
