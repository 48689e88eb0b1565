import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { CorrectionStep, Json } from '../analysis/finding.ts';

/** Everything an approval is for. Change any of it, and nobody approved that. */
export interface Approved {
  readonly correction_id: string;
  readonly version: number;
  readonly fingerprint: string;
  /** Who asked for it, and which human that is: nobody approves what they asked for. */
  readonly requester: string;
  readonly requester_human: string | null;
  readonly customer: string;
  readonly livemode: boolean;
  /** What was approved as a dry run is never sent. */
  readonly mode: 'dry_run' | 'live';
  readonly amount: number | null;
  readonly currency: string | null;
  readonly steps: readonly CorrectionStep[];
}

/** What is approved of a correction as it is stored: its row, and the steps of its draft. */
export function approvedOf(
  row: Omit<Approved, 'correction_id' | 'steps'> & { readonly id: string },
  steps: readonly CorrectionStep[],
): Approved {
  const { id, version, fingerprint, requester, requester_human, customer, livemode, mode } = row;
  const { amount, currency } = row;
  return {
    correction_id: id,
    version,
    fingerprint,
    requester,
    requester_human,
    customer,
    livemode,
    mode,
    amount,
    currency,
    steps,
  };
}

/** SHA-256 (hex) of what is approved, the same however its keys are ordered. */
export function approvedHash(approved: Approved): string {
  return createHash('sha256')
    .update(canonical(approvedJson(approved)))
    .digest('hex');
}

/** Who decided, and when. */
export interface Decider {
  readonly actor: string;
  readonly human: string | null;
  /** Unix milliseconds. */
  readonly decidedAtMs: number;
}

/**
 * HMAC-SHA256 (hex) over one decision about exactly this, bound to the person and the moment: a row written into the
 * database by hand has none.
 */
export function approvalMac(key: string, hash: string, { actor, human, decidedAtMs }: Decider): string {
  return createHmac('sha256', key)
    .update(canonical({ approved: hash, actor, human, decided_at_ms: decidedAtMs }))
    .digest('hex');
}

/** Compares without telling by its time how much of it was right. */
export function isSameMac(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')];
  return left.length === right.length && timingSafeEqual(left, right);
}

function approvedJson(approved: Approved): Json {
  const { steps, ...rest } = approved;
  return { ...rest, steps: steps.map(({ params, ...step }) => ({ ...step, params })) };
}

/** JSON with sorted keys and no spaces. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const object = value as Readonly<Record<string, Json>>;
  const entries = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(object[key] ?? null)}`);
  return `{${entries.join(',')}}`;
}
