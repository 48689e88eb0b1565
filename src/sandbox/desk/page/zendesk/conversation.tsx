import { useEffect, useRef } from 'react';
import type { PaneComment, PaneTicket } from '../../zendesk/pane.ts';
import { CommentHtml } from './comment-html.tsx';

/** What was written on a ticket, oldest first; what the customer does not see looks otherwise and says so. */
export function Conversation({ ticket }: { ticket: PaneTicket }) {
  const place = useNewestInView(ticket);
  return (
    <div ref={place} className="conversation" role="log" aria-label="Conversation">
      {ticket.earlier > 0 ? <p className="quiet">{ticket.earlier} earlier comments are not shown.</p> : null}
      {ticket.comments.map((comment) => (
        <Comment key={comment.id} comment={comment} />
      ))}
    </div>
  );
}

/** Brings what was added into view; where the ticket was opened with it, it stays at its beginning. */
function useNewestInView({ comments }: PaneTicket) {
  const place = useRef<HTMLDivElement>(null);
  const newest = comments.at(-1)?.id ?? null;
  const seen = useRef(newest);
  useEffect(() => {
    if (newest === seen.current) return;
    seen.current = newest;
    place.current?.lastElementChild?.scrollIntoView({ block: 'start' });
  }, [newest]);
  return place;
}

function Comment({ comment }: { comment: PaneComment }) {
  const { author, by, html_body, created_at } = comment;
  const isPublic = comment.public;
  return (
    <article
      className={isPublic ? 'comment' : 'comment internal'}
      aria-label={`${labelOf(comment)}, ${author}`}
    >
      <header>
        <span className={`avatar ${by}`} aria-hidden="true">
          {initialsOf(author)}
        </span>
        <b>{author}</b>
        {isPublic ? null : <span className="badge">Internal note</span>}
        <time dateTime={created_at}>{TIME.format(new Date(created_at))}</time>
      </header>
      <CommentHtml html={html_body} />
    </article>
  );
}

function labelOf({ by, public: isPublic }: PaneComment): string {
  if (!isPublic) return 'Internal note';
  return by === 'customer' ? 'Message of the customer' : 'Public reply';
}

const TIME = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => word !== '');
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}
