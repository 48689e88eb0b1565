import { useRef, useState } from 'react';
import type { ResultTriage } from '../../../check/result.ts';
import type { WordingWish } from '../../../check/wording-wish.ts';
import type { Answer } from './server.ts';

const AS_DRAFTED: WordingWish = { variant: null, language: null };

export interface Wording {
  /** How the reply that is shown was asked for. */
  readonly wish: WordingWish;
  /** The reply to show; the drafted one while another is being worded, or where none could be had. */
  readonly triage: ResultTriage;
  readonly state: 'ready' | 'wording' | 'failed';
  readonly ask: (wish: WordingWish) => void;
}

/** The drafted reply, or the same in other words. What was asked for last is what is shown. */
export function useWording(
  drafted: ResultTriage,
  reword: (wish: WordingWish) => Promise<Answer<{ readonly triage: ResultTriage }>>,
): Wording {
  const [shown, setShown] = useState<Omit<Wording, 'ask'>>({
    wish: AS_DRAFTED,
    triage: drafted,
    state: 'ready',
  });
  const asked = useRef(0);
  const ask = async (wish: WordingWish): Promise<void> => {
    asked.current += 1;
    const turn = asked.current;
    if (wish.variant === null && wish.language === null)
      return setShown({ wish: AS_DRAFTED, triage: drafted, state: 'ready' });
    setShown(({ triage }) => ({ wish, triage, state: 'wording' }));
    const answer = await reword(wish);
    if (turn !== asked.current) return;
    setShown(
      answer.kind === 'ok'
        ? { wish, triage: answer.body.triage, state: 'ready' }
        : { wish: AS_DRAFTED, triage: drafted, state: 'failed' },
    );
  };
  return { ...shown, ask: (wish) => void ask(wish) };
}
