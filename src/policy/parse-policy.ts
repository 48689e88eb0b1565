import type { Policy, Promised } from '../analysis/policy.ts';
import { isTimeZone } from './moment.ts';
import { PolicyError } from './policy-error.ts';
import { policySchema, type WrittenPolicy } from './schema.ts';

const FAULTS_SHOWN_MAX = 10;

/**
 * Validates a policy as read from YAML or JSON and brings it to the shape rules use: times in Unix seconds,
 * defaults filled in, each entry with the reference its evidence cites.
 * @throws {PolicyError} on an unknown key, a wrong type or a missing required key, naming the place in `say`'s words.
 */
export function parsePolicy(
  written: unknown,
  say = (place: string, message: string): string => `${place}: ${message}`,
): Policy {
  const outcome = readPolicy(written);
  if (outcome.policy !== null) return outcome.policy;
  const faults = outcome.faults.map(({ place, message }) => say(place, message));
  const more = faults.length - FAULTS_SHOWN_MAX;
  throw new PolicyError(
    [...faults.slice(0, FAULTS_SHOWN_MAX), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'),
  );
}

/** One thing wrong with a policy, by where it stands. */
export interface PolicyFault {
  /** E.g. `policy.promises[2].amount`. */
  readonly place: string;
  /** The same as keys and positions, to find its line in the file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type PolicyReading =
  | { readonly policy: Policy; readonly written: WrittenPolicy; readonly faults: readonly [] }
  | { readonly policy: null; readonly faults: readonly PolicyFault[] };

/** As {@link parsePolicy}, but gives all faults instead of throwing. */
export function readPolicy(written: unknown): PolicyReading {
  const withoutNotes = withoutExtensionKeys(written);
  const parsed = policySchema(timeZoneOf(withoutNotes)).safeParse(withoutNotes);
  return parsed.success
    ? { policy: complete(parsed.data), written: parsed.data, faults: [] }
    : { policy: null, faults: parsed.error.issues.flatMap(describe) };
}

/** Each top-level section of `over` replaces the same section of `base`. Both as written, before validation. */
export function mergeWrittenPolicies(base: unknown, over: unknown): unknown {
  if (!isRecord(base)) return over;
  if (!isRecord(over)) return base;
  return { ...base, ...over };
}

function complete(written: WrittenPolicy): Policy {
  const {
    timezone = 'UTC',
    prices,
    seats,
    multiple_subscriptions: multiple,
    refund_on_cancel: onCancel,
    promises,
    requests,
    accounts,
    tax,
    approvals,
    reply,
    rules,
    ...rest
  } = written;
  return clean<Policy>({
    ...rest,
    timezone,
    prices: prices?.map(({ id, unit_amount, unit_amount_decimal, ...entry }, place) => ({
      ...entry,
      ref: id ?? `prices[${place}]`,
      interval_count: entry.interval_count ?? 1,
      unit_amount_decimal: unit_amount_decimal ?? String(unit_amount),
    })),
    seats: referenced('seats', seats),
    refund_on_cancel: typeof onCancel === 'object' ? { otherwise: 'none', ...onCancel } : onCancel,
    multiple_subscriptions: multiple && {
      allowed: multiple.allowed ?? false,
      metadata_keys: multiple.metadata_keys ?? [],
      exclusive_products: multiple.exclusive_products ?? [],
    },
    promises: referenced('promises', promises) as Promised[] | undefined,
    requests: referenced('requests', requests)?.map((entry) => ({
      ...entry,
      effective: entry.effective ?? 'period_end',
    })),
    accounts: referenced('accounts', accounts),
    tax: tax && {
      seller_country: tax.seller_country,
      registrations: referenced('tax.registrations', tax.registrations),
      rates: referenced('tax.rates', tax.rates),
      exempt_customers: referenced('tax.exempt_customers', tax.exempt_customers),
    },
    approvals: approvals && { ...approvals, expires_after_hours: approvals.expires_after_hours ?? 72 },
    reply: reply && { ...reply, tone: reply.tone ?? 'friendly', language: reply.language ?? 'auto' },
    rules:
      rules &&
      Object.fromEntries(
        Object.entries(rules).map(([rule, { enabled = true, ...thresholds }]) => [
          rule,
          { enabled: enabled as boolean, thresholds: thresholds as Record<string, number> },
        ]),
      ),
  });
}

function referenced<T extends { readonly id?: string | undefined }>(
  section: string,
  entries: readonly T[] | undefined,
): (Omit<T, 'id'> & { readonly ref: string })[] | undefined {
  return entries?.map(({ id, ...entry }, place) => ({ ...entry, ref: id ?? `${section}[${place}]` }));
}

/** Leaves out every key without a value, at any depth: what the file does not say is absent, not undefined. */
function clean<T>(value: unknown): T {
  if (Array.isArray(value)) return value.map((entry) => clean(entry)) as T;
  if (!isRecord(value)) return value as T;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, clean(entry)]),
  ) as T;
}

/** Keys starting with `x-` are for people and other programs. */
function withoutExtensionKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtensionKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith('x-'))
      .map(([key, entry]) => [key, withoutExtensionKeys(entry)]),
  );
}

function timeZoneOf(value: unknown): string {
  const zone = isRecord(value) ? value['timezone'] : undefined;
  return typeof zone === 'string' && isTimeZone(zone) ? zone : 'UTC';
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string; readonly code: string };

function describe(issue: Issue & { readonly keys?: readonly string[] }): PolicyFault[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const place = placeOf(path);
  if (issue.code === 'unrecognized_keys' && issue.keys !== undefined) {
    return issue.keys.map((key) => ({
      place: `${place}.${key}`,
      path: [...path, key],
      message: 'unknown key',
    }));
  }
  return [{ place, path, message: issue.message.replace(/^Invalid input: /, '') }];
}

/** `policy.promises[2].amount` for `['promises', 2, 'amount']`. */
export function placeOf(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (place, part) => (typeof part === 'number' ? `${place}[${part}]` : `${place}.${part}`),
    'policy',
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
