import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type SlackSandbox, startSlackSandbox } from '../../src/sandbox/slack/index.ts';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import {
  startZendeskSandbox,
  type ZendeskSandbox,
  type ZendeskSandboxOptions,
} from '../../src/sandbox/zendesk/index.ts';
import { HERO, type StripeInPlace, useStripe } from './fixture.ts';
import type { CliEnvironment } from './run-cli.ts';

export const PUBLIC_URL = 'http://127.0.0.1:39999';
export const CLIENT_SECRET = 'oauth-client-secret-of-the-tests';
const SLACK = {
  botToken: 'xoxb-setup-bot-token',
  signingSecret: 'slack-signing-secret-of-the-tests',
  appToken: 'xapp-setup-app-token',
};
export const APP_TOKEN = SLACK.appToken;
export const STRIPE_WEBHOOK_SECRET = 'whsec_of_the_setup_tests';
/** The app beside tickets, where a test wants it to be installed. */
export const APP = { id: 4_711, installationId: 90_210, subdomain: 'acme' };
export const SECRETS = [
  CLIENT_SECRET,
  SLACK.botToken,
  SLACK.signingSecret,
  SLACK.appToken,
  STRIPE_WEBHOOK_SECRET,
  ...Object.values(SANDBOX_KEYS),
];

export interface SetupWorld {
  readonly stripe: StripeInPlace;
  readonly zendesk: ZendeskSandbox;
  readonly slack: SlackSandbox;
  /** A ticket of the customer who was charged twice. */
  readonly ticket: string;
  /** What an administrator has at hand, and the addresses of the local servers. */
  readonly env: CliEnvironment;
  readonly slackEnv: CliEnvironment;
}

/** An empty folder to install in for each test, and accounts without anything of ours. */
export function useSetupWorld() {
  const stripe = useStripe();
  const home = process.cwd();
  let folder = '';
  const closing: (() => Promise<void>)[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'billing-check-setup-'));
    process.chdir(folder);
  });
  afterEach(async () => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
    for (const close of closing.splice(0)) await close();
    stripe.server.faults.clear();
  });
  return {
    stripe,
    get folder() {
      return folder;
    },
    envFile: () => readFileSync(join(folder, '.env'), 'utf8'),
    /** `slackScopes`: those the app was installed with; default all of the manifest. */
    async accounts(
      options: Partial<ZendeskSandboxOptions> = {},
      slackScopes?: readonly string[],
    ): Promise<SetupWorld> {
      const zendesk = await startZendeskSandbox({
        clientId: 'client',
        clientSecret: CLIENT_SECRET,
        ...options,
      });
      closing.push(() => zendesk.close());
      const manifest = JSON.parse(
        await readFile(new URL('../../manifest.json', import.meta.url), 'utf8'),
      ) as Readonly<Record<string, unknown>>;
      const scopes = slackScopes === undefined ? {} : { oauth_config: { scopes: { bot: slackScopes } } };
      const slack = await startSlackSandbox({ ...SLACK, manifest: { ...manifest, ...scopes } });
      closing.push(() => slack.close());
      const { id } = zendesk.createTicket({
        subject: HERO.ticket.subject ?? '',
        body: HERO.ticket.body,
        requester: { name: 'The customer', email: HERO.email },
      });
      return {
        stripe,
        zendesk,
        slack,
        ticket: String(id),
        env: {
          ...stripe.env,
          PUBLIC_URL,
          ZENDESK_SUBDOMAIN: 'acme',
          ZENDESK_API_BASE: zendesk.url,
          ZENDESK_OAUTH_CLIENT_ID: 'client',
          ZENDESK_OAUTH_CLIENT_SECRET: CLIENT_SECRET,
        },
        slackEnv: {
          SLACK_BOT_TOKEN: SLACK.botToken,
          SLACK_SIGNING_SECRET: SLACK.signingSecret,
          SLACK_API_URL: slack.url,
          SLACK_AGENT_GROUPS: slack.known.agents.id,
        },
      };
    },
  };
}

/** Everything that would have changed an account: what was sent with another method than GET, but for tokens. */
export function writesTo({ zendesk }: SetupWorld): readonly string[] {
  return zendesk.requests
    .filter(({ method, path }) => method !== 'GET' && method !== 'HEAD' && path !== '/oauth/tokens')
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
}
