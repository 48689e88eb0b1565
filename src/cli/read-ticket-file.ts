import { open, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import { parseMoment } from '../policy/moment.ts';
import { UsageError } from './exit.ts';

/** More of a ticket than this is not read; a customer's claim stands near its beginning. */
const TICKET_FILE_MAX_BYTES = 8 * 1024 * 1024;
export const TICKET_BODY_MAX_CHARACTERS = 100_000;

const ticketShape = z.object({
  subject: z.string().nullish(),
  body: z.string().nullish(),
  requester_email: z.string().nullish(),
  created_at: z.union([z.string(), z.number()]).nullish(),
});

/**
 * The customer's words from a text file, or from JSON `{subject, body, requester_email, created_at}`.
 * @throws {UsageError} when the file cannot be read or its JSON has another shape.
 */
export async function readTicketFile(path: string): Promise<Ticket> {
  const text = await readBeginning(path);
  if (!path.endsWith('.json') && !text.trimStart().startsWith('{')) {
    return { subject: '', body: bounded(text), requester_email: null, created_at: null };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `The ticket file ${path} is not valid JSON (${(error as Error).message}): correct it, or give a text file.`,
    );
  }
  return parseTicket(json, `The ticket file ${path}`);
}

/** A ticket as written in JSON. `place` begins the sentence of a fault. */
export function parseTicket(json: unknown, place: string): Ticket {
  const parsed = ticketShape.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(
      `${place} is malformed at ${issue?.path.join('.') || 'its root'}: ${issue?.message.replace(/^Invalid input: /, '')}.`,
    );
  }
  const { subject, body, requester_email, created_at } = parsed.data;
  const created = typeof created_at === 'string' ? parseMoment(created_at, 'UTC') : (created_at ?? null);
  if (typeof created_at === 'string' && created === null) {
    throw new UsageError(`${place} is malformed at created_at: expected an ISO 8601 time.`);
  }
  return {
    subject: (subject ?? '').slice(0, 1000),
    body: bounded(body ?? ''),
    requester_email: requester_email?.trim() || null,
    created_at: created,
  };
}

const bounded = (text: string): string => text.slice(0, TICKET_BODY_MAX_CHARACTERS);

async function readBeginning(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(Math.min(size, TICKET_FILE_MAX_BYTES));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return new TextDecoder().decode(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(
      `The ticket file ${path} cannot be read (${code}): give an existing file with --ticket.`,
    );
  }
}
