import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { StoreRefused, StoreUnavailable } from '../../db/errors.ts';
import { APPLICATION_ID, MIGRATIONS, migrate } from '../../db/migrations/index.ts';
import * as schema from '../../db/schema.ts';
import { openStore } from '../../db/store.ts';
import { check, delivery, startChild, temporaryFolder, temporaryStore } from './helpers.ts';

const clock = Date.now;
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A whole database with one check in it, closed. */
async function database(): Promise<string> {
  const path = join(temporaryFolder(), 'whole.db');
  const store = await openStore({ path, clock });
  await store.recordCheck({ ...check(), source: 'terminal' });
  await store.close();
  return path;
}

/** Refused with a sentence, and the file as it was. */
async function expectRefused(path: string, message: RegExp): Promise<void> {
  const before = hashOf(path);
  await expect(openStore({ path, clock })).rejects.toThrow(message);
  await expect(openStore({ path, clock })).rejects.toBeInstanceOf(StoreRefused);
  expect(hashOf(path)).toBe(before);
}

describe('a new database', () => {
  it('is readable by its owner alone, with its log and index, and keeps what it acknowledged', async () => {
    const { store, path } = await temporaryStore();
    await store.recordDelivery(delivery(1));
    for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}.lock`, `${path}.lock.pid`])
      expect([file, (statSync(file).mode & 0o777).toString(8)]).toEqual([file, '600']);
    const other = new Database(path, { readonly: true });
    expect(other.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(other.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    other.close();
  });

  it('needs its folder', async () => {
    const folder = temporaryFolder();
    await expect(openStore({ path: join(folder, 'missing', 'a.db'), clock })).rejects.toThrow(
      /The folder .*missing for the database does not exist; create it/,
    );
    writeFileSync(join(folder, 'file'), '');
    await expect(openStore({ path: join(folder, 'file', 'a.db'), clock })).rejects.toBeInstanceOf(
      StoreRefused,
    );
    mkdirSync(join(folder, 'dir.db'));
    await expect(openStore({ path: join(folder, 'dir.db'), clock })).rejects.toThrow(/is not a file/);
  });
});

describe('the schema', () => {
  it('is the same in the migrations and in the query builder', () => {
    const client = new Database(':memory:');
    migrate(client, 'memory');
    const tables = client
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    const declared = Object.values(schema).map((table) => getTableConfig(table));
    expect(declared.map(({ name }) => name).sort()).toEqual(tables);
    for (const { name, columns } of declared) {
      const actual = client.pragma(`table_info(${name})`) as {
        name: string;
        type: string;
        notnull: number;
      }[];
      expect(
        columns.map((column) => [column.name, column.getSQLType().toUpperCase(), column.notNull]),
      ).toEqual(actual.map((column) => [column.name, column.type, column.notnull === 1]));
    }
    client.close();
  });

  it('of an older version is migrated, its rows kept', async () => {
    const path = join(temporaryFolder(), 'old.db');
    const old = new Database(path);
    chmodSync(path, 0o600);
    migrate(old, path, MIGRATIONS.slice(0, 1));
    old.exec("INSERT INTO meta VALUES ('cursor:tickets', 'abc', 1)");
    old.close();
    const store = await openStore({ path, clock });
    expect(await store.loadCursor('tickets')).toBe('abc');
    await store.close();
    const migrated = new Database(path, { readonly: true });
    expect(migrated.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    expect(migrated.prepare('SELECT count(*) FROM correction').pluck().get()).toBe(0);
    migrated.close();
  });

  it('is migrated wholly or not at all', () => {
    const client = new Database(':memory:');
    migrate(client, 'memory', MIGRATIONS.slice(0, 1));
    const broken = [...MIGRATIONS.slice(0, 1), 'CREATE TABLE half (a TEXT); CREATE TABLE job (a TEXT);'];
    expect(() => migrate(client, 'memory', broken)).toThrow(/already exists/);
    expect(client.pragma('user_version', { simple: true })).toBe(1);
    expect(client.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'half'").pluck().get()).toBe(0);
    client.close();
  });

  it('of a later version is refused', async () => {
    const path = await database();
    const client = new Database(path);
    client.pragma('user_version = 99');
    client.close();
    await expectRefused(
      path,
      /written by a later version of billing-check \(schema 99, this one knows \d+\)/,
    );
  });

  it('of another program is refused', async () => {
    const path = join(temporaryFolder(), 'foreign.db');
    const client = new Database(path);
    client.exec('CREATE TABLE users (name TEXT)');
    client.close();
    chmodSync(path, 0o600);
    await expectRefused(path, /another program's SQLite database/);
    expect(APPLICATION_ID).not.toBe(0);
  });
});

describe('a file that is not whole', () => {
  it('of text is refused with what to do', async () => {
    const path = join(temporaryFolder(), 'text.db');
    writeFileSync(path, 'this is a letter, not a database\n'.repeat(100), { mode: 0o600 });
    await expectRefused(
      path,
      /is damaged \(it is not an SQLite database\).*restore the latest backup.*cp BACKUP/,
    );
  });

  it('cut short is refused', async () => {
    const path = await database();
    truncateSync(path, statSync(path).size - 4_096);
    await expectRefused(path, /is damaged \(its end is missing\)/);
    truncateSync(path, 50);
    await expectRefused(path, /is damaged/);
  });

  it('overwritten in the middle is refused', async () => {
    const path = await database();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4_096, 4_096 * 6);
    writeFileSync(path, bytes);
    await expectRefused(path, /is damaged/);
  });

  it('open to other users is refused', async () => {
    const path = await database();
    chmodSync(path, 0o644);
    await expectRefused(path, /open to other users of this machine \(mode 644\); run: chmod 600/);
  });
});

describe('two processes', () => {
  it('do not share one file: the second is told who holds it', async () => {
    const { path, store } = await temporaryStore();
    const second = await startChild('./hold-store.ts', path);
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(
      new RegExp(
        `StoreRefused: The database .* is in use by another billing-check \\(process ${process.pid}\\)`,
      ),
    );
    await expect(openStore({ path, clock })).rejects.toThrow(/in use by another/);
    expect(await store.recordDelivery(delivery(1))).toBe('recorded');
    const third = await startChild('./hold-store.ts', path);
    expect(await third.exited).toBe(1);
  });

  it('follow one another, after kill -9 and after a clean end', async () => {
    const path = join(temporaryFolder(), 'handed-over.db');
    const holder = await startChild('./hold-store.ts', path);
    await expect(openStore({ path, clock })).rejects.toThrow(
      new RegExp(`in use by another billing-check \\(process ${holder.child.pid}\\)`),
    );
    holder.child.kill('SIGKILL');
    await holder.exited;
    expect(existsSync(`${path}.lock.pid`)).toBe(true);
    const store = await openStore({ path, clock });
    await store.close();
    expect(existsSync(`${path}.lock.pid`)).toBe(false);
    await (await openStore({ path, clock })).close();
  });

  it('may read and back up the file while it is in use', async () => {
    const { store, path } = await temporaryStore();
    await store.recordDelivery(delivery(1));
    const copy = join(temporaryFolder(), 'backup.db');
    const backup = new Database(path, { readonly: true });
    await backup.backup(copy);
    backup.close();
    chmodSync(copy, 0o600);
    const restored = await openStore({ path: copy, clock });
    expect(await restored.recordDelivery(delivery(1))).toBe('duplicate');
    await restored.close();
  });
});

describe('kill -9 under load', () => {
  it('loses nothing that was acknowledged, three times in a row', async () => {
    const path = join(temporaryFolder(), 'acked.db');
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const child = await startChild('./acknowledge.ts', path);
      await new Promise((resolve) => setTimeout(resolve, 120 + 40 * round));
      child.child.kill('SIGKILL');
      await child.exited;
      acknowledged.push(...[...child.output().matchAll(/ack (\S+)\.\n/g)].map((match) => match[1] ?? ''));
    }
    expect(acknowledged.length).toBeGreaterThan(100);
    const store = await openStore({ path, clock });
    const again: string[] = [];
    for (let from = 0; from < acknowledged.length; from += 1_000) {
      const replayed = acknowledged
        .slice(from, from + 1_000)
        .map((id) => store.recordDelivery({ ...delivery(id, null, id), source: 'test' }));
      again.push(...(await Promise.all(replayed)));
    }
    expect(again.filter((outcome) => outcome === 'recorded')).toEqual([]);
    const { due } = await store.queueStatus();
    expect(due).toBeGreaterThanOrEqual(acknowledged.length);
    await store.close();
    const file = new Database(path, { readonly: true });
    expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(file.prepare('SELECT count(*) FROM inbox').pluck().get()).toBe(due);
    file.close();
  });
});

describe('the disk', () => {
  /** Permissions mean nothing to root: become somebody else for a moment. */
  async function unprivileged(work: () => Promise<void>): Promise<void> {
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65_534);
    try {
      await work();
    } finally {
      if (root) process.seteuid?.(0);
    }
  }

  it('that cannot be written is named, at start', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    await unprivileged(async () => {
      const opening = openStore({ path: join(folder, 'new.db'), clock });
      await expect(opening).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(opening).rejects.toThrow(/make the file and its folder writable/);
    });
    const path = await database();
    await unprivileged(async () => {
      await expect(openStore({ path, clock })).rejects.toBeInstanceOf(StoreUnavailable);
    });
  });

  it('that is full refuses every kind of write, keeps what was there, and recovers by itself', async () => {
    const path = join(temporaryFolder(), 'full.db');
    const roomy = await openStore({ path, clock });
    await roomy.recordDelivery(delivery(1));
    await roomy.close();
    const pages = statSync(path).size / 4_096;
    const store = await openStore({ path, clock, maxPages: pages });
    const result = { text: 'x'.repeat(100_000) };
    const writes = [
      store.recordDelivery({ ...delivery(2), delivery_id: 'small' }),
      store.recordCheck({ ...check({ result }), source: 'terminal' }),
    ];
    for (const outcome of await Promise.allSettled(writes))
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
    await expect(store.recordCheck({ ...check({ result }), source: 'terminal' })).rejects.toThrow(
      /The disk that holds .* is full; free some space/,
    );
    expect(await store.verifyAudit()).toMatchObject({ ok: true, rows: 0 });
    expect(await store.queueStatus()).toMatchObject({ due: 1 });
    await store.checkWritable();
    expect(await store.recordDelivery(delivery(1))).toBe('duplicate');
    await store.close();
    const again = await openStore({ path, clock });
    expect(await again.recordDelivery({ ...delivery(2), delivery_id: 'small' })).toBe('recorded');
    await again.close();
  });

  it('held by another program delays writes, never the event loop, and loses none', async () => {
    const { store, path } = await temporaryStore();
    const holder = new Database(path);
    holder.exec('BEGIN IMMEDIATE');
    let longest = 0;
    let before = performance.now();
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - before);
      before = performance.now();
    }, 5);
    const writes = Promise.all(Array.from({ length: 20 }, (_, n) => store.recordDelivery(delivery(n))));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    holder.exec('ROLLBACK');
    holder.close();
    expect(await writes).toEqual(Array.from({ length: 20 }, () => 'recorded'));
    clearInterval(ticking);
    expect(longest).toBeLessThan(250);
  });

  it.runIf(process.platform === 'linux')(
    'that fails ends the process; what was acknowledged is there again',
    async () => {
      const path = join(temporaryFolder(), 'failing.db');
      const child = await startChild('./break-disk.ts', path);
      expect(await child.exited).not.toBe(0);
      expect(child.output()).toMatch(/StoreFailed|ready StoreFailed StoreFailed/);
      expect(child.output()).not.toContain('stored');
      const store = await openStore({ path, clock });
      expect(await store.loadCursor('before')).toBe('kept');
      expect(await store.loadCursor('after')).toBeNull();
      await store.close();
    },
  );

  it('copies of a database are their own', async () => {
    const path = await database();
    const copy = `${path}.copy`;
    copyFileSync(path, copy);
    chmodSync(copy, 0o600);
    const [one, two] = [await openStore({ path, clock }), await openStore({ path: copy, clock })];
    await one.saveCursor('a', '1');
    expect(await two.loadCursor('a')).toBeNull();
    await one.close();
    await two.close();
  });
});

describe('close', () => {
  it('commits what is waiting and refuses what comes later', async () => {
    const { store, path } = await temporaryStore();
    const waiting = store.recordDelivery(delivery(1));
    await store.close();
    expect(await waiting).toBe('recorded');
    await expect(store.recordDelivery(delivery(2))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});
