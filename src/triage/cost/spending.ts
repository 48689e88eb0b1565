import type { ModelSettings } from '../../analysis/policy.ts';
import type { TokenUsage } from '../triage.ts';
import { nanoUsd } from './cost.ts';

/** Which of the policy's spending limits. Days and months are those of UTC. */
export type SpendingPeriod = 'ticket' | 'day' | 'month';

/** Billionths of a US dollar; absent: no limit. */
export type SpendingLimits = Readonly<Partial<Record<SpendingPeriod, number>>>;

/** A request that is about to be sent, at the worst it can cost. */
export interface Reservation {
  /** Whose `ticket` limit it counts against: one ticket, or one check without a ticket. */
  readonly subject: string;
  readonly model: string;
  readonly prompt_version: number;
  readonly worst_case_nano_usd: number;
  readonly limits: SpendingLimits;
}

export type Reserved =
  | { readonly kind: 'reserved'; readonly id: string }
  /** It would pass this limit. */
  | { readonly kind: 'refused'; readonly period: SpendingPeriod };

/** What became of a request: how many tokens it was billed for, and what they cost. */
export interface Settlement extends TokenUsage {
  readonly cost_nano_usd: number;
}

/**
 * What Claude has cost so far. A request is reserved at its worst case before it is sent, so that checks at the same
 * time do not pass a limit together; what is never settled counts at its worst case, for it may have been billed.
 */
export interface SpendingLedger {
  reserve(reservation: Reservation): Promise<Reserved>;
  settle(id: string, settlement: Settlement): Promise<void>;
}

export function spendingLimits({
  per_ticket_usd: ticket,
  per_day_usd: day,
  per_month_usd: month,
}: ModelSettings = {}): SpendingLimits {
  return {
    ...(ticket === undefined ? {} : { ticket: nanoUsd(ticket) }),
    ...(day === undefined ? {} : { day: nanoUsd(day) }),
    ...(month === undefined ? {} : { month: nanoUsd(month) }),
  };
}
