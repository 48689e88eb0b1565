import { sql } from 'drizzle-orm';
import { newId } from './ids.ts';
import { jobRow, serialOfTicket } from './jobs.ts';
import { inbox, job } from './schema.ts';
import type { Transactor } from './transactor.ts';

/** News about a ticket, as a webhook or the catch-up poll brings it. */
export interface Delivery {
  readonly source: string;
  /** Stable over the sender's repeats. */
  readonly delivery_id: string;
  readonly ticket_id: string;
  /** Null for the ticket itself. */
  readonly comment_id: string | null;
  readonly kind: string;
  readonly received_at_ms: number;
}

export interface InboxStore {
  /**
   * Inbox row and `analyze-ticket` job in one transaction; committed to disk when the promise resolves, so the
   * sender may then be acknowledged. The same delivery, or the same comment by another way, is a `duplicate`.
   */
  recordDelivery(delivery: Delivery): Promise<'recorded' | 'duplicate'>;
}

export function inboxStore(transactor: Transactor, clock: () => number): InboxStore {
  // The busiest path of the product: prepared once.
  const insertDelivery = transactor.db
    .insert(inbox)
    .values({
      id: sql.placeholder('id'),
      source: sql.placeholder('source'),
      delivery_id: sql.placeholder('delivery_id'),
      ticket_id: sql.placeholder('ticket_id'),
      trigger: sql.placeholder('trigger'),
      kind: sql.placeholder('kind'),
      received_at_ms: sql.placeholder('received_at_ms'),
    })
    .onConflictDoNothing()
    .prepare();
  const insertJob = transactor.db
    .insert(job)
    .values({
      id: sql.placeholder('id'),
      type: sql.placeholder('type'),
      key: sql.placeholder('key'),
      serial_key: sql.placeholder('serial_key'),
      payload: sql.placeholder('payload'),
      state: sql`'queued'`,
      run_at_ms: sql.placeholder('run_at_ms'),
      lease_token: 0,
      attempts: 0,
      crashes: 0,
      created_at_ms: sql.placeholder('created_at_ms'),
    })
    .onConflictDoNothing()
    .prepare();

  return {
    recordDelivery: (delivery) =>
      transactor.write(() => {
        const now = clock();
        const trigger = delivery.comment_id ?? 'created';
        const { source, delivery_id, ticket_id, comment_id, kind, received_at_ms } = delivery;
        const row = {
          id: newId('in', now),
          source,
          delivery_id,
          ticket_id,
          trigger,
          kind,
          received_at_ms,
        };
        if (insertDelivery.run(row).changes === 0) return 'duplicate';
        const payload = { ticket_id, comment_id, received_at_ms };
        insertJob.run(
          jobRow('analyze-ticket', `${ticket_id}:${trigger}`, serialOfTicket(ticket_id), payload, now),
        );
        return 'recorded';
      }),
  };
}
