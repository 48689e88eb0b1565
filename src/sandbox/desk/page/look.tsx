import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export type ColorScheme = 'light' | 'dark';

/** Light or dark, for the whole page and the app in it. */
export interface Look {
  readonly scheme: ColorScheme;
  readonly setScheme: (scheme: ColorScheme) => void;
}

const Context = createContext<Look | null>(null);

/** Begins with what the system prefers. */
export function LookProvider({ children }: { children: ReactNode }) {
  const [scheme, setScheme] = useState<ColorScheme>(() =>
    window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  );
  useEffect(() => {
    document.documentElement.dataset['scheme'] = scheme;
  }, [scheme]);
  const look = useMemo(() => ({ scheme, setScheme }), [scheme]);
  return <Context.Provider value={look}>{children}</Context.Provider>;
}

export function useLook(): Look {
  const look = useContext(Context);
  if (look === null) throw new Error('This is shown on the page of the desk only.');
  return look;
}
