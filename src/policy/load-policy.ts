import { EMPTY_POLICY, type Policy } from '../analysis/policy.ts';
import { type EntitlementEntries, readEntitlements } from './entitlements.ts';
import { mergeWrittenPolicies, parsePolicy } from './parse-policy.ts';
import { PolicyError } from './policy-error.ts';
import { readPolicyFile } from './policy-file.ts';

export interface PolicySources {
  /** Path of the policy file, if one was given. */
  readonly file?: string | undefined;
  /** The policy embedded in a history file, as read. */
  readonly embedded?: unknown;
}

/**
 * The policy to judge by: `file`'s top-level sections replace the same sections of the embedded policy, and what its
 * `entitlements` file holds comes on top of its seats and prices. With neither, a policy that says nothing.
 * @throws {PolicyError} naming the file and the place of the first faults.
 */
export async function loadPolicy({ file, embedded }: PolicySources): Promise<Policy> {
  if (embedded !== undefined && embedded !== null) checkEmbedded(embedded);
  if (file === undefined) return embedded == null ? EMPTY_POLICY : parsePolicy(embedded);
  const { written } = await readPolicyFile(file);
  // Each is judged alone first, so that a fault is blamed on the file it stands in.
  const policy = parsePolicy(written);
  const whole = embedded == null ? policy : parsePolicy(mergeWrittenPolicies(embedded, written));
  return policy.entitlements === undefined
    ? whole
    : withEntitlements(whole, await readEntitlements(policy.entitlements, file));
}

/** Adds the entries of an entitlements file. @throws {PolicyError} naming the line of the first faulty entry. */
export function withEntitlements(policy: Policy, { seats, prices }: EntitlementEntries): Policy {
  const { timezone } = policy;
  const added = parsePolicy({ version: 1, timezone, seats, prices }, (place, message) => {
    const [, section, position, key = ''] = /^policy\.(seats|prices)\[(\d+)\]\.?(.*)$/.exec(place) ?? [];
    const entry = (section === 'seats' ? seats : prices)[Number(position)];
    return `${String(entry?.['id'] ?? place)}: ${key === '' ? '' : `${key}: `}${message}`;
  });
  const join = <T>(own: readonly T[] | undefined, more: readonly T[] | undefined): readonly T[] => [
    ...(own ?? []),
    ...(more ?? []),
  ];
  return {
    ...policy,
    ...(seats.length === 0 ? {} : { seats: join(policy.seats, added.seats) }),
    ...(prices.length === 0 ? {} : { prices: join(policy.prices, added.prices) }),
  };
}

/** Nothing is opened on a history file's word. */
function checkEmbedded(embedded: unknown): void {
  if (typeof embedded === 'object' && embedded !== null && 'entitlements' in embedded) {
    throw new PolicyError(
      'policy.entitlements: not allowed in a history file; put this section into a file given with --policy',
    );
  }
  parsePolicy(embedded);
}
