import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moreCustomers, TWINS } from '../browser/more-customers.ts';
import { REQUESTERS, type SidebarWorld, startSidebar } from './sidebar-setup.ts';
import { watchEvents } from './watch-events.ts';

const folder = mkdtempSync(join(tmpdir(), 'billing-check-sidebar-'));
let world: SidebarWorld;
let session: string;
let agentId: number;

beforeAll(async () => {
  world = await startSidebar(folder, {}, moreCustomers);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});
/** Each test has an agent of its own, and so limits of its own. */
beforeEach(async () => {
  const user = world.zendesk.addUser({
    name: 'Robin',
    email: 'robin@support.example',
    role: 'agent',
    group_ids: [REQUESTERS],
  });
  agentId = user.id;
  session = await world.open(user);
});

function ticketOf(key: string): string {
  const story = world.world.stories.find((one) => one.key === key);
  if (story === undefined) throw new Error(`no story ${key}`);
  return world.ticket(story);
}

const watch = (ticketId: string) => watchEvents(world, `tickets/${ticketId}`, session);

describe('the events of a ticket', () => {
  it('tell the steps of a check, and that the ticket changed once it is there', async () => {
    const ticketId = ticketOf('missing-discount');
    const watched = await watch(ticketId);
    expect(watched.answer.status).toBe(200);
    expect(watched.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(watched.answer.headers.get('cache-control')).toBe('no-store');
    const view = await world.checked(ticketId, session);
    await expect
      .poll(() => watched.events.filter(({ name }) => name === 'changed').length, { timeout: 5_000 })
      .toBeGreaterThanOrEqual(1);
    watched.close();
    const told = watched.events.filter(({ name }) => name === 'steps').map(({ data }) => JSON.parse(data));
    for (const { check } of told) expect(check).toBe(view.check.id);
    const steps = told.flatMap((one: { steps: string[] }) => one.steps);
    for (const step of steps)
      expect(['customer_found', 'history_read', 'rules_run', 'writing']).toContain(step);
  });

  it('tell that a correction was proposed', async () => {
    const ticketId = ticketOf('duplicate-charge');
    const { check } = await world.checked(ticketId, session);
    const watched = await watch(ticketId);
    await expect.poll(() => watched.answer.status).toBe(200);
    const finding = check.findings.find(({ may_propose }) => may_propose);
    // The first look of the stream is what everything later is held against.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const proposed = await world.api('POST', `/api/sidebar/findings/${finding?.id}/corrections`, { session });
    expect(proposed.status).toBe(201);
    await watched.until('changed');
    watched.close();
  });

  it('hold nothing but that something happened', async () => {
    const ticketId = ticketOf('card-hold');
    const watched = await watch(ticketId);
    await world.checked(ticketId, session);
    await watched.until('changed');
    watched.close();
    const text = watched.events.map(({ name, data }) => `${name} ${data}`).join('\n');
    expect(text).not.toMatch(/@|cus_|ch_|in_\w/);
  });

  it('are for whoever sees the ticket, and few at a time', async () => {
    const ticketId = ticketOf('card-hold');
    expect((await world.api('GET', `/api/sidebar/tickets/${ticketId}/events`)).status).toBe(401);
    expect((await world.api('GET', '/api/sidebar/tickets/999999/events', { session })).status).toBe(404);
    expect((await world.api('GET', '/api/sidebar/tickets/x1/events', { session })).status).toBe(404);
    const open = await Promise.all(Array.from({ length: 6 }, () => watch(ticketId)));
    expect(open.map(({ answer }) => answer.status)).toEqual(Array(6).fill(200));
    const seventh = await world.api('GET', `/api/sidebar/tickets/${ticketId}/events`, { session });
    expect(seventh).toMatchObject({ status: 429, body: { error: expect.stringMatching(/^Too many.*\.$/) } });
    for (const { close } of open) close();
    await expect
      .poll(async () => {
        const again = await watch(ticketId);
        again.close();
        return again.answer.status;
      })
      .toBe(200);
  });
});

describe('a ticket', () => {
  it('that is not checked says whether it will be by itself', async () => {
    const answer = await world.api('GET', `/api/sidebar/tickets/${ticketOf('card-hold')}`, { session });
    expect(answer).toMatchObject({ status: 404, body: { reason: 'not_checked', running: null } });
  });

  it('shows what happened to the money in time, and its earlier checks, which can be read', async () => {
    const ticketId = ticketOf('duplicate-charge');
    const first = await world.checked(ticketId, session);
    const second = await world.checked(ticketId, session);
    expect(second.checks.map(({ id }) => id)).toEqual([second.check.id, first.check.id]);
    expect(second.checks[0]).toMatchObject({ source: 'sidebar', asked_by: `zendesk:${agentId}` });
    const times = second.check.timeline.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const marked = second.check.timeline.filter(({ at_issue }) => at_issue).map(({ id }) => id);
    const evidence = second.check.result.findings.flatMap((finding) => finding.evidence.map(({ id }) => id));
    expect(marked.length).toBeGreaterThan(0);
    for (const id of marked) expect(evidence).toContain(id);
    const past = await world.api('GET', `/api/sidebar/checks/${first.check.id}`, { session });
    expect(past).toMatchObject({ status: 200, body: { id: first.check.id, result: first.check.result } });
    for (const id of ['an_1', 'x', `an_${'0'.repeat(29)}`])
      expect((await world.api('GET', `/api/sidebar/checks/${id}`, { session })).status).toBe(404);
  });

  it('of several customers is checked for the one who is chosen, of those who were shown', async () => {
    const made = world.zendesk.createTicket({
      subject: 'Twice',
      body: 'I was charged twice.',
      requester: { email: TWINS, name: 'Kim' },
    });
    const ticketId = String(made.id);
    const path = `/api/sidebar/tickets/${ticketId}/checks`;
    const before = await world.api('POST', path, { session, body: { customer: 'cus_TwinSouth2' } });
    expect(before.status, 'nobody was shown yet').toBe(422);
    const { check } = await world.checked(ticketId, session);
    expect(check.result.customer.kind).toBe('ambiguous');
    for (const customer of ['cus_Plain3', 'cus_../x', '', 7])
      expect((await world.api('POST', path, { session, body: { customer } })).status).toBe(422);
    const asked = await world.api('POST', path, { session, body: { customer: 'cus_TwinSouth2' } });
    expect(asked.status).toBe(202);
    await expect
      .poll(() => world.app.store.latestAnalysisIdOfTicket(ticketId), { timeout: 10_000 })
      .toBe(asked.body['id']);
    const view = await world.api('GET', `/api/sidebar/tickets/${ticketId}`, { session });
    expect(view.body).toMatchObject({
      check: {
        identity: 'unconfirmed',
        result: { customer: { kind: 'resolved', ids: ['cus_TwinSouth2'], matched_by: 'ticket' } },
      },
    });
  });
});

describe('feedback', () => {
  it('is kept once for each agent, the last word holding, without secrets', async () => {
    const { check } = await world.checked(ticketOf('card-hold'), session);
    const path = `/api/sidebar/checks/${check.id}/feedback`;
    const first = await world.api('POST', path, { session, body: { helpful: true } });
    expect(first).toMatchObject({ status: 200, body: { feedback: 'saved' } });
    const comment = ' It was 4242 4242 4242 4242, not that. ';
    await world.api('POST', path, { session, body: { helpful: false, about: 'amount', comment } });
    const said = await world.app.store.feedbackBy(`zendesk:${agentId}`, check.id);
    expect(said).toMatchObject({ is_helpful: false, about: 'amount' });
    expect(said?.comment).toMatch(/^It was .*, not that\.$/);
    expect(said?.comment).not.toContain('4242 4242');
    expect(await world.app.store.feedbackBy('zendesk:1', check.id)).toBeNull();
  });

  it.each([[{}], [{ helpful: 'yes' }], [{ helpful: false, about: 'weather' }], [{ helpful: true, more: 1 }]])(
    '%j is not taken',
    async (body) => {
      const { check } = await world.checked(ticketOf('card-hold'), session);
      const answer = await world.api('POST', `/api/sidebar/checks/${check.id}/feedback`, { session, body });
      expect(answer.status).toBe(422);
    },
  );

  it('of a finding is kept with its reason, and shown to whoever gave it', async () => {
    const ticketId = ticketOf('duplicate-charge');
    const { check } = await world.checked(ticketId, session);
    const path = `/api/sidebar/checks/${check.id}/feedback`;
    const [finding] = check.findings;
    if (finding === undefined) throw new Error('something was found');
    expect(finding.is_right).toBeNull();
    const body = { finding: finding.id, right: false, reason: ' Two people paid, one each. ' };
    expect((await world.api('POST', path, { session, body })).status).toBe(200);
    const seen = (await world.api('GET', `/api/sidebar/tickets/${ticketId}`, { session })).body;
    expect(seen).toMatchObject({ check: { findings: [{ id: finding.id, is_right: false }] } });
    expect(await world.app.store.marksBy(`zendesk:${agentId}`, check.id)).toMatchObject({
      findings: [{ finding_id: finding.id, reason: 'Two people paid, one each.' }],
    });
    const other = await world.open(world.zendesk.agent);
    const theirs = (await world.api('GET', `/api/sidebar/tickets/${ticketId}`, { session: other })).body;
    expect(theirs).toMatchObject({ check: { findings: [{ is_right: null }] } });
    const foreign = { finding: `fi_${'0'.repeat(29)}`, right: true };
    expect((await world.api('POST', path, { session, body: foreign })).status).toBe(422);
  });

  it('of a draft is what was sent, held against it, or the agent’s word', async () => {
    const ticketId = ticketOf('card-hold');
    const { check } = await world.checked(ticketId, session);
    const path = `/api/sidebar/checks/${check.id}/feedback`;
    const draft = check.result.triage.draft_reply;
    const say = async (body: object) => (await world.api('POST', path, { session, body })).body;
    expect(await say({ sent: draft })).toMatchObject({ use: 'used', changed_percent: 0 });
    const edited = await say({ sent: `${draft} See 4242 4242 4242 4242.` });
    expect(edited).toMatchObject({ use: 'edited', changed_percent: expect.any(Number) });
    const { draft: kept } = await world.app.store.marksBy(`zendesk:${agentId}`, check.id);
    expect(kept?.difference?.at(-1)).toMatchObject({ kind: 'added', text: expect.stringMatching(/^See /) });
    expect(JSON.stringify(kept)).not.toContain('4242 4242');
    await say({ draft: 'wrong', reason: 'It promises a refund.' });
    const view = (await world.api('GET', `/api/sidebar/tickets/${ticketId}`, { session })).body;
    expect(view).toMatchObject({ draft_use: 'wrong' });
    for (const body of [
      { sent: '' },
      { sent: 'x'.repeat(20_001) },
      { draft: 'lost' },
      { draft: 'used', sent: 'x' },
    ])
      expect((await world.api('POST', path, { session, body })).status).toBe(422);
  });

  it('is of a check that is there', async () => {
    const answer = await world.api('POST', '/api/sidebar/checks/an_1/feedback', {
      session,
      body: { helpful: true },
    });
    expect(answer.status).toBe(404);
  });
});

/** The last: there is no server afterwards. */
it('the events end with the server, which does not wait for them', async () => {
  const ticketId = ticketOf('card-hold');
  const watched = await watch(ticketId);
  const from = performance.now();
  const ended = watched.done.then(() => performance.now() - from);
  await world.stop();
  expect(await ended).toBeLessThan(1_000);
  expect(watched.events.at(-1)?.name).toBe('end');
});
