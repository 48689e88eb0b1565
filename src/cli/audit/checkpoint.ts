import { appendCheckpoint } from '../../../db/audit-checkpoints.ts';
import { readAudit } from '../../../db/read-database.ts';
import type { Config } from '../../config.ts';
import { EXIT, type Terminal, UsageError } from '../exit.ts';

/** Exit status: the trail is behind what the file knows of it. */
const BEHIND = 1;

/**
 * `billing-check audit checkpoint --to FILE`: appends where the audit trail ends now, signed. The chain itself is not
 * recomputed; `audit verify` does that. May run beside the server.
 */
export async function runAuditCheckpoint(
  file: string,
  { databaseFile, signingKey }: Config,
  { out, err, now }: Terminal,
): Promise<number> {
  if (signingKey === null)
    throw new UsageError('SIGNING_KEY is not set: checkpoints are signed with the key of the audit trail.');
  const head = await readAudit(databaseFile, signingKey, (audit) => audit.auditHead());
  switch (await appendCheckpoint(file, head, signingKey, now() * 1000)) {
    case 'behind':
      err(
        `${file} knows rows that the audit trail does not have, so nothing was written: run billing-check audit verify --checkpoint ${file}.\n`,
      );
      return BEHIND;
    case 'unchanged':
      out(
        head === null
          ? 'The audit trail is empty: there is nothing to hold on to yet.\n'
          : `${file} holds row ${head.seq} already.\n`,
      );
      return EXIT.ok;
    case 'appended':
      out(`Wrote the checkpoint of row ${head?.seq} to ${file}: keep a copy on another machine.\n`);
      return EXIT.ok;
  }
}
