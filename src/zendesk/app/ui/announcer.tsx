import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import styled from 'styled-components';

export const VisuallyHidden = styled.div`
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
`;

const Context = createContext<(text: string) => void>(() => {});

/** One polite live region: what changed without a click is told to whoever does not see it. */
export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState('');
  const announce = useCallback((next: string) => setText(next), []);
  return (
    <Context.Provider value={announce}>
      {children}
      <VisuallyHidden role="status" aria-live="polite">
        {text}
      </VisuallyHidden>
    </Context.Provider>
  );
}

export function useAnnounce(): (text: string) => void {
  return useContext(Context);
}
