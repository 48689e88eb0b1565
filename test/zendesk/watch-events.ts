import { expect } from 'vitest';
import { readEvents, type ServerEvent } from '../../src/zendesk/app/ui/event-stream.ts';
import type { SidebarWorld } from './sidebar-setup.ts';

/** The server-sent events at `/api/sidebar/…/events`, each as it comes, until `close`. */
export async function watchEvents({ url }: SidebarWorld, of: string, session: string) {
  const leave = new AbortController();
  const answer = await fetch(`${url}/api/sidebar/${of}/events`, {
    headers: { authorization: `Bearer ${session}` },
    signal: leave.signal,
  });
  const events: ServerEvent[] = [];
  const done = (async () => {
    if (answer.body === null) return;
    for await (const event of readEvents(answer.body)) events.push(event);
  })().catch(() => undefined);
  return {
    answer,
    events,
    done,
    close: () => leave.abort(),
    until: (name: string) =>
      expect.poll(() => events.map((event) => event.name), { timeout: 10_000 }).toContain(name),
  };
}
