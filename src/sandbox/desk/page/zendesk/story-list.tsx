import type { PaneStory, PaneTicketRow, ZendeskPaneState } from '../../zendesk/pane.ts';

export interface StoryListProps {
  readonly state: ZendeskPaneState;
  /** The ticket that is open. */
  readonly open: number | null;
  readonly onOpen: (ticket: number) => void;
  readonly onSend: (story: string) => void;
}

/** The stories, to be sent and then opened, and every other ticket under them. */
export function StoryList({ state, open, onOpen, onSend }: StoryListProps) {
  const { stories, tickets } = state;
  const rows = new Map(tickets.map((row) => [row.id, row]));
  const told = new Set(stories.map(({ ticket_id }) => ticket_id));
  const others = tickets.filter(({ id }) => !told.has(id));
  return (
    <nav className="tickets" aria-label="Tickets">
      <h2>Stories</h2>
      <ul>
        {stories.map((story) => (
          <li key={story.key}>
            <Story
              story={story}
              row={rows.get(story.ticket_id ?? -1) ?? null}
              isOpen={story.ticket_id !== null && story.ticket_id === open}
              onOpen={onOpen}
              onSend={onSend}
            />
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <>
          <h2>Other tickets</h2>
          <ul>
            {others.map((row) => (
              <li key={row.id}>
                <TicketLink row={row} isOpen={row.id === open} onOpen={onOpen} title={row.subject} />
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  );
}

interface StoryProps extends Pick<StoryListProps, 'onOpen' | 'onSend'> {
  readonly story: PaneStory;
  readonly row: PaneTicketRow | null;
  readonly isOpen: boolean;
}

function Story({ story, row, isOpen, onOpen, onSend }: StoryProps) {
  if (row !== null) return <TicketLink row={row} isOpen={isOpen} onOpen={onOpen} title={story.title} />;
  return (
    <div className="story">
      <span className="story-title">{story.title}</span>
      <span className="quiet">{story.requester}</span>
      <button type="button" onClick={() => onSend(story.key)} aria-label={`Have it sent: ${story.title}`}>
        Have it sent
      </button>
    </div>
  );
}

interface TicketLinkProps extends Pick<StoryListProps, 'onOpen'> {
  readonly row: PaneTicketRow;
  readonly isOpen: boolean;
  readonly title: string;
}

function TicketLink({ row, isOpen, title, onOpen }: TicketLinkProps) {
  return (
    <button
      type="button"
      className={isOpen ? 'story sent open' : 'story sent'}
      aria-current={isOpen ? 'true' : undefined}
      onClick={() => onOpen(row.id)}
    >
      <span className="story-title">{title}</span>
      <span className="quiet">
        #{row.id} · {row.requester}
      </span>
      <span className="chosen-options">
        {row.chosen.length === 0 ? 'Not checked yet' : row.chosen.join(' · ')}
      </span>
    </button>
  );
}
