import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEY, prolong, tamper, trail } from '../db/audit-trail.ts';
import { startChild, temporaryFolder } from '../db/helpers.ts';
import { expectOneSentence } from './fixture.ts';
import { cli } from './run-cli.ts';

const envOf = (path: string, key = KEY) => ({ DATABASE_URL: `file:${path}`, SIGNING_KEY: key });

/** A trail of five rows with checkpoints of rows 3 and 5. */
async function withCheckpoints(): Promise<{ path: string; file: string; older: string }> {
  const path = await trail(3);
  const file = join(temporaryFolder(), 'shipped.jsonl');
  const env = envOf(path);
  expect((await cli(['audit', 'checkpoint', '--to', file], env)).status).toBe(0);
  const older = join(temporaryFolder(), 'older.db');
  copyFileSync(path, older);
  await prolong(path, 2);
  expect((await cli(['audit', 'checkpoint', '--to', file], env)).status).toBe(0);
  return { path, file, older };
}

const verify = (path: string, ...more: string[]) => cli(['audit', 'verify', ...more], envOf(path));

describe('billing-check audit verify', () => {
  it('confirms a whole trail and names its end', async () => {
    const { path, file } = await withCheckpoints();
    const answer = await verify(path, '--checkpoint', file);
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(answer.out).toMatch(/^The audit trail is whole: 5 rows, and holds 2 checkpoints\.\n/);
    expect(answer.out).toMatch(/ends with row 5, hash [0-9a-f]{64}\./);
    expect((await verify(path)).err).toContain('Without --checkpoint FILE');
  });

  it.each([
    [
      'an edited row',
      "UPDATE audit SET details = replace(details, '4900', '1900') WHERE seq = 2",
      2,
      /was changed/,
    ],
    ['a deleted row', 'DELETE FROM audit WHERE seq = 4', 4, /is missing/],
    ['an edited actor', "UPDATE audit SET actor = 'nobody' WHERE seq = 1", 1, /was changed/],
  ])('names the first bad row: %s', async (_, statement, seq, problem) => {
    const { path } = await withCheckpoints();
    tamper(path, statement);
    const answer = await verify(path);
    expect(answer.status).toBe(1);
    expectOneSentence(answer);
    expect(answer.err).toContain(`broken at row ${seq}: `);
    expect(answer.err).toMatch(problem);
  });

  it('notices a truncated tail through a checkpoint', async () => {
    const { path, file } = await withCheckpoints();
    tamper(path, 'DELETE FROM audit WHERE seq = 5');
    expect((await verify(path)).status).toBe(0);
    const answer = await verify(path, '--checkpoint', file);
    expect(answer.status).toBe(1);
    expectOneSentence(answer);
    expect(answer.err).toMatch(/broken at row 5: the trail ends before the checkpoint of row 5/);
  });

  it('notices an older file in its place, also when it went on since', async () => {
    const { file, older } = await withCheckpoints();
    const cut = await verify(older, '--checkpoint', file);
    expect(cut.status).toBe(1);
    expect(cut.err).toMatch(/broken at row 4: .*an older copy of the file took its place/);
    await prolong(older, 9);
    const grown = await verify(older, '--checkpoint', file);
    expect(grown.status).toBe(1);
    expect(grown.err).toMatch(/broken at row 5: the row differs from the checkpoint/);
    // Nor is such a file vouched for anew.
    const before = readFileSync(file, 'utf8');
    expect((await verify(older)).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('does not vouch for a trail that its file of checkpoints is ahead of', async () => {
    const { file, older } = await withCheckpoints();
    const before = readFileSync(file, 'utf8');
    const answer = await cli(['audit', 'checkpoint', '--to', file], envOf(older));
    expect(answer.status).toBe(1);
    expectOneSentence(answer);
    expect(answer.err).toMatch(/knows rows that the audit trail does not have/);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('names the first line of a forged file of checkpoints', async () => {
    const { path, file } = await withCheckpoints();
    writeFileSync(file, readFileSync(file, 'utf8').replace('"seq":5', '"seq":4'));
    const answer = await verify(path, '--checkpoint', file);
    expect(answer.status).toBe(1);
    expect(answer.err).toMatch(/^Line 2 of .* is not signed with this SIGNING_KEY/);
  });

  it('takes a trail rewritten without the key for broken, unless its start is known to be unsigned', async () => {
    const path = await trail(4, {});
    const answer = await verify(path);
    expect(answer.status).toBe(1);
    expect(answer.err).toMatch(/broken at row 1: the row is unsigned although SIGNING_KEY is set/);
    await prolong(path, 1);
    expect((await verify(path, '--unsigned-until', '4')).status).toBe(0);
    expect((await verify(path, '--unsigned-until', '3')).status).toBe(1);
  });

  it('notices a trail that was rewritten under another key', async () => {
    const path = await trail(2, { signingKey: 'the key of an insider' });
    const answer = await verify(path);
    expect(answer.status).toBe(1);
    expect(answer.err).toMatch(/broken at row 1: the row is signed with another SIGNING_KEY/);
  });

  it('judges an unsigned trail without a key, and says what that is worth', async () => {
    const path = await trail(2, {});
    const answer = await cli(['audit', 'verify'], { DATABASE_URL: `file:${path}` });
    expect(answer.status).toBe(0);
    expect(answer.err).toMatch(/It is not signed/);
  });

  it('reads beside a running server', async () => {
    const path = await trail(3);
    const server = await startChild('hold-store.ts', path, KEY);
    try {
      expect(server.output()).toContain('ready');
      expect((await verify(path)).status).toBe(0);
    } finally {
      server.child.kill('SIGKILL');
      await server.exited;
    }
  }, 60_000);

  it('ends with 2 and one sentence on bad usage, creating nothing', async () => {
    const path = await trail(1);
    const absent = join(temporaryFolder(), 'absent.db');
    const answers = await Promise.all([
      cli(['audit', 'verify'], { DATABASE_URL: `file:${path}` }),
      cli(['audit', 'verify'], envOf(absent)),
      verify(path, '--checkpoint', '/nowhere/file'),
      verify(path, '--unsigned-until', 'x'),
      verify(path, '--no-such-option'),
      cli(['audit', 'verify', '--checkpoint', 'x'], { DATABASE_URL: `file:${path}` }),
      cli(['audit', 'checkpoint', '--to', absent], { DATABASE_URL: `file:${path}` }),
      cli(['audit', 'checkpoint'], envOf(path)),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(2);
      expectOneSentence(answer);
    }
    expect(existsSync(absent)).toBe(false);
  });
});
