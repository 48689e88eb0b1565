import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../db/store.ts';
import { checkNode } from '../../src/cli/doctor/configuration.ts';
import { startClaudeSandbox } from '../../src/sandbox/claude/index.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/index.ts';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import {
  startZendeskSandbox,
  type ZendeskSandbox,
  type ZendeskSandboxOptions,
} from '../../src/sandbox/zendesk/index.ts';
import { USED_SCOPES } from '../../src/slack/scopes.ts';
import { check } from '../db/helpers.ts';
import { BOT_TOKEN, manifest, sandboxWith } from '../sandbox/slack-setup.ts';
import { useFolder, useStripe } from './fixture.ts';
import { type CliAnswer, cli, serverProcess } from './run-cli.ts';

const SECRET = 'oauth-client-secret-of-the-tests';
const SIGNING = 'signing-secret-of-the-tests';

const folder = useFolder();
const stripe = useStripe();
const home = process.cwd();
beforeAll(() => process.chdir(folder.path));
afterAll(() => process.chdir(home));
afterEach(() => stripe.server.faults.clear());

const zendesks: ZendeskSandbox[] = [];
afterEach(async () => {
  for (const zendesk of zendesks.splice(0)) await zendesk.close();
});

async function zendesk(options: Partial<ZendeskSandboxOptions> = {}) {
  const sandbox = await startZendeskSandbox({ clientId: 'client', clientSecret: SECRET, ...options });
  zendesks.push(sandbox);
  const env = {
    ZENDESK_SUBDOMAIN: 'acme',
    ZENDESK_API_BASE: sandbox.url,
    ZENDESK_OAUTH_CLIENT_ID: 'client',
    ZENDESK_OAUTH_CLIENT_SECRET: SECRET,
    ZENDESK_WEBHOOK_SECRET: SIGNING,
  };
  return { sandbox, env };
}

let files = 0;
const newDatabase = (): string => {
  files += 1;
  return join(folder.path, `doctor-${files}.db`);
};

/** Runs the doctor on a set-up that is whole, but for `env`. */
const doctor = (env: Readonly<Record<string, string>> = {}): Promise<CliAnswer> =>
  cli(['doctor'], { ...stripe.env, PORT: '0', DATABASE_URL: `file:${newDatabase()}`, ...env });

/** The line about `name`, without its padding. */
function line({ out }: CliAnswer, name: string): string {
  const found = out.split('\n').filter((text) => text.slice(2, 19).trim() === name);
  return found.map((text) => text.replace(/ {2,}/g, ' ')).join('\n');
}

describe('with everything in order', () => {
  it('says so line by line and ends with 0', async () => {
    const { env } = await zendesk();
    const answer = await doctor({ ...env, SIGNING_KEY: SIGNING });
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(answer.out).toMatch(/\n\nEverything is in order\.\n$/);
    expect(answer.out).not.toMatch(/[✗!]/);
    const names = answer.out.split('\n').map((text) => text.slice(2, 19).trim());
    expect(names.filter((name) => name !== '').slice(0, -1)).toEqual([
      'Node.js',
      'Configuration',
      '.env file',
      'Policy file',
      'Database',
      'Disk space',
      'Clock',
      'Stripe read key',
      'Stripe reading',
      'Cannot refund',
      'Stripe write key',
      'Corrections',
      'Zendesk',
      'Zendesk tickets',
      'Zendesk webhook',
      'Zendesk app',
      'Slack',
      'Claude',
      'Port',
    ]);
    expect(line(answer, 'Stripe reading')).toBe(
      '✓ Stripe reading may read Customers, Subscriptions, Invoices, Charges and Refunds, Credit notes, SetupIntents, PaymentIntents, Disputes, Coupons',
    );
    expect(line(answer, 'Zendesk')).toContain('signed in as billing-check (admin)');
  });

  it('shows no secret, whole or in large part', async () => {
    const { env } = await zendesk();
    const { out } = await doctor({
      ...env,
      STRIPE_WRITE_KEY: SANDBOX_KEYS.write,
      SIGNING_KEY: 'audit-key-of-the-tests',
    });
    expect(out).toContain('rk_test_…0001');
    for (const secret of [SECRET, SIGNING, 'audit-key-of-the-tests', SANDBOX_KEYS.read, SANDBOX_KEYS.write])
      expect(out).not.toContain(secret.slice(-8));
  });

  it('changes nothing: only GET but for the one refund that cannot be, and no file', async () => {
    const before = { asked: stripe.server.requests.length, files: readdirSync(folder.path) };
    expect((await doctor()).status).toBe(0);
    const asked = stripe.server.requests.slice(before.asked);
    const changing = asked.filter(({ method }) => method !== 'GET' && method !== 'HEAD');
    expect(changing.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['POST', '/v1/refunds', 403],
    ]);
    expect(readdirSync(folder.path)).toEqual(before.files);
  });
});

describe('the configuration', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['24.1.0', 'ok'],
    ['20.18.3', 'failure'],
    ['18.20.4', 'failure'],
  ])('runs on Node.js %s: %s', (version, level) => {
    expect(checkNode(version).level).toBe(level);
  });

  it('has each fault on its line, and the rest is looked at all the same', async () => {
    const answer = await doctor({
      PORT: 'many',
      ZENDESK_SUBDOMAIN: 'acme',
      STRIPE_WRITE_KEY: SANDBOX_KEYS.read,
      DATABASE_URL: 'postgres://db/billing',
    });
    expect(answer.status).toBe(2);
    const faulty = line(answer, 'Configuration').split('\n');
    expect(faulty).toHaveLength(4);
    for (const variable of ['PORT', 'ZENDESK_WEBHOOK_SECRET', 'STRIPE_WRITE_KEY', 'DATABASE_URL'])
      expect(faulty.filter((text) => text.startsWith('✗') && text.includes(variable))).toHaveLength(1);
    expect(line(answer, 'Stripe reading')).toContain('✓');
    expect(answer.out).toMatch(/4 problems to solve/);
  });

  it('has a filter for tickets that can be read', async () => {
    const { env } = await zendesk();
    const answer = await doctor({ ...env, ZENDESK_BILLING_FILTER: 'label:billing' });
    expect(answer.status).toBe(2);
    expect(line(answer, 'Configuration')).toContain('write tag:NAME, form:ID or group:ID');
  });

  it('keeps .env to its owner', async () => {
    const file = folder.write('.env', 'STRIPE_READ_KEY=rk_test_x\n');
    chmodSync(file, 0o644);
    const answer = await doctor();
    expect(answer.status).toBe(0);
    expect(line(answer, '.env file')).toMatch(/^! .env file .*\(mode 644\): run chmod 600 \.env$/);
    chmodSync(file, 0o600);
    expect(line(await doctor(), '.env file')).toBe('✓ .env file only its owner may read it');
  });

  it('has a policy that is valid, and says what is in it', async () => {
    const good = folder.write('good.yaml', 'version: 1\nrefund_on_cancel: none\nprices: []\n');
    const valid = await doctor({ BILLING_CHECK_POLICY: good });
    expect(line(valid, 'Policy file')).toMatch(/^✓ Policy file \S+good\.yaml is valid: .*prices/);
    const bad = folder.write('bad.yaml', 'version: 1\ndiscounts: []\nrefund_on_cancel: sometimes\n');
    const faulty = await doctor({ BILLING_CHECK_POLICY: bad });
    expect(faulty.status).toBe(2);
    expect(line(faulty, 'Policy file').split('\n')).toHaveLength(2);
    expect(line(faulty, 'Policy file')).toContain('policy.discounts: unknown key');
    const absent = await doctor({ BILLING_CHECK_POLICY: 'nowhere.yaml' });
    expect(absent.status).toBe(2);
    expect(line(absent, 'Policy file')).toContain('nowhere.yaml cannot be read (ENOENT)');
  });
});

describe('the database', () => {
  async function kept(signingKey?: string): Promise<string> {
    const path = newDatabase();
    const store = await openStore({
      path,
      clock: Date.now,
      ...(signingKey === undefined ? {} : { signingKey }),
    });
    for (let row = 0; row < 3; row += 1) await store.recordCheck({ ...check(), source: 'terminal' });
    await store.close();
    return path;
  }
  const look = (path: string, env: Readonly<Record<string, string>> = {}) =>
    doctor({ DATABASE_URL: `file:${path}`, ...env });

  it('that does not exist is not made', async () => {
    const path = newDatabase();
    const answer = await look(path);
    expect(answer.status).toBe(0);
    expect(line(answer, 'Database')).toContain('does not exist yet; its folder is writable');
    expect(existsSync(path)).toBe(false);
  });

  it('that is whole is described, and left as it was', async () => {
    const path = await kept(SIGNING);
    const before = readFileSync(path);
    const answer = await look(path, { SIGNING_KEY: SIGNING });
    expect(answer.status).toBe(0);
    expect(line(answer, 'Database')).toMatch(
      /: schema \d+, WAL, synchronous=FULL, readable by its owner only, pages intact$/,
    );
    expect(line(answer, 'Audit trail')).toBe('✓ Audit trail 3 entries, chain intact');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('without a signing key is warned about', async () => {
    const answer = await look(await kept());
    expect(answer.status).toBe(0);
    expect(line(answer, 'Audit trail')).toMatch(
      /^! Audit trail 3 entries, chain intact, but 3 unsigned: .*set SIGNING_KEY/,
    );
  });

  it('signed with another key is refused', async () => {
    const answer = await look(await kept(SIGNING), { SIGNING_KEY: 'another' });
    expect(answer.status).toBe(2);
    expect(line(answer, 'Database')).toContain('signed with another SIGNING_KEY');
  });

  it('whose audit trail was changed is told, with the place', async () => {
    const path = await kept();
    const client = new Database(path);
    const guard = client
      .prepare("SELECT sql FROM sqlite_master WHERE name = 'audit_no_update'")
      .pluck()
      .get();
    client.exec('DROP TRIGGER audit_no_update');
    client.exec("UPDATE audit SET actor = 'somebody else' WHERE seq = 2");
    client.exec(String(guard));
    client.close();
    const answer = await look(path);
    expect(answer.status).toBe(2);
    expect(line(answer, 'Audit trail')).toMatch(
      /^✗ Audit trail broken at entry 2: the row was changed.*restore a backup\.$/,
    );
  });

  it('that others may read', async () => {
    const path = await kept();
    chmodSync(path, 0o644);
    const answer = await look(path);
    expect(answer.status).toBe(2);
    expect(line(answer, 'Database')).toContain(`run: chmod 600 ${path}`);
  });

  it.each([
    [
      'of another program',
      (path: string) => writeFileSync(path, 'a letter to my aunt', { mode: 0o600 }),
      /is damaged/,
    ],
    [
      'of a later version',
      (path: string) => {
        const client = new Database(path);
        client.pragma('user_version = 999');
        client.close();
      },
      /written by a later version/,
    ],
    [
      'with a torn page',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xff, 4096, 3 * 4096);
        writeFileSync(path, bytes, { mode: 0o600 });
      },
      /is damaged .*restore the latest backup/,
    ],
  ])('%s', async (_, spoil, sentence) => {
    const path = await kept();
    spoil(path);
    const answer = await look(path);
    expect(answer.status).toBe(2);
    expect(line(answer, 'Database')).toMatch(sentence);
  });

  it('in a folder that does not exist', async () => {
    const answer = await look(join(folder.path, 'nowhere', 'x.db'));
    expect(answer.status).toBe(2);
    expect(line(answer, 'Database')).toContain('does not exist; create it or change DATABASE_URL');
  });

  it('of a running server is left to it, and so is its port', async () => {
    const { env } = await zendesk();
    const port = await freePort();
    const set = { ...stripe.env, ...env, SIGNING_KEY: SIGNING, DATABASE_URL: `file:${newDatabase()}` };
    const server = await serverProcess(port, { env: set, cwd: folder.path });
    try {
      const answer = await cli(['doctor'], { ...set, PORT: String(port) });
      expect(answer.status).toBe(0);
      expect(line(answer, 'Database')).toContain(`is in use by the running server (process ${server.pid})`);
      expect(line(answer, 'Port')).toBe(`✓ Port ${port} is in use by the running server`);
      expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    } finally {
      expect(await server.stop()).toBe(0);
    }
    expect(line(await cli(['doctor'], { ...set, PORT: String(port) }), 'Database')).toContain('pages intact');
  });
});

describe('Stripe', () => {
  it('names the permission a key lacks', async () => {
    const answer = await doctor({ STRIPE_READ_KEY: SANDBOX_KEYS.withoutCreditNotes });
    expect(answer.status).toBe(2);
    const [can, cannot] = line(answer, 'Stripe reading').split('\n');
    expect(can).toMatch(/^✓ (?!.*Credit notes).*Invoices/);
    expect(cannot).toMatch(/^✗ .*"Credit notes: Read" in the Stripe Dashboard\.$/);
  });

  it('warns loudly of a read key that may refund', async () => {
    const answer = await doctor({ STRIPE_READ_KEY: SANDBOX_KEYS.write });
    expect(answer.status).toBe(2);
    expect(line(answer, 'Cannot refund')).toMatch(
      /^✗ Cannot refund STRIPE_READ_KEY may refund money: .*"Charges and Refunds" to Read/,
    );
  });

  it('warns of a secret key', async () => {
    const answer = await doctor({ STRIPE_READ_KEY: 'sk_test_4242424242424242' });
    expect(answer.status).toBe(2);
    expect(line(answer, 'Stripe read key')).toMatch(/^! .*secret key \(sk_…\), which may do anything/);
  });

  it.each([
    ['not set', '', /STRIPE_READ_KEY is not set/],
    ['no key', 'hello', /does not hold a Stripe key/],
    ['not accepted', 'rk_test_wrongwrongwrong', /Stripe did not accept the key in STRIPE_READ_KEY/],
  ])('refuses a key that is %s', async (_, key, sentence) => {
    const answer = await doctor({ STRIPE_READ_KEY: key });
    expect(answer.status).toBe(2);
    expect(`${line(answer, 'Stripe read key')}\n${line(answer, 'Stripe reading')}`).toMatch(sentence);
  });

  it('wants both keys of one mode, the second restricted too', async () => {
    const mixed = await doctor({ STRIPE_WRITE_KEY: 'rk_live_0123456789abcdef', CORRECTIONS_MODE: 'live' });
    expect(mixed.status).toBe(2);
    expect(line(mixed, 'Stripe write key')).toContain(
      'is a live-mode key but STRIPE_READ_KEY a test-mode key',
    );
    const secret = await doctor({ STRIPE_WRITE_KEY: 'sk_test_0123456789abcdef', CORRECTIONS_MODE: 'live' });
    expect(secret.status).toBe(0);
    expect(line(secret, 'Stripe write key')).toMatch(/^! .*make a restricted key/);
    const fine = await doctor({ STRIPE_WRITE_KEY: SANDBOX_KEYS.write, CORRECTIONS_MODE: 'live' });
    expect(line(fine, 'Stripe write key')).toBe(
      '✓ Stripe write key rk_test_…0002, restricted; corrections are live',
    );
  });

  it('out of reach ends with 4', async () => {
    const answer = await doctor({ STRIPE_API_BASE: 'http://127.0.0.1:9' });
    expect(answer.status).toBe(4);
    expect(line(answer, 'Stripe reading')).toContain('could not be reached at http://127.0.0.1:9');
    expect(line(answer, 'Clock')).toBe('· Clock not compared: no service answered');
  });

  it('and Zendesk silent: every check is bounded, all at once', async () => {
    const { sandbox, env } = await zendesk();
    stripe.server.faults.add({ route: '*', fault: faults.hang() });
    sandbox.faults.add({ route: '*', fault: faults.hang() });
    const from = Date.now();
    const answer = await doctor(env);
    expect(Date.now() - from).toBeLessThan(8_000);
    expect(answer.status).toBe(4);
    expect(line(answer, 'Stripe reading')).toContain('within 5 s');
    expect(line(answer, 'Zendesk')).toContain('within 5 s');
  });

  it.each([
    [-3600, 'ahead of'],
    [3600, 'behind'],
  ])('shows a clock that is off: %i s', async (seconds, direction) => {
    const date = new Date(Date.now() + seconds * 1000).toUTCString();
    stripe.server.faults.add({ route: 'HEAD /*', fault: { kind: 'answer', status: 200, headers: { date } } });
    const answer = await doctor();
    expect(answer.status).toBe(0);
    expect(line(answer, 'Clock')).toMatch(
      new RegExp(`^! Clock 3(?:599|600|601) s ${direction} Stripe's: set it with NTP`),
    );
  });
});

describe('Zendesk', () => {
  it('needs an administrator for the catch-up', async () => {
    const { env } = await zendesk({ accountRole: 'agent' });
    const answer = await doctor(env);
    expect(answer.status).toBe(2);
    expect(line(answer, 'Zendesk')).toContain('signed in as billing-check (agent)');
    expect(line(answer, 'Zendesk tickets')).toMatch(/^✗ .*give the account user the admin role/);
  });

  it('refuses a wrong client', async () => {
    const { env } = await zendesk();
    const answer = await doctor({ ...env, ZENDESK_OAUTH_CLIENT_SECRET: 'wrong' });
    expect(answer.status).toBe(2);
    expect(line(answer, 'Zendesk')).toMatch(
      /^✗ .*check ZENDESK_OAUTH_CLIENT_ID and ZENDESK_OAUTH_CLIENT_SECRET\.$/,
    );
  });

  it('out of reach ends with 4', async () => {
    const { env } = await zendesk();
    const answer = await doctor({ ...env, ZENDESK_API_BASE: 'http://127.0.0.1:9' });
    expect(answer.status).toBe(4);
    expect(line(answer, 'Zendesk')).toContain('cannot be reached');
  });

  it('still takes an API token, with the day it ends', async () => {
    const { sandbox } = await zendesk({
      legacy: { email: 'bot@acme.example', api_token: 'api-token-of-tests' },
    });
    const answer = await doctor({
      ZENDESK_SUBDOMAIN: 'acme',
      ZENDESK_API_BASE: sandbox.url,
      ZENDESK_EMAIL: 'bot@acme.example',
      ZENDESK_API_TOKEN: 'api-token-of-tests',
      ZENDESK_WEBHOOK_SECRET: SIGNING,
    });
    expect(answer.status).toBe(0);
    expect(line(answer, 'Zendesk token')).toMatch(/^! .*2027-04-30/);
  });
});

describe('the port', () => {
  it('in use by a stranger is told', async () => {
    const port = await freePort();
    const stranger = await listening(port);
    try {
      const answer = await doctor({ PORT: String(port) });
      expect(answer.status).toBe(2);
      expect(line(answer, 'Port')).toBe(
        `✗ Port ${port} is in use by another program: stop it, or set PORT to a free one.`,
      );
    } finally {
      stranger.close();
    }
  });
});

async function freePort(): Promise<number> {
  const server = await listening(0);
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function listening(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, () => resolve(server));
  });
}

describe('Slack and Claude', () => {
  const slackEnv = (sandbox: SlackSandbox) => ({
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: 'slack-signing-secret-of-the-tests',
    SLACK_AGENT_GROUPS: 'S0AGENTS1',
    SLACK_API_URL: sandbox.url,
  });
  const usedScopes = (scopes: readonly string[]) => {
    const given = manifest();
    return { ...given, oauth_config: { scopes: { bot: [...scopes] } } };
  };

  it('says who the bot is, what it may and what is not set', async () => {
    const sandbox = await sandboxWith({ manifest: usedScopes(USED_SCOPES) });
    const answer = await doctor(slackEnv(sandbox));
    expect(answer.status).toBe(0);
    expect(line(answer, 'Slack')).toMatch(/^✓ Slack .+, as .+, by HTTP$/);
    expect(line(answer, 'Slack scopes')).toBe('✓ Slack scopes the bot has all that are used');
    expect(line(answer, 'Slack channels')).toContain('SLACK_TRIAGE_CHANNEL');
  });

  it('says whether corrections are sent, who may approve them and what is not heard of', async () => {
    const slack = await sandboxWith({ manifest: usedScopes(USED_SCOPES) });
    const env = { ...slackEnv(slack), SLACK_FINANCE_CHANNEL: slack.known.finance.id };
    const dry = await doctor(env);
    expect(line(dry, 'Corrections')).toMatch(/dry run: nothing is sent to Stripe/);
    expect(line(dry, 'Approvers')).toMatch(/SLACK_APPROVER_GROUPS is empty/);
    expect(line(dry, 'Stripe webhook')).toBe('');
    const live = await doctor({
      ...env,
      SLACK_APPROVER_GROUPS: slack.known.approvers.id,
      CORRECTIONS_MODE: 'live',
      STRIPE_WRITE_KEY: SANDBOX_KEYS.write,
    });
    expect(line(live, 'Corrections')).toMatch(/live: what is approved is sent to Stripe/);
    expect(line(live, 'Approvers')).toBe('');
    expect(line(live, 'Stripe webhook')).toMatch(/STRIPE_WEBHOOK_SECRET is not set/);
  });

  it('names scopes that lack, and a token that is refused', async () => {
    const lacking = await sandboxWith({ manifest: usedScopes(['chat:write', 'commands']) });
    const answer = await doctor(slackEnv(lacking));
    expect(answer.status).toBe(2);
    expect(line(answer, 'Slack scopes')).toContain('lacks app_mentions:read, usergroups:read, users:read');
    const refused = await doctor({ ...slackEnv(lacking), SLACK_BOT_TOKEN: 'xoxb-of-somebody-else' });
    expect(refused.status).toBe(2);
    expect(line(refused, 'Slack')).toContain('check SLACK_BOT_TOKEN');
    expect(refused.out).not.toContain('xoxb-of-somebody-else');
  });

  it('says what Claude has cost, beside its limits, and when one is nearly reached', async () => {
    const sandbox = await startClaudeSandbox({ apiKey: 'sk-ant-of-the-tests' });
    const file = newDatabase();
    const policyFile = join(folder.path, 'models.yaml');
    const spending = async (models: string): Promise<string> => {
      writeFileSync(policyFile, `version: 1\nmodels: ${models}\n`);
      const env = { ANTHROPIC_API_KEY: 'sk-ant-of-the-tests', ANTHROPIC_BASE_URL: sandbox.url };
      const answer = await doctor({ ...env, DATABASE_URL: `file:${file}`, BILLING_CHECK_POLICY: policyFile });
      return line(answer, 'Claude spending');
    };
    try {
      expect(await spending('{}')).toMatch(
        /^· Claude spending \$0\.00 today, \$0\.00 this month; without a limit: /,
      );
      const store = await openStore({ path: file, clock: Date.now });
      await store.reserveModelUsage({
        subject: 'ticket 1',
        model: 'claude-haiku-5-5',
        prompt_version: 2,
        worst_case_nano_usd: 950_000_000,
        limits: {},
      });
      await store.close();
      expect(await spending('{ per_month_usd: 20, per_ticket_usd: 0.05 }')).toBe(
        '✓ Claude spending $0.95 today, $0.95 of $20.00 this month, at most $0.05 for a ticket',
      );
      expect(await spending('{ per_day_usd: 1 }')).toMatch(
        /^! Claude spending \$0\.95 of \$1\.00 today, .*until the next day/,
      );
      expect(await spending('{ large: claude-of-tomorrow, per_day_usd: 5 }')).toContain(
        'no price is known for claude-of-tomorrow: add it to models.prices',
      );
    } finally {
      await sandbox.close();
    }
  });

  it('says whether Claude takes the key', async () => {
    const sandbox = await startClaudeSandbox({ apiKey: 'sk-ant-of-the-tests' });
    try {
      const env = { ANTHROPIC_API_KEY: 'sk-ant-of-the-tests', ANTHROPIC_BASE_URL: sandbox.url };
      const good = await doctor(env);
      expect(line(good, 'Claude')).toBe(
        '✓ Claude the key is good, and claude-haiku-5-5 (sandbox) answers to it',
      );
      const wrong = await doctor({ ...env, ANTHROPIC_API_KEY: 'sk-ant-of-somebody-else' });
      expect(wrong.status).toBe(2);
      expect(line(wrong, 'Claude')).toContain('Claude refused the API key: check ANTHROPIC_API_KEY');
    } finally {
      await sandbox.close();
    }
    const away = await doctor({ ANTHROPIC_API_KEY: 'sk-ant-x', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' });
    expect(away.status).toBe(4);
    expect(line(away, 'Claude')).toContain('could not be reached');
  });
});
