import type { PaneTicket } from '../../zendesk/pane.ts';
import { Composer, type Draft } from './composer.tsx';
import { Conversation } from './conversation.tsx';

export interface TicketProps {
  readonly ticket: PaneTicket;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly onSend: () => void;
}

/** A ticket with its conversation, its fields and tags, and the composer under it. */
export function Ticket({ ticket, draft, onDraft, onSend }: TicketProps) {
  const { id, subject, status, requester, fields, tags } = ticket;
  return (
    <div className="ticket">
      <header className="ticket-head">
        <p className="quiet">
          <span className={`status ${status}`}>{status}</span> Ticket #{id}
        </p>
        <h1>{subject}</h1>
        <p className="quiet">
          {requester.name}
          {requester.email === null ? '' : ` · ${requester.email}`}
        </p>
        <dl className="fields">
          {fields.map(({ title, value }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{value ?? '–'}</dd>
            </div>
          ))}
          <div className="tags">
            <dt>Tags</dt>
            <dd>{tags.length === 0 ? '–' : tags.map((tag) => <span key={tag}>{tag}</span>)}</dd>
          </div>
        </dl>
      </header>
      <Conversation ticket={ticket} />
      <Composer draft={draft} requester={requester.name} onChange={onDraft} onSend={onSend} />
    </div>
  );
}
