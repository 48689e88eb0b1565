import { appendCheckpoint } from '../../db/audit-checkpoints.ts';
import { lapseCorrections } from './lapse.ts';
import { type RetentionOptions, retainTexts } from './retention.ts';

/** How often there may be something to do, and how long after the start: the work people wait for goes first. */
const RETENTION_LOOK_MS = 3_600_000;
const RETENTION_FIRST_LOOK_MS = 600_000;
const CHECKPOINT_EVERY_MS = 900_000;
const LAPSE_LOOK_MS = 60_000;

export interface UpkeepOptions extends RetentionOptions {
  /** Where the ends of the audit trail are written, to be shipped elsewhere. */
  readonly checkpointFile: string;
  readonly signingKey: string;
  /** The limits in force: asking is what notices a change of the policy file while nobody decides anything. */
  readonly approvals: () => Promise<unknown>;
}

export interface Upkeep {
  /** Ends what runs, and writes a last checkpoint. The store must still be open. */
  stop(): Promise<void>;
}

/**
 * What the server does by itself: remove old texts once a day, write down where the audit trail ends, end what nobody decided
 * in time, remind of what is about to end, and notice changed limits.
 */
export function startUpkeep(options: UpkeepOptions): Upkeep {
  const { logger } = options;
  const stop = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const timers: NodeJS.Timeout[] = [];
  /** One after the other; a failure is told and the next time tries again. */
  const run = (what: string, work: () => Promise<unknown>): void => {
    running = running.then(async () => {
      if (stop.signal.aborted) return;
      await work().catch((error: unknown) => logger.error({ err: error }, what));
    });
  };
  const checkpoint = (): void => run('the checkpoint was not written', () => writeCheckpoint(options));
  const retain = (): void => run('old texts were not removed', () => retainTexts(options, stop.signal));
  const lapse = (): void => run('corrections were not looked after', () => lapseCorrections(options));
  const limits = (): void => run('the limits in force could not be read', options.approvals);
  checkpoint();
  lapse();
  timers.push(setInterval(lapse, LAPSE_LOOK_MS));
  timers.push(setInterval(limits, LAPSE_LOOK_MS));
  timers.push(setInterval(checkpoint, CHECKPOINT_EVERY_MS));
  timers.push(setInterval(retain, RETENTION_LOOK_MS));
  timers.push(setTimeout(retain, RETENTION_FIRST_LOOK_MS));
  for (const timer of timers) timer.unref();

  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      stop.abort();
      await running;
      await writeCheckpoint(options).catch((error: unknown) =>
        logger.error({ err: error }, 'the last checkpoint was not written'),
      );
    },
  };
}

/** Appends where the audit trail ends, unless the file says so already. */
export async function writeCheckpoint(options: UpkeepOptions): Promise<void> {
  const { store, checkpointFile, signingKey, logger, clock } = options;
  const head = await store.auditHead();
  const outcome = await appendCheckpoint(checkpointFile, head, signingKey, clock());
  if (outcome === 'behind')
    logger.error(
      { file: checkpointFile, seq: head?.seq ?? 0 },
      'ALARM: the audit trail lacks rows that its checkpoints know: run billing-check audit verify --checkpoint; if an older backup was put in place on purpose, move the file of checkpoints aside',
    );
}
