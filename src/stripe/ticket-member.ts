import type { Ticket } from '../analysis/ticket/ticket.ts';
import { faultAt } from './history-file-error.ts';
import { isRaw } from './mapping/raw.ts';

/**
 * The customer's words as JSON: `{subject, body, requester_email, created_at}`, each of which may be missing or
 * null. Null when there is no ticket.
 * @throws {HistoryFileError} naming the first malformed field under `path`.
 */
export function parseTicket(value: unknown, path: string): Ticket | null {
  if (value === null || value === undefined) return null;
  if (!isRaw(value)) throw faultAt(path, 'expected an object');
  const text = (key: string): string | null => {
    const field = value[key] ?? null;
    if (field !== null && typeof field !== 'string') throw faultAt(`${path}.${key}`, 'expected a string');
    return field;
  };
  const created = value['created_at'] ?? null;
  return {
    subject: text('subject') ?? '',
    body: text('body') ?? '',
    requester_email: text('requester_email'),
    created_at: created === null ? null : toMoment(created, `${path}.created_at`),
  };
}

/** Unix seconds of an ISO 8601 time. */
export function toMoment(value: unknown, path: string): number {
  const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw faultAt(path, 'expected an ISO 8601 time such as 2026-11-20T09:00:00Z');
  return Math.floor(time / 1000);
}
