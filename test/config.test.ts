import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../src/config.ts';

const ZENDESK = {
  ZENDESK_SUBDOMAIN: 'acme',
  ZENDESK_OAUTH_CLIENT_ID: 'client',
  ZENDESK_OAUTH_CLIENT_SECRET: 'secret',
  ZENDESK_WEBHOOK_SECRET: 'old,new',
};

describe('configuration', () => {
  it('has safe defaults', () => {
    expect(parseConfig({})).toMatchObject({
      zendesk: null,
      correctionsMode: 'dry_run',
      databaseFile: './billing-check.db',
      port: 3000,
      retentionDays: 365,
    });
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

  it('takes the legacy token until it ends', () => {
    const { ZENDESK_OAUTH_CLIENT_ID: _, ZENDESK_OAUTH_CLIENT_SECRET: __, ...rest } = ZENDESK;
    const config = parseConfig({ ...rest, ZENDESK_EMAIL: 'a@b.example', ZENDESK_API_TOKEN: 't' });
    expect(config.zendesk?.auth).toEqual({ kind: 'token', email: 'a@b.example', apiToken: 't' });
  });

  it.each([
    [
      { ZENDESK_SUBDOMAIN: 'acme' },
      /Zendesk is only partly set up: ZENDESK_WEBHOOK_SECRET, ZENDESK_OAUTH_CLIENT_ID, ZENDESK_OAUTH_CLIENT_SECRET missing/,
    ],
    [{ ...ZENDESK, ZENDESK_SUBDOMAIN: 'evil.com#' }, /ZENDESK_SUBDOMAIN must be the bare subdomain/],
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

  it('understands the contract’s database addresses', () => {
    expect(parseConfig({ DATABASE_URL: 'file:./x.db' }).databaseFile).toBe('./x.db');
    expect(parseConfig({ DATABASE_URL: 'file:///var/lib/x.db' }).databaseFile).toBe('/var/lib/x.db');
  });
});
