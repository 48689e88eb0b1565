import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createZendeskWebhook, type WebhookPorts } from '../../src/zendesk/webhook-route.ts';
import { JANE, noteRequest, startDesk } from './desk-setup.ts';
import { memoryInbox } from './memory-inbox.ts';

const SECRET = 'whsec-test';
const NOW = Date.UTC(2026, 10, 20, 9) / 1000;
const TIMESTAMP = '2026-11-20T09:00:00Z';

const created = (change: object = {}) =>
  JSON.stringify({
    account_id: 22129848,
    id: 'd4f5c389-8f4a-4c2e-a1b9-8e4f39c71d52',
    time: '2026-11-20T08:59:59Z',
    type: 'zen:event-type:ticket.created',
    detail: { id: '5158', actor_id: '9', is_public: true, tags: null },
    event: {},
    ...change,
  });

function request(body: string | Buffer, change: Record<string, string> = {}) {
  const rawBody = Buffer.from(body);
  const signature = createHmac('sha256', SECRET).update(TIMESTAMP).update(rawBody).digest('base64');
  return {
    headers: {
      'x-zendesk-webhook-signature': signature,
      'x-zendesk-webhook-signature-timestamp': TIMESTAMP,
      ...change,
    },
    rawBody,
  };
}

function webhook(change: Partial<WebhookPorts> = {}) {
  const inbox = memoryInbox();
  const errors: unknown[] = [];
  const handle = createZendeskWebhook({
    recordDelivery: inbox.recordDelivery,
    clock: () => NOW,
    secrets: [SECRET],
    ownUserId: () => '4242',
    onError: (error) => errors.push(error),
    ...change,
  });
  return { inbox, handle, errors };
}

describe('the handler', () => {
  test('answers 202 once the delivery is durable, and 200 to its repeats', async () => {
    const { inbox, handle } = webhook();
    expect(await handle(request(created()))).toMatchObject({ status: 202 });
    expect(await handle(request(created()))).toMatchObject({ status: 200 });
    expect(inbox.recorded).toEqual([
      {
        source: 'zendesk',
        delivery_id: 'd4f5c389-8f4a-4c2e-a1b9-8e4f39c71d52',
        ticket_id: '5158',
        comment_id: null,
        kind: 'ticket.created',
        received_at: NOW,
      },
    ]);
  });

  test('records one of 1,000 concurrent copies and answers all of them 2xx', async () => {
    const { inbox, handle } = webhook();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => handle(request(created()))));
    expect(inbox.recorded).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(999);
  });

  test.each([
    ['no signature', { 'x-zendesk-webhook-signature': '' }],
    ['a wrong one', { 'x-zendesk-webhook-signature': `${'A'.repeat(43)}=` }],
    ['no time', { 'x-zendesk-webhook-signature-timestamp': '' }],
    ['another time', { 'x-zendesk-webhook-signature-timestamp': '2026-11-20T09:00:01Z' }],
  ])('answers 401 to %s and touches no store', async (_name, headers) => {
    const { inbox, handle } = webhook();
    expect(await handle(request(created(), headers))).toMatchObject({ status: 401 });
    expect(await handle({ headers: {}, rawBody: Buffer.from(created()) })).toMatchObject({ status: 401 });
    expect(inbox.calls()).toBe(0);
  });

  test.each([
    ['not JSON', 'hello'],
    ['truncated', created().slice(0, -5)],
    ['empty', ''],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['100,000 levels deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['an event without a ticket', created({ detail: {} })],
  ])('answers 400 to a signed body that is %s', async (_name, body) => {
    const { inbox, handle } = webhook();
    const answer = await handle(request(body));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatch(/^The .*\.$/);
    expect(inbox.calls()).toBe(0);
  });

  test('answers 413 to a body over its limit', async () => {
    const { handle } = webhook();
    expect(await handle(request('x'.repeat(2 * 1024 * 1024 + 1)))).toMatchObject({ status: 413 });
  });

  test('answers 503 with a Retry-After that Zendesk heeds when the store cannot record', async () => {
    const { inbox, handle, errors } = webhook();
    inbox.failNext(1);
    const answer = await handle(request(created()));
    expect(answer.status).toBe(503);
    expect(Number(answer.headers?.['retry-after'])).toBeLessThan(60);
    expect(errors).toHaveLength(1);
    expect(await handle(request(created()))).toMatchObject({ status: 202 });
  });

  const comment = (change: object) =>
    created({
      type: 'zen:event-type:ticket.comment_added',
      event: {
        comment: { id: '77', body: 'x', is_public: true, author: { id: '9', is_staff: false }, ...change },
      },
    });
  test.each([
    ['our own comment', comment({ author: { id: '4242', is_staff: true } })],
    ['an internal note', comment({ is_public: false })],
    ["an agent's reply", comment({ author: { id: '8', is_staff: true } })],
    ['our own ticket', created({ detail: { id: '5158', actor_id: '4242' } })],
    ['another event', created({ type: 'zen:event-type:ticket.tags_changed' })],
  ])('ignores %s with 200', async (_name, body) => {
    const { inbox, handle } = webhook();
    const answer = await handle(request(body));
    expect(answer).toMatchObject({ status: 200, body: expect.stringMatching(/^Ignored: /) });
    expect(inbox.calls()).toBe(0);
  });

  test('takes events of the configured account only', async () => {
    const { inbox, handle } = webhook({ accountId: '1' });
    expect(await handle(request(created()))).toMatchObject({ status: 200 });
    expect(inbox.calls()).toBe(0);
    const matching = webhook({ accountId: '22129848' });
    expect(await matching.handle(request(created()))).toMatchObject({ status: 202 });
  });
});

describe('with Zendesk sending', () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  /** The sandbox delivering over HTTP to the handler. */
  async function setUp() {
    const started = await startDesk({ webhookRules: { retryPauseMs: 5, secondMs: 1, timeoutMs: 1000 } });
    cleanups.push(() => started.sandbox.close());
    const own = String(started.sandbox.accountUser.id);
    const hook = webhook({ clock: started.clock.seconds, ownUserId: () => own });
    const server = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const answer = await hook.handle({ headers: incoming.headers, rawBody: Buffer.concat(chunks) });
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    started.sandbox.setWebhook({ url: `http://127.0.0.1:${port}/zendesk/webhook`, secret: SECRET });
    return { ...started, ...hook };
  }

  test('a new ticket and a further message are one delivery each; notes and replies are none', async () => {
    const { sandbox, desk, clock, inbox } = await setUp();
    const { id } = sandbox.createTicket({ subject: 's', body: 'Charged twice!', requester: JANE });
    await sandbox.deliveriesSettled();
    const ticket = await desk.readTicket(String(id));
    if (ticket === null) throw new Error('The ticket is missing.');
    await desk.addNote(noteRequest(ticket));
    clock.advance(60);
    sandbox.addComment(id, { by: 'agent', body: 'On it.' });
    sandbox.addComment(id, { by: 'agent', body: 'Finance?', public: false });
    const further = sandbox.addComment(id, { body: 'Hello?' });
    await sandbox.deliveriesSettled();
    expect(inbox.recorded.map(({ kind, comment_id }) => [kind, comment_id])).toEqual([
      ['ticket.created', null],
      ['ticket.comment_added', String(further.id)],
    ]);
    expect(sandbox.notes(id)).toHaveLength(1);
    // Six events were sent: created, first message, note, reply, internal, further message.
    expect(sandbox.deliveries.map(({ outcome }) => outcome)).toEqual(Array(6).fill('delivered'));
  });

  test('events that come three times and out of order are recorded once each', async () => {
    const { sandbox, clock, inbox } = await setUp();
    sandbox.disturbDeliveries({ copies: 3, reverse: 4 });
    const { id } = sandbox.createTicket({ subject: 's', body: 'one', requester: JANE });
    clock.advance(60);
    sandbox.addComment(id, { body: 'two' });
    sandbox.addComment(id, { body: 'three' });
    await sandbox.deliveriesSettled();
    expect(inbox.recorded).toHaveLength(3);
    expect(inbox.calls()).toBe(9);
  });

  test('a store that is full for a while loses nothing: Zendesk comes back after 503', async () => {
    const { sandbox, inbox } = await setUp();
    inbox.failNext(2);
    sandbox.createTicket({ subject: 's', body: 'one', requester: JANE });
    await sandbox.deliveriesSettled();
    expect(inbox.recorded).toHaveLength(1);
    expect(sandbox.deliveries[0]?.attempts.map(({ result }) => result)).toEqual([503, 503, 202]);
  });
});
