import type { CorrectionCard } from '../../../db/corrections/index.ts';
import type { Lease } from '../../../db/jobs.ts';
import type { CardPlace } from '../../../db/schema.ts';
import type { Store } from '../../../db/store.ts';
import type { Logger } from '../../log.ts';
import { ServiceError } from '../../service-error.ts';
import type { CardAddress, ShownCorrection, SlackCorrections } from '../correction-ports.ts';
import { shownCorrection } from '../shown-correction.ts';
import type { Task } from './task.ts';

/** Slack has no idempotency key and we read no channel: after a lost answer a card is posted once more, not twice. */
const MAX_UNANSWERED_POSTS = 2;
const SLACK_ACCOUNT = /^slack:([UW][A-Z0-9]{2,30})$/;

export interface ShowCorrectionDeps {
  readonly store: Store;
  readonly corrections: SlackCorrections;
  readonly logger: Logger;
}

/**
 * The messages in Slack that show a correction, always rendered from the database: posted once, edited afterwards. A
 * crash, or an answer of Slack that never came, costs at most one extra card. What is posted has no buttons: the first edit
 * brings them, once it is stored where the card is, so that no card offers anything that cannot be brought up to date.
 */
export function showCorrection({ store, corrections, logger }: ShowCorrectionDeps): Task<'show-correction'> {
  return async (job, signal) => {
    const { correction_id, rev } = job.payload;
    const end = async (outcome: string) => {
      await store.completeJob({ job, outcome });
      return { outcome: 'done', detail: outcome } as const;
    };
    const correction = await store.loadCorrection(correction_id);
    if (correction === null) return end('gone');
    const cards = await store.correctionCards(correction_id);
    const shown = await shownCorrection(store, correction);
    for (const { place, to } of placesOf(corrections, shown)) {
      signal.throwIfAborted();
      const card = cards.find((one) => one.place === place) ?? (await newCard(store, place, shown));
      if (card.shown_rev >= rev) continue;
      await showIn({ store, corrections, logger }, { job, shown, card, to });
    }
    return end('shown');
  };
}

/** Nothing is posted yet; except to a requester whose question was answered with a message of its own, which goes on. */
async function newCard(
  store: Store,
  place: CardPlace,
  { correction }: ShownCorrection,
): Promise<CorrectionCard> {
  const card = { place, channel_id: null, ts: null, shown_rev: 0, unanswered: 0 };
  if (place === 'finance' || correction.request_id === null) return card;
  const answer = (await store.loadSlackRequest(correction.request_id))?.answer;
  const isMessage = answer?.surface === 'direct' || answer?.surface === 'message';
  return isMessage ? { ...card, channel_id: answer.channel, ts: answer.ts } : card;
}

interface Showing {
  readonly job: Lease;
  readonly shown: ShownCorrection;
  readonly card: CorrectionCard;
  readonly to: string;
}

async function showIn({ store, corrections, logger }: ShowCorrectionDeps, showing: Showing): Promise<void> {
  const { job, shown, to } = showing;
  const { id: correction_id, rev: shown_rev } = shown.correction;
  const { place } = showing.card;
  let card = showing.card;
  const save = async (change: Partial<CorrectionCard>): Promise<void> => {
    card = { ...card, ...change };
    await store.saveCorrectionCard({ job, correction_id, card });
  };
  const at = addressOf(card);
  if (at !== null) {
    if ((await corrections.editCard(place, at, shown)) === 'edited') return save({ shown_rev });
    logger.warn({ correction: correction_id, place }, 'a card is gone from Slack; it is posted again');
    await save({ channel_id: null, ts: null });
  }
  while (card.unanswered < MAX_UNANSWERED_POSTS) {
    // Nobody counts on an answer of a Slack that gives none at all.
    if (card.unanswered > 0) await corrections.isThere();
    const { unanswered } = card;
    await save({ unanswered: unanswered + 1 });
    try {
      // The last one is not edited if its answer is lost too: then a click on it tells where it is.
      const buttons = unanswered + 1 < MAX_UNANSWERED_POSTS ? 'later' : 'now';
      const posted = await corrections.postCard(place, to, shown, buttons);
      if (posted.kind === 'nobody') return save({ unanswered, shown_rev });
      if (posted.kind === 'posted') {
        const { channel, ts } = posted;
        await save({ channel_id: channel, ts, unanswered });
        // Deleted in this moment: the next change posts it again.
        if (buttons === 'later') await corrections.editCard(place, { channel, ts }, shown);
        return save({ shown_rev });
      }
    } catch (error) {
      if (error instanceof ServiceError && addressOf(card) === null) await save({ unanswered });
      throw error;
    }
    logger.warn({ correction: correction_id, place }, 'Slack did not answer a card; it may be there twice');
  }
  logger.error(
    { correction: correction_id, place },
    'Slack did not answer two cards: whether one is there is not known, and it cannot be edited; the Home tab shows the correction',
  );
  await save({ shown_rev });
}

/** Where a correction is shown: to finance always, to whoever asked in Slack once there is news. */
function placesOf(
  { financeChannel }: SlackCorrections,
  { correction }: ShownCorrection,
): readonly { readonly place: CardPlace; readonly to: string }[] {
  const [, requester] = SLACK_ACCOUNT.exec(correction.requester) ?? [];
  const isNews = correction.state !== 'proposed' || correction.version > 1;
  return [
    ...(financeChannel === null ? [] : [{ place: 'finance' as const, to: financeChannel }]),
    ...(requester === undefined || !isNews ? [] : [{ place: 'requester' as const, to: requester }]),
  ];
}

function addressOf({ channel_id, ts }: CorrectionCard): CardAddress | null {
  return channel_id === null || ts === null ? null : { channel: channel_id, ts };
}
