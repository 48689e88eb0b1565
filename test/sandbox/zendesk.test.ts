import { createHmac } from 'node:crypto';
import nodeZendesk from 'node-zendesk';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type SandboxAnswer,
  type SandboxRequest,
  startSandboxServer,
} from '../../src/sandbox/fault-injection.ts';
import {
  startZendeskSandbox,
  type ZendeskSandbox,
  type ZendeskSandboxOptions,
} from '../../src/sandbox/zendesk/index.ts';
import { at, differences, loadZendeskOpenApi } from './openapi-check.ts';

const CLIENT = { clientId: 'billing_check', clientSecret: 'secret' };
const JANE = { name: 'Jane Doe', email: 'jane@acme.example' };

/** Any JSON object; the assertions say what is in it. */
const record = z.record(z.string(), z.unknown());

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp(options: Partial<ZendeskSandboxOptions> = {}) {
  let at = Date.UTC(2026, 10, 20, 9);
  const sandbox = await startZendeskSandbox({ ...CLIENT, now: () => at, ...options });
  cleanups.push(() => sandbox.close());
  const { access_token } = await token(sandbox, {});
  const call = (method: string, path: string, body?: unknown) =>
    http(sandbox, method, `/api/v2/${path}`, body, { authorization: `Bearer ${access_token}` });
  const ticket = sandbox.createTicket({
    subject: 's',
    body: 'Charged twice',
    requester: JANE,
    tags: ['billing'],
  });
  return { sandbox, call, ticket, advance: (seconds: number) => (at += seconds * 1000) };
}

async function http(
  sandbox: ZendeskSandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: record.parse(await response.json()) };
}

async function token(sandbox: ZendeskSandbox, change: object) {
  const answer = await http(sandbox, 'POST', '/oauth/tokens', {
    grant_type: 'client_credentials',
    client_id: CLIENT.clientId,
    client_secret: CLIENT.clientSecret,
    scope: 'read write',
    ...change,
  });
  return { ...answer.body, status: answer.status, access_token: String(answer.body['access_token']) };
}

const NOTE = { html_body: '<p>Note <b>one</b> &amp; two</p>', public: false };

describe('access', () => {
  test('tokens for the right client only, of a lifetime Zendesk allows', async () => {
    const { sandbox } = await setUp();
    expect(await token(sandbox, {})).toMatchObject({ status: 200, token_type: 'bearer', expires_in: 7200 });
    expect(await token(sandbox, { client_secret: 'x' })).toMatchObject({
      status: 401,
      error: 'invalid_client',
    });
    expect(await token(sandbox, { grant_type: 'password' })).toMatchObject({ status: 400 });
    for (const expires_in of [299, 172_801, '7200'])
      expect(await token(sandbox, { expires_in })).toMatchObject({ status: 400 });
  });

  test('a token ends, and one with a wrong scope is given but of no use', async () => {
    const { sandbox, call, advance } = await setUp();
    const { access_token } = await token(sandbox, { scope: 'tickets:raed' });
    const authorization = `Bearer ${access_token}`;
    expect(await http(sandbox, 'GET', '/api/v2/users/me', undefined, { authorization })).toMatchObject({
      status: 403,
      body: { error: 'Forbidden', description: expect.stringContaining('scopes: read') },
    });
    advance(7200);
    expect(await call('GET', 'users/me')).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
  });

  test('strangers see an anonymous user and nothing else', async () => {
    const { sandbox, ticket } = await setUp();
    expect(await http(sandbox, 'GET', '/api/v2/users/me.json')).toMatchObject({
      status: 200,
      body: { user: { id: null } },
    });
    expect(await http(sandbox, 'GET', `/api/v2/tickets/${ticket.id}.json`)).toMatchObject({ status: 401 });
  });

  test('the incremental export is for administrators', async () => {
    const { call } = await setUp({ accountRole: 'agent' });
    expect(await call('GET', 'incremental/tickets/cursor.json?start_time=1')).toMatchObject({ status: 403 });
  });
});

describe('tickets', () => {
  test('an update without visibility is public: the trap internal notes must avoid', async () => {
    const { sandbox, call, ticket } = await setUp();
    await call('PUT', `tickets/${ticket.id}`, { ticket: { comment: { body: 'oops' } } });
    expect(sandbox.ticket(ticket.id).comments.at(-1)?.public).toBe(true);
    expect(sandbox.notes(ticket.id)).toEqual([]);
  });

  test('an update answers with its audit, whose Comment event has the id of the comment', async () => {
    const { sandbox, call, ticket } = await setUp();
    const answer = await call('PUT', `tickets/${ticket.id}.json`, {
      ticket: { comment: NOTE, tags: ['a', 'A b'] },
    });
    const [note] = sandbox.notes(ticket.id);
    expect(answer.body).toMatchObject({
      audit: {
        events: [
          { type: 'Comment', id: note?.id, public: false, body: 'Note one & two' },
          { type: 'Change', field_name: 'tags', previous_value: ['billing'], value: ['a', 'a_b'] },
        ],
      },
    });
    const audits = await call('GET', `tickets/${ticket.id}/audits.json`);
    expect(audits.body['audits']).toHaveLength(2);
  });

  test('a safe update is refused when the ticket has changed, and cannot see a change within one second', async () => {
    const { sandbox, call, ticket, advance } = await setUp();
    const stamp = '2026-11-20T09:00:00Z';
    expect(await call('GET', `tickets/${ticket.id}`)).toMatchObject({
      body: { ticket: { updated_at: stamp } },
    });
    const update = { ticket: { comment: NOTE, safe_update: true, updated_stamp: stamp } };
    sandbox.addComment(ticket.id, { body: 'in the same second' });
    expect(await call('PUT', `tickets/${ticket.id}`, update)).toMatchObject({ status: 200 });
    advance(1);
    sandbox.addComment(ticket.id, { body: 'a second later' });
    expect(await call('PUT', `tickets/${ticket.id}`, update)).toMatchObject({
      status: 409,
      body: { error: 'UpdateConflict' },
    });
    expect(sandbox.notes(ticket.id)).toHaveLength(1);
  });

  test('closed tickets refuse, unknown ones are not found, unknown paths neither', async () => {
    const { sandbox, call, ticket } = await setUp();
    sandbox.setStatus(ticket.id, 'closed');
    expect(await call('PUT', `tickets/${ticket.id}`, { ticket: { comment: NOTE } })).toMatchObject({
      status: 422,
      body: {
        error: 'RecordInvalid',
        details: { status: [{ description: 'Status: closed prevents ticket update' }] },
      },
    });
    expect(await call('GET', 'tickets/1')).toMatchObject({ status: 404, body: { error: 'RecordNotFound' } });
    expect(await call('GET', 'ticketz/1')).toMatchObject({ status: 404, body: { error: 'InvalidEndpoint' } });
    expect(await call('PUT', 'tickets/1', 'x')).toMatchObject({ status: 404 });
  });

  test('blank and over-long comments are refused', async () => {
    const { call, ticket } = await setUp();
    for (const body of ['', ' \n', 'x'.repeat(65_537)])
      expect(
        await call('PUT', `tickets/${ticket.id}`, { ticket: { comment: { body, public: false } } }),
      ).toMatchObject({ status: 422 });
  });

  test('tags are added, replaced and removed by their own endpoint', async () => {
    const { call, ticket } = await setUp();
    const path = `tickets/${ticket.id}/tags.json`;
    expect(await call('PUT', path, { tags: ['x'] })).toMatchObject({ body: { tags: ['billing', 'x'] } });
    expect(await call('DELETE', path, { tags: ['billing'] })).toMatchObject({ body: { tags: ['x'] } });
    expect(await call('POST', path, { tags: ['y'] })).toMatchObject({ status: 201, body: { tags: ['y'] } });
    const stale = { tags: ['z'], safe_update: 'true', updated_stamp: '2020-01-01T00:00:00Z' };
    expect(await call('PUT', path, stale)).toMatchObject({ status: 409 });
    expect(await call('GET', path)).toMatchObject({ body: { tags: ['y'] } });
  });

  test('users are shown by id, several, and found by e-mail', async () => {
    const { sandbox, call, ticket } = await setUp();
    const id = ticket.requester_id;
    expect(await call('GET', `users/${id}.json`)).toMatchObject({
      body: { user: { email: JANE.email, role: 'end-user' } },
    });
    const many = await call('GET', `users/show_many.json?ids=${id},${sandbox.agent.id},1`);
    expect(many.body['users']).toMatchObject([{ id: sandbox.agent.id }, { id }]);
    const found = await call('GET', 'users/search.json?query=JANE@acme.example');
    expect(found.body['users']).toHaveLength(1);
    expect(await call('GET', 'users/1')).toMatchObject({ status: 404 });
  });

  test("node-zendesk's own paging reaches every comment", async () => {
    const { sandbox, ticket } = await setUp();
    for (let n = 0; n < 250; n += 1) sandbox.addComment(ticket.id, { body: `m${n}` });
    const { access_token } = await token(sandbox, {});
    const client = nodeZendesk.createClient({
      endpointUri: `${sandbox.url}/api/v2`,
      oauth: true,
      token: access_token,
    });
    const comments = (await client.tickets.getComments(ticket.id)) as { body: string }[];
    expect(new Set(comments.map(({ body }) => body)).size).toBe(251);
  });
});

describe('limits', () => {
  test('30 updates of one ticket in 10 minutes', async () => {
    const { call, ticket, advance, sandbox } = await setUp();
    const update = () => call('PUT', `tickets/${ticket.id}`, { ticket: { comment: NOTE } });
    for (let n = 0; n < 30; n += 1) expect((await update()).status).toBe(200);
    const refused = await update();
    expect(refused).toMatchObject({ status: 429, body: { error: 'APIRateLimitExceeded' } });
    expect(refused.headers.get('retry-after')).toBe('600');
    expect(sandbox.notes(ticket.id)).toHaveLength(30);
    advance(600);
    expect((await update()).status).toBe(200);
  });

  test("the account's requests per minute, counted in headers", async () => {
    const { call, advance } = await setUp({ limits: { requests_per_minute: 2 } });
    const first = await call('GET', 'users/me');
    expect(first.headers.get('x-rate-limit')).toBe('2');
    expect(first.headers.get('x-rate-limit-remaining')).toBe('1');
    advance(20);
    await call('GET', 'users/me');
    const refused = await call('GET', 'users/me');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('40');
  });

  test('10 incremental exports a minute; none of the last minute', async () => {
    const { call, advance, ticket } = await setUp();
    const start = Date.UTC(2026, 10, 20, 8) / 1000;
    const first = await call('GET', `incremental/tickets/cursor.json?start_time=${start}`);
    expect(first.body).toMatchObject({ tickets: [], after_cursor: null, end_of_stream: true });
    advance(60);
    const later = await call('GET', `incremental/tickets/cursor.json?start_time=${start}`);
    expect(later.body['tickets']).toMatchObject([{ id: ticket.id }]);
    expect(later.headers.get('zendesk-ratelimit-incremental-exports-cursor')).toContain('total=10');
    const recent = Date.UTC(2026, 10, 20, 9) / 1000 + 30;
    expect(await call('GET', `incremental/tickets/cursor.json?start_time=${recent}`)).toMatchObject({
      status: 422,
      body: { error: 'StartTimeTooRecent' },
    });
    expect(await call('GET', 'incremental/tickets/cursor.json?cursor=nonsense')).toMatchObject({
      status: 400,
    });
    for (let n = 0; n < 8; n += 1) await call('GET', 'incremental/tickets/cursor.json?cursor=x');
    expect(await call('GET', 'incremental/tickets/cursor.json?cursor=x')).toMatchObject({ status: 429 });
  });
});

describe('webhooks', () => {
  const SECRET = 'whsec';
  /** Something that listens, answering with `answers` one after another and the last for ever. */
  async function listener(answers: readonly (SandboxAnswer | 'hang')[]) {
    const received: SandboxRequest[] = [];
    const server = await startSandboxServer({
      handler: async (request) => {
        received.push(request);
        const answer = answers[Math.min(received.length, answers.length) - 1] ?? { status: 500 };
        return answer === 'hang' ? new Promise(() => {}) : answer;
      },
      onFailure: (status, message) => ({ status, body: message }),
    });
    cleanups.push(() => server.close());
    return { received, url: `${server.url}/zendesk/webhook` };
  }
  async function deliver(answers: readonly (SandboxAnswer | 'hang')[]) {
    const target = await listener(answers);
    const { sandbox, ticket } = await setUp({
      webhookRules: { timeoutMs: 60, retryPauseMs: 1, secondMs: 1 },
    });
    sandbox.setWebhook({ url: target.url, secret: SECRET });
    sandbox.addComment(ticket.id, { body: 'Hello?' });
    await sandbox.deliveriesSettled();
    const [delivery] = sandbox.deliveries;
    if (delivery === undefined) throw new Error('Nothing was delivered.');
    return { ...target, sandbox, delivery, results: delivery.attempts.map(({ result }) => result) };
  }
  const wait = (status: number, seconds: number) => ({ status, headers: { 'retry-after': String(seconds) } });

  test('are signed over timestamp and body, with the headers Zendesk sends', async () => {
    const { received, delivery } = await deliver([{ status: 200 }]);
    expect(delivery.outcome).toBe('delivered');
    const [request] = received;
    if (request === undefined) throw new Error('Nothing arrived.');
    const timestamp = request.headers['x-zendesk-webhook-signature-timestamp'];
    const expected = createHmac('sha256', SECRET).update(`${timestamp}${request.body}`).digest('base64');
    expect(request.headers['x-zendesk-webhook-signature']).toBe(expected);
    expect(timestamp).toBe('2026-11-20T09:00:00Z');
    expect(request.headers).toMatchObject({
      'x-zendesk-account-id': expect.stringMatching(/^\d+$/),
      'x-zendesk-webhook-id': expect.any(String),
      'x-zendesk-webhook-invocation-id': expect.any(String),
    });
    expect(JSON.parse(String(request.body))).toMatchObject({
      type: 'zen:event-type:ticket.comment_added',
      detail: { id: expect.stringMatching(/^\d+$/), status: 'NEW', tags: ['billing'] },
    });
  });

  test('announce a new ticket and its first message, tags null where there are none', async () => {
    const target = await listener([{ status: 200 }]);
    const { sandbox } = await setUp();
    sandbox.setWebhook({ url: target.url, secret: SECRET });
    const { id } = sandbox.createTicket({ subject: 's', body: 'b', requester: JANE });
    await sandbox.deliveriesSettled();
    const events = target.received.map(({ body }) => record.parse(JSON.parse(String(body))));
    expect(events.map((event) => event['type']).sort()).toEqual([
      'zen:event-type:ticket.comment_added',
      'zen:event-type:ticket.created',
    ]);
    for (const event of events) expect(event).toMatchObject({ detail: { id: String(id), tags: null } });
  });

  test.each([
    ['409 three times more', [{ status: 409 }], [409, 409, 409, 409], 'lost'],
    ['503 with a short Retry-After', [wait(503, 5), { status: 200 }], [503, 200], 'delivered'],
    ['429 with a short Retry-After', [wait(429, 59), { status: 200 }], [429, 200], 'delivered'],
    ['503 with a long Retry-After never', [wait(503, 60)], [503], 'lost'],
    ['503 without Retry-After never', [{ status: 503 }], [503], 'lost'],
    ['500 never', [{ status: 500 }], [500], 'lost'],
    ['401 never', [{ status: 401 }], [401], 'lost'],
    ['a timeout', ['hang', { status: 200 }], ['timeout', 200], 'delivered'],
  ] as const)('repeat %s', async (_name, answers, expected, outcome) => {
    const { delivery, results, received } = await deliver(answers);
    expect(results).toEqual(expected);
    expect(delivery.outcome).toBe(outcome);
    const invocations = received
      .slice(0, expected.length)
      .map((one) => one.headers['x-zendesk-webhook-invocation-id']);
    expect(new Set(invocations).size).toBe(1);
  });

  test('pause when most of a hundred fail, and go on after', async () => {
    const target = await listener([...Array<SandboxAnswer>(100).fill({ status: 500 }), { status: 200 }]);
    const { sandbox, ticket } = await setUp({ now: Date.now, webhookRules: { secondMs: 20 } });
    sandbox.setWebhook({ url: target.url, secret: SECRET });
    for (let n = 0; n < 100; n += 1) sandbox.addComment(ticket.id, { body: `m${n}` });
    await sandbox.deliveriesSettled();
    const started = performance.now();
    sandbox.addComment(ticket.id, { body: 'after' });
    await sandbox.deliveriesSettled();
    expect(performance.now() - started).toBeGreaterThan(50);
    expect(sandbox.deliveries.at(-1)?.outcome).toBe('delivered');
  });

  test('do not come back to a server that was down', async () => {
    const { sandbox } = await setUp();
    sandbox.setWebhook({ url: 'http://127.0.0.1:9/', secret: SECRET });
    sandbox.createTicket({ subject: 's', body: 'b', requester: JANE });
    await sandbox.deliveriesSettled();
    expect(sandbox.deliveries.map(({ outcome, attempts }) => [outcome, attempts.length])).toEqual([
      ['lost', 1],
      ['lost', 1],
    ]);
  });

  test('tell of every comment: of customers, agents, and our own notes', async () => {
    const target = await listener([{ status: 200 }]);
    const { sandbox, call, ticket } = await setUp();
    sandbox.setWebhook({ url: target.url, secret: SECRET });
    sandbox.addComment(ticket.id, { body: 'from Jane' });
    sandbox.addComment(ticket.id, { body: 'from Robin', by: 'agent', public: false });
    await call('PUT', `tickets/${ticket.id}`, { ticket: { comment: NOTE } });
    await call('PUT', `tickets/${ticket.id}`, { ticket: { tags: ['x'] } });
    await sandbox.deliveriesSettled();
    const comments = target.received.map(({ body }) => JSON.parse(String(body)).event.comment);
    expect(
      comments.map((comment) => [comment.is_public, comment.author.is_staff, comment.author.id]),
    ).toEqual(
      expect.arrayContaining([
        [true, false, String(ticket.requester_id)],
        [false, true, String(sandbox.agent.id)],
        [false, true, String(sandbox.accountUser.id)],
      ]),
    );
    expect(comments).toHaveLength(3);
  });
});

const openApi = loadZendeskOpenApi();
describe.skipIf(openApi === null)("agreement with Zendesk's published description", () => {
  const document = openApi ?? {};
  const auditAnswer = z.object({ audit: z.object({ events: z.array(record) }) });
  /** The description calls every value of an audit's Change a string; Zendesk sends a list for tags. */
  const KNOWN_TO_DIFFER = '$.audit.events[1].value: object instead of string';

  /** A call, with its answer compared to what the description says of path, method and 200. */
  async function agreed(
    call: Awaited<ReturnType<typeof setUp>>['call'],
    method: 'get' | 'put',
    template: string,
    path: string,
    body?: unknown,
  ) {
    const answer = await call(method.toUpperCase(), path, body);
    expect(answer.status).toBe(200);
    const schema = at(
      document,
      'paths',
      `/api/v2/${template}`,
      method,
      'responses',
      '200',
      'content',
      'application/json',
      'schema',
    );
    const found = differences(document, schema, answer.body).filter((one) => one !== KNOWN_TO_DIFFER);
    expect(found, `${method} ${template}`).toEqual([]);
    return answer;
  }

  test('paths, methods and answers', async () => {
    const { sandbox, call, ticket, advance } = await setUp();
    const { id } = ticket;
    sandbox.addComment(id, { by: 'agent', body: 'x', public: false });
    await agreed(call, 'get', 'users/me', 'users/me.json');
    await agreed(call, 'get', 'users/show_many', `users/show_many.json?ids=${ticket.requester_id}`);
    await agreed(call, 'get', 'users/search', 'users/search.json?query=jane@acme.example');
    await agreed(call, 'get', 'users/{user_id}', `users/${ticket.requester_id}.json`);
    await agreed(call, 'get', 'tickets/{ticket_id}', `tickets/${id}.json`);
    await agreed(call, 'get', 'tickets/{ticket_id}/comments', `tickets/${id}/comments.json?include=users`);
    await agreed(call, 'get', 'tickets/{ticket_id}/audits', `tickets/${id}/audits.json`);
    await agreed(call, 'get', 'tickets/{ticket_id}/tags', `tickets/${id}/tags.json`);
    const update = {
      ticket: {
        comment: NOTE,
        tags: ['billing', 'billing_checked'],
        safe_update: true,
        updated_stamp: '2026-11-20T09:00:00Z',
      },
    };
    const answer = await agreed(call, 'put', 'tickets/{ticket_id}', `tickets/${id}.json`, update);
    const commentSchema = at(document, 'components', 'schemas', 'TicketCommentObject');
    const { audit } = auditAnswer.parse(answer.body);
    expect(differences(document, commentSchema, audit.events[0])).toEqual([]);
    advance(61);
    await agreed(
      call,
      'get',
      'incremental/tickets/cursor',
      `incremental/tickets/cursor.json?start_time=${Date.UTC(2026, 10, 20) / 1000}`,
    );
  });

  test('the properties of our update are described, and of the types described', () => {
    const schema = at(document, 'components', 'schemas', 'TicketUpdateRequest');
    const update = {
      ticket: { comment: NOTE, tags: ['a'], safe_update: true, updated_stamp: '2026-11-20T09:00:00Z' },
    };
    expect(differences(document, schema, update, { closed: true })).toEqual([]);
    // The comparison can fail.
    const wrong = { ticket: { comment: { ...NOTE, public: 'no' }, tagz: [] } };
    expect(differences(document, schema, wrong, { closed: true })).toHaveLength(2);
    expect(
      at(document, 'paths', '/api/v2/tickets/{ticket_id}/comments/{ticket_comment_id}/make_private', 'put'),
    ).toBeDefined();
  });
});
