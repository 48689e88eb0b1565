import { createHash, createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { StoredAuditEntry } from '../../db/audit.ts';
import { openStore } from '../../db/store.ts';
import { visitDatabase } from '../../db/visit-database.ts';
import { CSV } from '../../src/cli/audit/export-format.ts';
import { KEY, tamper } from '../db/audit-trail.ts';
import { check, ManualClock, startChild, temporaryFolder } from '../db/helpers.ts';
import { expectOneSentence } from './fixture.ts';
import { cli } from './run-cli.ts';

const NOVEMBER = Date.UTC(2026, 10, 1);
const DECEMBER = Date.UTC(2026, 11, 1);

/** Entries at the given moments, closed again. */
async function trailAt(
  ...moments: readonly number[]
): Promise<{ path: string; env: Record<string, string> }> {
  const path = join(temporaryFolder(), 'audit.db');
  const clock = new ManualClock();
  const store = await openStore({ path, clock: clock.now, signingKey: KEY });
  for (const ms of moments) {
    clock.ms = ms;
    await store.recordCheck({ ...check({ customer_ids: ['cus_1', 'cus_2'] }), source: 'terminal' });
  }
  await store.close();
  return { path, env: { DATABASE_URL: `file:${path}`, SIGNING_KEY: KEY } };
}

const exportOf = (env: Record<string, string>, ...more: string[]) =>
  cli(['audit', 'export', '--month', '2026-11', ...more], env);

describe('billing-check audit export', () => {
  it('writes exactly the month in UTC, in a stable order of columns', async () => {
    const { env } = await trailAt(NOVEMBER - 1, NOVEMBER, DECEMBER - 1, DECEMBER);
    const answer = await exportOf(env);
    expect(answer).toMatchObject({ status: 0, err: '' });
    const [head] = answer.out.split('\r\n');
    expect(head).toBe(
      'seq,at,actor,kind,subject,ticket,customers,amount,currency,amount_minor_units,details,key_id,prev_hash,hash',
    );
    const rows: Record<string, string>[] = parse(answer.out, { columns: true });
    expect(rows).toMatchObject([
      {
        seq: '2',
        at: '2026-11-01T00:00:00.000Z',
        actor: 'zendesk:7',
        kind: 'check',
        customers: 'cus_1 cus_2',
      },
      { seq: '3', at: '2026-11-30T23:59:59.999Z' },
    ]);
    expect(rows[0]?.['details']).toContain('"amount":4900');
  });

  it('gives JSON from which every hash can be recomputed', async () => {
    const { env } = await trailAt(NOVEMBER, NOVEMBER + 5);
    const document = JSON.parse((await exportOf(env, '--format', 'json')).out);
    expect(document).toMatchObject({ format: 'billing-check/audit@1', month: '2026-11' });
    expect(document.entries).toHaveLength(2);
    const key = createHmac('sha256', KEY).update('billing-check audit chain 1').digest();
    for (const { seq, at_ms, actor, kind, subject, details, key_id, prev_hash, hash } of document.entries) {
      const content = [seq, at_ms, actor, kind, subject, JSON.stringify(details), key_id, prev_hash];
      expect(createHmac('sha256', key).update(JSON.stringify(content)).digest('hex')).toBe(hash);
    }
  });

  it('is itself an entry, with the hash of what was given out; a private file that is whole', async () => {
    const { path, env } = await trailAt(NOVEMBER);
    const folder = temporaryFolder();
    const file = join(folder, 'november.csv');
    const answer = await exportOf(env, '--out', file);
    expect(answer).toMatchObject({ status: 0, out: '' });
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(folder)).toEqual(['november.csv']);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(answer.err).toContain(sha256);
    const database = await visitDatabase({ path, signingKey: KEY, clock: Date.now });
    const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, afterSeq: 0, lastSeq: 99 };
    const entry = (await database.auditEntries(all)).at(-1);
    await database.close();
    expect(entry).toMatchObject({ kind: 'export', subject: 'audit:2026-11' });
    expect(entry?.actor).toMatch(/^terminal:[\w.-]+$/);
    expect(JSON.parse(entry?.details ?? '')).toEqual({ format: 'csv', entries: 1, sha256 });
    expect((await cli(['audit', 'verify'], env)).status).toBe(0);
  });

  it('writes over more entries than one page', async () => {
    const { env } = await trailAt(...Array.from({ length: 1_203 }, (_, index) => NOVEMBER + index));
    const rows: unknown[] = parse((await exportOf(env)).out, { columns: true });
    expect(rows).toHaveLength(1_203);
  }, 60_000);

  it('continues the trail beside a running server', async () => {
    const { path, env } = await trailAt(NOVEMBER);
    const server = await startChild('hold-store.ts', path, KEY);
    try {
      expect(server.output()).toContain('ready');
      expect((await exportOf(env)).status).toBe(0);
      expect((await exportOf(env)).status).toBe(0);
      expect((await cli(['audit', 'verify'], env)).out).toContain('whole: 3 rows');
    } finally {
      server.child.kill('SIGKILL');
      await server.exited;
    }
  }, 60_000);

  it('exports nothing of a broken trail', async () => {
    const { path, env } = await trailAt(NOVEMBER, NOVEMBER);
    tamper(path, "UPDATE audit SET actor = 'nobody' WHERE seq = 2");
    const answer = await exportOf(env);
    expect(answer.status).toBe(1);
    expectOneSentence(answer);
    expect(answer.err).toMatch(/broken at row 2, so nothing was exported/);
  });

  it('ends with 2 and one sentence on bad usage, leaving no file', async () => {
    const { env, path } = await trailAt(NOVEMBER);
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken'));
    const answers = await Promise.all([
      cli(['audit', 'export'], env),
      cli(['audit', 'export', '--month', '2026-13'], env),
      cli(['audit', 'export', '--month', 'November'], env),
      exportOf(env, '--format', 'xls'),
      exportOf({ ...env, SIGNING_KEY: 'another' }),
      exportOf({ DATABASE_URL: `file:${path}` }),
      exportOf({ ...env, DATABASE_URL: `file:${folder}/none.db` }),
    ]);
    for (const out of [join(folder, 'no', 'such.csv'), join(folder, 'taken')])
      answers.push(await exportOf(env, '--out', out));
    for (const answer of answers) {
      expect(answer.status).toBe(2);
      expectOneSentence(answer);
    }
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });
});

describe('a CSV cell', () => {
  const entry = (over: Partial<StoredAuditEntry>): StoredAuditEntry => ({
    seq: 1,
    at_ms: NOVEMBER,
    actor: 'system',
    kind: 'check',
    subject: 'an_1',
    details: '{}',
    key_id: 'none',
    prev_hash: '0',
    hash: '1',
    ...over,
  });
  const subjectOf = (subject: string) => {
    const rows: string[][] = parse(CSV.entry(entry({ subject }), 0));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toHaveLength(14);
    return rows[0]?.[4];
  };

  it.each([
    '=1+1',
    '+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u00a0=1',
    '\ufeff=1',
    '\u0000=1',
    '＝1',
    '＋1',
    '－1',
    '＠1',
    '|calc',
    '%0A=1',
    '=HYPERLINK("http://x","y")',
  ])('begins no formula: %j', (text) => {
    expect(subjectOf(text)).toBe(`'${text}`);
  });

  it.each(['cus_1', 'a=b', 'a"b', 'a,b', 'a\r\nb', 'x;=1'])('is otherwise as it is: %j', (text) => {
    expect(subjectOf(text)).toBe(text);
  });

  it('holds money as decimals and as minor units, whatever the currency divides into', () => {
    const money = (amount: unknown, currency: unknown) => {
      const rows: string[][] = parse(CSV.entry(entry({ details: JSON.stringify({ amount, currency }) }), 0));
      return rows[0]?.slice(7, 10);
    };
    expect(money(4900, 'usd')).toEqual(['49.00', 'usd', '4900']);
    expect(money(4900, 'jpy')).toEqual(['4900', 'jpy', '4900']);
    expect(money(4900, 'kwd')).toEqual(['4.900', 'kwd', '4900']);
    expect(money(null, null)).toEqual(['', '', '']);
    expect(money('=1', 'usd')).toEqual(['', '', '']);
  });
});
