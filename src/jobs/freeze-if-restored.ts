import { lastCheckpoint } from '../../db/audit-checkpoints.ts';
import { StoreRefused } from '../../db/errors.ts';
import type { Store } from '../../db/store.ts';
import { restoredBecause } from '../corrections/restored.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';

export interface FreezeIfRestoredParts {
  readonly store: Pick<Store, 'auditHash' | 'fileIdentity' | 'beginIn'>;
  /** Where the ends of the audit trail are written. */
  readonly checkpointFile: string;
  readonly signingKey: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Before any job runs: a database that is not the one the server last worked with may have forgotten refunds, so that
 * nothing is sent to Stripe until it was asked what was made meanwhile.
 */
export async function freezeIfRestored(parts: FreezeIfRestoredParts): Promise<void> {
  const { store, logger, metrics } = parts;
  const file = await store.fileIdentity();
  const freeze = await store.beginIn(file.now, await suspicionOf(parts, file));
  metrics.frozen.set(freeze === null ? 0 : 1);
  if (freeze === null) return;
  const since = new Date(freeze.since_ms).toISOString();
  logger.error({ reason: freeze.reason, since }, 'FROZEN: no correction is carried out for now');
}

async function suspicionOf(
  { store, checkpointFile, signingKey }: FreezeIfRestoredParts,
  file: { readonly last: string | null; readonly now: string },
): Promise<string | null> {
  try {
    const checkpoint = await lastCheckpoint(checkpointFile, signingKey);
    const rowHash = checkpoint === null ? null : await store.auditHash(checkpoint.seq);
    return restoredBecause({ checkpoint, rowHash, file });
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error;
    return `${error.message} Nothing is sent to Stripe until what was made lately is known.`;
  }
}
