import { asc, eq } from 'drizzle-orm';
import { changeLeased, type Lease } from '../jobs.ts';
import { type CardPlace, correctionCard } from '../schema.ts';
import type { Transactor } from '../transactor.ts';

/** Where a correction is shown in Slack. */
export interface CorrectionCard {
  readonly place: CardPlace;
  readonly channel_id: string | null;
  readonly ts: string | null;
  /** The correction's `rev` that is shown there; 0 before the first. */
  readonly shown_rev: number;
  /** Messages that left without us knowing whether they arrived. */
  readonly unanswered: number;
}

export interface CardStore {
  correctionCards(correctionId: string): Promise<readonly CorrectionCard[]>;
  /** Commits what is about to be sent, or what came of it. @throws {LostLease} */
  saveCorrectionCard(input: {
    readonly job: Lease;
    readonly correction_id: string;
    readonly card: CorrectionCard;
  }): Promise<void>;
}

export function cardStore(transactor: Transactor): CardStore {
  return {
    correctionCards: (correctionId) =>
      transactor.read((db) =>
        db
          .select()
          .from(correctionCard)
          .where(eq(correctionCard.correction_id, correctionId))
          .orderBy(asc(correctionCard.place))
          .all()
          .map(({ correction_id: _of, ...card }) => card),
      ),

    saveCorrectionCard: ({ job, correction_id, card }) =>
      transactor.write((db) => {
        changeLeased(db, job, { state: 'running' });
        db.insert(correctionCard)
          .values({ correction_id, ...card })
          .onConflictDoUpdate({ target: [correctionCard.correction_id, correctionCard.place], set: card })
          .run();
      }),
  };
}
