import { createContext, type ReactNode, useCallback, useContext, useId, useState } from 'react';
import { type JsonRecord, textAt } from '../../../../slack/json.ts';
import { plainText, TextObject } from '../text/text-object.tsx';
import { inertWhen, PaneDialog } from './pane-dialog.tsx';

/** Asks what an element's `confirm` says; resolves with whether the person said yes. */
type Confirm = (question: JsonRecord) => Promise<boolean>;

const Context = createContext<Confirm>(async () => false);

export const useConfirm = (): Confirm => useContext(Context);

interface Asked {
  readonly question: JsonRecord;
  readonly answer: (yes: boolean) => void;
}

/** Shows questions over everything in it. */
export function ConfirmProvider({ children }: { readonly children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const confirm = useCallback<Confirm>(
    (question) => new Promise((answer) => setAsked({ question, answer })),
    [],
  );
  return (
    <Context.Provider value={confirm}>
      <div className="slack-stage">
        <div className="slack-layer" {...inertWhen(asked !== null)}>
          {children}
        </div>
        {asked === null ? null : (
          <ConfirmDialog
            question={asked.question}
            onAnswer={(yes) => {
              setAsked(null);
              asked.answer(yes);
            }}
          />
        )}
      </div>
    </Context.Provider>
  );
}

interface ConfirmDialogProps {
  readonly question: JsonRecord;
  readonly onAnswer: (yes: boolean) => void;
}

function ConfirmDialog({ question, onAnswer }: ConfirmDialogProps) {
  const titleId = useId();
  const { title, text, confirm, deny } = question;
  return (
    <PaneDialog labelledBy={titleId} isAlert onEscape={() => onAnswer(false)}>
      <h3 id={titleId}>{plainText(title) || 'Are you sure?'}</h3>
      <TextObject value={text} />
      <div className="slack-dialog-foot">
        <button type="button" className="slack-button" onClick={() => onAnswer(false)}>
          {plainText(deny) || 'Cancel'}
        </button>
        <button
          type="button"
          className={`slack-button ${textAt(question, 'style') || 'primary'}`}
          onClick={() => onAnswer(true)}
        >
          {plainText(confirm) || 'Yes'}
        </button>
      </div>
    </PaneDialog>
  );
}
