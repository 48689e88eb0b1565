import type { BillingHistory } from '../analysis/billing-history.ts';
import type { Analysis } from '../analysis/finding.ts';
import type { Policy } from '../analysis/policy.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { Triage } from '../triage/triage.ts';
import type { WordingWish } from './wording-wish.ts';

/** What identifies a customer, as a person typed it or a ticket names it. */
export interface CustomerQuery {
  /** A Stripe id, an e-mail address, or null when only the ticket is known. */
  readonly text: string;
  /** True when the query came from a ticket's requester rather than from a person. */
  readonly from_ticket: boolean;
}

/** One customer record, as much as is needed to tell records apart. */
export interface CustomerSummary {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly created: number;
  readonly livemode: boolean;
  readonly currency: string | null;
}

export type MatchedBy = 'id' | 'email' | 'email_normalised' | 'ticket' | 'fingerprint';

export type Resolution =
  | {
      readonly kind: 'resolved';
      readonly customers: readonly CustomerSummary[];
      readonly matched_by: MatchedBy;
      /** False while the match rests on an e-mail address alone: corrections stay blocked until confirmed. */
      readonly verified: boolean;
    }
  | {
      readonly kind: 'ambiguous';
      readonly customers: readonly CustomerSummary[];
      readonly matched_by: MatchedBy;
    }
  /** `message` is one sentence for the person who asked, saying what to do. */
  | { readonly kind: 'not_found'; readonly message: string }
  | { readonly kind: 'deleted'; readonly id: string; readonly message: string };

/** A customer with everything that was read about them. */
export interface CustomerHistory {
  readonly resolution: Resolution;
  /** Null unless the customer was resolved. */
  readonly history: BillingHistory | null;
}

/** Reads one customer's history from Stripe (or from a history file). */
export interface HistoryReader {
  /**
   * Resolves and reads. `on_progress` is told what was found as it is found.
   * @throws {ServiceError} when Stripe cannot be reached, refuses the key, or the deadline passes before anything
   * useful was read; what could not be read completely is named in the history's gaps instead.
   */
  read(query: CustomerQuery, options: ReadOptions): Promise<CustomerHistory>;
  /**
   * The history with previews of these subscriptions' next invoices, as far as they can be had in short time; asked for
   * only where an error was found. Missing where there is nobody to ask.
   */
  previewNext?(history: BillingHistory, subscriptions: readonly string[]): Promise<BillingHistory>;
}

export interface ReadOptions {
  readonly asOf: number;
  readonly on_progress?: (step: ProgressStep) => void;
}

export type ProgressStep =
  | { readonly kind: 'customer_found'; readonly customer: CustomerSummary }
  | { readonly kind: 'history_read'; readonly invoices: number; readonly charges: number }
  | { readonly kind: 'rules_run'; readonly rules: number; readonly findings: number }
  | { readonly kind: 'writing' };

export interface AnalysisRequest {
  readonly history: BillingHistory;
  readonly policy: Policy;
  readonly asOf: number;
  readonly ticket: Ticket | null;
}

/** Judges a history, off the event loop. */
export interface Analyst {
  analyze(request: AnalysisRequest): Promise<Analysis>;
  close(): Promise<void>;
}

export interface WriteRequest {
  readonly analysis: Analysis;
  readonly ticket: Ticket | null;
  readonly policy: Policy;
  readonly customer: CustomerSummary;
  /** The customer's own language wishes (`preferred_locales`), most wanted first. */
  readonly locales: readonly string[];
  /** How somebody asked for the reply to be; absent and null leave it as it is by itself. */
  readonly wish?: WordingWish | null;
  /** Number of the ticket in the help desk: what a spending limit per ticket adds up by. */
  readonly ticket_id?: string | null;
}

/** Words an analysis for people. */
export interface Writer {
  write(request: WriteRequest): Promise<Triage>;
}
