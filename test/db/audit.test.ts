import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore, type StoreOptions } from '../../db/store.ts';
import { KEY, tamper, trail } from './audit-trail.ts';
import { check, ManualClock } from './helpers.ts';

async function verified(
  path: string,
  options: Partial<StoreOptions> = { signingKey: KEY },
  checkpoint?: { seq: number; hash: string },
) {
  const store = await openStore({ path, clock: new ManualClock().now, ...options });
  try {
    return await store.verifyAudit(checkpoint);
  } finally {
    await store.close();
  }
}

describe('the audit table', () => {
  it.each([
    ["UPDATE audit SET actor = 'someone' WHERE seq = 2", /append-only/],
    ['DELETE FROM audit WHERE seq = 3', /append-only/],
    ['DELETE FROM audit', /append-only/],
    [
      "INSERT OR REPLACE INTO audit SELECT seq, at_ms, 'x', kind, subject, details, key_id, prev_hash, hash FROM audit WHERE seq = 2",
      /without gaps/,
    ],
    [
      "INSERT INTO audit SELECT 9, at_ms, 'x', kind, subject, details, key_id, prev_hash, hash FROM audit WHERE seq = 2",
      /without gaps/,
    ],
  ])('refuses: %s', async (statement, message) => {
    const path = await trail(3);
    const client = new Database(path);
    expect(() => client.exec(statement)).toThrow(message);
    client.close();
    expect(await verified(path)).toMatchObject({ ok: true, rows: 3 });
  });
});

describe('verifyAudit', () => {
  it('confirms an untouched trail, over more rows than one page', async () => {
    const path = await trail(2_100);
    const verdict = await verified(path);
    expect(verdict).toMatchObject({ ok: true, rows: 2_100, unkeyed: 0, head: { seq: 2_100 } });
  });

  it.each([
    ["UPDATE audit SET details = replace(details, '4900', '1900') WHERE seq = 3", 3],
    ["UPDATE audit SET actor = 'terminal:other' WHERE seq = 5", 5],
    ['UPDATE audit SET at_ms = at_ms + 1 WHERE seq = 1', 1],
    ['DELETE FROM audit WHERE seq = 2', 2],
    ['DELETE FROM audit WHERE seq = 1', 1],
    ['UPDATE audit SET seq = seq + 1 WHERE seq = 5', 5],
  ])('names the first bad row: %s', async (statement, seq) => {
    const path = await trail(5);
    tamper(path, statement);
    expect(await verified(path)).toMatchObject({ ok: false, seq });
  });

  it('sees two rows that changed places', async () => {
    const path = await trail(5);
    tamper(
      path,
      'UPDATE audit SET seq = 99 WHERE seq = 2',
      'UPDATE audit SET seq = 2 WHERE seq = 3',
      'UPDATE audit SET seq = 3 WHERE seq = 99',
    );
    expect(await verified(path)).toMatchObject({ ok: false, seq: 2 });
  });

  it('sees a cut tail and an older copy through a checkpoint kept elsewhere', async () => {
    const path = await trail(5);
    const whole = await verified(path);
    if (!whole.ok || whole.head === null) throw new Error('the trail was expected to be whole');
    tamper(path, 'DELETE FROM audit WHERE seq > 3');
    expect(await verified(path)).toMatchObject({ ok: true, rows: 3 });
    expect(await verified(path, { signingKey: KEY }, whole.head)).toMatchObject({ ok: false, seq: 4 });
    const other = await trail(5, { signingKey: KEY });
    expect(await verified(other, { signingKey: KEY }, whole.head)).toMatchObject({ ok: false, seq: 5 });
  });

  it('sees a chain that was continued without its key', async () => {
    const path = await trail(3);
    const donor = await trail(4, {});
    tamper(
      path,
      `ATTACH '${donor}' AS donor`,
      'INSERT INTO audit SELECT 4, at_ms, actor, kind, subject, details, key_id, (SELECT hash FROM main.audit WHERE seq = 3), hash FROM donor.audit WHERE seq = 4',
    );
    // The unsigned head passes the start, because a key may be introduced later; the check finds it.
    expect(await verified(path)).toMatchObject({
      ok: false,
      seq: 4,
      problem: expect.stringContaining('unsigned'),
    });
  });

  it('says how much of the trail carries no key, and accepts a key introduced later', async () => {
    const path = await trail(2, {});
    const store = await openStore({ path, clock: new ManualClock().now, signingKey: KEY });
    await store.recordCheck({ ...check(), source: 'terminal' });
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 3, unkeyed: 2 });
    await store.close();
  });

  it('says when the protection of the table is gone', async () => {
    const path = await trail(2);
    const client = new Database(path);
    client.exec('DROP TRIGGER audit_no_delete');
    client.close();
    expect(await verified(path)).toEqual({
      ok: false,
      seq: null,
      problem: "the audit's triggers are gone: audit_no_delete",
    });
  });

  it('refuses to continue a signed trail without its key or with another', async () => {
    const path = await trail(1);
    await expect(verified(path, {})).rejects.toThrow(/set SIGNING_KEY to the key it was signed with/);
    await expect(verified(path, { signingKey: 'another-key' })).rejects.toThrow(/another SIGNING_KEY/);
    expect(await verified(path)).toMatchObject({ ok: true });
  });
});
