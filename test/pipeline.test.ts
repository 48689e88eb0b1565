import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoWorld, startDemoWorld } from '../src/cli/demo/demo-world.ts';
import type { SandboxComment } from '../src/sandbox/zendesk/index.ts';

const NOTE_WAIT_MS = 15_000;
const WEBHOOK_SECRET = 'demo-webhook-secret';

let demo: DemoWorld;
beforeAll(async () => {
  demo = await startDemoWorld({
    seed: 4,
    port: 0,
    now: Math.floor(Date.now() / 1000),
    latencyMs: 0,
    onFatal: (error) => {
      throw error;
    },
  });
});
afterAll(() => demo.close());

function newTicket(place = 0): string {
  const story = demo.world.stories[place];
  if (story === undefined) throw new Error('no such story');
  const { subject, body, requester_email, requester_name } = story.ticket;
  const made = demo.zendesk.createTicket({
    subject,
    body,
    requester: { email: requester_email, name: requester_name },
  });
  return String(made.id);
}

async function notesOf(ticketId: string, count: number): Promise<readonly SandboxComment[]> {
  const until = Date.now() + NOTE_WAIT_MS;
  while (demo.zendesk.notes(ticketId).length < count && Date.now() < until) await sleep(10);
  return demo.zendesk.notes(ticketId);
}

async function idle(): Promise<void> {
  const until = Date.now() + NOTE_WAIT_MS;
  for (;;) {
    const { due, running } = await demo.app.store.queueStatus();
    if (due === 0 && running === 0) return;
    if (Date.now() > until) throw new Error('the queue does not become idle');
    await sleep(20);
  }
}

function signed(body: string, timestamp = new Date().toISOString(), secret = WEBHOOK_SECRET): RequestInit {
  return {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-zendesk-webhook-invocation-id': randomUUID(),
      'x-zendesk-webhook-signature': createHmac('sha256', secret)
        .update(timestamp + body)
        .digest('base64'),
      'x-zendesk-webhook-signature-timestamp': timestamp,
    },
  };
}

function ticketCreated(ticketId: string): string {
  const moment = new Date().toISOString();
  const user = String(demo.zendesk.ticket(ticketId).requester_id);
  return JSON.stringify({
    account_id: 1,
    id: randomUUID(),
    subject: `zen:ticket:${ticketId}`,
    time: moment,
    type: 'zen:event-type:ticket.created',
    zendesk_event_version: '2022-11-06',
    event: { meta: { sequence: { id: '1', position: 1, total: 1 } } },
    detail: {
      id: ticketId,
      actor_id: user,
      requester_id: user,
      submitter_id: user,
      subject: 'x',
      description: 'x',
      status: 'NEW',
      priority: null,
      type: null,
      tags: null,
      is_public: true,
      created_at: moment,
      updated_at: moment,
      via: { channel: 'email' },
    },
  });
}

const post = (init: RequestInit): Promise<Response> =>
  fetch(`http://127.0.0.1:${demo.app.port}/zendesk/webhook`, init);

describe('from a ticket to a note', () => {
  it('every story gets one internal note with its verdict, tags and a draft', async () => {
    for (const [place, story] of demo.world.stories.entries()) {
      const ticketId = newTicket(place);
      const notes = await notesOf(ticketId, 1);
      expect(notes, story.key).toHaveLength(1);
      expect(notes[0]?.public).toBe(false);
      expect(demo.zendesk.ticket(ticketId).tags).toEqual(
        expect.arrayContaining(['billing_check', `billing_check_${story.label.verdict}`]),
      );
      const analysis = await demo.app.store.latestAnalysisOfTicket(ticketId);
      expect(analysis?.verdict, story.key).toBe(story.label.verdict);
      expect(notes[0]?.body).toContain(`[bc:${analysis?.id}]`);
    }
    const audit = await demo.app.store.verifyAudit();
    expect(audit.ok).toBe(true);
  });

  it('a further message of the customer is checked again, at most three times a day; notes and agents trigger nothing', async () => {
    const ticketId = newTicket();
    await notesOf(ticketId, 1);
    demo.zendesk.addComment(ticketId, { body: 'We are looking into it.', by: 'agent' });
    demo.zendesk.addComment(ticketId, { body: 'Internal thought.', by: 'agent', public: false });
    await sleep(300);
    await idle();
    expect(demo.zendesk.notes(ticketId)).toHaveLength(1);
    for (let message = 2; message <= 5; message += 1) {
      demo.zendesk.addComment(ticketId, { body: `And another thing, number ${message}.` });
      if (message <= 3) await notesOf(ticketId, message);
      await sleep(100);
      await idle();
    }
    expect(demo.zendesk.notes(ticketId)).toHaveLength(3);
  });

  it('one signed webhook sent 1,000 times at once makes one job and one note', async () => {
    demo.zendesk.setWebhook(null);
    try {
      const ticketId = newTicket(1);
      const delivery = signed(ticketCreated(ticketId));
      const answers = await Promise.all(Array.from({ length: 1_000 }, () => post(delivery)));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 202)).toHaveLength(1);
      expect(statuses.filter((status) => status === 200)).toHaveLength(999);
      await notesOf(ticketId, 1);
      await sleep(200);
      await idle();
      expect(demo.zendesk.notes(ticketId)).toHaveLength(1);
    } finally {
      demo.zendesk.setWebhook({
        url: `http://127.0.0.1:${demo.app.port}/zendesk/webhook`,
        secret: WEBHOOK_SECRET,
      });
    }
  });

  it.each([
    ['unsigned', (body: string) => ({ method: 'POST', body })],
    ['signed with another secret', (body: string) => signed(body, undefined, 'other')],
    ['six minutes old', (body: string) => signed(body, new Date(Date.now() - 360_000).toISOString())],
    ['six minutes ahead', (body: string) => signed(body, new Date(Date.now() + 360_000).toISOString())],
    ['altered', (body: string) => ({ ...signed(body), body: `${body} ` })],
  ])('a delivery that is %s is refused', async (_, forge) => {
    const answer = await post(forge(ticketCreated(newTicket(2))));
    expect(answer.status).toBe(401);
  });

  it('an unknown requester gets a note that says so and what to do', async () => {
    const made = demo.zendesk.createTicket({
      subject: 'Charged twice?',
      body: 'I see two payments.',
      requester: { email: 'nobody@nowhere.example', name: 'No Body' },
    });
    const [note] = await notesOf(String(made.id), 1);
    expect(note?.public).toBe(false);
    expect(note?.body).toMatch(/nobody@nowhere\.example/);
    expect((await demo.app.store.latestAnalysisOfTicket(String(made.id)))?.verdict).toBe('cannot_tell');
  });

  it('waits for Stripe when it is away, and then answers', async () => {
    const outage = demo.stripe.faults.add({
      route: /.*/,
      fault: { kind: 'reset', when: 'before' },
      calls: 'all',
    });
    const ticketId = newTicket(3);
    await sleep(800);
    expect(demo.zendesk.notes(ticketId)).toHaveLength(0);
    outage.off();
    expect(await notesOf(ticketId, 1)).toHaveLength(1);
  });

  it('is alive, ready and measured', async () => {
    const get = async (path: string): Promise<Response> => fetch(`http://127.0.0.1:${demo.app.port}${path}`);
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toMatch(/billing_check_deliveries_total\{outcome="recorded"\} \d+/);
    expect(metrics).toMatch(/billing_check_notes_total\{outcome="posted"\} \d+/);
    expect((await get('/nothing')).status).toBe(404);
  });
});
