import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { createZendeskClient } from '../../src/zendesk/client.ts';
import { zendeskOrigin } from '../../src/zendesk/origin.ts';
import { ZendeskError } from '../../src/zendesk/zendesk-error.ts';
import { CLIENT, connection, JANE, startDesk, thrownBy } from './desk-setup.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
async function setUp(options: Parameters<typeof startDesk>[0] = {}) {
  const started = await startDesk(options);
  cleanups.push(() => started.sandbox.close());
  const ticket = started.sandbox.createTicket({ subject: 's', body: 'b', requester: JANE });
  return { ...started, id: String(ticket.id) };
}
const anything = z.unknown();
const TICKET = 'GET /api/v2/tickets/:id.json';

async function failure(act: () => Promise<unknown>): Promise<ZendeskError> {
  const error = await thrownBy(act);
  expect(error).toBeInstanceOf(ZendeskError);
  return error as ZendeskError;
}

describe('an answer that is no success throws what it was', () => {
  for (const [name, fault, expected] of [
    ['429 with Retry-After', faults.rateLimited(17), { trouble: 'limited', status: 429, retry_after: 17 }],
    ['429 without', faults.rateLimited(), { trouble: 'limited', status: 429, retry_after: null }],
    [
      '503 with Retry-After',
      faults.serverError(503, 30),
      { trouble: 'limited', status: 503, retry_after: 30 },
    ],
    ['500', faults.serverError(500), { trouble: 'broken', status: 500 }],
    ['502 with a page', faults.badGateway(), { trouble: 'broken', status: 502 }],
    ['truncated JSON', faults.truncated(), { trouble: 'broken', status: 200 }],
    ['another shape', faults.wrongSchema(), { trouble: 'broken', status: null }],
    ['a cut answer', faults.truncated('broken'), { trouble: 'unreachable', status: null }],
    ['a reset', faults.reset(), { trouble: 'unreachable', status: null }],
    ['no answer', faults.hang(), { trouble: 'unreachable', status: null }],
    [
      'a redirect',
      { kind: 'answer', status: 302, headers: { location: 'https://evil.example/' } },
      { trouble: 'broken', status: 302 },
    ],
    [
      '403',
      { kind: 'answer', status: 403, body: { error: 'Forbidden', description: 'No.' } },
      { trouble: 'refused', status: 403, code: 'Forbidden', detail: 'No.' },
    ],
  ] as const)
    test(name, async () => {
      const { sandbox, desk, id } = await setUp({ timeoutMilliseconds: 200 });
      sandbox.faults.add({ route: TICKET, fault });
      const error = await failure(() => desk.readTicket(id));
      expect(error).toMatchObject({ service: 'zendesk', ...expected });
      expect(error.message).toMatch(/Zendesk.*\.$/);
    });

  test('an endless answer is cut off', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const block = Buffer.alloc(1024 * 1024, ' ');
      const pump = () => {
        while (!response.destroyed && response.write(block));
        if (!response.destroyed) response.once('drain', pump);
      };
      pump();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    const client = createZendeskClient({
      subdomain: 'acme',
      apiBase: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      auth: { kind: 'token', email: 'a@b.example', apiToken: 't' },
    });
    const error = await failure(() => client.get(anything, ['tickets', '1']));
    expect(error.message).toContain('bytes');
  });
});

test('a success that carries Retry-After is a success', async () => {
  const { sandbox, client, id } = await setUp();
  sandbox.faults.add({
    route: TICKET,
    fault: { kind: 'answer', status: 200, headers: { 'retry-after': '60' }, body: { ticket: { id: 1 } } },
  });
  expect(await client.get(anything, ['tickets', id])).toEqual({ ticket: { id: 1 } });
});

test('a read whose connection broke is repeated once', async () => {
  const { sandbox, desk, id } = await setUp();
  sandbox.faults.add({ route: TICKET, fault: faults.reset(), calls: 'first' });
  expect(await desk.readTicket(id)).toMatchObject({ id });
});

test('nothing is sent before Retry-After has passed, and other tickets go on', async () => {
  const { sandbox, client, clock, id } = await setUp();
  const other = String(sandbox.createTicket({ subject: 's', body: 'b', requester: JANE }).id);
  const limit = sandbox.faults.add({
    route: `GET /api/v2/tickets/${id}.json`,
    fault: faults.rateLimited(30),
    calls: 'first',
  });
  await failure(() => client.get(anything, ['tickets', id]));
  clock.advance(29);
  expect(await failure(() => client.get(anything, ['tickets', id]))).toMatchObject({ retry_after: 1 });
  expect(limit.seen).toBe(1);
  await client.get(anything, ['tickets', other]);
  clock.advance(1);
  await client.get(anything, ['tickets', id]);
  expect(limit.seen).toBe(2);
});

test('when the account has used up its minute, every request waits', async () => {
  const { client, clock, sandbox, id } = await setUp({ limits: { requests_per_minute: 3 } });
  for (let n = 0; n < 3; n += 1) await client.get(anything, ['tickets', id]);
  const error = await failure(() => client.get(anything, ['tickets', id]));
  expect(error).toMatchObject({ trouble: 'limited', retry_after: 60 });
  const sent = sandbox.requests.length;
  await failure(() => client.ownUser());
  expect(sandbox.requests.length).toBe(sent);
  clock.advance(60);
  expect(await client.ownUser()).toMatchObject({ id: String(sandbox.accountUser.id) });
});

describe('access', () => {
  test('one token serves many requests at once, and our own user is asked for once', async () => {
    const { sandbox, client, desk, id } = await setUp();
    expect(client.knownUserId()).toBeNull();
    await Promise.all(Array.from({ length: 10 }, () => desk.readTicket(id)));
    const paths = sandbox.requests.map(({ path }) => path);
    expect(paths.filter((path) => path === '/oauth/tokens')).toHaveLength(1);
    expect(paths.filter((path) => path === '/api/v2/users/me.json')).toHaveLength(1);
    expect(client.knownUserId()).toBe(String(sandbox.accountUser.id));
  });

  test('a token is renewed shortly before it ends', async () => {
    const { sandbox, client, clock, id } = await setUp();
    const tokens = () => sandbox.requests.filter(({ path }) => path === '/oauth/tokens').length;
    await client.get(anything, ['tickets', id]);
    clock.advance(7200 - 121);
    await client.get(anything, ['tickets', id]);
    expect(tokens()).toBe(1);
    clock.advance(2);
    await client.get(anything, ['tickets', id]);
    expect(tokens()).toBe(2);
    expect(sandbox.requests.filter(({ status }) => status === 401)).toEqual([]);
  });

  test('a token that was revoked is replaced once and the request sent again', async () => {
    const { sandbox, client, id } = await setUp();
    await client.get(anything, ['tickets', id]);
    sandbox.revokeTokens();
    await client.get(anything, ['tickets', id]);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([200, 200, 401, 200, 200]);
  });

  test('a token refused for ever is not asked for without end', async () => {
    const { sandbox, client, id } = await setUp();
    sandbox.faults.add({ route: TICKET, fault: { kind: 'answer', status: 401, body: { error: 'no' } } });
    const error = await failure(() => client.get(anything, ['tickets', id]));
    expect(error).toMatchObject({ trouble: 'refused', status: 401 });
    expect(sandbox.requests).toHaveLength(4);
  });

  test('a wrong client secret is refused, named by its variable, and never repeated in the message', async () => {
    const { sandbox } = await setUp();
    const auth = { kind: 'oauth', clientId: CLIENT.clientId, clientSecret: 'wrong-secret-value' } as const;
    const client = createZendeskClient({ ...connection(sandbox.url), auth });
    const error = await failure(() => client.ownUser());
    expect(error).toMatchObject({ trouble: 'refused', status: 401, code: 'invalid_client' });
    expect(error.message).toContain('ZENDESK_OAUTH_CLIENT_SECRET');
    expect(error.message).not.toContain('wrong-secret-value');
  });

  test('an e-mail address with an API token still works; a wrong one does not', async () => {
    const legacy = { email: 'bot@support.example', api_token: 'legacy-token' };
    const { sandbox } = await setUp({ legacy });
    const client = (apiToken: string) =>
      createZendeskClient({
        ...connection(sandbox.url),
        auth: { kind: 'token', email: legacy.email, apiToken },
      });
    expect(await client('legacy-token').ownUser()).toMatchObject({ email: legacy.email });
    expect(await failure(() => client('other').ownUser())).toMatchObject({ trouble: 'refused', status: 401 });
  });

  test('the anonymous user Zendesk shows to strangers is not taken for ours', async () => {
    const { sandbox, client } = await setUp();
    sandbox.faults.add({
      route: 'GET /api/v2/users/me.json',
      fault: { kind: 'answer', status: 200, body: { user: { id: null, name: 'Anonymous user' } } },
    });
    expect(await failure(() => client.ownUser())).toMatchObject({ trouble: 'refused' });
    sandbox.faults.clear();
    expect(await client.ownUser()).toMatchObject({ id: String(sandbox.accountUser.id) });
  });

  test('nobody listening is unreachable', async () => {
    const { sandbox } = await setUp();
    await sandbox.close();
    const client = createZendeskClient(connection(sandbox.url));
    expect(await failure(() => client.ownUser())).toMatchObject({ trouble: 'unreachable', status: null });
  });
});

describe('where requests may go', () => {
  test('a subdomain is one label and nothing else', () => {
    expect(zendeskOrigin({ subdomain: 'acme' })).toEqual({ origin: 'https://acme.zendesk.com' });
    expect(zendeskOrigin({ subdomain: 'Acme-2' })).toEqual({ origin: 'https://acme-2.zendesk.com' });
    for (const subdomain of [
      '',
      'evil.com#',
      'evil.com/',
      'a.b',
      'a@b',
      'a:1',
      '-a',
      'a-',
      'a b',
      'a\n',
      'аcme',
      'a'.repeat(64),
    ])
      expect(zendeskOrigin({ subdomain }), subdomain).toHaveProperty('error');
  });

  test('another server is given by its origin alone', () => {
    const place = (apiBase: string) => zendeskOrigin({ subdomain: 'acme', apiBase });
    expect(place('http://127.0.0.1:4400')).toEqual({ origin: 'http://127.0.0.1:4400' });
    expect(place('http://127.0.0.1:4400/')).toEqual({ origin: 'http://127.0.0.1:4400' });
    for (const bad of [
      'http://127.0.0.1:4400/api/v2',
      'http://user@host',
      'http://host?x',
      'http://host#x',
      'file:///etc',
      'nonsense',
    ])
      expect(place(bad), bad).toHaveProperty('error');
  });

  test('a malformed subdomain makes no client at all', () => {
    const auth = { kind: 'token', email: 'a@b.example', apiToken: 't' } as const;
    expect(() => createZendeskClient({ subdomain: 'evil.com#', apiBase: null, auth })).toThrow(
      /ZENDESK_SUBDOMAIN/,
    );
  });

  test('a path cannot leave the API', async () => {
    const { sandbox, client } = await setUp();
    await failure(() => client.get(anything, ['..', '..', '..', 'oauth', 'tokens']));
    await failure(() => client.get(anything, ['tickets', '../users/me']));
    expect(sandbox.requests.map(({ path }) => path)).not.toContain('/api/v2/users/me.json');
  });
});
