import { type FormEvent, type KeyboardEvent, useId } from 'react';

/** What is being written. */
export interface Draft {
  readonly type: CommentType;
  readonly text: string;
}
/** An agent's in the words of Zendesk's app framework, and what the customer writes back, which nobody else here could. */
export type CommentType = 'publicReply' | 'internalNote' | 'customer';

export const EMPTY_DRAFT: Draft = { type: 'publicReply', text: '' };

interface Kind {
  readonly type: CommentType;
  readonly label: string;
  readonly placeholder: string;
  /** What becomes of it. */
  readonly outcome: string;
  readonly send: string;
}

function kindsFor(requester: string): readonly Kind[] {
  return [
    {
      type: 'publicReply',
      label: 'Public reply',
      placeholder: `Write to ${requester}`,
      outcome: `${requester} will read this.`,
      send: 'Send reply',
    },
    {
      type: 'internalNote',
      label: 'Internal note',
      placeholder: 'Write to your colleagues',
      outcome: 'The customer will not see this.',
      send: 'Add note',
    },
    {
      type: 'customer',
      label: 'As the customer',
      placeholder: `What ${requester} writes back`,
      outcome: 'It arrives as an e-mail would.',
      send: 'Have it sent',
    },
  ];
}

export interface ComposerProps {
  readonly draft: Draft;
  readonly requester: string;
  readonly onChange: (draft: Draft) => void;
  readonly onSend: () => void;
}

/** Where a reply is written; the app beside the ticket writes into it too. */
export function Composer({ draft, requester, onChange, onSend }: ComposerProps) {
  const id = useId();
  const kinds = kindsFor(requester);
  const kind = kinds.find(({ type }) => type === draft.type) ?? kinds[0];
  const isEmpty = draft.text.trim() === '';
  function send(event: FormEvent): void {
    event.preventDefault();
    if (!isEmpty) onSend();
  }
  function withKeys(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(event);
  }
  return (
    <form className={`composer ${draft.type}`} aria-label="Composer" onSubmit={send}>
      <fieldset className="kinds">
        <legend className="unseen">What it is to become</legend>
        {kinds.map(({ type, label }) => (
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
        aria-label={kind?.label}
        placeholder={kind?.placeholder}
        value={draft.text}
        rows={draft.text === '' ? 2 : 8}
        onChange={({ target }) => onChange({ ...draft, text: target.value })}
        onKeyDown={withKeys}
      />
      <div className="composer-foot">
        <span className="quiet">{kind?.outcome}</span>
        <button type="submit" className="primary" disabled={isEmpty}>
          {kind?.send}
        </button>
      </div>
    </form>
  );
}
