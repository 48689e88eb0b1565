import type { StoredCorrection } from '../../db/corrections/index.ts';
import type { BillingHistory } from '../analysis/billing-history.ts';
import type { Correction } from '../analysis/finding.ts';
import type { Policy } from '../analysis/policy.ts';
import { canonical } from '../corrections/approved-text.ts';
import type { Recheck } from '../corrections/ports.ts';
import { ServiceError } from '../service-error.ts';
import type { Analyst, CustomerQuery, HistoryReader } from './ports.ts';

export interface RecheckParts {
  readonly reader: HistoryReader;
  readonly analyst: Analyst;
  readonly policy: () => Promise<Policy>;
  /** How the customer of this correction was found: by id, or by an address that several records share. */
  readonly queryOf: (correction: StoredCorrection) => Promise<CustomerQuery>;
  /** When the history was read that the correction was drafted from, Unix seconds. */
  readonly checkedAt: (correction: StoredCorrection) => Promise<number>;
  /** Which of these objects of Stripe's our own corrections made. */
  readonly madeByUs: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * Reads the customer's whole history again and runs the rules on it: is the finding still there (the same fingerprint), with
 * exactly the correction that was drafted? Before anything of it was made, nobody else may have given anything back to this
 * customer since: whether that was meant for the same fault is for a person to say, whatever a rule makes of it.
 */
export function createRecheck(parts: RecheckParts): (correction: StoredCorrection) => Promise<Recheck> {
  return async (correction) => {
    const now = Math.floor(parts.clock() / 1_000);
    try {
      const query = await parts.queryOf(correction);
      const { resolution, history } = await parts.reader.read(query, { asOf: now });
      const isSame =
        resolution.kind === 'resolved' && resolution.customers.some(({ id }) => id === correction.customer);
      if (!isSame || history === null) return { kind: 'changed', sentence: OTHER_CUSTOMER };
      const policy = await parts.policy();
      const asOf = Math.max(now, newestIn(history));
      const { findings, verdict } = await parts.analyst.analyze({ history, policy, asOf, ticket: null });
      if (verdict === 'cannot_tell') return { kind: 'changed', sentence: INCOMPLETE };
      const found = findings.find(({ fingerprint }) => fingerprint === correction.fingerprint);
      if (found === undefined) return { kind: 'gone', sentence: GONE };
      const wanted = correction.original ?? correction.drafted;
      if (!isSameCorrection(found.correction, wanted)) return { kind: 'changed', sentence: CHANGED };
      const given = isUnmade(correction) ? await givenSince(parts, correction, history) : [];
      return given.length === 0 ? { kind: 'same' } : { kind: 'changed', sentence: givenSentence(given) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { kind: 'unreadable', sentence: error.message, retry_after_seconds: error.retry_after };
    }
  };
}

const isUnmade = ({ effects }: StoredCorrection): boolean =>
  effects.every(({ state }) => state === 'planned');

/** What was given back since the check, by somebody else than us: ids in the order it was done. */
async function givenSince(
  { checkedAt, madeByUs }: RecheckParts,
  correction: StoredCorrection,
  { refunds, credit_notes, customer_balance_transactions: entries }: BillingHistory,
): Promise<readonly string[]> {
  const since = await checkedAt(correction);
  const given = [
    ...refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled'),
    ...credit_notes.filter(({ status }) => status === 'issued'),
    ...entries.filter(({ type, amount }) => type === 'adjustment' && amount < 0),
  ]
    .filter(({ created }) => created > since)
    .sort((one, other) => one.created - other.created)
    .map(({ id }) => id);
  if (given.length === 0) return [];
  const ours = await madeByUs(given);
  return given.filter((id) => !ours.has(id));
}

/** When money last moved, Unix seconds. It has happened, also where our own clock is behind and says it has not. */
function newestIn({
  invoices,
  charges,
  refunds,
  credit_notes: notes,
  customer_balance_transactions: entries,
  disputes,
}: BillingHistory): number {
  let newest = 0;
  for (const { created } of [...invoices, ...charges, ...refunds, ...notes, ...entries, ...disputes])
    newest = Math.max(newest, created);
  return newest;
}

/** Words may differ from day to day; what would be done may not. */
function isSameCorrection(now: Correction | null, then: Correction): boolean {
  if (now === null) return false;
  const whatItDoes = ({ kind, target, amount, currency, steps }: Correction): string =>
    canonical({ kind, target, amount, currency, steps: steps.map((step) => ({ ...step })) });
  return whatItDoes(now) === whatItDoes(then);
}

const givenSentence = ([first = '', ...more]: readonly string[]): string =>
  `Somebody gave something back to this customer meanwhile (${first}${more.length === 0 ? '' : ` and ${more.length} more`}): check the customer again before anything more is returned.`;

const GONE =
  'A new check no longer finds the fault: it was put right meanwhile, or the history says something else now. Nothing was sent.';
const CHANGED =
  'A new check drafts another correction than the one approved: check the customer again and propose that one.';
const INCOMPLETE =
  'The history could not be read completely this time, so nothing can be said for sure: check the customer again and propose it anew.';
const OTHER_CUSTOMER =
  'Stripe does not lead to the same customer any more: check the customer again and propose it anew.';
