import type { Store } from '../../../db/store.ts';
import { DECIDABLE_STATES } from '../../corrections/states.ts';
import type { SlackCorrections } from '../correction-ports.ts';
import { shownCorrection } from '../shown-correction.ts';
import type { Task } from './task.ts';

export interface RemindCorrectionDeps {
  readonly store: Store;
  readonly corrections: SlackCorrections;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** One reply under the card, before a correction lapses that nobody has decided about. */
export function remindCorrection(deps: RemindCorrectionDeps): Task<'remind-correction'> {
  const { store, corrections, clock } = deps;
  return async (job) => {
    const { correction_id } = job.payload;
    const end = async (outcome: string) => {
      await store.completeJob({ job, outcome });
      return { outcome: 'done', detail: outcome } as const;
    };
    const correction = await store.loadCorrection(correction_id);
    if (correction === null || !DECIDABLE_STATES.includes(correction.state)) return end('decided already');
    if (correction.expires_at_ms <= clock()) return end('too late');
    const cards = await store.correctionCards(correction_id);
    const card = cards.find(({ place }) => place === 'finance');
    if (card === undefined || card.channel_id === null || card.ts === null) return end('no card');
    const at = { channel: card.channel_id, ts: card.ts };
    await corrections.remind(at, await shownCorrection(store, correction), clock());
    return end('reminded');
  };
}
