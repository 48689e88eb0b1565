import { and, asc, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { analysis, correction, job, slackRequest } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

/** A Stripe customer's id, or an address of somebody Stripe never knew; and the addresses they wrote from. */
export interface Forgotten {
  readonly customerId: string | null;
  readonly emails: readonly string[];
}

/** Ids of all rows about somebody, by how they were found: by id, by address, and by what belongs to their tickets. */
export interface Holdings {
  readonly analyses: ReadonlySet<string>;
  readonly requests: ReadonlySet<string>;
  readonly jobs: ReadonlySet<string>;
  readonly corrections: ReadonlySet<string>;
  readonly tickets: ReadonlySet<string>;
  /** Addresses that stand beside the customer's id in a stored check, and the one that was given. */
  readonly emails: readonly string[];
}

/** Results are long: few at a time keep the memory flat. */
const PAGE_ROWS = 50;
/** From request to check to ticket to request …: ends long before, since each round must find something new. */
const MAX_ROUNDS = 20;
const MAX_EMAILS = 100;

const resultShape = z.object({
  customer: z.object({
    ids: z.array(z.string()),
    matches: z.array(z.object({ id: z.string(), email: z.string().nullable() })).optional(),
  }),
});

/** True when a text holds the id or one of the addresses, whole: `cus_1` is not in `cus_12`, nor `a@b.co` in `a@b.com`. */
export function mentionOf({
  customerId,
  emails,
}: Forgotten): (...texts: readonly (string | null)[]) => boolean {
  const patterns = [
    ...(customerId === null ? [] : [`(?<![A-Za-z0-9_])${escaped(customerId)}(?![A-Za-z0-9_])`]),
    ...emails.map(
      (email) =>
        String.raw`(?<![\p{L}\p{N}.!#$%&'*+/=?^_{|}~-])${escaped(email)}(?![\p{L}\p{N}-]|\.[\p{L}\p{N}])`,
    ),
  ];
  if (patterns.length === 0) return () => false;
  const pattern = new RegExp(patterns.join('|'), 'iu');
  return (...texts) => texts.some((text) => text !== null && pattern.test(text));
}

/**
 * Everything that is kept about somebody. Reads every text once or twice, a page at a time, so it belongs in a process
 * of its own; it holds no transaction open.
 */
export async function findHoldings(transactor: Transactor, who: Forgotten): Promise<Holdings> {
  const emails = new Set(who.emails.map((email) => email.toLowerCase()));
  if (who.customerId !== null)
    for (const email of await emailsOf(transactor, who.customerId)) emails.add(email);
  const forgotten = { customerId: who.customerId, emails: [...emails] };
  const mentions = mentionOf(forgotten);
  const found = {
    analyses: new Set<string>(),
    requests: new Set<string>(),
    jobs: new Set<string>(),
    corrections: new Set<string>(),
    tickets: new Set<string>(),
    emails: forgotten.emails,
  };
  for await (const row of allAnalyses(transactor))
    if (mentions(row.customer_ids, row.query, row.result, row.note_view)) found.analyses.add(row.id);
  for await (const row of allRequests(transactor))
    if (mentions(row.subject, row.ask)) found.requests.add(row.id);
  for (let round = 0, size = -1; round < MAX_ROUNDS && size !== sizeOf(found); round += 1) {
    size = sizeOf(found);
    await transactor.read((db) => addRelated(db, found));
  }
  for (const id of await transactor.read((db) => correctionsOf(db, who.customerId, found.analyses)))
    found.corrections.add(id);
  const concerns = concernedBy(found);
  for await (const row of allJobs(transactor))
    if (concerns(row.payload) || mentions(row.payload, row.last_error)) found.jobs.add(row.id);
  return found;
}

/** Whether a job's payload names one of the rows: its check, its request, its correction, or its ticket. */
export function concernedBy(found: Pick<Holdings, 'analyses' | 'requests' | 'corrections' | 'tickets'>) {
  return (payload: string): boolean => {
    const { analysis_id, request_id, correction_id, ticket_id } = JSON.parse(payload) as Readonly<
      Record<string, unknown>
    >;
    return (
      found.analyses.has(String(analysis_id)) ||
      found.requests.has(String(request_id)) ||
      found.corrections.has(String(correction_id)) ||
      found.tickets.has(String(ticket_id))
    );
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}

/** Addresses that checks found this customer under. */
async function emailsOf(transactor: Transactor, customerId: string): Promise<readonly string[]> {
  const emails = new Set<string>();
  for await (const row of allAnalyses(transactor)) {
    if (!row.customer_ids.includes(`"${customerId}"`)) continue;
    const parsed = resultShape.safeParse(JSON.parse(row.result));
    const { ids = [], matches = [] } = parsed.data?.customer ?? {};
    for (const { id, email } of matches)
      if (id === customerId && email !== null && emails.size < MAX_EMAILS) emails.add(email.toLowerCase());
    // Asked by an address that led to this customer alone, such as one they used before.
    if (ids.length === 1 && row.query.includes('@') && emails.size < MAX_EMAILS)
      emails.add(row.query.toLowerCase());
  }
  return [...emails];
}

type Growing = { readonly [K in 'analyses' | 'requests' | 'tickets']: Set<string> };

function sizeOf({ analyses, requests, tickets }: Growing): number {
  return analyses.size + requests.size + tickets.size;
}

/** The tickets of what was found, all checks of those tickets, and the requests that any of these answered. */
function addRelated(db: Db, { analyses, requests, tickets }: Growing): void {
  const add = (set: Set<string>, ids: readonly (string | null)[]): void => {
    for (const id of ids) if (id !== null) set.add(id);
  };
  for (const ids of chunks(analyses)) {
    const ofAnalysis = { ticket: analysis.ticket_id };
    add(
      tickets,
      db
        .select(ofAnalysis)
        .from(analysis)
        .where(inArray(analysis.id, ids))
        .all()
        .map((row) => row.ticket),
    );
    const asked = db
      .select({ id: slackRequest.id })
      .from(slackRequest)
      .where(and(isNotNull(slackRequest.analysis_id), inArray(slackRequest.analysis_id, ids)))
      .all();
    add(
      requests,
      asked.map(({ id }) => id),
    );
  }
  for (const ids of chunks(requests)) {
    const columns = { ticket: slackRequest.ticket_id, check: slackRequest.analysis_id };
    const rows = db.select(columns).from(slackRequest).where(inArray(slackRequest.id, ids)).all();
    add(
      tickets,
      rows.map(({ ticket }) => ticket),
    );
    add(
      analyses,
      rows.map(({ check }) => check),
    );
    const chosen = db
      .select({ id: slackRequest.id })
      .from(slackRequest)
      .where(inArray(sql`json_extract(${slackRequest.ask}, '$.chosen_from')`, ids))
      .all();
    add(
      requests,
      chosen.map(({ id }) => id),
    );
  }
  for (const ids of chunks(tickets)) {
    add(
      analyses,
      db
        .select({ id: analysis.id })
        .from(analysis)
        .where(inArray(analysis.ticket_id, ids))
        .all()
        .map(({ id }) => id),
    );
    add(
      requests,
      db
        .select({ id: slackRequest.id })
        .from(slackRequest)
        .where(inArray(slackRequest.ticket_id, ids))
        .all()
        .map(({ id }) => id),
    );
  }
}

export function correctionsOf(
  db: Db,
  customerId: string | null,
  analyses: ReadonlySet<string>,
): readonly string[] {
  const columns = { id: correction.id };
  const byCheck = chunks(analyses).flatMap((ids) =>
    db.select(columns).from(correction).where(inArray(correction.analysis_id, ids)).all(),
  );
  const byCustomer =
    customerId === null
      ? []
      : db.select(columns).from(correction).where(eq(correction.customer, customerId)).all();
  return [...byCheck, ...byCustomer].map(({ id }) => id);
}

/** Within what SQLite takes as parameters of one statement. */
export function chunks(ids: Iterable<string>, size = 500): string[][] {
  const all = [...ids];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

function allAnalyses(transactor: Transactor) {
  const { id, customer_ids, query, result, note_view } = analysis;
  return pages(transactor, (db, after) =>
    db
      .select({ id, customer_ids, query, result, note_view })
      .from(analysis)
      .where(gt(id, after))
      .orderBy(asc(id))
      .limit(PAGE_ROWS)
      .all(),
  );
}

function allRequests(transactor: Transactor) {
  const { id, subject, ask } = slackRequest;
  return pages(transactor, (db, after) =>
    db
      .select({ id, subject, ask })
      .from(slackRequest)
      .where(gt(id, after))
      .orderBy(asc(id))
      .limit(PAGE_ROWS)
      .all(),
  );
}

function allJobs(transactor: Transactor) {
  const { id, payload, last_error } = job;
  return pages(transactor, (db, after) =>
    db
      .select({ id, payload, last_error })
      .from(job)
      .where(gt(id, after))
      .orderBy(asc(id))
      .limit(PAGE_ROWS)
      .all(),
  );
}

async function* pages<T extends { readonly id: string }>(
  transactor: Transactor,
  read: (db: Db, after: string) => readonly T[],
): AsyncGenerator<T> {
  for (let after = ''; ; ) {
    const page = await transactor.read((db) => read(db, after));
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
