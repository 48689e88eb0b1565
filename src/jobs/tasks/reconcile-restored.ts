import type { Store } from '../../../db/store.ts';
import type { Listed, MadeInStripe } from '../../corrections/made-in-stripe.ts';
import type { Unreadable } from '../../corrections/ports.ts';
import { nextWindow } from '../../corrections/restored.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Task } from './task.ts';

/** Stripe is asked again after this long while it cannot be read; nothing is sent meanwhile, however long it takes. */
const ASK_AGAIN_MS = 60_000;

export interface ReconcileRestoredDeps {
  readonly store: Store;
  readonly stripe: Pick<MadeInStripe, 'listMade' | 'listBalanceEntries'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Tells the queue that what was approved may run. */
  readonly kick: () => void;
}

/** Asks Stripe, a day's objects at a time, what corrections made since this database was written; then nothing is frozen. */
export function reconcileRestored(deps: ReconcileRestoredDeps): Task<'reconcile-restored'> {
  const { store, logger, metrics, clock, kick } = deps;
  return async (job) => {
    const freeze = await store.loadFreeze();
    if (freeze === null) {
      await store.completeJob({ job, outcome: 'not frozen' });
      return { outcome: 'ignored', detail: 'not frozen' };
    }
    const nowMs = clock();
    const { fromMs, untilMs } = nextWindow(freeze.known_to_ms, nowMs);
    const made = await listAll(deps, { fromMs, untilMs, sinceMs: freeze.since_ms });
    if (made.kind === 'unreadable') {
      logger.error(
        { reason: freeze.reason, trouble: made.sentence },
        'FROZEN: Stripe could not be asked yet',
      );
      const waitMs = Math.max(ASK_AGAIN_MS, (made.retry_after_seconds ?? 0) * 1_000);
      await store.releaseJob({ job, run_at_ms: nowMs + waitMs });
      return { outcome: 'ignored', detail: 'Stripe could not be read' };
    }
    const lost = await store.recordReconciled({ job, made: made.objects, known_to_ms: untilMs });
    for (const { id, object, correction_id, amount, currency } of lost)
      logger.error(
        { id, object, correction: correction_id, amount, currency },
        'LOST: a correction that this database does not know made this in Stripe; look at it before that customer is corrected again',
      );
    kick();
    if (untilMs !== null) return { outcome: 'done', detail: 'asked about a part of the time' };
    metrics.frozen.set(0);
    logger.warn({ since: new Date(freeze.since_ms).toISOString() }, 'no longer frozen: corrections go on');
    return { outcome: 'done', detail: 'known' };
  };
}

/** With the balances of customers in the last part, for the whole time at once: they are asked for one by one. */
async function listAll(
  { store, stripe }: ReconcileRestoredDeps,
  { fromMs, untilMs, sinceMs }: { readonly fromMs: number; readonly untilMs: number | null; sinceMs: number },
): Promise<Listed | Unreadable> {
  const before = untilMs === null ? null : seconds(untilMs);
  const made = await stripe.listMade({ from: seconds(fromMs), before });
  if (made.kind === 'unreadable' || before !== null) return made;
  const customers = await store.customersWithCorrections();
  const entries = await stripe.listBalanceEntries(customers, { from: seconds(sinceMs), before: null });
  return entries.kind === 'unreadable'
    ? entries
    : { kind: 'listed', objects: [...made.objects, ...entries.objects] };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
