import { type FormEvent, type KeyboardEvent, useId } from 'react';

/** What an agent is writing. `type` in the words of Zendesk's app framework. */
export interface Draft {
  readonly type: CommentType;
  readonly text: string;
}
export type CommentType = 'publicReply' | 'internalNote';

export const EMPTY_DRAFT: Draft = { type: 'publicReply', text: '' };

const KINDS: readonly { readonly type: CommentType; readonly label: string }[] = [
  { type: 'publicReply', label: 'Public reply' },
  { type: 'internalNote', label: 'Internal note' },
];

export interface ComposerProps {
  readonly draft: Draft;
  readonly requester: string;
  readonly onChange: (draft: Draft) => void;
  readonly onSend: () => void;
}

/** Where a reply is written; the app beside the ticket writes into it too. */
export function Composer({ draft, requester, onChange, onSend }: ComposerProps) {
  const id = useId();
  const isPublic = draft.type === 'publicReply';
  const isEmpty = draft.text.trim() === '';
  function send(event: FormEvent): void {
    event.preventDefault();
    if (!isEmpty) onSend();
  }
  function withKeys(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(event);
  }
  return (
    <form className={isPublic ? 'composer' : 'composer internal'} aria-label="Composer" onSubmit={send}>
      <fieldset className="kinds">
        <legend className="unseen">What it is to become</legend>
        {KINDS.map(({ type, label }) => (
          <label key={type} className={draft.type === type ? 'chosen' : ''}>
            <input
              type="radio"
              name={`${id}-type`}
              checked={draft.type === type}
              onChange={() => onChange({ ...draft, type })}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <textarea
        aria-label={isPublic ? 'Public reply' : 'Internal note'}
        placeholder={isPublic ? `Write to ${requester}` : 'Write to your colleagues'}
        value={draft.text}
        rows={draft.text === '' ? 2 : 8}
        onChange={({ target }) => onChange({ ...draft, text: target.value })}
        onKeyDown={withKeys}
      />
      <div className="composer-foot">
        <span className="quiet">
          {isPublic ? `${requester} will read this.` : 'The customer will not see this.'}
        </span>
        <button type="submit" className="primary" disabled={isEmpty}>
          {isPublic ? 'Send reply' : 'Add note'}
        </button>
      </div>
    </form>
  );
}
