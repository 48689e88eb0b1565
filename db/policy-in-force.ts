import { desc, eq, sql } from 'drizzle-orm';
import type { Person } from '../src/corrections/people.ts';
import { type Controls, changesBetween, controlsHash, type Leaf } from '../src/policy/controls.ts';
import {
  CONFIRMATIONS_NEEDED,
  type ControlState,
  confirmed,
  isWaiting,
  observed,
} from '../src/policy/controls-in-force.ts';
import type { AuditChain } from './audit.ts';
import { StoreRefused } from './errors.ts';
import { audit, policyInForce } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

/** What happened to the limits in one transaction, with the state after it. */
export interface PolicyObserved {
  /** `same`: nothing new is wanted. `waiting`: what it loosens keeps its old value until two people agree. */
  readonly kind: 'same' | 'first' | 'in_force' | 'waiting';
  readonly state: ControlState;
}

export type PolicyConfirmed =
  | { readonly kind: 'counted' | 'in_force'; readonly state: ControlState }
  | { readonly kind: 'nothing_waits' | 'confirmed_before' | 'nameless' | 'changed' };

export interface PolicyStore {
  /** Null before any were recorded. @throws {StoreRefused} when a row was written or removed by hand. */
  policyInForce(): Promise<ControlState | null>;
  /** What is wanted now: the change and its audit entry in one transaction. @throws {StoreRefused} as above. */
  observePolicy(wanted: Controls): Promise<PolicyObserved>;
  /** Somebody agrees to what waits under this hash. @throws {StoreRefused} as above. */
  confirmPolicy(input: { readonly wanted_hash: string; readonly by: Person }): Promise<PolicyConfirmed>;
}

export function policyStore(transactor: Transactor, chain: AuditChain, clock: () => number): PolicyStore {
  return {
    policyInForce: () => transactor.read((db) => newest(db, chain)?.state ?? null),

    async observePolicy(wanted) {
      // Asked before every decision, and almost always the same: then nobody's write is waited for.
      const seen = await transactor.read((db) => newest(db, chain));
      if (seen !== null && observed(seen.state, wanted) === seen.state)
        return { kind: 'same', state: seen.state };
      return transactor.write((db) => {
        const before = newest(db, chain);
        const state = observed(before?.state ?? null, wanted);
        if (state === before?.state) return { kind: 'same', state };
        const from = before?.state.wanted ?? null;
        const kind = before === null ? 'first' : isWaiting(state) ? 'waiting' : 'in_force';
        const details = {
          step: kind,
          changed: from === null ? [] : changed(from, wanted),
          waiting: changed(state.in_force, wanted),
        };
        append(db, chain, clock(), { seq: (before?.seq ?? 0) + 1, state, actor: 'system', details });
        return { kind, state };
      });
    },

    confirmPolicy: ({ wanted_hash, by }) =>
      transactor.write((db) => {
        const before = newest(db, chain);
        const refused = (kind: Exclude<PolicyConfirmed['kind'], 'counted' | 'in_force'>): PolicyConfirmed => {
          const details = { act: 'confirm_policy', reason: kind };
          chain.append(db, { actor: by.account, kind: 'refused', subject: wanted_hash, details }, clock());
          return { kind };
        };
        if (before === null) return refused('nothing_waits');
        if (controlsHash(before.state.wanted) !== wanted_hash) return refused('changed');
        const answer = confirmed(before.state, by);
        if (!('state' in answer)) return refused(answer.kind);
        const { kind, state } = answer;
        const details = {
          step: 'confirmed',
          human: by.human,
          confirmations: state.confirmed_by.length,
          needed: CONFIRMATIONS_NEEDED,
          loosened: changed(before.state.in_force, before.state.wanted),
        };
        append(db, chain, clock(), { seq: before.seq + 1, state, actor: by.account, details });
        return { kind, state };
      }),
  };
}

interface Row {
  readonly seq: number;
  readonly state: ControlState;
}

/** The newest row, if it is one that we wrote and the last that we wrote. */
function newest(db: Db, chain: AuditChain): Row | null {
  const row = db.select().from(policyInForce).orderBy(desc(policyInForce.seq)).limit(1).get();
  const told = lastAudited(db);
  if (row === undefined && told === null) return null;
  const { seq, mac, wanted, in_force, confirmed_by, wanted_hash } = row ?? NO_ROW;
  const state: ControlState = {
    wanted: JSON.parse(wanted),
    in_force: JSON.parse(in_force),
    confirmed_by: JSON.parse(confirmed_by),
  };
  if (seq !== told || mac !== sealed(chain, seq, wanted_hash, wanted, in_force, confirmed_by))
    throw new StoreRefused(
      'The limits in force were changed in the database by hand, so nothing is decided under them: run billing-check audit verify and restore a backup.',
    );
  return { seq, state };
}

const NO_ROW = { seq: 0, mac: '', wanted: 'null', in_force: 'null', confirmed_by: '[]', wanted_hash: '' };

/** The number of the change that the audit trail tells of last, or null. */
function lastAudited(db: Db): number | null {
  const entry = db
    .select({ details: audit.details })
    .from(audit)
    .where(eq(audit.kind, sql`'policy_changed'`))
    .orderBy(desc(audit.seq))
    .limit(1)
    .get();
  if (entry === undefined) return null;
  const { change } = JSON.parse(entry.details) as { change: number };
  return change;
}

function append(
  db: Db,
  chain: AuditChain,
  now: number,
  change: Row & { readonly actor: string; readonly details: Readonly<Record<string, unknown>> },
): void {
  const { seq, state, actor, details } = change;
  const wanted = JSON.stringify(state.wanted);
  const in_force = JSON.stringify(state.in_force);
  const confirmed_by = JSON.stringify(state.confirmed_by);
  const wanted_hash = controlsHash(state.wanted);
  const mac = sealed(chain, seq, wanted_hash, wanted, in_force, confirmed_by);
  db.insert(policyInForce)
    .values({ seq, wanted, wanted_hash, in_force, confirmed_by, mac, at_ms: now })
    .run();
  const entry = { change: seq, in_force: controlsHash(state.in_force), ...details };
  chain.append(db, { actor, kind: 'policy_changed', subject: wanted_hash, details: entry }, now);
}

function sealed(chain: AuditChain, seq: number, ...texts: readonly string[]): string {
  return chain.seal('policy in force', JSON.stringify([seq, ...texts]));
}

/** Keys with their numbers, for the audit trail; of a list only how many came and went. */
function changed(from: Controls, to: Controls): readonly Readonly<Record<string, unknown>>[] {
  return changesBetween(from, to).map(({ key, from: before, to: after }) =>
    Array.isArray(before) || Array.isArray(after)
      ? { key, ...moved(before, after) }
      : { key, from: before, to: after },
  );
}

function moved(before: Leaf, after: Leaf): Readonly<Record<string, number | null>> {
  const [old, now] = [before, after].map((leaf) => (Array.isArray(leaf) ? leaf : null));
  return {
    from: old?.length ?? null,
    to: now?.length ?? null,
    added: (now ?? []).filter((entry) => old?.includes(entry) !== true).length,
    removed: (old ?? []).filter((entry) => now?.includes(entry) !== true).length,
  };
}
