import { formatMoney } from '../../money.ts';
import type { Charge } from '../billing-history.ts';
import type { Category } from '../finding.ts';
import { byCreation } from '../history-index.ts';
import { isoDate, shownText } from '../wording.ts';
import {
  type BillingRecord,
  borneOutBy,
  errorIn,
  paymentsOf,
  type Reply,
  refs,
  shownCharge,
  unlessIncomplete,
} from './record.ts';

const DAY_SECONDS = 86_400;
/** Two lines further apart than this are not seen as the same charge twice. */
const TOGETHER_DAYS = 7;
/** Nobody writes about charges longer ago than this without naming their day. */
const RECENT_DAYS = 120;
const DUPLICATES: ReadonlySet<Category> = new Set([
  'duplicate_charge',
  'duplicate_subscription',
  'duplicate_invoice',
  'overpayment',
  'identity',
]);

/** "You charged me twice": the newest two charges of one amount within a week, and what became of each. */
export function chargedTwice(record: BillingRecord): Reply {
  const error = errorIn(record, DUPLICATES);
  if (error !== undefined) return borneOutBy(error);
  const since = record.asOf - RECENT_DAYS * DAY_SECONDS;
  const pair = newestPair(byCreation(record.history.charges.filter(({ created }) => created >= since)));
  if (pair === undefined) return noPair(record);
  const evidence = refs('charge', pair[0].id, pair[1].id);
  const attempts = `Of the two of ${formatMoney(pair[1])}`;
  const failed = pair.find(({ status }) => status === 'failed');
  if (failed !== undefined) {
    const says = `${attempts}, one failed and took nothing: ${shownCharge(failed)}.`;
    return { standing: 'contradicted', says, evidence };
  }
  const held = pair.find(({ captured }) => !captured);
  if (held !== undefined) {
    const says = `${attempts}, one was never captured: ${shownCharge(held)} is a hold, which the bank removes by itself.`;
    return { standing: 'contradicted', says, evidence };
  }
  const pending = pair.find(({ status }) => status === 'pending');
  if (pending !== undefined) {
    const says = `${attempts}, one is still pending: ${shownCharge(pending)}.`;
    return { standing: 'open', says, evidence };
  }
  return bothTaken(record, pair, evidence);
}

function bothTaken({ index }: BillingRecord, pair: Pair, evidence: Reply['evidence']): Reply {
  const [one, other] = pair;
  const back = pair.find((charge) => index.netOfCharge(charge) === 0);
  if (back !== undefined) {
    const at = index.refundsOfCharge(back.id).at(-1)?.created;
    const when = at === undefined ? '' : ` on ${isoDate(at)}`;
    const says = `Both were taken, and one was given back in full${when}: ${shownCharge(back)}.`;
    return { standing: 'borne_out', says, evidence };
  }
  const [first, second] = [index.invoiceOfCharge(one.id), index.invoiceOfCharge(other.id)];
  if (first !== undefined && second !== undefined && first.id !== second.id) {
    const says = `Both were taken, each for an invoice of its own: ${shownText(first.number ?? first.id)} and ${shownText(second.number ?? second.id)}. No rule found the same thing billed twice.`;
    return { standing: 'contradicted', says, evidence };
  }
  const says = `Both were taken: ${shownCharge(one)} and ${shownCharge(other)}. No rule proves that they are for the same thing.`;
  return { standing: 'open', says, evidence };
}

type Pair = readonly [Charge, Charge];

/** The newest two charges of one customer, currency and amount that lie together. `charges` come oldest first. */
function newestPair(charges: readonly Charge[]): Pair | undefined {
  const last = new Map<string, Charge>();
  let pair: Pair | undefined;
  for (const charge of charges) {
    const key = `${charge.customer} ${charge.currency} ${charge.amount}`;
    const before = last.get(key);
    if (before !== undefined && charge.created - before.created <= TOGETHER_DAYS * DAY_SECONDS)
      pair = [before, charge];
    last.set(key, charge);
  }
  return pair;
}

function noPair(record: BillingRecord): Reply {
  const payments = paymentsOf(record);
  const [before, last] = payments.slice(-2);
  if (before === undefined) {
    const says = payments.length === 0 ? 'No payment is on record.' : 'Only one payment is on record.';
    return { standing: unlessIncomplete(record), says, evidence: [] };
  }
  if (last === undefined) {
    const says = `Only one payment is on record: ${shownCharge(before)}.`;
    return { standing: unlessIncomplete(record), says, evidence: refs('charge', before.id) };
  }
  const evidence = refs('charge', before.id, last.id);
  if (last.created - before.created <= TOGETHER_DAYS * DAY_SECONDS) {
    const says = `The newest two payments are of different amounts: ${shownCharge(before)} and ${shownCharge(last)}.`;
    return { standing: 'open', says, evidence };
  }
  const says = `No two charges of one amount in the last ${RECENT_DAYS} days lie within ${TOGETHER_DAYS} days of each other: the newest payments are ${shownCharge(before)} and ${shownCharge(last)}.`;
  return { standing: unlessIncomplete(record), says, evidence };
}
