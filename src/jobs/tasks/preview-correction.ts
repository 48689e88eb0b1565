import type { CorrectionStore } from '../../../db/corrections/index.ts';
import type { WorkStore } from '../../../db/work.ts';
import { assert } from '../../assert.ts';
import { planOf } from '../../corrections/plan.ts';
import type { CorrectionPreviewer } from '../../corrections/ports.ts';
import type { CorrectionPreview } from '../../corrections/preview.ts';
import { DECIDABLE_STATES } from '../../corrections/states.ts';
import { ServiceError } from '../../service-error.ts';
import type { Task } from './task.ts';

/** Tries after which the card says that there is no preview: people decide with it or without. */
const MAX_TRIES = 3;

export interface PreviewCorrectionDeps {
  readonly store: Pick<CorrectionStore, 'loadCorrection' | 'savePreview'> & Pick<WorkStore, 'completeJob'>;
  readonly previewer: CorrectionPreviewer;
}

/** Before and after, for whoever decides. Never stands in the way of a decision. */
export function previewCorrection({ store, previewer }: PreviewCorrectionDeps): Task<'preview-correction'> {
  const previewOf = async (
    correction: NonNullable<Awaited<ReturnType<typeof store.loadCorrection>>>,
    isLastTry: boolean,
  ): Promise<CorrectionPreview> => {
    const plan = planOf(correction.drafted);
    if (plan.kind === 'by_hand') return onlyNote(BY_HAND);
    try {
      return await previewer.preview(plan.effects);
    } catch (error) {
      if (!(error instanceof ServiceError) || !isLastTry) throw error;
      return onlyNote(`There is no preview: ${error.message}`);
    }
  };
  return async (job) => {
    const { correction_id: id } = job.payload;
    const correction = await store.loadCorrection(id);
    assert(correction !== null, 'a preview is of a correction that exists', { id });
    if (!DECIDABLE_STATES.includes(correction.state)) {
      // Whatever Stripe shows now is not what was before.
      const outcome = `it is ${correction.state} already`;
      await store.completeJob({ job, outcome });
      return { outcome: 'ignored', detail: outcome };
    }
    const preview = await previewOf(correction, job.attempts >= MAX_TRIES - 1);
    await store.savePreview({ job, id, version: correction.version, preview });
    return { outcome: 'done', detail: 'previewed' };
  };
}

const onlyNote = (note: string): CorrectionPreview => ({ lines: [], next_invoice: null, notes: [note] });

const BY_HAND = 'This is done by hand in the Stripe Dashboard, so Stripe gives no preview of it.';
