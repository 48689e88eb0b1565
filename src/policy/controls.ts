import { createHash } from 'node:crypto';
import type { Approvals } from '../analysis/policy.ts';

/** Who may move money, how much, and whether at all: what is in force only as far as people agreed to it. */
export interface Controls {
  /**
   * With `approvers` always said: where the policy file names no group of Slack, the configured ones are among them. Only
   * groups of the known services are kept; other entries let nobody in.
   */
  readonly approvals: Approvals & { readonly approvers: readonly string[] };
  /** Who may check. Recorded; a change needs nobody's consent. */
  readonly agent_groups: readonly string[];
  /** Recorded; a change needs nobody's consent. */
  readonly corrections_mode: 'dry_run' | 'live';
}

export interface ControlSources {
  /** The policy's section, with its defaults. */
  readonly approvals: Approvals;
  readonly approverGroups: readonly string[];
  readonly agentGroups: readonly string[];
  readonly mode: 'dry_run' | 'live';
}

/** A limit in minor units or hours, a list of groups or kinds, a mode; null: no limit, or everyone. */
export type Leaf = number | string | readonly string[] | null;

export interface ControlChange {
  /** E.g. `maximum.usd`, `approvers.slack`. */
  readonly key: string;
  readonly from: Leaf;
  readonly to: Leaf;
}

/** How the policy file names the groups of each service. */
const GROUPS = { slack: /^(S[A-Z0-9]{2,30})$/, zendesk: /^(?:zendesk:)?([1-9]\d{0,15})$/ } as const;
type Service = keyof typeof GROUPS;
const SERVICES: readonly Service[] = ['slack', 'zendesk'];

const AMOUNTS = ['second_person_over', 'maximum', 'per_day', 'per_customer'] as const;

/** The controls as policy file and environment want them; the same value however they are written. */
export function controlsOf({ approvals, approverGroups, agentGroups, mode }: ControlSources): Controls {
  const { approvers = [] } = approvals;
  const named = groupsOf('slack', approvers).length > 0 ? approvers : [...approvers, ...approverGroups];
  return controlsFrom(
    leavesOf({
      approvals: { ...approvals, approvers: named },
      agent_groups: agentGroups,
      corrections_mode: mode,
    }),
  );
}

/** SHA-256 (hex) of controls: what a confirmation is for. */
export function controlsHash(controls: Controls): string {
  return createHash('sha256').update(JSON.stringify(controls)).digest('hex');
}

/**
 * The stricter of two in everything that needs consent: the lower limit, the shorter time, only groups on both lists,
 * every kind on either. In everything else `wanted`. Requesters of whom none is on both lists stay the old ones: an empty
 * list would let everyone ask.
 */
export function stricter(old: Controls, wanted: Controls): Controls {
  const [before, after] = [leavesOf(old), leavesOf(wanted)];
  const keys = new Set([...before.keys(), ...after.keys()]);
  const leaf = (key: string): Leaf => stricterLeaf(key, before.get(key) ?? null, after.get(key) ?? null);
  return controlsFrom(new Map([...keys].map((key) => [key, leaf(key)])));
}

/** What differs, by key. */
export function changesBetween(from: Controls, to: Controls): readonly ControlChange[] {
  const [before, after] = [leavesOf(from), leavesOf(to)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys
    .map((key) => ({ key, from: before.get(key) ?? null, to: after.get(key) ?? null }))
    .filter((change) => JSON.stringify(change.from) !== JSON.stringify(change.to));
}

type Leaves = ReadonlyMap<string, Leaf>;

function leavesOf({ approvals, agent_groups, corrections_mode }: Controls): Leaves {
  const { requesters = [], approvers, always_two = [], expires_after_hours } = approvals;
  return new Map<string, Leaf>([
    ...SERVICES.flatMap((service): [string, Leaf][] => {
      const asking = groupsOf(service, requesters);
      return [
        [`requesters.${service}`, asking.length === 0 ? null : asking],
        [`approvers.${service}`, groupsOf(service, approvers)],
      ];
    }),
    ...AMOUNTS.flatMap((name) =>
      Object.entries(approvals[name] ?? {}).map(([currency, amount]): [string, Leaf] => [
        `${name}.${currency}`,
        amount,
      ]),
    ),
    ['always_two', sorted(always_two)],
    ['expires_after_hours', expires_after_hours],
    ['agent_groups', sorted(agent_groups)],
    ['corrections_mode', corrections_mode],
  ]);
}

function controlsFrom(leaves: Leaves): Controls {
  const list = (key: string): readonly string[] => entries(leaves.get(key) ?? null);
  const groups = (name: string) => SERVICES.flatMap((service) => list(`${name}.${service}`));
  const requesters = groups('requesters');
  const always_two = list('always_two');
  return {
    approvals: {
      ...(requesters.length === 0 ? {} : { requesters }),
      approvers: groups('approvers'),
      ...Object.fromEntries(AMOUNTS.flatMap((name) => amountsOf(name, leaves))),
      ...(always_two.length === 0 ? {} : { always_two }),
      expires_after_hours: Number(leaves.get('expires_after_hours')),
    },
    agent_groups: list('agent_groups'),
    corrections_mode: leaves.get('corrections_mode') === 'live' ? 'live' : 'dry_run',
  };
}

function amountsOf(name: string, leaves: Leaves): [string, Record<string, number>][] {
  const own = [...leaves].flatMap(([key, leaf]): [string, number][] =>
    key.startsWith(`${name}.`) && typeof leaf === 'number' ? [[key.slice(name.length + 1), leaf]] : [],
  );
  own.sort(([a], [b]) => (a < b ? -1 : 1));
  return own.length === 0 ? [] : [[name, Object.fromEntries(own)]];
}

function stricterLeaf(key: string, old: Leaf, wanted: Leaf): Leaf {
  if (key === 'agent_groups' || key === 'corrections_mode') return wanted;
  if (key === 'always_two') return sorted([...entries(old), ...entries(wanted)]);
  if (old === null) return wanted;
  if (wanted === null) return old;
  if (typeof old === 'number' && typeof wanted === 'number') return Math.min(old, wanted);
  const both = entries(old).filter((entry) => entries(wanted).includes(entry));
  return both.length === 0 && key.startsWith('requesters.') ? old : both;
}

function groupsOf(service: Service, named: readonly string[]): readonly string[] {
  return sorted(named.flatMap((group) => GROUPS[service].exec(group)?.[1] ?? []));
}

const entries = (leaf: Leaf): readonly string[] => (Array.isArray(leaf) ? leaf : []);

const sorted = (list: readonly string[]): readonly string[] => [...new Set(list)].sort();
