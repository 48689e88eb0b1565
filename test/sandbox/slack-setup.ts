import { App, HTTPReceiver, LogLevel, webApi } from '@slack/bolt';
import { afterEach } from 'vitest';
import {
  type SlackSandbox,
  type SlackSandboxOptions,
  startSlackSandbox,
} from '../../src/sandbox/slack/index.ts';

export const BOT_TOKEN = 'xoxb-sandbox-bot';
export const APP_TOKEN = 'xapp-sandbox-app';
export const SIGNING_SECRET = 'a-signing-secret';

/** An app that may do everything these tests need. */
export function manifest(change: { readonly scopes?: readonly string[]; readonly escape?: boolean } = {}) {
  return {
    display_information: { name: 'Billing check' },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true },
      bot_user: { display_name: 'billing-check' },
      shortcuts: [
        { type: 'message', name: 'Check billing', callback_id: 'check_message', description: 'Check' },
      ],
      slash_commands: [
        { command: '/billing-check', description: 'Check', should_escape: change.escape ?? false },
      ],
    },
    oauth_config: {
      scopes: {
        bot: change.scopes ?? [
          'app_mentions:read',
          'channels:history',
          'channels:read',
          'chat:write',
          'commands',
          'groups:history',
          'groups:read',
          'im:history',
          'im:read',
          'im:write',
          'team:read',
          'usergroups:read',
          'users:read',
        ],
      },
    },
    settings: {
      event_subscriptions: { bot_events: ['app_mention', 'message.im'] },
      interactivity: { is_enabled: true },
    },
  };
}

const cleanups: (() => Promise<unknown>)[] = [];
export const later = (cleanup: () => Promise<unknown>): void => {
  cleanups.push(cleanup);
};
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function sandboxWith(options: Partial<SlackSandboxOptions> = {}): Promise<SlackSandbox> {
  const sandbox = await startSlackSandbox({
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    manifest: manifest(),
    ...options,
  });
  later(() => sandbox.close());
  return sandbox;
}

/** Slack's own client, giving up at once. */
export function clientOf(
  sandbox: SlackSandbox,
  token: string = BOT_TOKEN,
): InstanceType<typeof webApi.WebClient> {
  return new webApi.WebClient(token, {
    slackApiUrl: sandbox.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: silent,
  });
}

export const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};

/** Bolt behind its HTTP receiver, told to the sandbox as the app. */
export async function httpApp(
  options: Partial<SlackSandboxOptions> = {},
): Promise<{ readonly sandbox: SlackSandbox; readonly app: App }> {
  const sandbox = await sandboxWith(options);
  const receiver = new HTTPReceiver({ signingSecret: SIGNING_SECRET, logger: silent });
  const app = new App({
    token: BOT_TOKEN,
    receiver,
    clientOptions: { slackApiUrl: sandbox.url, logger: silent },
    logger: silent,
  });
  const server = await app.start(0);
  later(() => app.stop());
  const address = 'address' in server ? server.address() : null;
  if (typeof address !== 'object' || address === null) throw new Error('The app does not listen.');
  sandbox.setRequestUrl(`http://127.0.0.1:${address.port}/slack/events`);
  return { sandbox, app };
}

/** What a refused call said. */
export async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError) return { ...error.data };
    throw error;
  }
  throw new Error('The call was not refused.');
}
