import { formatMoney } from '../../money.ts';
import type { CreditNote, Refund } from '../billing-history.ts';
import { byCreation } from '../history-index.ts';
import { isoDate, shownText } from '../wording.ts';
import { type BillingRecord, type Reply, refs } from './record.ts';

const DAY_SECONDS = 86_400;
/** Ten business days, in which banks show a refund, are two weeks. */
const SHOWN_WITHIN_DAYS = 14;

/** "My refund has not arrived": the newest refund, when it was made, and by which reference a bank finds it. */
export function refundMissing({ history, asOf }: BillingRecord): Reply {
  const refund = byCreation(history.refunds).at(-1);
  if (refund === undefined) return creditedInstead(history.credit_notes);
  const evidence = refs('refund', refund.id);
  const what = `${formatMoney(refund)} on ${isoDate(refund.created)} (${shownText(refund.id)}${referenceOf(refund)})`;
  switch (refund.status) {
    case 'failed':
    case 'canceled':
      return {
        standing: 'borne_out',
        says: `The newest refund did not get there: ${what} ${refund.status === 'failed' ? 'failed' : 'was cancelled'}.`,
        evidence,
      };
    case 'pending':
    case 'requires_action':
      return { standing: 'open', says: `A refund is still under way: ${what}.`, evidence };
    case 'succeeded': {
      const reversed =
        refund.destination?.card_type === 'reversal'
          ? ' It was a reversal: the payment itself disappears from the statement.'
          : '';
      const isDue = asOf - refund.created > SHOWN_WITHIN_DAYS * DAY_SECONDS;
      return isDue
        ? { standing: 'contradicted', says: `It was refunded: ${what}.${reversed}`, evidence }
        : {
            standing: 'open',
            says: `It was refunded: ${what}. Banks take 5 to 10 business days to show it.${reversed}`,
            evidence,
          };
    }
  }
}

function referenceOf({ destination }: Refund): string {
  const reference = shownText(destination?.reference ?? '');
  return reference === '' ? '' : `, reference ${reference}`;
}

/** No refund: perhaps the money was credited rather than sent back. */
function creditedInstead(notes: readonly CreditNote[]): Reply {
  const note = byCreation(notes)
    .filter(
      ({ status, customer_balance_transaction }) =>
        status === 'issued' && customer_balance_transaction !== null,
    )
    .at(-1);
  if (note === undefined) return { standing: 'open', says: 'No refund is on record.', evidence: [] };
  return {
    standing: 'contradicted',
    says: `It was not sent to the card but credited to the balance: ${formatMoney(note)} on ${isoDate(note.created)} (${shownText(note.id)}).`,
    evidence: refs('credit_note', note.id),
  };
}
