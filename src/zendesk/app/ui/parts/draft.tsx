import { Button } from '@zendeskgarden/react-buttons';
import { getColor } from '@zendeskgarden/react-theming';
import { useEffect, useState } from 'react';
import styled from 'styled-components';
import type { DraftUse } from '../../../../../db/schema.ts';
import type { ResultTriage } from '../../../../check/result.ts';
import type { WordingWish } from '../../../../check/wording-wish.ts';
import { inertText } from '../inert-text.ts';
import { type Language, type TextKey, useLanguage } from '../language.tsx';
import type { Answer, FeedbackWords } from '../server.ts';
import { useWording } from '../use-wording.ts';
import type { Zendesk } from '../zendesk.ts';
import { DraftMark } from './draft-mark.tsx';
import { DraftWish } from './draft-wish.tsx';
import { Quiet, Section, Stack, Words } from './layout.tsx';

const Paper = styled(Words)`
  padding: 10px;
  border-radius: 4px;
  border: 1px solid ${({ theme }) => getColor({ theme, variable: 'border.default' })};
  background: ${({ theme }) => getColor({ theme, variable: 'background.subtle' })};
`;

/** The reply as it was drafted: into the composer, where it is read and sent by a person. */
export function Draft({
  drafted,
  zendesk,
  use,
  onSay,
  reword,
}: {
  drafted: ResultTriage;
  zendesk: Zendesk;
  /** What became of it; null where nothing is known. */
  use: DraftUse | null;
  /** Null where nothing can be said of it: it is an earlier one. */
  onSay: ((words: FeedbackWords) => Promise<boolean>) | null;
  reword: (wish: WordingWish) => Promise<Answer<{ readonly triage: ResultTriage }>>;
}) {
  const { t, locale } = useLanguage();
  const [said, setSaid] = useState<TextKey | null>(null);
  const [isInserted, setInserted] = useState(false);
  const { triage, wish, state, ask } = useWording(drafted, reword);
  const text = inertText(triage.draft_reply);
  useEffect(() => {
    if (!isInserted || onSay === null) return;
    zendesk.onReplySent((sent) => void onSay({ sent }));
    return () => zendesk.onReplySent(null);
  }, [isInserted, onSay, zendesk]);
  const insert = async (as: 'publicReply' | 'internalNote'): Promise<void> => {
    const done = as === 'publicReply' ? 'draft.inserted' : 'draft.insertedInternal';
    const isInserted = await succeeds(zendesk.insert(text, as));
    setSaid(isInserted ? done : 'draft.notInserted');
    // What becomes of other words says nothing of the draft.
    if (isInserted && as === 'publicReply') setInserted(triage === drafted);
  };
  const copy = async (): Promise<void> => {
    setSaid((await succeeds(copyText(text))) ? 'draft.copied' : 'draft.notCopied');
  };
  return (
    <Section title={t('draft.title')}>
      {triage.wanted_language !== undefined && (
        <p>{t('draft.otherLanguage', namesOf(locale, triage.wanted_language, triage.language))}</p>
      )}
      <Paper lang={triage.language}>{text}</Paper>
      {onSay !== null && <DraftWish wish={wish} isBusy={state === 'wording'} onWish={ask} />}
      <div role="status">
        {state === 'wording' && t('draft.wording')}
        {state === 'failed' && t('draft.notWorded')}
      </div>
      <Stack $gap={6}>
        <Button isPrimary isStretched onClick={() => void insert('publicReply')}>
          {t('draft.public')}
        </Button>
        <Button isStretched onClick={() => void insert('internalNote')}>
          {t('draft.internal')}
        </Button>
        <Button isBasic isStretched onClick={() => void copy()}>
          {t('draft.copy')}
        </Button>
      </Stack>
      <div role="status">{said !== null && t(said)}</div>
      {onSay !== null && <DraftMark use={use} onSay={onSay} />}
      <Quiet>{writtenBy(triage, t)}</Quiet>
    </Section>
  );
}

/** Languages as the reader calls them; what Intl does not know stays as it is. */
function namesOf(locale: string, wanted: string, written: string): Record<'wanted' | 'written', string> {
  const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
  return { wanted: names.of(wanted) ?? wanted, written: names.of(written) ?? written };
}

/** Whose words they are: the model with its prompt, or nobody's but the rules'. */
function writtenBy({ source, model, author }: ResultTriage, t: Language['t']): string {
  if (source !== 'model') return t('draft.source_template');
  const name = inertText(model ?? '');
  const prompt = author?.prompt_version ?? null;
  return prompt === null
    ? t('draft.source_model', { model: name })
    : t('draft.source_prompt', { model: name, prompt });
}

/** A frame may be kept from the clipboard: then the older way, which a click allows. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('readonly', '');
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    if (!isCopied) throw new Error('The browser did not copy the text.');
  }
}

async function succeeds(doing: Promise<unknown>): Promise<boolean> {
  return doing.then(
    () => true,
    () => false,
  );
}
