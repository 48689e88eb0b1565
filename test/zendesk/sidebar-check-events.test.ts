import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/zendesk/app/ui/event-stream.ts';
import { type SidebarWorld, startSidebar } from './sidebar-setup.ts';
import { watchEvents } from './watch-events.ts';

const STEPS = ['customer_found', 'history_read', 'rules_run', 'writing'];
/** So that each step takes its time. */
const ROUND_TRIP_MS = 250;

const folder = mkdtempSync(join(tmpdir(), 'billing-check-sidebar-'));
let world: SidebarWorld;
let session: string;

beforeAll(async () => {
  world = await startSidebar(folder, { ZENDESK_BILLING_FILTER: 'tag:billing' });
  session = await world.open(world.zendesk.agent);
  world.stripe.faults.setLatency(ROUND_TRIP_MS);
  world.zendesk.setWebhook({ url: `${world.url}/zendesk/webhook`, secret: 'sandbox-webhook-secret' });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A ticket that Zendesk's webhook tells the server of. */
async function arrives(key: string, tags: readonly string[]): Promise<string> {
  const story = world.world.stories.find((one) => one.key === key);
  if (story === undefined) throw new Error(`no story ${key}`);
  const { subject, body, requester_email: email, requester_name: name } = story.ticket;
  const ticket = world.zendesk.createTicket({ subject, body, requester: { email, name }, tags });
  await world.zendesk.deliveriesSettled();
  return String(ticket.id);
}

function parsed(events: readonly ServerEvent[], name: string): Record<string, unknown>[] {
  return events.filter((event) => event.name === name).map(({ data }) => JSON.parse(data));
}

describe('the events of a check', () => {
  it('tell its steps, each once it is taken, and that it is done', async () => {
    const ticketId = await arrives('missing-discount', []);
    const asked = await world.api('POST', `/api/sidebar/tickets/${ticketId}/checks`, { session });
    const check = String(asked.body['id']);
    const watched = await watchEvents(world, `checks/${check}`, session);
    expect(watched.answer.status).toBe(200);
    expect(watched.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await watched.done;
    const told = parsed(watched.events, 'steps');
    expect(told.length, 'more than one look saw another step').toBeGreaterThan(1);
    for (const one of told) {
      const steps = one['steps'] as string[];
      expect(one['check']).toBe(check);
      expect(steps).toEqual(STEPS.slice(0, steps.length));
    }
    expect(parsed(watched.events, 'done')).toEqual([{ check, saved: true }]);
    expect(watched.events.at(-1)?.name).toBe('done');
    const read = await world.api('GET', `/api/sidebar/checks/${check}`, { session });
    expect(read).toMatchObject({ status: 200, body: { id: check } });

    const later = await watchEvents(world, `checks/${check}`, session);
    await later.done;
    expect(
      later.events.map(({ name }) => name),
      'of one that is done',
    ).toEqual(['done']);
  });

  it('can be followed of one the ticket got by itself, from the moment the app is opened', async () => {
    const ticketId = await arrives('duplicate-charge', ['billing']);
    const opened = await world.api('GET', `/api/sidebar/tickets/${ticketId}`, { session });
    const check = String(opened.body['running']);
    expect(check).toMatch(/^an_[0-9a-z]{29}$/);
    const watched = await watchEvents(world, `checks/${check}`, session);
    await watched.done;
    expect(parsed(watched.events, 'steps').flatMap(({ steps }) => steps)).toContain('customer_found');
    expect(parsed(watched.events, 'done')).toEqual([{ check, saved: true }]);
    expect((await world.app.store.latestAnalysisOfTicket(ticketId))?.id).toBe(check);
    expect(await world.app.store.checkUnderWay(ticketId)).toBeNull();
  });

  it('are told to whoever watches the ticket, too', async () => {
    const ticketId = await arrives('card-hold', ['billing']);
    const watched = await watchEvents(world, `tickets/${ticketId}`, session);
    await watched.until('changed');
    watched.close();
    const told = parsed(watched.events, 'steps');
    const latest = await world.app.store.latestAnalysisIdOfTicket(ticketId);
    for (const { check } of told) expect(check).toBe(latest);
    expect(told.flatMap(({ steps }) => steps)).toContain('customer_found');
  });

  it('end without a check where the ticket turned out to be none of ours', async () => {
    const route = 'GET /api/v2/tickets/*';
    world.zendesk.faults.setRouteLatency(route, 400);
    const ticketId = await arrives('card-hold', ['shipping']);
    const check = await world.app.store.checkUnderWay(ticketId);
    const watched = await watchEvents(world, `checks/${check}`, session);
    await watched.done;
    expect(parsed(watched.events, 'done')).toEqual([{ check, saved: false }]);
    world.zendesk.faults.setRouteLatency(route, 0);
  });

  it('are for whoever sees the ticket', async () => {
    const ticketId = await arrives('card-hold', []);
    const { body } = await world.api('POST', `/api/sidebar/tickets/${ticketId}/checks`, { session });
    const path = `/api/sidebar/checks/${body['id']}/events`;
    expect((await world.api('GET', path)).status).toBe(401);
    const other = world.zendesk.addUser({
      name: 'Sam',
      email: 'sam@support.example',
      role: 'agent',
      ticket_restriction: 'assigned',
    });
    expect((await world.api('GET', path, { session: await world.open(other) })).status).toBe(403);
    for (const id of ['an_1', `an_${'0'.repeat(29)}`, 'x'])
      expect((await world.api('GET', `/api/sidebar/checks/${id}/events`, { session })).status, id).toBe(404);
  });
});
