import type { StoredCorrection } from '../../db/corrections/index.ts';
import type { Store } from '../../db/store.ts';
import type { ShownCorrection } from './correction-ports.ts';
import { resultOf } from './stored-check.ts';

/** A correction beside the customer and the finding of its check, from the database alone. */
export async function shownCorrection(
  store: Pick<Store, 'loadAnalysis'>,
  correction: StoredCorrection,
): Promise<ShownCorrection> {
  const analysis = await store.loadAnalysis(correction.analysis_id);
  if (analysis === null) return { correction, customer: null, finding: null };
  const { customer, findings } = resultOf(analysis);
  return {
    correction,
    customer: customer.matches?.find(({ id }) => id === correction.customer) ?? null,
    finding: findings.find(({ fingerprint }) => fingerprint === correction.fingerprint) ?? null,
  };
}
