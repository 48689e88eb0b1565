import { contradictionsIn } from './contradictions/index.ts';
import { readEntitlements } from './entitlements.ts';
import { withEntitlements } from './load-policy.ts';
import { placeOf, readPolicy } from './parse-policy.ts';
import { PolicyError } from './policy-error.ts';
import { readPolicyFile } from './policy-file.ts';

/** A rule as the policy's `rules` section may speak of it. */
export interface KnownRule {
  readonly id: string;
  readonly thresholds?: Readonly<Record<string, number>>;
}

/** One thing wrong with a policy file. */
export interface PolicyComplaint {
  /** From 1; null where the file itself is at fault. */
  readonly line: number | null;
  readonly place: string;
  readonly message: string;
  /** True where nothing is wrong, but worth a second look. */
  readonly remark: boolean;
}

export interface PolicyChecked {
  readonly complaints: readonly PolicyComplaint[];
  /** Entries by section, e.g. `prices` → 12; with those of the entitlements file. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Everything that is wrong with a policy file: faults of form, entries that contradict each other, names of rules and
 * thresholds that do not exist, and an entitlements file that cannot be read.
 * @throws {PolicyError} when the file cannot be read or is not YAML at all.
 */
export async function checkPolicyFile(file: string, rules: readonly KnownRule[]): Promise<PolicyChecked> {
  const { written, lineOf } = await readPolicyFile(file);
  const reading = readPolicy(written);
  const complain = (
    path: readonly (string | number)[],
    message: string,
    remark = false,
  ): PolicyComplaint => ({
    line: lineOf(path),
    place: placeOf(path),
    message,
    remark,
  });
  if (reading.policy === null) {
    return { complaints: reading.faults.map(({ path, message }) => complain(path, message)), counts: {} };
  }
  const complaints = [
    ...contradictionsIn(reading.written).map(({ path, message, remark }) => complain(path, message, remark)),
    ...unknownRules(reading.policy.rules ?? {}, rules).map(([path, message]) => complain(path, message)),
  ];
  const { entitlements } = reading.policy;
  let { policy } = reading;
  if (entitlements !== undefined) {
    try {
      policy = withEntitlements(policy, await readEntitlements(entitlements, file));
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      complaints.push(
        ...error.message.split('\n').map((message) => complain(['entitlements', 'file'], message)),
      );
    }
  }
  const counts = Object.fromEntries(
    Object.entries(policy).flatMap(([section, value]) =>
      Array.isArray(value) ? [[section, value.length]] : [],
    ),
  );
  return { complaints: complaints.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)), counts };
}

type Settings = Readonly<Record<string, { readonly thresholds: Readonly<Record<string, number>> }>>;
type Remark = readonly [path: readonly string[], message: string];

function unknownRules(settings: Settings, rules: readonly KnownRule[]): readonly Remark[] {
  return Object.entries(settings).flatMap(([id, { thresholds }]): Remark[] => {
    const rule = rules.find((known) => known.id === id);
    if (rule === undefined) {
      return [[['rules', id], 'no rule of that name; billing-check rules list names them']];
    }
    const known = Object.keys(rule.thresholds ?? {});
    const has = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    return Object.keys(thresholds)
      .filter((name) => !known.includes(name))
      .map((name) => [['rules', id, name], `the rule has no threshold of that name; ${has}`]);
  });
}
