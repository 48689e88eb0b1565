import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../src/config.ts';

const ZENDESK = {
  ZENDESK_SUBDOMAIN: 'acme',
  ZENDESK_OAUTH_CLIENT_ID: 'client',
  ZENDESK_OAUTH_CLIENT_SECRET: 'secret',
  ZENDESK_WEBHOOK_SECRET: 'old,new',
};

const SLACK = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret', SLACK_AGENT_GROUPS: 'S01, S02' };

describe('configuration', () => {
  it('has safe defaults', () => {
    expect(parseConfig({})).toMatchObject({
      zendesk: null,
      correctionsMode: 'dry_run',
      databaseFile: './billing-check.db',
      port: 3000,
      retentionDays: 365,
      auditCheckpointFile: './billing-check.db.checkpoints.jsonl',
    });
    expect(parseConfig({ DATABASE_URL: 'file:/a/b.db' }).auditCheckpointFile).toBe(
      '/a/b.db.checkpoints.jsonl',
    );
    expect(parseConfig({ AUDIT_CHECKPOINT_FILE: '/ship/it' }).auditCheckpointFile).toBe('/ship/it');
  });

  it('reads Zendesk whole, several webhook secrets while one is rotated', () => {
    const { zendesk, secrets } = parseConfig(ZENDESK);
    expect(zendesk).toMatchObject({
      subdomain: 'acme',
      auth: { kind: 'oauth' },
      webhookSecrets: ['old', 'new'],
    });
    expect(secrets).toEqual(expect.arrayContaining(['secret', 'old', 'new']));
  });

  it('reads signing secrets of Stripe’s webhook, and says which is none', () => {
    const { stripe, secrets } = parseConfig({ STRIPE_WEBHOOK_SECRET: 'whsec_old, whsec_new' });
    expect(stripe.webhookSecrets).toEqual(['whsec_old', 'whsec_new']);
    expect(secrets).toEqual(['whsec_old', 'whsec_new']);
    expect(parseConfig({}).stripe.webhookSecrets).toEqual([]);
    expect(() => parseConfig({ STRIPE_WEBHOOK_SECRET: 'sk_live_1' })).toThrow(/begins with whsec_/);
  });

  it('takes the legacy token until it ends', () => {
    const { ZENDESK_OAUTH_CLIENT_ID: _, ZENDESK_OAUTH_CLIENT_SECRET: __, ...rest } = ZENDESK;
    const config = parseConfig({ ...rest, ZENDESK_EMAIL: 'a@b.example', ZENDESK_API_TOKEN: 't' });
    expect(config.zendesk?.auth).toEqual({ kind: 'token', email: 'a@b.example', apiToken: 't' });
  });

  it('reads Slack whole; its own channels are among those that may see results', () => {
    const { slack } = parseConfig({
      ...SLACK,
      SLACK_TRIAGE_CHANNEL: 'C01',
      SLACK_PUBLIC_CHANNELS: 'C02,C01',
    });
    expect(slack).toMatchObject({
      signingSecrets: ['secret'],
      appToken: null,
      agentGroups: ['S01', 'S02'],
      publicChannels: ['C01', 'C02'],
    });
  });

  it.each([
    [
      { SLACK_BOT_TOKEN: 'xoxb-1' },
      /Slack is only partly set up: SLACK_SIGNING_SECRET, SLACK_AGENT_GROUPS missing/,
    ],
    [
      { ...SLACK, SLACK_TRIAGE_CHANNEL: '#billing' },
      /SLACK_TRIAGE_CHANNEL holds #billing, which is no Slack channel id/,
    ],
    [
      { ...SLACK, SLACK_API_URL: 'http://127.0.0.1:1' },
      /SLACK_API_URL must be an address that ends in \/api\//,
    ],
    [
      { ZENDESK_SUBDOMAIN: 'acme' },
      /Zendesk is only partly set up: ZENDESK_WEBHOOK_SECRET, ZENDESK_OAUTH_CLIENT_ID, ZENDESK_OAUTH_CLIENT_SECRET missing/,
    ],
    [{ ...ZENDESK, ZENDESK_SUBDOMAIN: 'evil.com#' }, /ZENDESK_SUBDOMAIN must be the bare subdomain/],
    [{ ...ZENDESK, ZENDESK_APP_ID: '../1' }, /ZENDESK_APP_ID must be a number/],
    [{ ...ZENDESK, ZENDESK_INSTALLATION_ID: '0' }, /ZENDESK_INSTALLATION_ID must be a number/],
    [{ DATABASE_URL: 'postgres://db/x' }, /PostgreSQL, which is not supported yet/],
    [{ DATABASE_URL: 'billing.db' }, /DATABASE_URL must be file:PATH/],
    [{ PORT: '99999' }, /PORT must be a whole number from 0 to 65535/],
    [{ CORRECTIONS_MODE: 'yes' }, /CORRECTIONS_MODE must be dry_run or live/],
    [{ CORRECTIONS_MODE: 'live' }, /CORRECTIONS_MODE=live needs STRIPE_WRITE_KEY/],
    [{ STRIPE_READ_KEY: 'rk_test_1', STRIPE_WRITE_KEY: 'rk_test_1' }, /are the same key/],
    [{ STRIPE_API_BASE: 'http://127.0.0.1:1/v1' }, /STRIPE_API_BASE must be an origin/],
  ])('names what is wrong: %j', (environment, message) => {
    expect(() => parseConfig(environment)).toThrow(ConfigError);
    expect(() => parseConfig(environment)).toThrow(message);
  });

  it('knows the app beside the ticket by both of its ids, or not at all', () => {
    const app = (more: object) => parseConfig({ ...ZENDESK, ...more }).zendesk?.app;
    expect(app({ ZENDESK_APP_ID: '4711', ZENDESK_INSTALLATION_ID: '90210' })).toEqual({
      appId: '4711',
      installationId: '90210',
    });
    expect(app({ ZENDESK_APP_ID: '4711' })).toBeNull();
    expect(app({ ZENDESK_INSTALLATION_ID: '90210' })).toBeNull();
  });

  it('understands the contract’s database addresses', () => {
    expect(parseConfig({ DATABASE_URL: 'file:./x.db' }).databaseFile).toBe('./x.db');
    expect(parseConfig({ DATABASE_URL: 'file:///var/lib/x.db' }).databaseFile).toBe('/var/lib/x.db');
  });
});
