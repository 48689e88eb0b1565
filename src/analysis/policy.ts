/**
 * The company facts that Stripe does not hold, as `policy/parse-policy` yields them from the policy file: times
 * are Unix seconds, amounts integer minor units, currencies lower case, missing sections absent. What is absent
 * is unknown, never assumed. `ref` is how evidence cites an entry: its `id`, else its place (`promises[0]`).
 */
export interface Policy {
  readonly version: 1;
  readonly timezone: string;
  readonly variance_threshold_percent?: number;
  readonly prices?: readonly PolicyPrice[];
  readonly price_change_notice_days?: number;
  readonly seats?: readonly PolicySeats[];
  readonly one_time_fees?: readonly string[];
  readonly discount_stacking?: 'allowed' | 'forbidden';
  readonly refund_on_cancel?: RefundOnCancel;
  readonly on_downgrade?: 'credit' | 'period_end' | 'none';
  readonly multiple_subscriptions?: MultipleSubscriptions;
  readonly promises?: readonly Promised[];
  readonly requests?: readonly CustomerRequest[];
  readonly consent_required?: readonly RequestKind[];
  readonly accounts?: readonly ClosedAccount[];
  readonly tax?: PolicyTax;
  readonly approvals?: Approvals;
  readonly reply?: ReplyStyle;
  readonly rules?: Readonly<Record<string, RuleSettings>>;
  readonly entitlements?: { readonly file: string; readonly columns: Readonly<Record<string, string>> };
  readonly models?: ModelSettings;
}

export type PerCurrency = Readonly<Record<string, number>>;

export interface PolicyPrice {
  readonly ref: string;
  readonly customer?: string;
  readonly subscription?: string;
  readonly product?: string;
  readonly price?: string;
  readonly interval?: 'day' | 'week' | 'month' | 'year';
  readonly interval_count: number;
  readonly currency: string;
  /** Decimal string of minor units before `discount_percent`. */
  readonly unit_amount_decimal: string;
  readonly discount_percent?: number;
  readonly minimum_quantity?: number;
  readonly from?: number;
  readonly until?: number;
  readonly notice_sent_at?: number;
}

export interface PolicySeats {
  readonly ref: string;
  readonly customer?: string;
  readonly subscription?: string;
  readonly product?: string;
  readonly quantity: number;
  readonly from?: number;
  readonly until?: number;
}

export type RefundOnCancel =
  | 'none'
  | 'prorated'
  | { readonly full_within_days: number; readonly otherwise: 'none' | 'prorated' };

export interface MultipleSubscriptions {
  readonly allowed: boolean;
  readonly metadata_keys: readonly string[];
  readonly exclusive_products: readonly (readonly string[])[];
}

interface PromisedCommon {
  readonly ref: string;
  readonly customer: string;
  readonly subscription?: string;
  readonly made_at: number;
  readonly due_by?: number;
  readonly source?: string;
}
export type Promised =
  | (PromisedCommon & { readonly kind: 'credit'; readonly amount: number; readonly currency: string })
  | (PromisedCommon & {
      readonly kind: 'refund';
      readonly amount: number;
      readonly currency: string;
      readonly invoice?: string;
      readonly charge?: string;
    })
  | (PromisedCommon & {
      readonly kind: 'discount';
      readonly percent?: number;
      readonly amount?: number;
      readonly currency?: string;
      readonly from?: number;
      readonly until?: number;
      /** Number of invoices. */
      readonly invoices?: number;
      readonly product?: string;
      readonly coupon?: string;
    })
  | (PromisedCommon & { readonly kind: 'trial'; readonly days: number })
  | (PromisedCommon & {
      readonly kind: 'quote';
      readonly amount: number;
      readonly currency: string;
      readonly valid_until?: number;
    });

export type RequestKind =
  | 'cancel'
  | 'pause'
  | 'resume'
  | 'reactivate'
  | 'change_plan'
  | 'change_quantity'
  | 'add_on'
  | 'one_off'
  | 'backdate';

export interface CustomerRequest {
  readonly ref: string;
  readonly customer: string;
  readonly subscription?: string;
  readonly kind: RequestKind;
  readonly at: number;
  readonly effective: 'now' | 'period_end';
  readonly price?: string;
  readonly quantity?: number;
  readonly amount?: number;
  readonly currency?: string;
  readonly source?: string;
}

export interface ClosedAccount {
  readonly ref: string;
  readonly customer: string;
  readonly status: 'closed';
  readonly closed_at: number;
}

export interface PolicyTax {
  readonly seller_country?: string;
  readonly registrations?: readonly {
    readonly ref: string;
    readonly country: string;
    readonly state?: string;
    readonly from?: number;
    readonly until?: number;
  }[];
  readonly rates?: readonly {
    readonly ref: string;
    readonly country: string;
    readonly state?: string;
    readonly percentage: number;
    readonly from?: number;
    readonly until?: number;
  }[];
  readonly exempt_customers?: readonly {
    readonly ref: string;
    readonly customer: string;
    readonly from?: number;
    readonly until?: number;
    readonly certificate?: string;
  }[];
}

export interface Approvals {
  readonly requesters?: readonly string[];
  readonly approvers?: readonly string[];
  readonly second_person_over?: PerCurrency;
  readonly maximum?: PerCurrency;
  readonly per_day?: PerCurrency;
  readonly per_customer?: PerCurrency;
  readonly always_two?: readonly string[];
  readonly expires_after_hours: number;
}

export interface ReplyStyle {
  readonly tone: 'formal' | 'friendly';
  /** `auto`, or a language code such as `de`. */
  readonly language: string;
  readonly signature?: string;
  readonly greeting?: string;
  readonly avoid?: readonly string[];
}

export interface RuleSettings {
  readonly enabled: boolean;
  readonly thresholds: Readonly<Record<string, number>>;
}

export interface ModelSettings {
  readonly small?: string;
  readonly large?: string;
  /** By model. */
  readonly prices?: Readonly<Record<string, ModelPrice>>;
  readonly per_ticket_usd?: number;
  readonly per_day_usd?: number;
  readonly per_month_usd?: number;
  readonly timeout_seconds?: number;
}

/** US dollars per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cache_read?: number;
  /** Written for five minutes. */
  readonly cache_write?: number;
}

/** The policy of a company that has said nothing. */
export const EMPTY_POLICY: Policy = { version: 1, timezone: 'UTC' };

/** True when `at` lies in an entry's time: `from` inclusive, `until` exclusive, both may be open. */
export function inForce(entry: { readonly from?: number; readonly until?: number }, at: number): boolean {
  return (entry.from === undefined || at >= entry.from) && (entry.until === undefined || at < entry.until);
}
