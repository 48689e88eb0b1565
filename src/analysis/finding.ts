import type { Money } from '../money.ts';
import type { CustomerClaim } from './claim/customer-claim.ts';

/** What is at stake, in words support and finance share. */
export const CATEGORIES = [
  'duplicate_charge',
  'duplicate_subscription',
  'duplicate_invoice',
  'overpayment',
  'cancellation',
  'trial',
  'pause',
  'renewal',
  'proration',
  'discount',
  'credit',
  'price',
  'quantity',
  'usage',
  'tax',
  'refund',
  'dispute',
  'payment_failure',
  'authorization_hold',
  'currency',
  'identity',
  'one_off',
  'balance',
  'other',
] as const;
export type Category = (typeof CATEGORIES)[number];

export type Classification =
  | 'billing_error'
  | 'likely_error'
  | 'valid_but_confusing'
  | 'payment_issue'
  | 'leakage'
  | 'notice';

export type Confidence = 'certain' | 'high' | 'medium' | 'low';
export type Verdict =
  | 'billing_error'
  | 'likely_error'
  | 'payment_issue'
  | 'valid_but_confusing'
  | 'no_anomaly'
  | 'cannot_tell';
export type UrgencyLevel = 'low' | 'normal' | 'high' | 'urgent';

export interface Urgency {
  readonly level: UrgencyLevel;
  /** Why, each a short sentence naming the field it rests on. */
  readonly reasons: readonly string[];
}

/** A Stripe object (or `policy` entry) that a reader can look up. */
export interface EvidenceRef {
  readonly object: string;
  readonly id: string;
}

/** One line of arithmetic: `label: expression = result`. Decimals without currency, as `money.toDecimal`. */
export interface RecomputationStep {
  readonly label: string;
  readonly expression: string;
  readonly result: string;
}

export type CorrectionKind =
  | 'refund'
  | 'credit_note'
  | 'void_invoice'
  | 'delete_invoice_item'
  | 'customer_balance_credit'
  | 'cancel_subscription'
  | 'remove_discount'
  | 'apply_discount'
  | 'update_price'
  | 'update_quantity'
  | 'update_tax_status'
  | 'extend_trial'
  | 'cancel_payment_intent'
  | 'escalate';

/** A JSON value: what a step's parameters may hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface CorrectionStep {
  readonly kind: CorrectionKind;
  /** Id of the object acted on. */
  readonly target: string;
  readonly amount: number | null;
  readonly currency: string | null;
  /** Exactly the parameters Stripe gets. */
  readonly params: Readonly<Record<string, Json>>;
}

/** A drafted change. Nothing is executed by drafting it. */
export interface Correction {
  readonly kind: CorrectionKind;
  readonly target: string;
  /** Minor units returned to the customer in all steps together, tax included; null where no money moves. */
  readonly amount: number | null;
  readonly currency: string | null;
  /** Stripe's reason code, e.g. `duplicate`, `order_change`, `product_unsatisfactory`, `requested_by_customer`. */
  readonly reason: string | null;
  readonly justification: string;
  readonly alternatives: readonly { readonly kind: CorrectionKind; readonly why_not: string }[];
  readonly steps: readonly CorrectionStep[];
}

/**
 * Where the money of a finding sits: one object, and which part of its money. `whole` overlaps with every part
 * of the same object, and an invoice with each of its lines and the charges that paid it.
 */
export interface MoneyUnit {
  readonly object:
    | 'charge'
    | 'payment_intent'
    | 'invoice'
    | 'line_item'
    | 'invoiceitem'
    | 'refund'
    | 'credit_note'
    | 'customer_balance_transaction'
    | 'subscription'
    | 'discount'
    | 'setup_intent'
    | 'promise'
    /** No money of this account at all: what the customer names was not found. */
    | 'customer';
  readonly id: string;
  readonly part: 'whole' | 'price' | 'quantity' | 'discount' | 'tax' | 'proration';
}

/** A value the writer renders for the reader's language and locale. */
export type Fact =
  | { readonly kind: 'money'; readonly amount: number; readonly currency: string }
  | { readonly kind: 'date'; readonly at: number }
  | { readonly kind: 'count'; readonly value: number }
  /** Decimal string, e.g. "12.5". */
  | { readonly kind: 'percent'; readonly value: string }
  /** Untrusted text from Stripe or the policy file. */
  | { readonly kind: 'text'; readonly text: string }
  /** An object's id, for agents; shown to customers only where it helps them. */
  | { readonly kind: 'id'; readonly id: string };
export type Facts = Readonly<Record<string, Fact>>;

/** What a rule returns. */
export interface RuleFinding {
  readonly classification: Classification;
  readonly confidence: Confidence;
  /** Overrides the rule's own category. */
  readonly category?: Category;
  readonly title: string;
  /** For agents, in English: what, with values → why → what to do. */
  readonly message: string;
  /** Which of the rule's texts applies, e.g. `same_order`; the writer's key is `<rule id>` or `<rule id>/<variant>`. */
  readonly variant?: string;
  readonly facts: Facts;
  /** Still over-charged after everything already returned, tax included; null where no amount follows. */
  readonly amount: Money | null;
  readonly evidence: readonly EvidenceRef[];
  readonly recomputation: readonly RecomputationStep[];
  /** The money at issue: decides the fingerprint, and that no money is reported twice. Never empty. */
  readonly at_issue: readonly MoneyUnit[];
  /** Money this explanation accounts for: an error about nothing but this money is not reported. */
  readonly explains?: readonly MoneyUnit[];
  /** True for an explanation that has nothing left to say once an error about any of this money is reported. */
  readonly yields?: boolean;
  readonly correction: Correction | null;
  /** Id of the customer it is about, when the history holds several. */
  readonly customer: string | null;
  /** The moment the customer notices: for recency and for ordering. */
  readonly occurred_at: number;
  /** True when the next invoice will repeat it unless something is changed. */
  readonly repeats?: boolean;
}

/** A rule's finding after the engine: named, ordered, deduplicated. */
export interface Finding extends Omit<RuleFinding, 'category' | 'explains' | 'yields'> {
  readonly rule: string;
  readonly category: Category;
  readonly about_ticket: boolean;
  readonly fingerprint: string;
}

export interface SkippedRule {
  readonly rule: string;
  readonly reason: string;
}

/** What `analyze` returns: everything that follows from history, policy, ticket and moment alone. */
export interface Analysis {
  readonly as_of: number;
  readonly verdict: Verdict;
  readonly urgency: Urgency;
  readonly findings: readonly Finding[];
  readonly skipped: readonly SkippedRule[];
  readonly gaps: readonly string[];
  /** What the customer says, held against the history; null without a ticket. No verdict rests on it. */
  readonly claim: CustomerClaim | null;
  /** How much was looked at, for progress lines and the writer. */
  readonly counts: {
    readonly invoices: number;
    readonly charges: number;
    readonly refunds: number;
    readonly subscriptions: number;
    readonly rules: number;
  };
}
