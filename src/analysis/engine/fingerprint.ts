import { createHash } from 'node:crypto';
import type { MoneyUnit } from '../finding.ts';

/**
 * Names a finding across runs: SHA-256, first 32 hexadecimal digits, of rule id, customer id and the sorted ids of
 * the objects whose money is at issue. Not of amount, wording, time, policy or rule version.
 */
export function fingerprint(rule: string, customer: string | null, atIssue: readonly MoneyUnit[]): string {
  const ids = [...new Set(atIssue.map((unit) => unit.id))].sort();
  return createHash('sha256')
    .update(JSON.stringify([rule, customer, ids]))
    .digest('hex')
    .slice(0, 32);
}
