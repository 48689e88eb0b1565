import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { type Visitor, visitDatabase } from '../../../db/visit-database.ts';
import type { Config } from '../../config.ts';
import { type CorrectionDesk, createCorrectionDesk } from '../../corrections/correction-desk.ts';
import { type Terminal, UsageError } from '../exit.ts';

export interface OpenDesk {
  readonly database: Visitor;
  readonly desk: CorrectionDesk;
}

/**
 * Gives `use` the desk every door decides at, on the database beside the server or without one. The limits are those the
 * server recorded: a policy file named to this command changes none.
 * @throws {UsageError | StoreRefused | StoreUnavailable} with one sentence that says what to do.
 */
export async function atTheDesk<T>(
  { databaseFile, signingKey, correctionsMode }: Config,
  terminal: Terminal,
  use: (open: OpenDesk) => Promise<T>,
): Promise<T> {
  if (signingKey === null)
    throw new UsageError('SIGNING_KEY is not set: set the key of the server, since decisions are signed.');
  const clock = (): number => terminal.now() * 1000;
  const database = await visitDatabase({ path: databaseFile, signingKey, clock });
  try {
    const approvals = async () => {
      const limits = await database.policyInForce();
      if (limits === null)
        throw new UsageError(
          'No limits are recorded in this database yet: start the server once, and it records those of its policy file.',
        );
      return limits.in_force.approvals;
    };
    const desk = createCorrectionDesk({
      store: database,
      approvals,
      signingKey,
      mode: correctionsMode,
      clock,
    });
    return await use({ database, desk });
  } finally {
    await database.close();
  }
}

const ID = /^co_[0-9a-z]{20,40}$/;

/** @throws {UsageError} when there is no such correction. */
export async function correctionOf(
  id: string,
  { database }: Pick<OpenDesk, 'database'>,
): Promise<StoredCorrection> {
  const correction = ID.test(id) ? await database.loadCorrection(id) : null;
  if (correction !== null) return correction;
  throw new UsageError(
    `There is no correction ${JSON.stringify(id.slice(0, 60))}: billing-check corrections list shows their ids.`,
  );
}
