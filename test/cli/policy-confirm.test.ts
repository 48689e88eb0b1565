import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../db/store.ts';
import type { Approvals } from '../../src/analysis/policy.ts';
import { freePort } from '../crash/free-port.ts';
import { KEY } from '../db/audit-trail.ts';
import { startChild, temporaryFolder } from '../db/helpers.ts';
import { controls, correctionsWorld, MAYA, NOOR } from './corrections-world.ts';
import { expectOneSentence, useStripe } from './fixture.ts';
import { cli, cliProcess, serverProcess } from './run-cli.ts';

const OLD: Approvals = { maximum: { usd: 50_000, jpy: 900 }, approvers: ['SFIN'], expires_after_hours: 24 };
const LOOSE: Approvals = { maximum: { usd: 90_000 }, approvers: ['SFIN', 'SNEW'], expires_after_hours: 72 };

const waitingWorld = async () => {
  const world = await correctionsWorld({ approvals: OLD });
  await world.withStore((store) => store.observePolicy(controls(LOOSE)));
  return world;
};
const inForce = (world: Awaited<ReturnType<typeof correctionsWorld>>) =>
  world.withStore(async (store) => (await store.policyInForce())?.in_force.approvals);

describe('policy confirm', () => {
  it('shows what waits, and is in force when two people said so', async () => {
    const world = await waitingWorld();
    const first = await cli(['policy', 'confirm', '--as', MAYA, '--yes'], world.env);
    expect(first).toMatchObject({ status: 0, err: '' });
    expect(first.out).toMatchInlineSnapshot(`
      "Waits until 2 people confirm it; 0 did:
        approvers.slack: SFIN → SFIN and SNEW
        expires_after_hours: 24 hours → 72 hours
        maximum.jpy: ¥900 → no limit
        maximum.usd: $500.00 → $900.00
      Confirmed: it is in force when another person has confirmed it too.
      "
    `);
    expect(await inForce(world)).toMatchObject({ maximum: { usd: 50_000, jpy: 900 }, approvers: ['SFIN'] });

    const again = await cli(['policy', 'confirm', '--as', MAYA.toUpperCase(), '--yes'], world.env);
    expect(again.status).toBe(1);
    expect(again.err).toBe('You confirmed this change already: another person has to.\n');

    const second = await cli(['policy', 'confirm', '--as', NOOR, '--yes'], world.env);
    expect(second.status).toBe(0);
    expect(second.out).toMatch(/Confirmed: the change is in force now\.\n$/);
    expect(await inForce(world)).toEqual(controls(LOOSE).approvals);
    const none = await cli(['policy', 'confirm', '--as', NOOR, '--yes'], world.env);
    expect(none.status).toBe(1);
    expectOneSentence(none);
    expect(await cli(['audit', 'verify'], world.env)).toMatchObject({ status: 0 });
  });

  it('is mentioned where corrections are listed', async () => {
    const world = await waitingWorld();
    const answer = await cli(['corrections', 'list'], world.env);
    expect(answer.out).toContain(
      'A change of the limits waits until two people confirm it (approvers.slack, expires_after_hours, maximum.jpy and maximum.usd)',
    );
  });

  it('confirms beside a running server', async () => {
    const world = await waitingWorld();
    const server = await startChild('hold-store.ts', world.path, KEY);
    try {
      expect(server.output()).toContain('ready');
      for (const as of [MAYA, NOOR])
        expect((await cli(['policy', 'confirm', '--as', as, '--yes'], world.env)).status).toBe(0);
    } finally {
      server.child.kill('SIGKILL');
      await server.exited;
    }
    expect(await inForce(world)).toEqual(controls(LOOSE).approvals);
  }, 60_000);

  it('asks first, and ends with 2 and one sentence on bad usage', async () => {
    const world = await waitingWorld();
    const { env } = world;
    const asked = await cli(['policy', 'confirm', '--as', MAYA], env, { ask: async () => 'n' });
    expect(asked).toMatchObject({ status: 1, err: 'Nothing was done.\n' });
    const silent = await cli(['policy', 'confirm', '--as', MAYA], env);
    expect(silent.status).toBe(2);
    expect(silent.err).toMatch(/^Nothing was done: say --yes/);
    for (const answer of [
      await cli(['policy', 'confirm', '--yes'], env),
      await cli(['policy', 'confirm', '--as', 'maya', '--yes'], env),
      await cli(['policy', 'confirm', '--as', MAYA, '--yes'], { DATABASE_URL: env['DATABASE_URL'] ?? '' }),
    ]) {
      expect(answer.status).toBe(2);
      expectOneSentence(answer);
    }
    expect(await inForce(world)).toMatchObject({ maximum: { usd: 50_000, jpy: 900 } });
  });
});

describe('a server whose policy file was loosened while it was stopped', () => {
  const stripe = useStripe();
  const company = () => {
    const cwd = temporaryFolder();
    const policy = join(cwd, 'policy.yaml');
    const path = join(cwd, 'company.db');
    const env = {
      ...stripe.env,
      DATABASE_URL: `file:${path}`,
      SIGNING_KEY: KEY,
      BILLING_CHECK_POLICY: policy,
      SLACK_BOT_TOKEN: 'xoxb-of-the-tests',
      SLACK_SIGNING_SECRET: 'signing-secret-of-the-tests',
      SLACK_AGENT_GROUPS: 'SAGENTS',
      SLACK_APPROVER_GROUPS: 'SFINANCE',
      SLACK_API_URL: 'http://127.0.0.1:9/api/',
      PORT: '0',
    };
    const write = (usd: number): void =>
      writeFileSync(policy, `version: 1\napprovals: { maximum: { usd: ${usd} } }\n`);
    const serve = async (during: () => Promise<void> = async () => {}): Promise<void> => {
      const server = await serverProcess(await freePort(), { env, cwd });
      try {
        await during();
      } finally {
        expect(await server.stop()).toBe(0);
      }
    };
    const maximum = async () => {
      const store = await openStore({ path, clock: Date.now, signingKey: KEY });
      const limits = await store.policyInForce();
      await store.close();
      return limits?.in_force.approvals.maximum;
    };
    return { cwd, path, env, write, serve, maximum };
  };

  it('keeps the old limits until two people confirmed beside it', async () => {
    const { env, write, serve, maximum } = company();
    write(50_000);
    await serve();
    write(90_000);
    await serve(async () => {
      expect((await cli(['corrections', 'list'], env)).out).toContain('(maximum.usd)');
      expect((await cli(['policy', 'confirm', '--as', MAYA, '--yes'], env)).status).toBe(0);
    });
    expect(await maximum()).toEqual({ usd: 50_000 });
    await serve(async () => {
      expect((await cli(['policy', 'confirm', '--as', NOOR, '--yes'], env)).status).toBe(0);
    });
    expect(await maximum()).toEqual({ usd: 90_000 });
    expect(await cli(['audit', 'verify'], env)).toMatchObject({ status: 0 });
  }, 60_000);

  it('does not start on limits that were changed in the database by hand', async () => {
    const { cwd, env, path, write, serve } = company();
    write(50_000);
    await serve();
    const file = new Database(path);
    file.exec('DROP TRIGGER policy_in_force_no_update');
    file.exec("UPDATE policy_in_force SET in_force = replace(in_force, '50000', '90000')");
    file.close();
    const answer = await cliProcess(['serve'], { env: { ...env, LOG_LEVEL: 'fatal' }, cwd });
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toMatch(/^The limits in force were changed in the database by hand/);
  }, 60_000);
});
