import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StoreRefused } from '../../db/errors.ts';
import type { PolicyObserved } from '../../db/policy-in-force.ts';
import type { Person } from '../../src/corrections/people.ts';
import { createApprovalsInForce } from '../../src/policy/approvals-in-force.ts';
import { type Controls, controlsHash, controlsOf } from '../../src/policy/controls.ts';
import { openPolicySource } from '../../src/policy/policy-source.ts';
import { KEY } from './audit-trail.ts';
import { temporaryFolder, temporaryStore } from './helpers.ts';

const controls = (usd: number, approvers: readonly string[] = ['SFIN']): Controls =>
  controlsOf({
    approvals: { maximum: { usd }, approvers, expires_after_hours: 72 },
    approverGroups: [],
    agentGroups: ['SAGENT'],
    mode: 'dry_run',
  });
const person = (human: string): Person => ({ account: 'terminal:ops', human });
const rows = <T>(path: string, sql: string): T[] => {
  const file = new Database(path, { readonly: true });
  try {
    return file.prepare(sql).all() as T[];
  } finally {
    file.close();
  }
};
const changes = (path: string) =>
  rows<{ actor: string; details: string }>(
    path,
    "SELECT actor, details FROM audit WHERE kind = 'policy_changed' ORDER BY seq",
  ).map(({ actor, details }) => ({ actor, ...(JSON.parse(details) as Record<string, unknown>) }));

describe('the limits in force', () => {
  it('are the first that were wanted, and audited', async () => {
    const { store, path } = await temporaryStore({ signingKey: KEY });
    expect(await store.policyInForce()).toBeNull();
    expect(await store.observePolicy(controls(500))).toMatchObject({ kind: 'first' });
    expect(await store.observePolicy(controls(500))).toMatchObject({ kind: 'same' });
    expect((await store.policyInForce())?.in_force).toEqual(controls(500));
    expect(changes(path)).toMatchObject([{ actor: 'system', step: 'first', change: 1, waiting: [] }]);
  });

  it('are tightened at once and loosened by two people, every step audited with numbers only', async () => {
    const { store, path } = await temporaryStore({ signingKey: KEY });
    await store.observePolicy(controls(500));
    expect(await store.observePolicy(controls(300))).toMatchObject({ kind: 'in_force' });
    const wanted = controls(900, ['SFIN', 'SNEW']);
    expect(await store.observePolicy(wanted)).toMatchObject({
      kind: 'waiting',
      state: { in_force: { approvals: { maximum: { usd: 300 }, approvers: ['SFIN'] } } },
    });
    const wanted_hash = controlsHash(wanted);
    expect(await store.confirmPolicy({ wanted_hash, by: person('mara') })).toMatchObject({ kind: 'counted' });
    expect(await store.confirmPolicy({ wanted_hash, by: person('mara') })).toEqual({
      kind: 'confirmed_before',
    });
    expect((await store.policyInForce())?.in_force.approvals.maximum).toEqual({ usd: 300 });
    expect(await store.confirmPolicy({ wanted_hash, by: person('noor') })).toMatchObject({
      kind: 'in_force',
    });
    expect((await store.policyInForce())?.in_force).toEqual(wanted);
    expect(changes(path).slice(1)).toMatchObject([
      { step: 'in_force', changed: [{ key: 'maximum.usd', from: 500, to: 300 }], waiting: [] },
      {
        step: 'waiting',
        waiting: [
          { key: 'approvers.slack', from: 1, to: 2, added: 1, removed: 0 },
          { key: 'maximum.usd', from: 300, to: 900 },
        ],
      },
      { actor: 'terminal:ops', step: 'confirmed', human: 'mara', confirmations: 1, needed: 2 },
      { actor: 'terminal:ops', step: 'confirmed', human: 'noor', confirmations: 2, needed: 2 },
    ]);
    expect(JSON.stringify(changes(path))).not.toContain('SNEW');
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
  });

  it('change by no confirmation of something else, and the refusal is audited', async () => {
    const { store, path } = await temporaryStore({ signingKey: KEY });
    const none = await store.confirmPolicy({ wanted_hash: controlsHash(controls(1)), by: person('mara') });
    expect(none).toEqual({ kind: 'nothing_waits' });
    await store.observePolicy(controls(500));
    await store.observePolicy(controls(900));
    await store.observePolicy(controls(1_000));
    const stale = await store.confirmPolicy({ wanted_hash: controlsHash(controls(900)), by: person('mara') });
    expect(stale).toEqual({ kind: 'changed' });
    expect(rows(path, "SELECT details FROM audit WHERE kind = 'refused' ORDER BY seq")).toEqual([
      { details: '{"act":"confirm_policy","reason":"nothing_waits"}' },
      { details: '{"act":"confirm_policy","reason":"changed"}' },
    ]);
  });

  it('survive a restart, with what waits and who confirmed', async () => {
    const first = await temporaryStore({ signingKey: KEY });
    await first.store.observePolicy(controls(500));
    await first.store.observePolicy(controls(900));
    await first.store.confirmPolicy({ wanted_hash: controlsHash(controls(900)), by: person('mara') });
    await first.store.close();
    const { store } = await temporaryStore({ signingKey: KEY, path: first.path });
    expect(await store.observePolicy(controls(900))).toMatchObject({
      kind: 'same',
      state: { in_force: { approvals: { maximum: { usd: 500 } } }, confirmed_by: [{ human: 'mara' }] },
    });
  });
});

describe('limits changed in the database by hand', () => {
  async function loosened(...statements: string[]) {
    const { store, path } = await temporaryStore({ signingKey: KEY });
    await store.observePolicy(controls(500));
    await store.observePolicy(controls(300));
    const file = new Database(path);
    for (const statement of statements) file.exec(statement);
    file.close();
    return store;
  }
  const unguarded = (name: string): string => `DROP TRIGGER policy_in_force_${name}`;

  it('are refused by the database itself', async () => {
    const { store, path } = await temporaryStore({ signingKey: KEY });
    await store.observePolicy(controls(500));
    const file = new Database(path);
    for (const statement of [
      'UPDATE policy_in_force SET in_force = wanted',
      'DELETE FROM policy_in_force',
      'INSERT INTO policy_in_force SELECT 7, wanted, wanted_hash, in_force, confirmed_by, mac, at_ms FROM policy_in_force',
    ])
      expect(() => file.exec(statement)).toThrow(/limits/);
    file.close();
  });

  it.each([
    [
      'a limit rewritten',
      unguarded('no_update'),
      "UPDATE policy_in_force SET in_force = replace(in_force, '300', '999') WHERE seq = 2",
    ],
    [
      'an older row repeated',
      'INSERT INTO policy_in_force SELECT 3, wanted, wanted_hash, in_force, confirmed_by, mac, at_ms FROM policy_in_force WHERE seq = 1',
    ],
    ['the last row removed', unguarded('no_delete'), 'DELETE FROM policy_in_force WHERE seq = 2'],
    ['all rows removed', unguarded('no_delete'), 'DELETE FROM policy_in_force'],
  ])('hold nothing: %s', async (_what, ...statements) => {
    const store = await loosened(...statements);
    await expect(store.policyInForce()).rejects.toThrow(StoreRefused);
    await expect(store.observePolicy(controls(300))).rejects.toThrow(/changed in the database by hand/);
    const hash = controlsHash(controls(900));
    await expect(store.confirmPolicy({ wanted_hash: hash, by: person('mara') })).rejects.toThrow(
      StoreRefused,
    );
  });
});

describe('the approvals that everything asks for', () => {
  async function opened(yaml: string | null) {
    const { store, path } = await temporaryStore({ signingKey: KEY });
    const file = join(temporaryFolder(), 'policy.yaml');
    const write = (text: string): void => writeFileSync(file, `version: 1\n${text}`);
    if (yaml !== null) write(yaml);
    const seen: PolicyObserved['kind'][] = [];
    const source = await openPolicySource({ file: yaml === null ? null : file, onFault: () => {} });
    const approvals = createApprovalsInForce({
      source,
      store,
      approverGroups: ['SFIN'],
      agentGroups: [],
      mode: 'dry_run',
      onChange: ({ kind }) => void seen.push(kind),
    });
    return { store, path, write, seen, approvals };
  }

  it('follow the file when it tightens, hold back what it loosens, and learn of confirmations', async () => {
    const { store, write, seen, approvals } = await opened('approvals: { maximum: { usd: 500 } }\n');
    expect(await approvals()).toEqual({
      approvers: ['SFIN'],
      maximum: { usd: 500 },
      expires_after_hours: 72,
    });
    write('approvals: { maximum: { usd: 90000 }, expires_after_hours: 24 }\n');
    expect(await approvals()).toMatchObject({ maximum: { usd: 500 }, expires_after_hours: 24 });
    await approvals();
    expect(seen).toEqual(['first', 'waiting']);
    const waiting = await store.policyInForce();
    if (waiting === null) throw new Error('a change was expected to wait');
    for (const human of ['mara', 'noor'])
      await store.confirmPolicy({ wanted_hash: controlsHash(waiting.wanted), by: person(human) });
    expect(await approvals()).toMatchObject({ maximum: { usd: 90_000 } });
    expect(seen).toEqual(['first', 'waiting']);
  });

  it('are those of a company without a policy file too', async () => {
    const { approvals } = await opened(null);
    expect(await approvals()).toEqual({ approvers: ['SFIN'], expires_after_hours: 72 });
  });

  it('stay while the file is faulty, and keep their limits when the section is removed', async () => {
    const { write, approvals } = await opened('approvals: { maximum: { usd: 500 } }\n');
    await approvals();
    write('approvals: { maximum: 7 }\n');
    expect(await approvals()).toMatchObject({ maximum: { usd: 500 } });
    write('timezone: Europe/Berlin\n');
    expect(await approvals()).toMatchObject({ maximum: { usd: 500 } });
  });
});

it('the newest change is found by an index, however long the trail', async () => {
  const { path } = await temporaryStore();
  expect(
    rows<{ detail: string }>(
      path,
      "EXPLAIN QUERY PLAN SELECT details FROM audit WHERE kind = 'policy_changed' ORDER BY seq DESC LIMIT 1",
    ).map(({ detail }) => detail),
  ).toEqual(['SCAN audit USING INDEX audit_policy']);
});
