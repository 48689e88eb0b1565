import type { EvidenceRef } from '../analysis/finding.ts';
import type { PlannedEffect } from './plan.ts';
import type { CorrectionPreview } from './preview.ts';

/**
 * How the executor reaches Stripe. It decides when to send, how often and when to stop; the other side sends one request
 * at a time, says exactly what came of it, and can look up what it made. None of these throws for anything Stripe or the
 * network does.
 */
export interface Effects {
  /** The request `send` would send: for the dry run, for the audit and for its hash. Sends nothing. */
  request(effect: PlannedEffect, metadata: EffectMetadata): EffectRequest | MalformedStep;
  /** Right before sending: is what finance approved still so? Reads only. */
  preflight(effect: PlannedEffect): Promise<Preflight & Seen>;
  /** Sends exactly one request, and never repeats it by itself. */
  send(effect: PlannedEffect, options: SendOptions): Promise<SendResult>;
  /** Whether the effect exists in Stripe, made by this or any earlier request. Reads only, all pages. */
  find(effect: PlannedEffect, metadata: EffectMetadata): Promise<FindResult & Seen>;
}

/** Of what was read: Stripe's `Date` header in Unix seconds, or null where none came. Our own clock may be wrong. */
export interface Seen {
  readonly server_time: number | null;
}

/** Written on the Stripe object where it takes metadata, under these names; what `find` recognises it by. */
export interface EffectMetadata {
  readonly correction_id: string;
  /** Different for each step of a correction. */
  readonly effect_id: string;
  readonly ticket_id: string | null;
}

export interface SendOptions {
  /** At most 255 characters. The same key for the same effect, as long as it may be sent. */
  readonly idempotencyKey: string;
  readonly metadata: EffectMetadata;
}

/** One request to Stripe as data. */
export interface EffectRequest {
  readonly kind: 'request';
  readonly method: 'POST' | 'DELETE';
  /** E.g. `/v1/refunds`. */
  readonly path: string;
  /** As they are sent; those of a DELETE travel in the query. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A step whose parameters are not exactly those of its kind; nothing is ever sent for it. */
export interface MalformedStep {
  readonly kind: 'malformed';
  readonly sentence: string;
}

/** What an effect made or changed in Stripe. */
export interface EffectObject {
  readonly object: string;
  readonly id: string;
  /** What came with it: the refunds and the balance transaction of a credit note. */
  readonly also: readonly EvidenceRef[];
  /** Minor units towards the customer; negative for a debit of the balance, null where no money moves. */
  readonly amount: number | null;
  readonly currency: string | null;
  /** Stripe's status of the object, e.g. `succeeded`, `pending`, `failed`, `void`; null where it has none. */
  readonly status: string | null;
}

export type Preflight =
  | { readonly kind: 'ready' }
  /** Something changed since it was drafted: one sentence that says what. */
  | { readonly kind: 'stale'; readonly sentence: string }
  | Unreadable;

/** Stripe could not be read to the end: nothing follows from it. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly sentence: string;
  readonly retry_after_seconds: number | null;
}

/** Of every answer: Stripe's `Date` header in Unix seconds, or null where none came. The age of a key is reckoned from it. */
interface Answered {
  readonly server_time: number | null;
}

export type SendResult = Done | Refused | Again | StoredFailure;

export interface Done extends Answered {
  readonly kind: 'done';
  readonly made: EffectObject;
  /** True when Stripe repeated its answer to an earlier request with this key. */
  readonly replayed: boolean;
}

/** Stripe said no for good; nothing was made by this request. */
export interface Refused extends Answered {
  readonly kind: 'refused';
  /** HTTP status; null when nothing was sent, because the step is malformed. */
  readonly status: number | null;
  /** Stripe's error code, e.g. `charge_already_refunded`; null where it gave none. */
  readonly code: string | null;
  readonly sentence: string;
  /** The permission the key lacks, as Stripe's Dashboard names it; null unless that is why. */
  readonly permission: string | null;
  /** True when an earlier request may be why it is refused: ask `find` before believing that nothing was done. */
  readonly find_first: boolean;
}

/** No outcome yet: the same key may be sent again. */
export interface Again extends Answered {
  readonly kind: 'again';
  readonly reason: 'limited' | 'in_use' | 'unreachable' | 'timed_out' | 'server_error' | 'unreadable_answer';
  readonly sentence: string;
  /** False only when it is certain that this request changed nothing. */
  readonly may_have_happened: boolean;
  /** How long Stripe asked to wait, whole seconds, or null. */
  readonly retry_after_seconds: number | null;
}

/** A server error that Stripe answers every further request with this key with: no more requests, only `find`. */
export interface StoredFailure extends Answered {
  readonly kind: 'stored_failure';
  readonly status: number;
  readonly sentence: string;
}

export type FindResult =
  /**
   * Exactly one. By `metadata` it is the one this effect made; by `state` the object is as the effect would leave it, whoever
   * did that.
   */
  | { readonly kind: 'found'; readonly made: EffectObject; readonly by: 'metadata' | 'state' }
  /** More than one object bears the metadata of one effect: an alarm. */
  | { readonly kind: 'several'; readonly made: readonly EffectObject[] }
  | { readonly kind: 'absent' }
  | Unreadable;

/** Asks Stripe what a plan would change. Reads only. */
export interface CorrectionPreviewer {
  /**
   * Before and after of all steps in their order; what Stripe does not say for good is a note.
   * @throws {ServiceError} when Stripe cannot be asked now: try again later.
   */
  preview(effects: readonly PlannedEffect[]): Promise<CorrectionPreview>;
}

/** Whether the fault a correction is for is still there, by a new read of the whole history and the same rules. */
export type Recheck =
  /** The same finding with the same correction. */
  | { readonly kind: 'same' }
  /** The finding is not there any more: it was put right, or the history says something else now. */
  | { readonly kind: 'gone'; readonly sentence: string }
  /** The finding is there with another correction, or cannot be told for sure. */
  | { readonly kind: 'changed'; readonly sentence: string }
  | Unreadable;

/** Whether somebody who acted may still do so, asked again right before money moves. */
export type StillMay =
  | { readonly kind: 'may' }
  | { readonly kind: 'may_not'; readonly sentence: string }
  /** The directory could not be asked. */
  | Unreadable;

/** Who may approve, by account: `slack:U…`, `zendesk:7`, `terminal:ops`. */
export interface ApproverDirectory {
  mayApprove(account: string): Promise<StillMay>;
}
