import { afterEach, expect, test } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { ServiceError } from '../../src/service-error.ts';
import { ZendeskError } from '../../src/zendesk/zendesk-error.ts';
import { JANE, noteRequest, startDesk, thrownBy } from './desk-setup.ts';

let started: Awaited<ReturnType<typeof startDesk>> | null = null;
afterEach(async () => {
  await started?.sandbox.close();
  started = null;
});
async function setUp(options: Parameters<typeof startDesk>[0] = {}) {
  started = await startDesk(options);
  const ticket = started.sandbox.createTicket({
    subject: 'Charged twice',
    body: 'You charged me twice.',
    requester: JANE,
    tags: ['billing', 'vip'],
    form_id: 360001,
    group_id: 771,
  });
  return { ...started, ticket, id: String(ticket.id) };
}

async function read(desk: NonNullable<typeof started>['desk'], id: string) {
  const ticket = await desk.readTicket(id);
  if (ticket === null) throw new Error('The ticket is missing.');
  return ticket;
}

const MARKER = '[bc:an_0001]';

test('a ticket is read with requester, conversation and who in it is the customer', async () => {
  const { sandbox, desk, clock, id } = await setUp();
  clock.advance(60);
  sandbox.addComment(id, { by: 'agent', body: 'Looking into it.' });
  clock.advance(60);
  sandbox.addComment(id, { by: 'agent', body: 'Ask finance?', public: false });
  clock.advance(60);
  const last = sandbox.addComment(id, { body: 'Any news?' });
  const ticket = await read(desk, id);
  expect(ticket).toMatchObject({
    id,
    subject: 'Charged twice',
    status: 'new',
    tags: ['billing', 'vip'],
    form_id: '360001',
    group_id: '771',
    requester: { email: JANE.email, name: JANE.name },
    updated_stamp: '2026-11-20T09:03:00Z',
    created_at: Date.UTC(2026, 10, 20, 9) / 1000,
  });
  expect(
    ticket.comments.map(({ body, public: shown, from_customer }) => [body, shown, from_customer]),
  ).toEqual([
    ['You charged me twice.', true, true],
    ['Looking into it.', true, false],
    ['Ask finance?', false, false],
    ['Any news?', true, true],
  ]);
  expect(ticket.comments.at(-1)?.id).toBe(String(last.id));
});

test('the requester is known even when an agent wrote everything', async () => {
  const { sandbox, desk, id } = await setUp();
  sandbox.faults.add({
    route: 'GET /api/v2/tickets/:id/comments.json',
    fault: {
      kind: 'rewrite',
      change: (body) => ({ ...(body as object), users: [] }),
    },
  });
  const ticket = await read(desk, id);
  expect(ticket.requester.email).toBe(JANE.email);
  expect(ticket.comments[0]?.from_customer).toBe(true);
});

test('of 620 comments the first and the newest 500 are read, oldest first', async () => {
  const { sandbox, desk, clock, id } = await setUp();
  for (let n = 1; n < 620; n += 1) {
    if (n % 3 === 0) clock.advance(1);
    sandbox.addComment(id, { body: `message ${n}` });
  }
  const { comments } = await read(desk, id);
  expect(comments).toHaveLength(501);
  expect(comments[0]?.body).toBe('You charged me twice.');
  expect(comments[1]?.body).toBe('message 120');
  expect(comments.at(-1)?.body).toBe('message 619');
});

test('a ticket that does not exist, was deleted, or has no possible id is null', async () => {
  const { sandbox, desk, id } = await setUp();
  expect(await desk.readTicket('999999')).toBeNull();
  sandbox.setStatus(id, 'deleted');
  expect(await desk.readTicket(id)).toBeNull();
  const before = sandbox.requests.length;
  for (const bad of ['', '0', '../users/me', '1 OR 1=1', '12\r\nX: y', '9'.repeat(30), '١٢'])
    expect(await desk.readTicket(bad)).toBeNull();
  expect(sandbox.requests.length).toBe(before);
});

test('one internal note is written, tags are added and none is lost', async () => {
  const { sandbox, desk, id } = await setUp();
  const ticket = await read(desk, id);
  expect(await desk.findNote(id, MARKER)).toBeNull();
  const outcome = await desk.addNote(noteRequest(ticket));
  const [note, ...others] = sandbox.notes(id);
  expect(others).toEqual([]);
  expect(note?.public).toBe(false);
  expect(outcome).toEqual({ kind: 'posted', comment_id: String(note?.id) });
  expect(sandbox.ticket(id).tags).toEqual(['billing', 'vip', 'billing_checked']);
  expect(await desk.findNote(id, MARKER)).toEqual({ comment_id: String(note?.id), public: false });
  expect(sandbox.ticket(id).comments.filter((comment) => comment.public)).toHaveLength(1);
});

test('tags that are there already are not sent again', async () => {
  const { sandbox, desk, id } = await setUp();
  await desk.addNote(noteRequest(await read(desk, id), MARKER, ['billing']));
  expect(
    sandbox
      .ticket(id)
      .audits.at(-1)
      ?.events.map((event) => event.type),
  ).toEqual(['Comment']);
});

test('ten conflicts in a row end in exactly one note', async () => {
  const { sandbox, desk, clock, id } = await setUp();
  let conflictsLeft = 10;
  sandbox.onUpdate((ticketId) => {
    if (conflictsLeft === 0) return;
    conflictsLeft -= 1;
    clock.advance(2);
    sandbox.addComment(ticketId, { by: 'agent', body: 'me too', public: false });
  });
  const outcomes: string[] = [];
  while (outcomes.at(-1) !== 'posted' && outcomes.length < 20) {
    if ((await desk.findNote(id, MARKER)) !== null) break;
    outcomes.push((await desk.addNote(noteRequest(await read(desk, id)))).kind);
  }
  expect(outcomes).toEqual([...Array<string>(10).fill('conflict'), 'posted']);
  expect(sandbox.notes(id)).toHaveLength(1);
});

test('a ticket that changed since it was read is a conflict before anything is sent', async () => {
  const { sandbox, desk, clock, id } = await setUp();
  const ticket = await read(desk, id);
  clock.advance(5);
  sandbox.addComment(id, { body: 'One more thing' });
  expect(await desk.addNote(noteRequest(ticket))).toEqual({ kind: 'conflict' });
  expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
});

for (const [name, fault] of [
  ['reset', faults.reset('after')],
  ['hang', faults.hang('after')],
  ['cut off', faults.truncated('broken')],
  ['truncated', faults.truncated('complete')],
] as const)
  test(`a note whose answer was lost (${name}) is found, not written twice`, async () => {
    const { sandbox, desk, clock, id } = await setUp({ timeoutMilliseconds: 300 });
    const update = 'PUT /api/v2/tickets/:id.json';
    sandbox.faults.add({ route: update, fault, calls: 'first' });
    const error = await thrownBy(async () => desk.addNote(noteRequest(await read(desk, id))));
    expect(error).toBeInstanceOf(ServiceError);
    expect(['unreachable', 'broken']).toContain((error as ServiceError).trouble);
    clock.advance(2);
    expect(await desk.findNote(id, MARKER)).toMatchObject({ public: false });
    expect(sandbox.notes(id)).toHaveLength(1);
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

test('a note is never repeated by the transport when the connection breaks before it arrives', async () => {
  const { sandbox, desk, id } = await setUp();
  sandbox.faults.add({ route: 'PUT *', fault: faults.reset('before') });
  const ticket = await read(desk, id);
  const error = await thrownBy(() => desk.addNote(noteRequest(ticket)));
  expect(error).toMatchObject({ service: 'zendesk', trouble: 'unreachable' });
  expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

test('the marker is found at the far end of a long conversation', async () => {
  const { sandbox, desk, clock, id } = await setUp();
  await desk.addNote(noteRequest(await read(desk, id)));
  clock.advance(1);
  for (let n = 0; n < 450; n += 1) sandbox.addComment(id, { body: `message ${n}` });
  expect(await desk.findNote(id, MARKER)).toMatchObject({ public: false });
  expect(await desk.findNote(id, '[bc:an_0002]')).toBeNull();
});

test("an agent's public quotation of the note does not pass for the note", async () => {
  const { sandbox, desk, clock, id } = await setUp();
  await desk.addNote(noteRequest(await read(desk, id)));
  clock.advance(1);
  sandbox.addComment(id, { by: 'agent', body: `As ${MARKER} says` });
  expect(await desk.findNote(id, MARKER)).toEqual({
    comment_id: String(sandbox.notes(id)[0]?.id),
    public: false,
  });
});

test('a closed, deleted or full ticket makes a note impossible and says which', async () => {
  const { sandbox, desk, id } = await setUp({ maximumComments: 3 });
  const ticket = await read(desk, id);
  sandbox.setStatus(id, 'closed');
  expect(await desk.addNote(noteRequest(ticket))).toEqual({
    kind: 'impossible',
    message: 'The ticket is closed.',
  });
  expect(await desk.addNote(noteRequest({ ...ticket, id: '999999' }))).toEqual({
    kind: 'impossible',
    message: 'The ticket does not exist any more.',
  });
  const full = sandbox.createTicket({ subject: 'x', body: 'y', requester: JANE });
  sandbox.addComment(full.id, { body: '2' });
  sandbox.addComment(full.id, { body: '3' });
  const outcome = await desk.addNote(noteRequest(await read(desk, String(full.id))));
  expect(outcome).toMatchObject({ kind: 'impossible', message: expect.stringContaining('3 comments') });
});

test('a ticket closed between the look and the update is impossible, by Zendesk’s own words', async () => {
  const { sandbox, desk, id } = await setUp();
  const ticket = await read(desk, id);
  sandbox.onUpdate((ticketId) => sandbox.setStatus(ticketId, 'closed'));
  const outcome = await desk.addNote(noteRequest(ticket));
  expect(outcome).toMatchObject({ kind: 'impossible', message: expect.stringContaining('closed prevents') });
  expect(sandbox.notes(id)).toEqual([]);
});

test('a note that Zendesk stored as public is hidden and raises an alarm', async () => {
  const { sandbox, desk, id } = await setUp();
  const ticket = await read(desk, id);
  sandbox.faults.add({
    route: 'PUT /api/v2/tickets/:id.json',
    fault: {
      kind: 'rewrite',
      change: (body) => {
        const stored = sandbox.ticket(id).comments.at(-1);
        if (stored !== undefined) stored.public = true;
        return JSON.parse(JSON.stringify(body).replaceAll('"public":false', '"public":true')) as unknown;
      },
    },
  });
  const error = await thrownBy(() => desk.addNote(noteRequest(ticket)));
  expect(error).toBeInstanceOf(ZendeskError);
  expect((error as ZendeskError).message).toMatch(/^ALARM: .* PUBLIC comment .* made internal afterwards/);
  expect(await desk.findNote(id, MARKER)).toMatchObject({ public: false });
});

test('an answer that does not say whether the note is internal is not believed: the comment is read', async () => {
  const { sandbox, desk, id } = await setUp();
  const ticket = await read(desk, id);
  sandbox.faults.add({
    route: 'PUT /api/v2/tickets/:id.json',
    fault: { kind: 'rewrite', change: (body) => ({ ticket: (body as { ticket: unknown }).ticket }) },
  });
  const outcome = await desk.addNote(noteRequest(ticket));
  expect(outcome).toEqual({ kind: 'posted', comment_id: String(sandbox.notes(id)[0]?.id) });
  expect(sandbox.requests.at(-1)?.path).toBe(`/api/v2/tickets/${id}/comments.json`);
});

test('a note without its marker or over 64 KB is a programming error and is not sent', async () => {
  const { sandbox, desk, id } = await setUp();
  const ticket = await read(desk, id);
  await expect(desk.addNote({ ...noteRequest(ticket), html: '<p>hi</p>' })).rejects.toThrow(/marker/);
  const html = `${MARKER}${'x'.repeat(70_000)}`;
  await expect(desk.addNote({ ...noteRequest(ticket), html })).rejects.toThrow(/fits/);
  expect(sandbox.notes(id)).toEqual([]);
});

test('changed tickets come by cursor, each once, deleted ones left out', async () => {
  const { sandbox, desk, clock } = await setUp({ incrementalDelaySeconds: 60 });
  const ids: string[] = [];
  for (let n = 0; n < 150; n += 1) {
    clock.advance(1);
    const { id } = sandbox.createTicket({ subject: `t${n}`, body: 'b', requester: JANE });
    ids.push(String(id));
  }
  sandbox.setStatus(ids[3] ?? '', 'deleted');
  clock.advance(61);
  const seen: string[] = [];
  let page = await desk.changedTickets({ since: clock.seconds() - 3600 });
  for (let n = 1; n < 10 && !page.end_of_stream; n += 1) {
    seen.push(...page.ticket_ids);
    page = await desk.changedTickets({ cursor: page.cursor });
  }
  seen.push(...page.ticket_ids);
  expect(new Set(seen).size).toBe(seen.length);
  expect(ids.filter((id) => !seen.includes(id))).toEqual([ids[3]]);
  const after = await desk.changedTickets({ cursor: page.cursor });
  expect(after).toEqual({ ticket_ids: [], cursor: page.cursor, end_of_stream: true });
});

test('an empty export gives a cursor that still sees what comes later', async () => {
  const { sandbox, desk, clock } = await startDesk();
  started = null;
  try {
    const empty = await desk.changedTickets({ since: clock.seconds() });
    expect(empty.ticket_ids).toEqual([]);
    const { id } = sandbox.createTicket({ subject: 'late', body: 'b', requester: JANE });
    clock.advance(120);
    const next = await desk.changedTickets({ cursor: empty.cursor });
    expect(next.ticket_ids).toEqual([String(id)]);
  } finally {
    await sandbox.close();
  }
});
