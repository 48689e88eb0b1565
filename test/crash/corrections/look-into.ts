import Database from 'better-sqlite3';
import type { CorrectionEffectState, CorrectionState } from '../../../src/corrections/states.ts';

/** A correction as the file holds it now, whether a server runs on it or lies dead. */
export interface StoredNow {
  readonly id: string;
  readonly state: CorrectionState;
  readonly is_identified: boolean;
  /** Minor units. */
  readonly amount: number | null;
  /** In the order of the plan; empty before it is approved. */
  readonly effects: readonly CorrectionEffectState[];
}

/** Jobs that run, wait for a person, or are due within a minute: while there are any, more may come. */
export interface JobsNow {
  readonly running: readonly string[];
  readonly parked: readonly string[];
  readonly due: readonly string[];
}

const SOON_MS = 60_000;

/** The only correction of the database, or null before there is one. */
export function storedNow(file: string): StoredNow | null {
  return reading(file, (database) => {
    const row = database.prepare('SELECT id, state, is_identified, amount FROM correction').get() as
      | (Pick<StoredNow, 'id' | 'state' | 'amount'> & { readonly is_identified: number })
      | undefined;
    if (row === undefined) return null;
    const effects = database
      .prepare('SELECT state FROM correction_effect WHERE correction_id = ? ORDER BY position')
      .pluck()
      .all(row.id) as CorrectionEffectState[];
    return { ...row, is_identified: row.is_identified === 1, effects };
  });
}

/** The messages in Slack that the server knows to show it, by `ts`. */
export function cardsNow(file: string): readonly string[] {
  return reading(
    file,
    (database) =>
      database
        .prepare('SELECT ts FROM correction_card WHERE ts IS NOT NULL ORDER BY place')
        .pluck()
        .all() as string[],
  );
}

/** `nowMs`: the server's own time, Unix milliseconds. */
export function jobsNow(file: string, nowMs: number): JobsNow {
  return reading(file, (database) => {
    const of = (condition: string): string[] =>
      database.prepare(`SELECT type FROM job WHERE ${condition}`).pluck().all() as string[];
    return {
      running: of(`state = 'running'`),
      parked: of(`state = 'needs_person'`),
      due: of(`state = 'queued' AND run_at_ms < ${nowMs + SOON_MS}`),
    };
  });
}

function reading<T>(file: string, use: (database: Database.Database) => T): T {
  const database = new Database(file, { readonly: true, timeout: 2_000 });
  try {
    return use(database);
  } finally {
    database.close();
  }
}
