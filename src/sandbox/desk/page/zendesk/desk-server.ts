import type { ZendeskAct } from '../../zendesk/act-schema.ts';
import type { AppToken, ZendeskActOutcome, ZendeskPaneState } from '../../zendesk/pane.ts';
import type { Place } from './place.ts';

export type Answer<T> = { readonly ok: T } | { readonly error: string };

const UNREACHABLE = 'The desk cannot be reached: see whether the demo still runs.';

/** What is seen from this place; waits, while nothing is newer than `after`. @throws when the desk does not answer. */
export async function readState(
  { ticket, as }: Place,
  after: number | null,
  signal: AbortSignal,
): Promise<ZendeskPaneState> {
  const query = new URLSearchParams();
  if (as !== null) query.set('as', String(as));
  if (ticket !== null) query.set('ticket', String(ticket));
  if (after !== null) query.set('after', String(after));
  const response = await fetch(`/desk/zendesk/state?${query}`, { signal });
  if (!response.ok) throw new Error(`The desk answers ${response.status}.`);
  return (await response.json()) as ZendeskPaneState;
}

export function act(as: number, what: ZendeskAct): Promise<Answer<ZendeskActOutcome>> {
  return post<ZendeskActOutcome>(`/desk/zendesk/acts?as=${as}`, what);
}

/** What Zendesk posts to the app when this agent opens it. */
export function appToken(as: number): Promise<Answer<AppToken>> {
  return post<AppToken>(`/desk/zendesk/token?as=${as}`, {});
}

async function post<T>(path: string, body: unknown): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return { ok: (await response.json()) as T };
    const { error } = (await response.json()) as { readonly error?: string };
    return { error: error ?? 'That could not be done: try again.' };
  } catch {
    return { error: UNREACHABLE };
  }
}
