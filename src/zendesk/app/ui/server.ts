import type { DraftUse } from '../../../../db/schema.ts';
import type { ResultTriage } from '../../../check/result.ts';
import type { WordingWish } from '../../../check/wording-wish.ts';
import type { CheckRecordView, TicketView } from '../../sidebar/ticket-view.ts';

/** Why there is no answer to show. `sentence` is the server's own, in English. */
export type Trouble =
  | { readonly kind: 'expired' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'forbidden' | 'missing' | 'busy' | 'failed'; readonly sentence: string };

export type Answer<T> =
  | { readonly kind: 'ok'; readonly body: T }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

/** A ticket, or why there is no check of it yet. */
export type TicketAnswer =
  | { readonly kind: 'checked'; readonly view: TicketView }
  | { readonly kind: 'unchecked'; readonly why: Unchecked; readonly running: string | null };

/** Why a ticket was not checked by itself: not yet, or what decided that it is not about billing. */
export type Unchecked =
  | { readonly reason: 'not_checked' }
  | {
      readonly reason: 'not_billing';
      readonly decided_by: 'filter' | 'words' | 'model' | 'doubt';
      /** Of our own lists. */
      readonly words: readonly string[];
    };

/** What an agent says of a check, of a finding, or of a draft; or what was sent in the draft's place. */
export type FeedbackWords =
  | { readonly helpful: boolean; readonly about?: string | null; readonly comment?: string | null }
  | { readonly finding: string; readonly right: boolean; readonly reason?: string }
  | { readonly draft: DraftUse; readonly reason?: string }
  | { readonly sent: string };

/** What is listened to. */
export type Followed = { readonly ticket: string } | { readonly check: string };

/** What the page asks of our server. Nothing is thrown: every failure is an answer. */
export interface Server {
  ticket(id: string): Promise<Answer<TicketAnswer>>;
  pastCheck(id: string): Promise<Answer<CheckRecordView>>;
  /** `customer`: one of several who match. */
  check(ticketId: string, customer?: string): Promise<Answer<{ readonly id: string }>>;
  confirmIdentity(checkId: string, customer: string): Promise<Answer<unknown>>;
  propose(findingId: string): Promise<Answer<unknown>>;
  feedback(checkId: string, words: FeedbackWords): Promise<Answer<unknown>>;
  /** The reply of a check in other words; nothing is kept of it. */
  reword(checkId: string, wish: WordingWish): Promise<Answer<{ readonly triage: ResultTriage }>>;
  /** Lets the session go on; false where it could not. */
  renew(): Promise<boolean>;
  /** The stream of what happens to a ticket, or of how far a check is; or the trouble. */
  events(of: Followed, signal: AbortSignal): Promise<Answer<ReadableStream<Uint8Array>>>;
}

function isUnchecked(body: Partial<Unchecked>): body is Unchecked {
  return body.reason !== undefined;
}

export function createServer(opened: string): Server {
  let session = opened;

  async function send(path: string, init: RequestInit = {}): Promise<Response | null> {
    try {
      return await fetch(`/api/sidebar/${path}`, {
        ...init,
        credentials: 'omit',
        headers: {
          authorization: `Bearer ${session}`,
          ...(init.method === 'POST' ? { 'content-type': 'application/json' } : {}),
        },
      });
    } catch {
      return null;
    }
  }

  async function ask<T>(path: string, body?: object): Promise<Answer<T>> {
    const response = await send(
      path,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    );
    if (response === null) return UNREACHABLE;
    return response.ok ? { kind: 'ok', body: (await response.json()) as T } : troubled(response);
  }

  return {
    async ticket(id) {
      const response = await send(`tickets/${id}`);
      if (response === null) return UNREACHABLE;
      if (response.ok)
        return {
          kind: 'ok',
          body: { kind: 'checked', view: (await response.json()) as TicketView },
        };
      if (response.status === 404) {
        const { running, ...why } = (await response.clone().json()) as Partial<Unchecked> & {
          running?: string | null;
        };
        if (isUnchecked(why))
          return { kind: 'ok', body: { kind: 'unchecked', why, running: running ?? null } };
      }
      return troubled(response);
    },
    pastCheck: (id) => ask(`checks/${id}`),
    check: (ticketId, customer) =>
      ask(`tickets/${ticketId}/checks`, customer === undefined ? {} : { customer }),
    confirmIdentity: (checkId, customer) => ask(`checks/${checkId}/identity`, { customer }),
    propose: (findingId) => ask(`findings/${findingId}/corrections`, {}),
    feedback: (checkId, words) => ask(`checks/${checkId}/feedback`, words),
    reword: (checkId, wish) => ask(`checks/${checkId}/draft`, wish),
    async renew() {
      const answer = await ask<{ readonly session: string }>('session', {});
      if (answer.kind === 'ok') session = answer.body.session;
      return answer.kind === 'ok';
    },
    async events(of, signal) {
      const path = 'check' in of ? `checks/${of.check}` : `tickets/${of.ticket}`;
      const response = await send(`${path}/events`, { signal });
      if (response === null) return UNREACHABLE;
      return response.ok && response.body !== null ? { kind: 'ok', body: response.body } : troubled(response);
    },
  };
}

const UNREACHABLE: Answer<never> = { kind: 'trouble', trouble: { kind: 'unreachable' } };

async function troubled(response: Response): Promise<Answer<never>> {
  const said = await response.json().then(
    (body: unknown) => (body as { error?: unknown } | null)?.error,
    () => null,
  );
  return { kind: 'trouble', trouble: troubleOf(response.status, typeof said === 'string' ? said : '') };
}

function troubleOf(status: number, sentence: string): Trouble {
  if (status === 401) return { kind: 'expired' };
  if (status === 403) return { kind: 'forbidden', sentence };
  if (status === 404) return { kind: 'missing', sentence };
  if (status === 429) return { kind: 'busy', sentence };
  // Behind a proxy, a server that is away answers with a page of the proxy's.
  if (status === 502 || status === 504 || (status === 503 && sentence === '')) return { kind: 'unreachable' };
  return { kind: status === 503 ? 'busy' : 'failed', sentence };
}
