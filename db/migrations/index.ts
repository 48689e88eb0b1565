import type { Database } from 'better-sqlite3';
import { StoreRefused } from '../errors.ts';
import { intakeAndChecks } from './0001-intake-and-checks.ts';
import { corrections } from './0002-corrections.ts';
import { slack } from './0003-slack.ts';
import { correctionStates } from './0004-correction-states.ts';
import { erasure } from './0005-erasure.ts';
import { openQuestions } from './0006-open-questions.ts';
import { execution } from './0007-execution.ts';
import { policyInForce } from './0008-policy-in-force.ts';
import { sidebar } from './0009-sidebar.ts';
import { correctionActs } from './0010-correction-acts.ts';
import { sidebarViews } from './0011-sidebar-views.ts';
import { wording } from './0012-wording.ts';
import { usedTokens } from './0013-used-tokens.ts';
import { feedbackOnParts } from './0014-feedback-on-parts.ts';

/** "bchk": marks a database file as ours (`PRAGMA application_id`). */
export const APPLICATION_ID = 0x6263686b;

/** In order; the schema's version (`PRAGMA user_version`) is the number of migrations applied. Only ever append. */
export const MIGRATIONS: readonly string[] = [
  intakeAndChecks,
  corrections,
  slack,
  correctionStates,
  erasure,
  openQuestions,
  execution,
  policyInForce,
  sidebar,
  correctionActs,
  sidebarViews,
  wording,
  usedTokens,
  feedbackOnParts,
];

/**
 * Refuses, without touching it, a file that another program or a later version wrote.
 * @returns the schema's version, 0 for an empty file.
 */
export function schemaVersion(client: Database, file: string, latest = MIGRATIONS.length): number {
  const version = Number(client.pragma('user_version', { simple: true }));
  const application = Number(client.pragma('application_id', { simple: true }));
  const tables = Number(client.prepare('SELECT count(*) FROM sqlite_master').pluck().get());
  if (application !== APPLICATION_ID && (tables > 0 || version !== 0))
    throw new StoreRefused(
      `The file ${file} is another program's SQLite database; set DATABASE_URL to a file of billing-check's own.`,
    );
  if (version > latest)
    throw new StoreRefused(
      `The database ${file} was written by a later version of billing-check (schema ${version}, this one knows ` +
        `${latest}); install that version or newer, or restore a backup made before the upgrade.`,
    );
  return version;
}

/** Brings the schema up to date in one transaction: all of it happens or none. */
export function migrate(client: Database, file: string, migrations: readonly string[] = MIGRATIONS): void {
  const version = schemaVersion(client, file, migrations.length);
  if (version === migrations.length) return;
  client
    .transaction(() => {
      for (const statements of migrations.slice(version)) client.exec(statements);
      client.pragma(`application_id = ${APPLICATION_ID}`);
      client.pragma(`user_version = ${migrations.length}`);
    })
    .exclusive();
}
