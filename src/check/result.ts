import type { CustomerClaim } from '../analysis/claim/customer-claim.ts';
import type {
  Analysis,
  Category,
  Classification,
  Confidence,
  Correction,
  EvidenceRef,
  Finding,
  RecomputationStep,
  SkippedRule,
  Urgency,
  Verdict,
} from '../analysis/finding.ts';
import type { Policy } from '../analysis/policy.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { Money } from '../money.ts';
import type { Author, ModelUsage, Triage } from '../triage/triage.ts';
import { unresolvedTriage } from '../triage/unresolved.ts';
import type { CustomerSummary, MatchedBy, Resolution } from './ports.ts';

/** The public result of one check: exactly what `check --json` prints (the contract's "Result"). */
export interface AnalysisResult {
  readonly format: 'billing-check/analysis@1';
  readonly query: string;
  /** ISO 8601, UTC. */
  readonly as_of: string;
  readonly customer: ResultCustomer;
  readonly verdict: Verdict;
  readonly urgency: Urgency;
  readonly findings: readonly ResultFinding[];
  readonly skipped: readonly SkippedRule[];
  readonly gaps: readonly string[];
  /** What the customer says, held against the history; absent without a ticket. */
  readonly claim?: CustomerClaim;
  readonly triage: ResultTriage;
}

export interface ResultCustomer {
  readonly kind: Resolution['kind'];
  readonly ids: readonly string[];
  /** Null when nobody was matched. */
  readonly matched_by: MatchedBy | null;
  /** False while the match rests on an e-mail address alone, or there is none. */
  readonly verified: boolean;
  /** Who the ids are, to tell several apart and to name the one. */
  readonly matches?: readonly ResultMatch[];
}

/** A {@link CustomerSummary} for readers: `created` is ISO 8601. */
export interface ResultMatch extends Omit<CustomerSummary, 'created'> {
  readonly created: string;
}

export interface ResultFinding {
  readonly rule: string;
  readonly category: Category;
  readonly classification: Classification;
  readonly confidence: Confidence;
  readonly about_ticket: boolean;
  readonly title: string;
  readonly message: string;
  readonly amount: Money | null;
  readonly evidence: readonly EvidenceRef[];
  readonly recomputation: readonly RecomputationStep[];
  readonly fingerprint: string;
  readonly correction: Correction | null;
}

export interface ResultTriage extends Omit<Triage, 'fallback_reason' | 'usage' | 'author'> {
  /** Absent in checks that were stored before there was one. */
  readonly author?: Author;
  readonly usage: ModelUsage | null;
  /** Why the deterministic writer wrote although a model was configured; absent otherwise. */
  readonly fallback_reason?: string;
}

export interface ResultParts {
  readonly query: string;
  readonly resolution: Resolution;
  /** Null unless the customer was resolved. */
  readonly analysis: Analysis | null;
  /** Null for an unresolved customer: the deterministic text for that case is used then. */
  readonly triage: Triage | null;
  /** Unix seconds. */
  readonly asOf: number;
  /** What the text for an unresolved customer is written with; not needed when `triage` is given. */
  readonly ticket?: Ticket | null;
  readonly policy?: Policy;
}

/**
 * Puts the parts of one check into the public shape. A customer who was not resolved gets `cannot_tell`, no
 * findings and a text that says who is missing and what to do. No correction is passed on under `cannot_tell`.
 */
export function toResult(parts: ResultParts): AnalysisResult {
  const { query, resolution, analysis, triage, asOf } = parts;
  const verdict = resolution.kind === 'resolved' && analysis !== null ? analysis.verdict : 'cannot_tell';
  const words = triage ?? unresolvedTriage(parts);
  return {
    format: 'billing-check/analysis@1',
    query,
    as_of: toIso(asOf),
    customer: toCustomer(resolution),
    verdict,
    urgency: analysis?.urgency ?? { level: 'normal', reasons: [] },
    findings: (analysis?.findings ?? []).map((finding) => toFinding(finding, verdict)),
    skipped: analysis?.skipped ?? [],
    gaps: analysis?.gaps ?? [],
    ...(analysis?.claim == null ? {} : { claim: analysis.claim }),
    triage: toTriage(words),
  };
}

function toCustomer(resolution: Resolution): ResultCustomer {
  switch (resolution.kind) {
    case 'resolved':
    case 'ambiguous':
      return {
        kind: resolution.kind,
        ids: resolution.customers.map((customer) => customer.id),
        matched_by: resolution.matched_by,
        verified: resolution.kind === 'resolved' && resolution.verified,
        matches: resolution.customers.map((customer) => ({
          ...customer,
          created: toIso(customer.created),
        })),
      };
    case 'deleted':
      return { kind: 'deleted', ids: [resolution.id], matched_by: null, verified: false };
    case 'not_found':
      return { kind: 'not_found', ids: [], matched_by: null, verified: false };
  }
}

/** What is public of a finding; facts, money units and ordering stay inside. */
function toFinding(finding: Finding, verdict: Verdict): ResultFinding {
  return {
    rule: finding.rule,
    category: finding.category,
    classification: finding.classification,
    confidence: finding.confidence,
    about_ticket: finding.about_ticket,
    title: finding.title,
    message: finding.message,
    amount: finding.amount,
    evidence: finding.evidence,
    recomputation: finding.recomputation,
    fingerprint: finding.fingerprint,
    correction: verdict === 'cannot_tell' ? null : finding.correction,
  };
}

function toTriage({ fallback_reason, ...words }: Triage): ResultTriage {
  return fallback_reason === null ? words : { ...words, fallback_reason };
}

/** ISO 8601 in UTC, to the second, e.g. `2026-11-20T09:00:00Z`. */
function toIso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.000Z$/, 'Z');
}
