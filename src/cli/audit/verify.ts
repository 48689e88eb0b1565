import { type ReadCheckpoints, readCheckpoints } from '../../../db/audit-checkpoints.ts';
import { readAudit } from '../../../db/read-database.ts';
import { plural } from '../../analysis/wording.ts';
import type { Config } from '../../config.ts';
import { EXIT, type Terminal, UsageError } from '../exit.ts';

export interface VerifyOptions {
  readonly checkpoint?: string;
  readonly unsignedUntil?: string;
}

/** Exit status: the trail is not what was written. */
const BROKEN = 1;

/**
 * `billing-check audit verify`: recomputes the whole chain and names the first bad row; with a file of checkpoints also
 * that the trail still contains each of them. Changes nothing and may run beside the server.
 */
export async function runAuditVerify(
  options: VerifyOptions,
  config: Config,
  { out, err }: Terminal,
): Promise<number> {
  const { databaseFile, signingKey } = config;
  const unsignedUntil = rowNumber(options.unsignedUntil ?? '0');
  const kept = options.checkpoint === undefined ? null : await read(options.checkpoint, signingKey);
  if (kept !== null && kept.forgedLine !== null) {
    err(
      `Line ${kept.forgedLine} of ${options.checkpoint} is not signed with this SIGNING_KEY: take the copy that was shipped elsewhere.\n`,
    );
    return BROKEN;
  }
  if (kept !== null && kept.interrupted > 0)
    err(`${plural(kept.interrupted, 'half-written line')} in ${options.checkpoint} passed over.\n`);

  // Read before the trail, so that a server writing meanwhile is not taken for a fault.
  const checkpoints = kept?.checkpoints ?? [];
  const verdict = await readAudit(databaseFile, signingKey, (audit) => audit.verifyAudit(checkpoints));
  if (!verdict.ok) {
    const where = verdict.seq === null ? '' : ` at row ${verdict.seq}`;
    err(
      `The audit trail is broken${where}: ${verdict.problem}; keep a copy of the file and find out who changed it.\n`,
    );
    return BROKEN;
  }
  if (signingKey !== null && verdict.unkeyed > unsignedUntil) {
    err(
      `The audit trail is broken at row ${unsignedUntil + 1}: the row is unsigned although SIGNING_KEY is set; if the key ` +
        `was introduced after row ${verdict.unkeyed}, say --unsigned-until ${verdict.unkeyed}.\n`,
    );
    return BROKEN;
  }
  const against = checkpoints.length === 0 ? '' : `, and holds ${plural(checkpoints.length, 'checkpoint')}`;
  out(`The audit trail is whole: ${plural(verdict.rows, 'row')}${against}.\n`);
  if (verdict.head !== null) out(`It ends with row ${verdict.head.seq}, hash ${verdict.head.hash}.\n`);
  if (signingKey === null && verdict.unkeyed > 0)
    err('It is not signed: whoever can write the file could have rewritten it; set SIGNING_KEY.\n');
  if (checkpoints.length === 0)
    err('Without --checkpoint FILE a tail that was cut off, or an older copy of the file, is not noticed.\n');
  return EXIT.ok;
}

function read(file: string, signingKey: string | null): Promise<ReadCheckpoints> {
  if (signingKey === null)
    throw new UsageError(
      'SIGNING_KEY is not set: checkpoints are verified with the key they were signed with.',
    );
  return readCheckpoints(file, signingKey);
}

function rowNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError('--unsigned-until takes the number of a row, e.g. 12.');
  return Number(text);
}
