import { formatMoney } from '../../money.ts';
import type { BillingHistory, Charge } from '../billing-history.ts';
import type { Category, EvidenceRef, Finding } from '../finding.ts';
import { byCreation, type HistoryIndex } from '../history-index.ts';
import { isoDate, shownText } from '../wording.ts';
import type { Standing } from './customer-claim.ts';

/** What a statement is held against. */
export interface BillingRecord {
  readonly history: BillingHistory;
  readonly index: HistoryIndex;
  /** What the rules made of it. */
  readonly findings: readonly Finding[];
  /** Unix seconds. */
  readonly asOf: number;
}

/** What the history says to a statement. */
export interface Reply {
  readonly standing: Standing;
  /** Sentences for the agent, with the history's figures alone. */
  readonly says: string;
  readonly evidence: readonly EvidenceRef[];
}

/** The most important error among findings of these categories. */
export function errorIn({ findings }: BillingRecord, categories: ReadonlySet<Category>): Finding | undefined {
  return findings.find(
    ({ category, classification }) =>
      (classification === 'billing_error' || classification === 'likely_error') && categories.has(category),
  );
}

/** A finding that bears a statement out. */
export function borneOutBy({ title, evidence }: Finding): Reply {
  return { standing: 'borne_out', says: `That is the finding "${shownText(title)}".`, evidence };
}

/**
 * `contradicted`, or `open` where the history lacks a list that could hold what the customer means: what is missing
 * speaks against nobody.
 */
export function unlessIncomplete({ history }: BillingRecord): Standing {
  return history.gaps.some(({ could_hold_money }) => could_hold_money) ? 'open' : 'contradicted';
}

/** Money that was taken, oldest first: succeeded and captured. */
export function paymentsOf({ history }: BillingRecord): Charge[] {
  return byCreation(history.charges).filter(({ status, captured }) => status === 'succeeded' && captured);
}

/** `$49.00 on 2026-11-10 (ch_…)`. */
export function shownCharge({ id, amount, currency, created }: Charge): string {
  return `${formatMoney({ amount, currency })} on ${isoDate(created)} (${shownText(id)})`;
}

/** References to objects of one kind. */
export function refs(object: string, ...ids: readonly string[]): readonly EvidenceRef[] {
  return ids.map((id) => ({ object, id }));
}
