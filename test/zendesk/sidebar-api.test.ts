import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { zendeskPeople } from '../../src/app/sidebar.ts';
import { createCorrectionDesk } from '../../src/corrections/correction-desk.ts';
import type { Person } from '../../src/corrections/people.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import type { Story } from '../../src/sandbox/stories/story.ts';
import type { SandboxUser } from '../../src/sandbox/zendesk/index.ts';
import { createZendeskClient } from '../../src/zendesk/client.ts';
import type { CorrectionView } from '../../src/zendesk/sidebar/correction-view.ts';
import { createSessions } from '../../src/zendesk/sidebar/session.ts';
import type { FindingView, TicketView } from '../../src/zendesk/sidebar/ticket-view.ts';
import {
  APPROVERS,
  type ApiAnswer,
  PUBLIC_URL,
  REQUESTERS,
  type SidebarWorld,
  startSidebar,
} from './sidebar-setup.ts';

const folder = mkdtempSync(join(tmpdir(), 'billing-check-sidebar-'));
const OPS: Person = { account: 'terminal:ops', human: null };
let world: SidebarWorld;
let robin: SandboxUser;
let session: string;

beforeAll(async () => {
  world = await startSidebar(folder);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});
/** Each test has an agent of its own, and so a rate limit of its own. */
beforeEach(async () => {
  robin = world.zendesk.addUser({
    name: 'Robin',
    email: 'Robin@Support.example',
    role: 'agent',
    group_ids: [REQUESTERS],
  });
  session = await world.open(robin);
  world.setApprovals(null);
});

function story(key: string): Story {
  const found = world.world.stories.find((one) => one.key === key);
  if (found === undefined) throw new Error(`no story ${key}`);
  return found;
}

const get = (ticketId: string, as = session): Promise<ApiAnswer> =>
  world.api('GET', `/api/sidebar/tickets/${ticketId}`, { session: as });
const view = async (ticketId: string): Promise<TicketView> =>
  (await get(ticketId)).body as unknown as TicketView;

function proposable({ check }: TicketView): FindingView {
  const found = check.findings.find(({ may_propose }) => may_propose);
  if (found === undefined) throw new Error('nothing can be proposed');
  return found;
}

const propose = (finding: FindingView, as = session): Promise<ApiAnswer> =>
  world.api('POST', `/api/sidebar/findings/${finding.id}/corrections`, { session: as });

async function trailSince(seq: number) {
  const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, lastSeq: Number.MAX_SAFE_INTEGER };
  const rows = await world.app.store.auditEntries({ ...all, afterSeq: seq });
  return rows.map(({ kind, actor, subject, details }) => ({
    kind,
    actor,
    subject,
    details: JSON.parse(details) as Record<string, unknown>,
  }));
}

/** Ends what a test proposed, so that the next one may propose it too. */
async function reject(id: string, reason = 'Not owed.'): Promise<void> {
  const correction = await world.app.store.loadCorrection(id);
  await world.app.store.decideCorrection({
    id,
    version: correction?.version ?? 1,
    verdict: 'reject',
    by: OPS,
    reason,
    judge: () => ({ kind: 'approved' }),
    sign: () => ({ hash: 'a'.repeat(64), mac: 'b'.repeat(64) }),
  });
}

describe('the session', () => {
  it('is needed for everything', async () => {
    const before = await world.rows();
    for (const [method, path] of [
      ['GET', '/api/sidebar/tickets/4999'],
      ['POST', '/api/sidebar/tickets/4999/checks'],
      ['POST', '/api/sidebar/checks/an_1/identity'],
      ['POST', '/api/sidebar/findings/fi_1/corrections'],
    ] as const) {
      const answer = await world.api(method, path);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(answer.body).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) });
    }
    expect(await world.rows()).toBe(before);
  });

  it('is not the signed token, not another installation’s, not one under a plain key', async () => {
    const installation = { subdomain: 'acme', appId: '4711', installationId: '90210' };
    const made = (change: object, signingKey = 'sandbox-signing-key') =>
      createSessions({ signingKey, installation: { ...installation, ...change }, clock: Date.now }).open(
        String(robin.id),
      );
    expect((await get('4999', made({}))).status).toBe(404);
    for (const other of [
      world.installed.mint(robin),
      made({ installationId: '90211' }),
      made({ subdomain: 'evil' }),
      made({}, 'another-signing-key'),
      '',
      `${session}x`,
    ])
      expect((await get('4999', other)).status).toBe(401);
  });

  it('ends after half an hour', async () => {
    world.advance(29 * 60);
    expect((await get('4999')).status).toBe(404);
    world.advance(60);
    expect((await get('4999')).status).toBe(401);
  });

  it('goes on when it is renewed, for the same agent alone, and for eight hours at most', async () => {
    const renew = (as: string) => world.api('POST', '/api/sidebar/session', { session: as });
    let current = session;
    let renewals = 0;
    for (; ; renewals += 1) {
      world.advance(25 * 60);
      const answer = await renew(current);
      if (answer.status !== 200) break;
      expect(Object.keys(answer.body)).toEqual(['session']);
      current = String(answer.body['session']);
    }
    expect(renewals).toBe(19);
    const late = await renew(current);
    expect(late).toMatchObject({
      status: 401,
      body: { error: expect.stringContaining('reload the ticket') },
    });
    expect((await get('4999', current)).status).toBe(401);
    const other = await renew(await world.open(world.zendesk.agent));
    const said = JSON.parse(
      Buffer.from(String(other.body['session']).split('.')[0] ?? '', 'base64url').toString(),
    );
    expect(said).toMatchObject({ user: String(world.zendesk.agent.id), installation: '90210' });
  });

  it('is renewed only for whom Zendesk says now that they may: nobody waits a minute for that', async () => {
    expect((await get('4999')).status).toBe(404);
    world.zendesk.changeUser(robin, { suspended: true });
    const before = await world.rows();
    const answer = await world.api('POST', '/api/sidebar/session', { session });
    expect(answer).toMatchObject({ status: 403, body: { error: 'This Zendesk user is suspended.' } });
    expect(await world.rows()).toBe(before + 1);
    expect((await get('4999')).status, 'and it is remembered').toBe(403);
  });

  it('is renewed by asking, with nothing more, and not while Zendesk is away', async () => {
    const path = '/api/sidebar/session';
    expect((await world.api('POST', path, { session, body: { user: '1' } })).status).toBe(422);
    expect((await world.api('POST', path)).status).toBe(401);
    const fault = world.zendesk.faults.add({ route: 'GET /api/v2/users/*', fault: faults.serverError(500) });
    expect((await world.api('POST', path, { session })).status).toBe(503);
    fault.off();
    expect((await world.api('POST', path, { session })).status).toBe(200);
  });

  it('is taken from our own page alone, and no answer invites others', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'https://acme.zendesk.com',
      `${PUBLIC_URL}.evil.example`,
    ]) {
      const before = await world.rows();
      const answer = await world.api('POST', '/api/sidebar/tickets/4999/checks', {
        session,
        headers: { origin },
      });
      expect(answer.status).toBe(403);
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(await world.rows()).toBe(before);
    }
    const own = await world.api('GET', '/api/sidebar/tickets/4999', {
      session,
      headers: { origin: PUBLIC_URL },
    });
    expect(own.status).toBe(404);
    const preflight = await fetch(`${world.url}/api/sidebar/tickets/4999`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(405);
    expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('does not outlive the role: a minute later somebody suspended is out', async () => {
    expect((await get('4999')).status).toBe(404);
    world.zendesk.changeUser(robin, { suspended: true });
    world.advance(60);
    const before = await world.rows();
    expect((await get('4999')).status).toBe(403);
    const act = await world.api('POST', '/api/sidebar/tickets/4999/checks', { session });
    expect(act).toMatchObject({ status: 403, body: { error: 'This Zendesk user is suspended.' } });
    expect(await trailSince(before)).toEqual([
      expect.objectContaining({
        kind: 'refused',
        actor: `zendesk:${robin.id}`,
        details: { act: 'check', reason: 'suspended' },
      }),
    ]);
  });

  it('says to wait while Zendesk cannot be asked who somebody is', async () => {
    world.advance(60);
    const fault = world.zendesk.faults.add({ route: 'GET /api/v2/users/*', fault: faults.serverError(500) });
    try {
      const answer = await get('4999');
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      fault.off();
    }
  });

  it('is answered 60 times a minute, other agents’ meanwhile too', async () => {
    const statuses: number[] = [];
    for (let times = 0; times < 62; times += 1) statuses.push((await get('4999')).status);
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 404), 429, 429]);
    const limited = await get('4999');
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    const ada = world.zendesk.addUser({ name: 'Ada', email: null, role: 'agent' });
    expect((await get('4999', await world.open(ada))).status).toBe(404);
    world.advance(61);
    expect((await get('4999')).status).toBe(404);
  });
});

describe('what is sent', () => {
  it.each<[string, number, unknown, Record<string, string> | undefined]>([
    ['a form', 415, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', 415, '{}', { 'content-type': 'text/plain' }],
    ['no JSON', 400, '{', undefined],
    ['nothing', 400, '', undefined],
    ['an unknown key', 422, { amount: 1 }, undefined],
    ['a list', 422, [], undefined],
    ['__proto__', 422, '{"__proto__": {"customer": "cus_1"}}', undefined],
    ['deep nesting', 422, `${'['.repeat(2_000)}${']'.repeat(2_000)}`, undefined],
    ['too much', 413, `{"a":"${'x'.repeat(5_000)}"}`, undefined],
  ])('is refused when it is %s', async (_, status, body, headers) => {
    const before = await world.rows();
    const answer = await world.api('POST', '/api/sidebar/tickets/4999/checks', {
      session,
      body,
      ...(headers === undefined ? {} : { headers }),
    });
    expect(answer.status).toBe(status);
    expect(answer.body['error']).toMatch(/^[A-Z].*\.$/);
    expect(await world.rows()).toBe(before);
  });

  it('is refused with bytes that are no text', async () => {
    const answer = await fetch(`${world.url}/api/sidebar/tickets/4999/checks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` },
      body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
    });
    expect(answer.status).toBe(400);
  });

  it.each([
    ['GET', '/api/sidebar/tickets/0'],
    ['GET', '/api/sidebar/tickets/abc'],
    ['GET', '/api/sidebar/tickets/99999999999999999'],
    ['GET', '/api/sidebar/tickets/4999%2f..'],
    ['GET', '/api/sidebar/tickets/999999'],
    ['POST', '/api/sidebar/tickets/999999/checks'],
    ['POST', "/api/sidebar/findings/'/corrections"],
    ['POST', '/api/sidebar/findings/fi_1/corrections'],
    ['POST', `/api/sidebar/findings/fi_${'0'.repeat(29)}/corrections`],
    ['GET', '/api/sidebar/checks/1/events'],
  ] as const)('names nothing there is: %s %s', async (method, path) => {
    expect((await world.api(method, path, { session })).status).toBe(404);
  });
});

describe('a check', () => {
  it('is not there before somebody asks for it, then runs and is read with its findings', async () => {
    const ticketId = world.ticket(story('duplicate-charge'));
    expect(await get(ticketId)).toMatchObject({ status: 404, body: { running: null } });
    const before = await world.rows();
    const { check, corrections, running } = await world.checked(ticketId, session);
    expect(check).toMatchObject({
      source: 'sidebar',
      identity: 'unconfirmed',
      may_confirm_identity: true,
      result: { format: 'billing-check/analysis@1', verdict: 'billing_error' },
    });
    expect(check.findings.map(({ fingerprint }) => fingerprint)).toEqual(
      check.result.findings.map(({ fingerprint }) => fingerprint),
    );
    expect(
      check.findings.map(({ may_propose, why_not }) => may_propose === (why_not === null)),
    ).not.toContain(false);
    expect([corrections, running]).toEqual([[], null]);
    expect(await trailSince(before)).toEqual([
      expect.objectContaining({
        kind: 'check',
        actor: `zendesk:${robin.id}`,
        subject: check.id,
        details: expect.objectContaining({ source: 'sidebar', ticket: ticketId }),
      }),
    ]);
    expect(world.zendesk.notes(ticketId)).toEqual([]);
  });

  it('asked for twice at once is one', async () => {
    const ticketId = world.ticket(story('duplicate-charge'));
    const path = `/api/sidebar/tickets/${ticketId}/checks`;
    const asked = await Promise.all([1, 2, 3].map(() => world.api('POST', path, { session })));
    expect(asked.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(asked.map(({ body }) => body['id'])).size).toBe(1);
  });

  it('is asked for a few times a minute', async () => {
    const path = `/api/sidebar/tickets/${world.ticket(story('duplicate-charge'))}/checks`;
    const statuses: number[] = [];
    for (let times = 0; times < 7; times += 1)
      statuses.push((await world.api('POST', path, { session })).status);
    expect(statuses).toEqual([202, 202, 202, 202, 202, 202, 429]);
  });

  it('of a ticket the agent may not see is neither read nor asked for', async () => {
    const seen = world.ticket(story('duplicate-charge'), { group_id: REQUESTERS });
    const unseen = world.ticket(story('duplicate-charge'), { group_id: 999 });
    const { check } = await world.checked(unseen, session);
    const bound = world.zendesk.addUser({
      name: 'Bound',
      email: null,
      role: 'agent',
      group_ids: [REQUESTERS],
      ticket_restriction: 'groups',
    });
    const theirs = await world.open(bound);
    const before = await world.rows();
    expect(await get(seen, theirs)).toMatchObject({ status: 404, body: { running: null } });
    expect((await get(unseen, theirs)).status).toBe(403);
    expect(await trailSince(before)).toEqual([]);
    const acts = [
      `/api/sidebar/tickets/${unseen}/checks`,
      `/api/sidebar/findings/${check.findings[0]?.id}/corrections`,
    ];
    for (const path of acts) expect((await world.api('POST', path, { session: theirs })).status).toBe(403);
    expect(await trailSince(before)).toEqual(
      ['check', 'propose'].map((act) => ({
        kind: 'refused',
        actor: `zendesk:${bound.id}`,
        subject: `ticket:${unseen}`,
        details: { act, reason: 'not their ticket' },
      })),
    );
  });

  it('of another door, or of no ticket, cannot be acted on here', async () => {
    const id = await world.app.store.recordCheck({
      query: 'cus_1',
      asked_by: 'terminal:ops',
      verdict: 'no_anomaly',
      urgency: 'low',
      customer_ids: ['cus_1'],
      findings: [],
      result: {},
      read_at_ms: 0,
      source: 'terminal',
    });
    const answer = await world.api('POST', `/api/sidebar/checks/${id}/identity`, {
      session,
      body: { customer: 'cus_1' },
    });
    expect(answer.status).toBe(404);
  });
});

describe('a correction', () => {
  it('is proposed in the agent’s name, and is shown as it stands from then on', async () => {
    const ticketId = world.ticket(story('duplicate-charge'));
    const finding = proposable(await world.checked(ticketId, session));
    const before = await world.rows();
    const answer = await propose(finding);
    expect(answer).toMatchObject({ status: 201, body: { state: 'proposed' } });
    const id = String(answer.body['id']);
    const [row] = await world.corrections(ticketId);
    expect(row).toMatchObject({
      id,
      finding_id: finding.id,
      requester: `zendesk:${robin.id}`,
      requester_human: world.app.store.pseudonym('robin@support.example'),
      state: 'proposed',
      is_identified: false,
      mode: 'dry_run',
      ticket_id: ticketId,
      request_id: null,
    });
    expect(await trailSince(before)).toEqual([
      expect.objectContaining({
        kind: 'correction_proposed',
        actor: `zendesk:${robin.id}`,
        subject: id,
      }),
    ]);

    const proposed = await view(ticketId);
    expect(proposed.corrections).toEqual([
      expect.objectContaining({ id, state: 'proposed', requester: `zendesk:${robin.id}`, decisions: [] }),
    ]);
    expect(proposed.corrections[0]?.sentence).toMatch(
      /^Waits for approval\. .*held back until somebody confirms/,
    );
    expect(proposed.check.findings.find((one) => one.id === finding.id)).toMatchObject({
      may_propose: false,
      why_not: 'It was proposed already: waits for approval.',
    });

    const again = await propose(finding);
    expect(again).toMatchObject({ status: 409, body: { correction: { id, state: 'proposed' } } });
    expect(await world.corrections(ticketId)).toHaveLength(1);

    await reject(id, 'We refunded it by hand.');
    const rejected = await view(ticketId);
    expect(rejected.corrections[0]).toMatchObject({
      state: 'rejected',
      sentence: 'Rejected.',
      decisions: [{ by: 'terminal:ops', verdict: 'reject', reason: 'We refunded it by hand.' }],
    });
    expect(proposable(rejected).id).toBe(finding.id);
  });

  it('is followed to its end', async () => {
    const ticketId = world.ticket(story('duplicate-charge'));
    const { check } = await world.checked(ticketId, session);
    const [customer = ''] = check.result.customer.ids;
    const confirmed = await world.api('POST', `/api/sidebar/checks/${check.id}/identity`, {
      session,
      body: { customer },
    });
    expect(confirmed).toMatchObject({ status: 200, body: { identity: 'confirmed' } });
    const { body } = await propose(proposable(await view(ticketId)));
    const id = String(body['id']);
    const { store } = world.app;
    const finance = createCorrectionDesk({
      store,
      approvals: async () => undefined,
      signingKey: 'sandbox-signing-key',
      mode: 'dry_run',
      clock: Date.now,
    });
    const decided = await finance.decide({ id, version: 1, verdict: 'approve', by: OPS, reason: null });
    expect(decided).toEqual({ kind: 'decided', state: 'approved' });
    let shown: CorrectionView | undefined;
    for (let waited = 0; shown?.state !== 'simulated' && waited < 10_000; waited += 50) {
      await sleep(50);
      [shown] = (await view(ticketId)).corrections;
    }
    expect(shown).toMatchObject({
      id,
      state: 'simulated',
      decisions: [{ by: 'terminal:ops', verdict: 'approve' }],
    });
    expect(shown?.sentence).toMatch(/^[A-Z].*\.$/);
    // Nothing was sent, so it may be proposed again.
    expect(proposable(await view(ticketId)).fingerprint).toBe(shown?.fingerprint);
  });

  it('is not proposed by an agent outside the requesters’ groups, and the audit says so', async () => {
    world.setApprovals({ requesters: ['S012AB3CD', `zendesk:${REQUESTERS}`] });
    const ticketId = world.ticket(story('duplicate-charge'));
    const finding = proposable(await world.checked(ticketId, session));
    const outsider = world.zendesk.addUser({ name: 'Out', email: null, role: 'agent', group_ids: [999] });
    const theirs = await world.open(outsider);
    const seen = (await get(ticketId, theirs)).body as unknown as TicketView;
    expect(seen.check.may_confirm_identity).toBe(false);
    expect(seen.check.findings.find(({ id }) => id === finding.id)?.why_not).toContain('Zendesk group');
    const before = await world.rows();
    expect((await propose(finding, theirs)).status).toBe(403);
    expect(await world.corrections(ticketId)).toEqual([]);
    expect(await trailSince(before)).toEqual([
      {
        kind: 'refused',
        actor: `zendesk:${outsider.id}`,
        subject: finding.id,
        details: { act: 'propose', reason: 'not in the group' },
      },
    ]);
    // A minute after they joined they may.
    world.zendesk.changeUser(outsider, { group_ids: [999, REQUESTERS] });
    world.advance(60);
    const answer = await propose(finding, theirs);
    expect(answer.status).toBe(201);
    await reject(String(answer.body['id']));
  });

  it('is not proposed of a finding for which nothing is owed', async () => {
    const ticketId = world.ticket(story('card-hold'));
    const { check } = await world.checked(ticketId, session);
    const [finding] = check.findings.filter(({ may_propose }) => !may_propose);
    if (finding === undefined) throw new Error('a hold is a finding');
    const before = await world.rows();
    const answer = await propose(finding);
    expect(answer).toMatchObject({
      status: 422,
      body: { error: expect.stringContaining('Nothing is owed') },
    });
    expect(await trailSince(before)).toEqual([
      expect.objectContaining({ kind: 'refused', actor: `zendesk:${robin.id}`, subject: finding.id }),
    ]);
  });

  it('clicked twenty times at once is one', async () => {
    const ticketId = world.ticket(story('duplicate-charge'));
    const finding = proposable(await world.checked(ticketId, session));
    const answers = await Promise.all(Array.from({ length: 20 }, () => propose(finding)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    const [row, ...others] = await world.corrections(ticketId);
    expect(others).toEqual([]);
    await reject(row?.id ?? '');
  });
});

describe('who the customer is', () => {
  it('is confirmed once, by the customer shown', async () => {
    const ticketId = world.ticket(story('duplicate-charge'));
    const { check } = await world.checked(ticketId, session);
    const path = `/api/sidebar/checks/${check.id}/identity`;
    const [customer = ''] = check.result.customer.ids;
    const confirm = (body: unknown) => world.api('POST', path, { session, body });
    expect((await confirm({})).status).toBe(422);
    expect((await confirm({ customer: 'cus_../../' })).status).toBe(422);
    expect((await confirm({ customer: 'cus_somebodyElse' })).status).toBe(422);
    const before = await world.rows();
    expect((await confirm({ customer })).status).toBe(200);
    expect((await confirm({ customer })).status).toBe(409);
    expect(await trailSince(before)).toEqual([
      expect.objectContaining({
        kind: 'identity_confirmed',
        actor: `zendesk:${robin.id}`,
        subject: check.id,
      }),
    ]);
    expect((await view(ticketId)).check).toMatchObject({
      identity: 'confirmed',
      may_confirm_identity: false,
    });
  });

  it('cannot be confirmed where nobody was found', async () => {
    const nobody = { ...story('duplicate-charge'), ticket: { ...story('duplicate-charge').ticket } };
    const ticketId = world.ticket({
      ...nobody,
      ticket: { ...nobody.ticket, requester_email: 'nobody@nowhere.example' },
    });
    const { check } = await world.checked(ticketId, session);
    expect(check).toMatchObject({ identity: 'unresolved', may_confirm_identity: false });
    const answer = await world.api('POST', `/api/sidebar/checks/${check.id}/identity`, {
      session,
      body: { customer: 'cus_1' },
    });
    expect(answer.status).toBe(422);
  });
});

describe('who may approve through Zendesk', () => {
  it('is whoever Zendesk has in the policy’s groups now', async () => {
    const { zendesk, app } = world;
    const account = `zendesk:${robin.id}`;
    let groups: readonly string[] = [];
    let ahead = 0;
    const { approvers: directory } = zendeskPeople(
      createZendeskClient({
        subdomain: 'acme',
        apiBase: zendesk.url,
        auth: { kind: 'oauth', clientId: 'billing-check', clientSecret: 'sandbox-client-secret' },
      }),
      {
        store: app.store,
        approvals: async () => ({ approvers: groups, expires_after_hours: 72 }),
        clock: () => Date.now() + ahead,
      },
    );
    const mayApprove = (who: string) => directory.mayApprove(who);
    expect(await mayApprove(account)).toMatchObject({ kind: 'may_not' });
    groups = ['S012AB3CD', String(APPROVERS)];
    expect(await mayApprove(account)).toMatchObject({ kind: 'may_not' });
    zendesk.changeUser(robin, { group_ids: Array.from({ length: 150 }, (_, place) => 623 + place) });
    expect(await mayApprove(account)).toMatchObject({ kind: 'may_not' });
    ahead += 60_000;
    expect(await mayApprove(account)).toEqual({ kind: 'may' });
    zendesk.changeUser(robin, { role: 'end-user' });
    ahead += 60_000;
    expect(await mayApprove(account)).toMatchObject({
      kind: 'may_not',
      sentence: expect.stringContaining(account),
    });
    for (const other of ['slack:U1', 'zendesk:', 'zendesk:../7', 'terminal:ops'])
      expect(await mayApprove(other)).toMatchObject({ kind: 'may_not' });
    ahead += 60_000;
    zendesk.faults.add({ route: 'GET /api/v2/users/*', fault: faults.rateLimited(7), calls: 'first' });
    expect(await mayApprove(account)).toMatchObject({ kind: 'unreadable', retry_after_seconds: 7 });
  });
});
