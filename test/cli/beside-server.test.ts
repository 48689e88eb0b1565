import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../db/store.ts';
import { KEY } from '../db/audit-trail.ts';
import { check, startChild, temporaryFolder } from '../db/helpers.ts';
import { cli } from './run-cli.ts';

/** Two processes continue one audit trail: the chain must hold, and the server must lose no write. */
describe('commands beside a server that writes all the time', () => {
  it('continue one trail, forget and write the file anew, and no write of either is lost', async () => {
    const path = join(temporaryFolder(), 'busy.db');
    const store = await openStore({ path, clock: Date.now, signingKey: KEY });
    for (let row = 0; row < 200; row += 1)
      await store.recordCheck({
        ...check({ result: { words: 'marmalade '.repeat(500) } }),
        source: 'terminal',
      });
    await store.close();
    const env = { DATABASE_URL: `file:${path}`, SIGNING_KEY: KEY };
    const shipped = join(temporaryFolder(), 'shipped.jsonl');

    const server = await startChild('keep-writing.ts', path, KEY);
    expect(server.output()).toBe('ready\n');
    let entries = 200;
    for (let round = 0; round < 3; round += 1) {
      const month = new Date().toISOString().slice(0, 7);
      expect(await cli(['audit', 'export', '--month', month], env)).toMatchObject({ status: 0, err: '' });
      const forgotten = await cli(['forget', round === 1 ? 'cus_1' : `cus_none${round}`, '--yes'], env);
      expect(forgotten.status, forgotten.err).toBe(0);
      expect((await cli(['audit', 'checkpoint', '--to', shipped], env)).status).toBe(0);
      expect((await cli(['audit', 'verify', '--checkpoint', shipped], env)).status).toBe(0);
      entries += 2;
    }
    server.child.stdin.end();
    expect(await server.exited, server.output()).toBe(0);
    const { written, longestMs } = JSON.parse(server.output().split('\n')[1] ?? '');
    expect(written).toBeGreaterThan(0);
    // As long as another's lock is waited for at the most.
    expect(longestMs).toBeLessThan(10_000);

    const verdict = await cli(['audit', 'verify', '--checkpoint', shipped], env);
    expect(verdict.status).toBe(0);
    expect(verdict.out).toContain(
      `The audit trail is whole: ${entries + written} rows, and holds 3 checkpoints.`,
    );
    expect(readFileSync(path, 'latin1')).not.toContain('marmalade');
  }, 60_000);
});
