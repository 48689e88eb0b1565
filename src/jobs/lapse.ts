import type { Store } from '../../db/store.ts';
import type { Logger } from '../log.ts';

/** Finance is reminded so long before a correction lapses, or when half of a shorter time is over. */
const REMINDER_MS = 12 * 3_600_000;

export interface LapseOptions {
  readonly store: Pick<Store, 'expireCorrections' | 'remindOfCorrections'>;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** Ends the corrections nobody decided in time, and writes the reminders of those that lapse soon. */
export async function lapseCorrections({ store, logger, clock }: LapseOptions): Promise<void> {
  const expired = await store.expireCorrections();
  const reminded = await store.remindOfCorrections(clock() + REMINDER_MS);
  if (expired.length > 0) logger.info({ corrections: expired }, 'corrections lapsed: nobody decided in time');
  if (reminded.length > 0)
    logger.info({ corrections: reminded }, 'corrections lapse soon: finance is reminded');
}
