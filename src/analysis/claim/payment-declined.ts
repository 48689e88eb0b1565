import { byCreation } from '../history-index.ts';
import { shownText } from '../wording.ts';
import { type BillingRecord, paymentsOf, type Reply, refs, shownCharge, unlessIncomplete } from './record.ts';

const DAY_SECONDS = 86_400;
/** A failure longer ago is not the one a customer writes about. */
const RECENT_DAYS = 60;

/** "My card was declined": the newest failed attempt, and whether a later one went through. */
export function paymentDeclined(record: BillingRecord): Reply {
  const { history, asOf } = record;
  const failed = byCreation(history.charges)
    .filter(({ status, created }) => status === 'failed' && asOf - created <= RECENT_DAYS * DAY_SECONDS)
    .at(-1);
  const paid = paymentsOf(record).at(-1);
  if (failed !== undefined) {
    const code = shownText(failed.failure_code ?? '').replaceAll('_', ' ');
    const says = `An attempt failed: ${shownCharge(failed)}${code === '' ? '' : `, ${code}`}.`;
    const later = paid !== undefined && paid.created >= failed.created ? paid : undefined;
    return {
      standing: 'borne_out',
      says: later === undefined ? says : `${says} A later one went through: ${shownCharge(later)}.`,
      evidence: refs('charge', failed.id, ...(later === undefined ? [] : [later.id])),
    };
  }
  if (paid === undefined) return { standing: 'open', says: 'No attempt is on record.', evidence: [] };
  return {
    standing: unlessIncomplete(record),
    says: `No attempt of the last ${RECENT_DAYS} days failed: the newest payment, ${shownCharge(paid)}, succeeded.`,
    evidence: refs('charge', paid.id),
  };
}
