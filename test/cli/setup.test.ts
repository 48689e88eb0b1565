import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig } from '../../src/config.ts';
import { DEFAULT_KEYS, SANDBOX_KEYS, startStripeSandbox } from '../../src/sandbox/stripe/server.ts';
import { createZendeskClient } from '../../src/zendesk/client.ts';
import { HERO_AMOUNT, WORLD } from './fixture.ts';
import { type CliAnswer, cli } from './run-cli.ts';
import { CLIENT_SECRET, PUBLIC_URL, SECRETS, useSetupWorld, writesTo } from './setup-world.ts';

const world = useSetupWorld();

/** The lines about `name`, without their padding. */
const lines = ({ out }: CliAnswer, name: string): string =>
  out
    .split('\n')
    .filter((text) => text.slice(2, 19).trim() === name)
    .map((text) => text.replace(/ {2,}/g, ' '))
    .join('\n');

describe('setup --yes', () => {
  it('makes a verified installation from nothing, and a second run has no effect', async () => {
    const accounts = await world.accounts();
    const { env, slackEnv, zendesk, ticket } = accounts;
    const given = { ...env, ...slackEnv, STRIPE_WRITE_KEY: SANDBOX_KEYS.write };
    const first = await cli(['setup', '--yes', '--ticket', ticket], given);
    expect(first).toMatchObject({ status: 0, err: '' });
    expect(first.out).toContain(HERO_AMOUNT);
    expect(first.out).toContain('The installation works.');
    expect(writesTo(accounts)).toEqual([
      'POST /api/v2/webhooks 201',
      'POST /api/v2/ticket_fields.json 201',
      'POST /api/v2/ticket_fields.json 201',
    ]);
    expect(zendesk.webhooks()).toMatchObject([
      { endpoint: `${PUBLIC_URL}/zendesk/webhook`, status: 'active' },
    ]);

    const written = parseEnv(world.envFile());
    expect(written).toMatchObject({ ...given, ZENDESK_WEBHOOK_SECRET: zendesk.webhooks()[0]?.secret });
    expect(written['SIGNING_KEY']).toMatch(/^[\w-]{43}$/);
    expect(parseConfig(written).zendesk?.subdomain).toBe('acme');
    expect(statSync('.env').mode & 0o777).toBe(0o600);

    const before = { file: world.envFile(), changed: statSync('.env').mtimeMs, writes: writesTo(accounts) };
    for (const args of [
      ['setup', '--yes', '--ticket', ticket],
      ['setup', '--yes'],
    ]) {
      // Once as started again with the same environment, once from what was written alone.
      const again = await cli(args, args.length > 2 ? given : ({ ...parseEnv(before.file) } as typeof given));
      expect(again).toMatchObject({ status: 0, err: '' });
      expect(lines(again, 'Zendesk webhook')).toContain('there already');
      expect(lines(again, '.env file')).toContain('as it has to be');
    }
    expect(writesTo(accounts)).toEqual(before.writes);
    expect(world.envFile()).toBe(before.file);
    expect(statSync('.env').mtimeMs).toBe(before.changed);
  });

  it('shows no secret', async () => {
    const { env, slackEnv, zendesk } = await world.accounts();
    const { out, err } = await cli(['setup', '--yes'], { ...env, ...slackEnv });
    const { SIGNING_KEY = '' } = parseEnv(world.envFile());
    for (const secret of [...SECRETS, SIGNING_KEY, zendesk.webhooks()[0]?.secret ?? ''])
      expect(out + err).not.toContain(secret.slice(-8));
  });

  it('leaves a service out of which nothing is known, and says so', async () => {
    const answer = await cli(['setup', '--yes'], { ...world.stripe.env, PUBLIC_URL });
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(lines(answer, 'Zendesk')).toContain('left out');
    expect(lines(answer, 'Slack')).toContain('left out');
    expect(Object.keys(parseEnv(world.envFile())).sort()).toEqual([
      'PUBLIC_URL',
      'SIGNING_KEY',
      'STRIPE_API_BASE',
      'STRIPE_READ_KEY',
    ]);
  });

  it('names everything that is missing, and then makes and writes nothing', async () => {
    const accounts = await world.accounts();
    const { ZENDESK_OAUTH_CLIENT_SECRET: _, STRIPE_READ_KEY: __, ...env } = accounts.env;
    const answer = await cli(['setup', '--yes'], env);
    expect(answer.status).toBe(2);
    expect(lines(answer, 'Stripe')).toContain('✗ Stripe STRIPE_READ_KEY is not set');
    expect(lines(answer, 'Zendesk')).toContain('✗ Zendesk ZENDESK_OAUTH_CLIENT_SECRET is not set');
    expect(answer.out).toContain('Create restricted key');
    expect(answer.out).toContain('Nothing was made or written.');
    expect(writesTo(accounts)).toEqual([]);
    expect(() => world.envFile()).toThrow('ENOENT');
  });

  it('ends with 4 when only a service is out of reach', async () => {
    const { env } = await world.accounts();
    const answer = await cli(['setup', '--yes'], { ...env, ZENDESK_API_BASE: 'http://127.0.0.1:9' });
    expect(answer.status).toBe(4);
    expect(() => world.envFile()).toThrow('ENOENT');
  });
});

describe('a missing permission is called by its name:', () => {
  it.each([
    ['credit_note', 'Credit notes'],
    ['charge', 'Charges and Refunds'],
    ['invoice', 'Invoices'],
    ['subscription', 'Subscriptions'],
    ['dispute', 'Disputes'],
    ['coupon', 'Coupons'],
    ['setup_intent', 'SetupIntents'],
    ['payment_intent', 'PaymentIntents'],
    ['customer', 'Customers'],
  ])('Stripe’s read key without %s', async (resource, name) => {
    const key = 'rk_test_lacking_51NtDoorlistSandboxKey0009';
    const all = DEFAULT_KEYS[SANDBOX_KEYS.read]?.permissions ?? {};
    const permissions = Object.fromEntries(Object.entries(all).filter(([one]) => one !== resource));
    const stripe = await startStripeSandbox({
      world: WORLD,
      keys: { [key]: { livemode: false, permissions } },
    });
    const answer = await cli(['setup', '--yes'], {
      PUBLIC_URL,
      STRIPE_READ_KEY: key,
      STRIPE_API_BASE: stripe.url,
    });
    await stripe.close();
    expect(answer.status).toBe(2);
    expect(lines(answer, 'Stripe reading')).toMatch(new RegExp(`✗ .*${name}`));
  });

  it('a read key that may refund', async () => {
    const answer = await cli(['setup', '--yes'], {
      ...world.stripe.env,
      PUBLIC_URL,
      STRIPE_READ_KEY: SANDBOX_KEYS.write,
    });
    expect(answer.status).toBe(2);
    expect(lines(answer, 'Cannot refund')).toContain('set its permission "Charges and Refunds" to Read');
  });

  it('a write key that lacks one: a warning, and nothing was written with it', async () => {
    const refunds = () =>
      world.stripe.server.requests.filter(({ method, status }) => method !== 'GET' && status === 200);
    const answer = await cli(['setup', '--yes'], {
      ...world.stripe.env,
      PUBLIC_URL,
      STRIPE_WRITE_KEY: SANDBOX_KEYS.writeWithoutCreditNotes,
    });
    expect(answer.status).toBe(0);
    expect(lines(answer, 'Stripe writing')).toBe(
      '✓ Stripe writing may write Charges and Refunds, Invoices, Customers, Subscriptions, PaymentIntents\n' +
        '! Stripe writing may not write Credit notes: such corrections cannot be carried out until the key has Write there (Stripe Dashboard, Developers, API keys).',
    );
    expect(refunds()).toEqual([]);
  });

  it('a Zendesk client of somebody who is no administrator', async () => {
    const accounts = await world.accounts({ accountRole: 'agent' });
    const answer = await cli(['setup', '--yes'], accounts.env);
    expect(answer.status).toBe(2);
    expect(answer.out).toMatch(/admin role/);
    expect(writesTo(accounts)).toEqual([]);
  });

  it('a Zendesk client that may not ask for the scopes', async () => {
    const accounts = await world.accounts({ allowedScopes: ['read'] });
    const answer = await cli(['setup', '--yes'], accounts.env);
    expect(answer.status).toBe(2);
    expect(lines(answer, 'Zendesk')).toContain('scopes "read" and "write"');
    expect(lines(answer, 'Zendesk')).toContain('APIs, OAuth clients');
  });

  it('a Slack app that was installed without scopes it needs', async () => {
    const { env, slackEnv } = await world.accounts({}, ['chat:write', 'commands', 'users:read']);
    const answer = await cli(['setup', '--yes'], { ...env, ...slackEnv });
    expect(answer.status).toBe(2);
    expect(lines(answer, 'Slack scopes')).toContain(
      'lacks app_mentions:read, usergroups:read, users:read.email: install the app again',
    );
  });

  it('a Slack app whose token was revoked', async () => {
    const { env, slackEnv, slack } = await world.accounts();
    slack.revokeTokens();
    const answer = await cli(['setup', '--yes'], { ...env, ...slackEnv });
    expect(answer.status).toBe(2);
    expect(lines(answer, 'Slack')).toContain('check SLACK_BOT_TOKEN');
  });
});

describe('.env', () => {
  it('keeps its comments and what is in it, and empty assignments are filled in their place', async () => {
    writeFileSync('.env', '# Ours.\nSTRIPE_READ_KEY=\nOTHER="a b"\nLOG_LEVEL=warn');
    chmodSync('.env', 0o644);
    const answer = await cli(['setup', '--yes'], { ...world.stripe.env, PUBLIC_URL });
    expect(answer.status).toBe(0);
    const text = world.envFile();
    expect(text.split('\n').slice(0, 7)).toEqual([
      '# Ours.',
      `STRIPE_READ_KEY=${SANDBOX_KEYS.read}`,
      'OTHER="a b"',
      'LOG_LEVEL=warn',
      '',
      '# Written by billing-check setup.',
      `STRIPE_API_BASE=${world.stripe.server.url}`,
    ]);
    expect(statSync('.env').mode & 0o777).toBe(0o600);
  });

  it('is not overwritten unless told', async () => {
    writeFileSync('.env', 'PUBLIC_URL=https://old.acme.example\n');
    const env = { ...world.stripe.env, PUBLIC_URL };
    const refused = await cli(['setup', '--yes'], env);
    expect(refused).toMatchObject({ status: 2, out: '' });
    expect(refused.err).toBe(
      '.env holds another PUBLIC_URL than was given now: say --replace to write the new one, or leave it out.\n',
    );
    expect(world.envFile()).toBe('PUBLIC_URL=https://old.acme.example\n');
    expect((await cli(['setup', '--yes', '--replace'], env)).status).toBe(0);
    expect(parseEnv(world.envFile())).toMatchObject({ PUBLIC_URL });
  });

  it('with a signing secret that is not the webhook’s is told, because every delivery would be refused', async () => {
    const { env, zendesk } = await world.accounts();
    writeFileSync('.env', 'ZENDESK_WEBHOOK_SECRET=of-another-webhook\n');
    const refused = await cli(['setup', '--yes'], env);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain('ZENDESK_WEBHOOK_SECRET is not the signing secret of this webhook');
    expect((await cli(['setup', '--yes', '--replace'], env)).status).toBe(0);
    expect(parseEnv(world.envFile())['ZENDESK_WEBHOOK_SECRET']).toBe(zendesk.webhooks()[0]?.secret);
    expect(zendesk.webhooks()).toHaveLength(1);
  });
});

describe('bad input', () => {
  it.each([
    ['--set is no assignment', ['--set', 'PUBLIC_URL'], /^--set "PUBLIC_URL" names no setting: .*\.\n$/],
    ['--ticket that is none', ['--ticket', 'abc'], /^--ticket "abc" is no number of a ticket: .*\.\n$/],
    ['--set of a secret', ['--set', 'SIGNING_KEY=abc'], /^--set SIGNING_KEY would show a secret .*\.\n$/],
    ['nobody to ask', [], /^Nobody can be asked here: .* say --yes\.\n$/],
  ])('%s', async (_, args, sentence) => {
    const yes = args.length === 0 ? [] : ['--yes'];
    const answer = await cli(['setup', ...yes, ...args], world.stripe.env);
    expect(answer).toMatchObject({ status: 2, out: '' });
    expect(answer.err).toMatch(sentence);
  });

  it('an address without a certificate', async () => {
    const answer = await cli(
      ['setup', '--yes', '--set', 'PUBLIC_URL=http://billing.acme.example'],
      world.stripe.env,
    );
    expect(answer.status).toBe(2);
    expect(lines(answer, 'Public address')).toContain('has no certificate');
  });

  it('a ticket that is not there: what was made stays, and the check says so', async () => {
    const { env } = await world.accounts();
    const answer = await cli(['setup', '--yes', '--ticket', '99'], env);
    expect(answer.status).toBe(2);
    expect(answer.err).toBe('Zendesk has no ticket 99: check the number.\n');
    expect(parseEnv(world.envFile())['ZENDESK_WEBHOOK_SECRET']).toBeTypeOf('string');
  });
});

describe('asking', () => {
  /** Answers each question by the first entry whose key is in it, each once unless it is the last of its key. */
  function answers(given: Readonly<Record<string, readonly string[]>>) {
    const left = new Map(Object.entries(given).map(([key, texts]) => [key, [...texts]]));
    const asked: string[] = [];
    const ask = async (question: string): Promise<string> => {
      asked.push(question);
      for (const [key, texts] of left) if (question.includes(key)) return texts.shift() ?? '';
      return '';
    };
    return { ask, asked };
  }

  it('walks through the services, asks again while one does not work, and tries it on a ticket', async () => {
    const accounts = await world.accounts();
    const { ZENDESK_API_BASE = '' } = accounts.env;
    const { ask, asked } = answers({
      PUBLIC_URL: [PUBLIC_URL],
      'STRIPE_READ_KEY:': ['rk_test_wrong_000000000000', SANDBOX_KEYS.read],
      'Give other values for Stripe': ['y'],
      'ZENDESK_SUBDOMAIN:': ['acme'],
      'ZENDESK_OAUTH_CLIENT_ID:': ['client'],
      'ZENDESK_OAUTH_CLIENT_SECRET:': [CLIENT_SECRET],
      'Make the webhook to': ['y'],
      'Number of a ticket': [`#${accounts.ticket}`],
    });
    const env = { STRIPE_API_BASE: world.stripe.server.url, ZENDESK_API_BASE };
    const answer = await cli(['setup'], env, { ask });
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(answer.out).toContain('Create restricted key');
    expect(answer.out).toContain('Slack is left out; run setup again to add it.');
    expect(answer.out).toContain('The installation works.');
    expect(asked.filter((question) => question.includes('STRIPE_READ_KEY'))).toHaveLength(2);
    expect(writesTo(accounts)).toHaveLength(3);
    expect(parseEnv(world.envFile())).toMatchObject({
      STRIPE_READ_KEY: SANDBOX_KEYS.read,
      ZENDESK_SUBDOMAIN: 'acme',
    });

    const again = answers({});
    const second = await cli(['setup'], parseEnv(world.envFile()) as typeof env, { ask: again.ask });
    expect(second.status).toBe(0);
    expect(again.asked.filter((question) => /ZENDESK_|STRIPE_READ|\[y\/N\]/.test(question))).toEqual([]);
    expect(writesTo(accounts)).toHaveLength(3);
  });

  it('stops where nobody has what is needed', async () => {
    const { ask, asked } = answers({});
    const answer = await cli(['setup'], {}, { ask });
    expect(answer.status).toBe(2);
    expect(asked).toHaveLength(2);
    expect(lines(answer, 'Server')).toBe('✗ Server PUBLIC_URL is not set.');
    expect(answer.out).toContain('Nothing was made or written.');
  });

  it('makes and writes nothing when the administrator does not agree', async () => {
    const accounts = await world.accounts();
    const { ask } = answers({});
    const answer = await cli(['setup'], accounts.env, { ask });
    expect(answer.status).toBe(1);
    expect(answer.err).toBe('Nothing was done.\n');
    expect(writesTo(accounts)).toEqual([]);
    expect(() => world.envFile()).toThrow('ENOENT');
  });
});

describe('--slack-manifest', () => {
  it('prints the manifest with our host in every address', async () => {
    const url = 'https://billing.acme.example';
    const { status, out, err } = await cli(['setup', '--slack-manifest', '--set', `PUBLIC_URL=${url}`]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const manifest: unknown = JSON.parse(out);
    expect(manifest).toMatchObject({
      features: { slash_commands: [{ url: `${url}/slack/events` }] },
      settings: {
        event_subscriptions: { request_url: `${url}/slack/events` },
        interactivity: { request_url: `${url}/slack/events` },
        socket_mode_enabled: false,
      },
    });
    expect(out).not.toContain('example.com');
  });

  it('says when it does not know the host', async () => {
    const { status, err } = await cli(['setup', '--slack-manifest']);
    expect(status).toBe(0);
    expect(err).toContain('PUBLIC_URL is not set');
  });
});

describe('--uninstall', () => {
  it('removes exactly what setup made, after asking', async () => {
    const accounts = await world.accounts();
    const { env, zendesk } = accounts;
    const before = zendesk.ticketFields();
    expect((await cli(['setup', '--yes'], env)).status).toBe(0);
    const file = world.envFile();
    const refused = await cli(['setup', '--uninstall'], env, { ask: async () => 'n' });
    expect(refused).toMatchObject({ status: 1, err: 'Nothing was done.\n' });
    expect(zendesk.webhooks()).toHaveLength(1);
    const done = await cli(['setup', '--uninstall', '--yes'], env);
    expect(done.status).toBe(0);
    expect(done.out).toMatch(/^Removed the webhook to .*, the ticket field "Billing check: verdict"/);
    expect(zendesk.webhooks()).toEqual([]);
    expect(zendesk.ticketFields()).toEqual(before);
    expect(world.envFile()).toBe(file);
    const again = await cli(['setup', '--uninstall', '--yes'], env);
    expect(again).toMatchObject({ status: 0, out: 'Nothing of billing-check is left in Zendesk.\n' });
  });

  it('leaves what another installation of the account uses', async () => {
    const { env, zendesk } = await world.accounts();
    const other = { ...env, PUBLIC_URL: 'http://127.0.0.1:39998' };
    expect((await cli(['setup', '--yes'], env)).status).toBe(0);
    const second = await cli(['setup', '--yes', '--replace'], other);
    expect(second.status).toBe(0);
    expect(second.out).toContain(`another billing-check gets events at ${PUBLIC_URL}/zendesk/webhook`);
    expect(zendesk.webhooks()).toHaveLength(2);
    const done = await cli(['setup', '--uninstall', '--yes'], other);
    expect(done.out).toContain('The ticket fields stay');
    expect(zendesk.webhooks()).toMatchObject([{ endpoint: `${PUBLIC_URL}/zendesk/webhook` }]);
    expect(zendesk.ticketFields().filter(({ type }) => type === 'tagger')).toHaveLength(2);
  });

  it('leaves a webhook that somebody made by hand, which setup had taken as it was', async () => {
    const accounts = await world.accounts();
    const { env, zendesk } = accounts;
    const byHand = {
      name: 'Billing events',
      endpoint: `${PUBLIC_URL}/zendesk/webhook`,
      http_method: 'POST',
      request_format: 'json',
      status: 'active',
      subscriptions: ['zen:event-type:ticket.created', 'zen:event-type:ticket.comment_added'],
    };
    const client = createZendeskClient({
      subdomain: 'acme',
      apiBase: zendesk.url,
      auth: { kind: 'oauth', clientId: 'client', clientSecret: CLIENT_SECRET },
    });
    await client.post(z.unknown(), ['webhooks'], { webhook: byHand });
    expect((await cli(['setup', '--yes', '--no-fields'], env)).status).toBe(0);
    expect(writesTo(accounts)).toEqual(['POST /api/v2/webhooks 201']);
    const done = await cli(['setup', '--uninstall', '--yes'], env);
    expect(done.out).toBe(
      'The webhook Billing events was made by hand and stays.\nNothing of billing-check is left in Zendesk.\n',
    );
    expect(zendesk.webhooks()).toMatchObject([byHand]);
  });
});
