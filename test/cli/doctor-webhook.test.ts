import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createZendeskClient } from '../../src/zendesk/client.ts';
import { type CliAnswer, type CliEnvironment, cli, serverProcess } from './run-cli.ts';
import { CLIENT_SECRET, type SetupWorld, STRIPE_WEBHOOK_SECRET, useSetupWorld } from './setup-world.ts';

const world = useSetupWorld();

const line = ({ out }: CliAnswer, name: string): string =>
  out
    .split('\n')
    .filter((text) => text.slice(2, 19).trim() === name)
    .map((text) => text.replace(/ {2,}/g, ' '))
    .join('\n');

/** What setup wrote, as the environment of the next command. */
const written = (): CliEnvironment => parseEnv(world.envFile()) as CliEnvironment;

async function installed(change: CliEnvironment = {}): Promise<SetupWorld> {
  const accounts = await world.accounts();
  expect(
    (await cli(['setup', '--yes', '--no-fields'], { ...accounts.env, PORT: '0', ...change })).status,
  ).toBe(0);
  return accounts;
}

async function changeWebhook({ zendesk }: SetupWorld, change: object): Promise<void> {
  const client = createZendeskClient({
    subdomain: 'acme',
    apiBase: zendesk.url,
    auth: { kind: 'oauth', clientId: 'client', clientSecret: CLIENT_SECRET },
  });
  const [webhook] = zendesk.webhooks();
  if (webhook === undefined) throw new Error('There is no webhook.');
  if ('reset' in change) await client.post(z.unknown(), ['webhooks', webhook.id, 'signing_secret'], {});
  else await client.patch(['webhooks', webhook.id], { webhook: change });
}

describe('the webhook in Zendesk', () => {
  it('is in order after setup', async () => {
    const { env } = await installed();
    const answer = await cli(['doctor'], written());
    expect(answer.status).toBe(0);
    expect(line(answer, 'Zendesk webhook')).toBe(
      `✓ Zendesk webhook sends to ${env['PUBLIC_URL']}/zendesk/webhook, signed with our secret`,
    );
    expect(line(answer, 'Public address')).toContain('not tried: the server does not run');
  });

  it.each([
    ['with another secret', { reset: true }, /is not what Zendesk signs with.*setup --yes --replace/],
    ['that is turned off', { status: 'inactive' }, /turned off in Zendesk: run billing-check setup/],
    [
      'that leads elsewhere',
      { endpoint: 'https://old.acme.example/zendesk/webhook' },
      /Zendesk sends no tickets to/,
    ],
  ])('%s is a failure that says what to do, and setup puts it right', async (_, change, sentence) => {
    const accounts = await installed();
    await changeWebhook(accounts, change);
    const answer = await cli(['doctor'], written());
    expect(answer.status).toBe(2);
    expect(line(answer, 'Zendesk webhook')).toMatch(sentence);
    expect((await cli(['setup', '--yes', '--replace', '--no-fields'], accounts.env)).status).toBe(0);
    expect(line(await cli(['doctor'], written()), 'Zendesk webhook')).toContain('✓');
  });
});

/** Another program at a free port, which knows none of our addresses. */
async function stranger(): Promise<{ readonly port: number; stop(): Promise<unknown> }> {
  const server = createServer((_, answer) => answer.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => new Promise((resolve) => server.close(resolve)) };
}

describe('the public address', () => {
  it('leads to the running server, to something else, or nowhere', async () => {
    const { port, stop } = await stranger();
    await stop();
    await installed({ PUBLIC_URL: `http://127.0.0.1:${port}`, STRIPE_WEBHOOK_SECRET });
    const server = await serverProcess(port, { cwd: world.folder, env: written() });
    try {
      const address = async (url: string) =>
        line(await cli(['doctor'], { ...written(), PORT: String(port), PUBLIC_URL: url }), 'Public address');
      const ours = `http://127.0.0.1:${port}`;
      expect(await address(ours)).toBe(`✓ Public address ${ours} leads to the running server`);
      const stripe = async (change: CliEnvironment = {}) =>
        line(await cli(['doctor'], { ...written(), PORT: String(port), ...change }), 'Stripe webhook');
      expect(await stripe()).toBe(
        `✓ Stripe webhook ${ours}/stripe/webhook takes what is signed with our secret`,
      );
      expect(await stripe({ STRIPE_WEBHOOK_SECRET: 'whsec_changed_since' })).toMatch(
        /^✗ .* does not know STRIPE_WEBHOOK_SECRET as it is now \(.* answers 401\): restart it\.$/,
      );
      const other = await stranger();
      const theirs = `http://127.0.0.1:${other.port}`;
      expect(await address(theirs)).toMatch(/^! .* answers 404, .*: look at the reverse proxy\.$/);
      await other.stop();
      expect(await address(theirs)).toMatch(/^! .* cannot be reached from this machine/);
    } finally {
      await server.stop();
    }
  });
});
