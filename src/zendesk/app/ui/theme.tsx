import { DEFAULT_THEME, getColor, ThemeProvider } from '@zendeskgarden/react-theming';
import { type ReactNode, useEffect, useState } from 'react';
import { createGlobalStyle } from 'styled-components';

export type ColorScheme = 'light' | 'dark';

const Page = createGlobalStyle`
  *, *::before, *::after { box-sizing: border-box; }
  button, input, textarea { font: inherit; }
  html { background: ${({ theme }) => getColor({ theme, variable: 'background.default' })}; color-scheme: ${({ theme }) => theme.colors.base}; }
  body { margin: 0; color: ${({ theme }) => getColor({ theme, variable: 'foreground.default' })};
    font-family: ${({ theme }) => theme.fonts.system}; font-size: 14px; line-height: 1.43; overflow-wrap: anywhere; }
  @media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
`;

/** Garden's colours and shapes in the scheme Zendesk has, or the browser's own where Zendesk does not say. */
export function Theme({ scheme, children }: { scheme: ColorScheme | null; children: ReactNode }) {
  const preferred = usePreferredScheme();
  const base = scheme ?? preferred;
  return (
    <ThemeProvider theme={{ ...DEFAULT_THEME, colors: { ...DEFAULT_THEME.colors, base } }}>
      <Page />
      {children}
    </ThemeProvider>
  );
}

function usePreferredScheme(): ColorScheme {
  const [isDark, setDark] = useState(() => DARK.matches);
  useEffect(() => {
    const tell = (): void => setDark(DARK.matches);
    DARK.addEventListener('change', tell);
    return () => DARK.removeEventListener('change', tell);
  }, []);
  return isDark ? 'dark' : 'light';
}

const DARK = window.matchMedia('(prefers-color-scheme: dark)');
