import type { Lease } from '../../db/jobs.ts';
import type { SlackRequest } from '../../db/slack-requests.ts';
import type { Store } from '../../db/store.ts';
import type { Logger } from '../log.ts';
import { ServiceError } from '../service-error.ts';
import type { SlackCorrections } from './correction-ports.ts';
import { shownCorrection } from './shown-correction.ts';

export interface ClickedCardDeps {
  readonly store: Store;
  readonly corrections: SlackCorrections;
  readonly logger: Logger;
}

/**
 * A card whose post was never answered has an address nobody knows, until somebody clicks on it: then it is brought up to
 * date, and from there on it is the card if there is no other. Best effort: it has no effect any more.
 */
export async function bringUpToDate(
  { store, corrections, logger }: ClickedCardDeps,
  job: Lease,
  { channel_id, ask }: SlackRequest,
  correctionId: string,
): Promise<void> {
  const ts = ask.card_ts;
  if (ts === undefined || channel_id !== corrections.financeChannel) return;
  const card = (await store.correctionCards(correctionId)).find(({ place }) => place === 'finance');
  if (card === undefined || card.ts === ts) return;
  const correction = await store.loadCorrection(correctionId);
  if (correction === null) return;
  try {
    const at = { channel: channel_id, ts };
    const edited = await corrections.editCard('finance', at, await shownCorrection(store, correction));
    if (edited === 'gone' || card.ts !== null) return;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    logger.warn(
      { err: error, correction: correctionId },
      'a card that was clicked was not brought up to date',
    );
    return;
  }
  const adopted = { ...card, channel_id, ts, shown_rev: correction.rev };
  await store.saveCorrectionCard({ job, correction_id: correctionId, card: adopted });
}
