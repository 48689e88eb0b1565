import { amountsOnRecord, isOnRecord } from '../ticket/named-amounts.ts';
import type { TicketClaim } from '../ticket/ticket-claim.ts';
import { type BillingRecord, type Reply, unlessIncomplete } from './record.ts';

/** Tax, a fee or a bank's rate may lie between what was charged and what is named. */
const NEAR_PERCENT = 5;

/**
 * Amounts in the customer's words: is any of them, or something close, on record? Undefined where none is named, or
 * one is. An old price or a promised one need not be on record, so that one of several amounts is enough.
 */
export function amountNamed(record: BillingRecord, claim: TicketClaim): Reply | undefined {
  const { history, index } = record;
  const { amounts } = claim;
  if (amounts.length === 0) return undefined;
  const known = amountsOnRecord(history, index);
  if (amounts.some((amount) => isOnRecord(amount, known, NEAR_PERCENT))) return undefined;
  const [one, none] =
    amounts.length === 1
      ? ['The amount the customer names is', 'no payment, invoice, refund or price is of that amount']
      : [
          'None of the amounts the customer names is',
          'no payment, invoice, refund or price is of any of them',
        ];
  const isForeign = !amounts.some(({ currencies }) => currencies.some((code) => known.single.has(code)));
  return isForeign
    ? {
        standing: 'open',
        says: `${one}${amounts.length === 1 ? ' not' : ''} on record, and it is in a currency this account was not billed in: a bank may have converted it.`,
        evidence: [],
      }
    : {
        standing: unlessIncomplete(record),
        says: `${one}${amounts.length === 1 ? ' not' : ''} on record: ${none}, none is close, and no few add up to it.`,
        evidence: [],
      };
}
