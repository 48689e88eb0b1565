import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { App, SocketModeReceiver } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import type { SlackSandbox, SlackSandboxOptions } from '../../src/sandbox/slack/index.ts';
import { APP_TOKEN, BOT_TOKEN, clientOf, later, refusal, sandboxWith, silent } from './slack-setup.ts';

/** How long Bolt waits for a pong, and between attempts to come back; short only where a test waits for that. */
const PING_TIMEOUT_MS = 5000;
const RECONNECT_MS = 20;

async function socketApp(options: Partial<SlackSandboxOptions> = {}, clientPingTimeout = PING_TIMEOUT_MS) {
  const sandbox = await sandboxWith({ appToken: APP_TOKEN, eventRetryDelaysMs: [1, 1, 1], ...options });
  const clientOptions = { slackApiUrl: sandbox.url, logger: silent };
  const receiver = new SocketModeReceiver({
    appToken: APP_TOKEN,
    logger: silent,
    clientPingTimeout,
    installerOptions: { clientOptions },
  });
  const app = new App({ token: BOT_TOKEN, receiver, clientOptions, logger: silent });
  await app.start();
  later(() => app.stop());
  const { socketMode } = sandbox;
  if (socketMode === null) throw new Error('There is no Socket Mode.');
  return { sandbox, app, socketMode, ...sandbox.known };
}

/** A WebSocket that takes whatever comes and says nothing. */
async function connectSilently(sandbox: SlackSandbox): Promise<void> {
  const { url = '' } = await clientOf(sandbox, APP_TOKEN).apps.connections.open({});
  const opening = request(url.replace(/^ws/, 'http'), {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
  });
  const socket = await new Promise<Duplex>((resolve, reject) => {
    opening.once('upgrade', (_response, upgraded) => resolve(upgraded));
    opening.once('error', reject);
    opening.end();
  });
  later(async () => socket.destroy());
}

describe('Socket Mode', () => {
  test('carries commands, clicks and events, and what they are answered with', async () => {
    const { sandbox, app, maya, support } = await socketApp();
    app.command('/billing-check', async ({ ack, body, respond }) => {
      await ack({ text: `checking ${body.text}` });
      await respond({
        text: 'done',
        replace_original: true,
        blocks: [
          {
            type: 'actions',
            elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }],
          },
        ],
      });
    });
    app.action('go', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'gone', replace_original: true });
    });
    app.event('app_mention', async ({ say }) => {
      await say('hello');
    });
    const sent = await sandbox.command({ user: maya, channel: support, text: 'jané@acme.com' });
    expect(sent).toMatchObject({
      outcome: 'acknowledged',
      status: null,
      json: { text: 'checking jané@acme.com' },
    });
    await sent.seen.until(({ ephemerals }) => ephemerals[0]?.text === 'done');
    const [message] = sent.seen.ephemerals;
    if (message === undefined) throw new Error('There is no message.');
    await sandbox.click({ user: maya, message, actionId: 'go' });
    await sandbox.until(() => message.text === 'gone');
    const { delivery } = await sandbox.mention({ user: maya, channel: support, text: 'x'.repeat(70_000) });
    expect(delivery?.outcome).toBe('acknowledged');
    await sandbox.until(() => sandbox.messages(support).some(({ text }) => text === 'hello'));
    await expect(sandbox.replay(sent)).rejects.toThrow('nothing to replay');
  });

  test('comes back after being asked to, and after a cut', async () => {
    const { sandbox, app, socketMode, maya, support } = await socketApp({}, RECONNECT_MS);
    app.command('/billing-check', async ({ ack }) => ack('here'));
    const opens = () => sandbox.calls.filter(({ method }) => method === 'apps.connections.open').length;
    const back = async (count: number) => {
      const deadline = Date.now() + 3000;
      while ((opens() < count || socketMode.connected === 0) && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 5));
      return sandbox.command({ user: maya, channel: support });
    };
    expect((await back(1)).json).toEqual({ text: 'here' });
    socketMode.askToReconnect();
    expect((await back(2)).json).toEqual({ text: 'here' });
    socketMode.cut();
    expect((await back(3)).json).toEqual({ text: 'here' });
  });

  test('an envelope without a receipt is a timeout, and an event is sent again', async () => {
    const { sandbox, app, maya, support } = await socketApp({ acknowledgeMs: 400 });
    app.command('/billing-check', async () => {});
    const sent = await sandbox.command({ user: maya, channel: support });
    expect(sent.notice).toBe('/billing-check failed with the error "operation_timeout"');
    // Beside Bolt stands a connection that never acknowledges; envelopes go to them in turn.
    await connectSilently(sandbox);
    const retries: unknown[] = [];
    app.event('app_mention', async ({ context }) => {
      retries.push([context.retryNum, context.retryReason]);
    });
    const { delivery } = await sandbox.mention({ user: maya, channel: support, text: 'check' });
    await delivery?.settled;
    expect(delivery?.attempts.map(({ answer }) => answer.outcome)).toEqual([
      'operation_timeout',
      'acknowledged',
    ]);
    expect(retries).toEqual([[1, 'timeout']]);
  });

  test('an address serves one connection, and only an app token gets one', async () => {
    const { sandbox } = await socketApp();
    expect(await refusal(clientOf(sandbox, BOT_TOKEN).apps.connections.open({}))).toMatchObject({
      error: 'not_allowed_token_type',
    });
    const { url = '' } = await clientOf(sandbox, APP_TOKEN).apps.connections.open({});
    const http = url.replace(/^ws/, 'http');
    expect((await fetch(http)).status).toBe(426);
  });
});
