import { afterEach, expect, test } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { createCatchUp, MAXIMUM_PAGES_PER_RUN } from '../../src/zendesk/catch-up.ts';
import { JANE, noteRequest, startDesk } from './desk-setup.ts';
import { memoryInbox } from './memory-inbox.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function setUp(options: Parameters<typeof startDesk>[0] = {}) {
  const started = await startDesk(options);
  cleanups.push(() => started.sandbox.close());
  const inbox = memoryInbox();
  const errors: unknown[] = [];
  const stored: { cursor: string | null } = { cursor: null };
  const catchUp = createCatchUp({
    desk: started.desk,
    loadCursor: async () => stored.cursor,
    saveCursor: async (cursor) => {
      stored.cursor = cursor;
    },
    recordDelivery: inbox.recordDelivery,
    clock: started.clock.seconds,
    onError: (error) => errors.push(error),
  });
  const ticket = (body: string) => started.sandbox.createTicket({ subject: 's', body, requester: JANE }).id;
  return { ...started, inbox, errors, stored, catchUp, ticket };
}

test('what was missed is found: new tickets and further messages, each once', async () => {
  const { sandbox, clock, inbox, catchUp, ticket } = await setUp();
  const first = ticket('one');
  const second = ticket('two');
  clock.advance(30);
  const further = sandbox.addComment(second, { body: 'two, again' });
  clock.advance(120);
  expect(await catchUp.runOnce()).toEqual({ pages: 1, tickets: 2, recorded: 2, complete: true });
  expect(inbox.recorded.map(({ ticket_id, comment_id, kind }) => [ticket_id, comment_id, kind])).toEqual([
    [String(first), null, 'ticket.created'],
    [String(second), String(further.id), 'ticket.comment_added'],
  ]);
  expect(await catchUp.runOnce()).toMatchObject({ tickets: 0, recorded: 0, complete: true });
});

test('what the webhook brought already is not recorded again', async () => {
  const { clock, inbox, catchUp, ticket } = await setUp();
  const id = String(ticket('one'));
  const delivery = { source: 'zendesk', ticket_id: id, comment_id: null, kind: 'ticket.created' } as const;
  await inbox.recordDelivery({ ...delivery, delivery_id: 'evt-00000001', received_at: clock.seconds() });
  clock.advance(120);
  expect(await catchUp.runOnce()).toMatchObject({ tickets: 1, recorded: 0 });
});

test('our own note changes the ticket and is no news', async () => {
  const { sandbox, desk, clock, inbox, catchUp, ticket } = await setUp();
  const id = String(ticket('one'));
  clock.advance(120);
  await catchUp.runOnce();
  const read = await desk.readTicket(id);
  if (read === null) throw new Error('The ticket is missing.');
  await desk.addNote(noteRequest(read));
  sandbox.addComment(id, { by: 'agent', body: 'On it.' });
  clock.advance(120);
  expect(await catchUp.runOnce()).toMatchObject({ tickets: 1, recorded: 0 });
  expect(inbox.recorded).toHaveLength(1);
});

test('old tickets that somebody touches are not analysed', async () => {
  const { sandbox, clock, inbox, catchUp } = await setUp();
  const old = sandbox.createTicket({
    subject: 'old',
    body: 'last year',
    requester: JANE,
    created_at: clock.now() - 365 * 86_400_000,
  });
  clock.advance(120);
  await catchUp.runOnce();
  sandbox.setStatus(old.id, 'solved');
  clock.advance(86_400);
  expect(await catchUp.runOnce()).toMatchObject({ tickets: 1, recorded: 0 });
  expect(inbox.recorded).toEqual([]);
});

test('a message that waited through days of absence still counts', async () => {
  const { clock, inbox, catchUp, ticket } = await setUp();
  clock.advance(120);
  await catchUp.runOnce();
  ticket('while you were out');
  clock.advance(3 * 86_400);
  await catchUp.runOnce();
  expect(inbox.recorded).toHaveLength(1);
});

test('closed tickets are left alone', async () => {
  const { sandbox, clock, inbox, catchUp, ticket } = await setUp();
  sandbox.setStatus(ticket('one'), 'closed');
  clock.advance(120);
  await catchUp.runOnce();
  expect(inbox.recorded).toEqual([]);
});

test('the cursor moves only past what is durable', async () => {
  const { clock, inbox, errors, stored, catchUp, ticket } = await setUp();
  for (let n = 0; n < 5; n += 1) ticket(`t${n}`);
  clock.advance(120);
  inbox.failNext(1);
  expect(await catchUp.runOnce()).toMatchObject({ complete: false, pages: 0 });
  expect(errors).toHaveLength(1);
  expect(stored.cursor).toBeNull();
  expect(await catchUp.runOnce()).toMatchObject({ complete: true, recorded: 5 });
});

test('a run reads a bounded number of pages and the next goes on from there', async () => {
  const { clock, inbox, catchUp, ticket } = await setUp({ limits: { requests_per_minute: 1_000_000 } });
  for (let n = 0; n < MAXIMUM_PAGES_PER_RUN * 25 + 1; n += 1) ticket(`t${n}`);
  clock.advance(120);
  expect(await catchUp.runOnce()).toMatchObject({ pages: MAXIMUM_PAGES_PER_RUN, complete: false });
  expect(await catchUp.runOnce()).toMatchObject({ pages: 1, recorded: 1, complete: true });
  expect(inbox.recorded).toHaveLength(MAXIMUM_PAGES_PER_RUN * 25 + 1);
});

test("Zendesk's limit stops a run and is not broken by the next", async () => {
  const { sandbox, clock, errors, catchUp, ticket } = await setUp({
    limits: { incremental_exports_per_minute: 2 },
  });
  clock.advance(120);
  await catchUp.runOnce();
  await catchUp.runOnce();
  ticket('late');
  clock.advance(1);
  expect(await catchUp.runOnce()).toMatchObject({ complete: false });
  expect(errors).toMatchObject([{ trouble: 'limited' }]);
  const asked = sandbox.requests.length;
  expect(await catchUp.runOnce()).toMatchObject({ complete: false });
  expect(sandbox.requests.length).toBe(asked);
  clock.advance(120);
  expect(await catchUp.runOnce()).toMatchObject({ complete: true, recorded: 1 });
});

test('one ticket that cannot be read does not hold up the others; an outage does', async () => {
  const { sandbox, clock, inbox, errors, catchUp, ticket } = await setUp();
  const bad = ticket('bad');
  ticket('good');
  clock.advance(120);
  sandbox.faults.add({ route: `GET /api/v2/tickets/${bad}.json`, fault: faults.wrongSchema() });
  expect(await catchUp.runOnce()).toMatchObject({ complete: true, recorded: 1 });
  expect(errors).toHaveLength(1);
  ticket('later');
  clock.advance(120);
  sandbox.faults.add({ route: /GET \/api\/v2\/tickets/, fault: faults.serverError(500), calls: 'first' });
  expect(await catchUp.runOnce()).toMatchObject({ complete: false });
  expect(await catchUp.runOnce()).toMatchObject({ complete: true, recorded: 1 });
  expect(inbox.recorded).toHaveLength(2);
});

test('a damaged stored state starts the watch again', async () => {
  const { clock, stored, inbox, catchUp, ticket } = await setUp();
  ticket('one');
  clock.advance(120);
  stored.cursor = '{"cursor":7}';
  expect(await catchUp.runOnce()).toMatchObject({ complete: true, recorded: 1 });
  expect(inbox.recorded).toHaveLength(1);
});

test('two runs at once are one run', async () => {
  const { clock, sandbox, catchUp, ticket } = await setUp();
  ticket('one');
  clock.advance(120);
  const [a, b] = await Promise.all([catchUp.runOnce(), catchUp.runOnce()]);
  expect(a).toBe(b);
  expect(sandbox.requests.filter(({ path }) => path.includes('incremental'))).toHaveLength(1);
});
