import { describe, expect, it } from 'vitest';
import type { TicketCheckInput } from '../../src/jobs/tasks/analyze-ticket.ts';
import { decideIntent } from '../../src/jobs/ticket-intent.ts';
import { delivery, temporaryStore } from '../db/helpers.ts';
import { checked, works } from './helpers.ts';

const outcomes = (lines: readonly string[]) =>
  lines
    .map((line) => JSON.parse(line))
    .filter((entry) => entry.msg === 'job ended')
    .map((entry) => entry.detail);

describe('analyze-ticket', () => {
  it('checks the customer’s words and saves what follows, then the note is written', async () => {
    const opened = await temporaryStore();
    let seen: TicketCheckInput | undefined;
    const { desk, runDue } = works(opened, {
      check: async (input) => {
        seen = input;
        return checked();
      },
    });
    desk.add('7', 'You charged me twice', 'Hello?');
    await opened.store.recordDelivery(delivery('7'));
    expect(await runDue()).toBe(2);
    expect(seen?.words).toEqual({
      subject: 'Charged twice',
      body: 'You charged me twice\n\nHello?',
      requester_email: 'jane@example.com',
      created_at: 1_790_000_000,
    });
    expect(seen?.asOf).toBe(Math.floor(opened.clock.ms / 1_000));
    const analysis = await opened.store.latestAnalysisOfTicket('7');
    expect(analysis).toMatchObject({ query: 'ticket:7', asked_by: 'zendesk:9', trigger_comment_id: '1002' });
    expect(desk.notes('7')).toEqual([`<p>Charged twice</p><p>[bc:${analysis?.id}]</p>`]);
    expect(await opened.store.verifyAudit()).toMatchObject({ ok: true, rows: 2 });
  });

  it('ignores, with its reason, what is not to be checked', async () => {
    const opened = await temporaryStore();
    const { desk, runDue, lines } = works(opened, {
      decide: decideIntent({ filter: null, secondOpinion: null }),
    });
    desk.add('2', 'done long ago');
    const closed = desk.tickets.get('2');
    if (closed !== undefined) closed.status = 'closed';
    desk.add('3', 'How do I export my projects?');
    const other = desk.tickets.get('3');
    if (other !== undefined) other.subject = 'Export';
    desk.add('4');
    for (const ticket of ['1', '2', '3', '4']) {
      opened.clock.ms += 1;
      await opened.store.recordDelivery(delivery(ticket));
    }
    await runDue();
    expect(outcomes(lines)).toEqual([
      'not found',
      'closed',
      'not billing: the words: export, how do i',
      'no words of the customer',
    ]);
    expect(await opened.store.queueStatus()).toMatchObject({ due: 0, waiting: 0, running: 0 });
  });

  it('checks each message of the customer once, and at most three a day', async () => {
    const opened = await temporaryStore();
    const { desk, runDue, lines } = works(opened);
    desk.add('7', 'first');
    await opened.store.recordDelivery(delivery('7'));
    await runDue();
    await opened.store.recordDelivery(delivery('7', 'agent-comment'));
    await runDue();
    expect(outcomes(lines)).toContain('already analysed');
    for (const word of ['second', 'third', 'fourth', 'fifth']) {
      await opened.store.recordDelivery(delivery('7', desk.say('7', word)));
      await runDue();
    }
    expect(desk.notes('7')).toHaveLength(3);
    expect(outcomes(lines).filter((detail) => detail === 'limit')).toHaveLength(2);
    opened.clock.ms += 86_400_001;
    await opened.store.recordDelivery(delivery('7', desk.say('7', 'next day')));
    await runDue();
    expect(desk.notes('7')).toHaveLength(4);
  });

  it('bounds a megabyte of words to the newest part', async () => {
    const opened = await temporaryStore();
    let words = '';
    const { desk, runDue } = works(opened, {
      check: async (input) => {
        words = input.words.body;
        return checked();
      },
    });
    desk.add('7', 'a'.repeat(1_000_000), 'the newest words');
    await opened.store.recordDelivery(delivery('7'));
    await runDue();
    expect(words.length).toBe(64 * 1024);
    expect(words.endsWith('the newest words')).toBe(true);
  });
});

describe('publish-analysis', () => {
  it.each([
    ['the answer is lost', ['lost_answer'] as const],
    ['the request is lost', ['lost_request'] as const],
    ['others change the ticket', ['conflict', 'conflict', 'conflict'] as const],
    ['all of it', ['conflict', 'lost_request', 'conflict', 'lost_answer'] as const],
  ])('writes one note when %s', async (_, faults) => {
    const opened = await temporaryStore();
    const { desk, runDue } = works(opened);
    desk.add('7', 'You charged me twice');
    desk.noteFaults = [...faults];
    await opened.store.recordDelivery(delivery('7'));
    for (let round = 0; round < 5; round += 1) {
      await runDue();
      opened.clock.ms += 5_000;
    }
    expect(desk.notes('7')).toHaveLength(1);
    expect(await opened.store.latestAnalysisOfTicket('7')).toMatchObject({
      note_comment_id: expect.any(String),
      noted_at_ms: expect.any(Number),
    });
    expect(await opened.store.queueStatus()).toMatchObject({ due: 0, waiting: 0, running: 0 });
  });

  it('looks again before it writes again, after the first request had time to settle', async () => {
    const opened = await temporaryStore();
    const { desk, runDue } = works(opened);
    desk.add('7', 'You charged me twice');
    desk.noteFaults = ['lost_answer'];
    await opened.store.recordDelivery(delivery('7'));
    await runDue();
    desk.calls.length = 0;
    opened.clock.ms += 1_500;
    const from = performance.now();
    await runDue();
    expect(desk.calls).toEqual(['read 7', 'find 7']);
    expect(performance.now() - from).toBeGreaterThan(400);
  });

  it('gives up on a ticket that takes no note any more', async () => {
    const opened = await temporaryStore();
    const { desk, runDue, lines } = works(opened, {
      check: async ({ ticket }) => {
        const closing = desk.tickets.get('7');
        if (ticket.id === '7' && closing !== undefined) closing.status = 'closed';
        if (ticket.id === '8') desk.tickets.delete('8');
        return checked();
      },
    });
    desk.add('7', 'charged twice');
    desk.add('8', 'charged twice');
    await opened.store.recordDelivery(delivery('8'));
    opened.clock.ms += 1;
    await opened.store.recordDelivery(delivery('7'));
    await runDue();
    expect(outcomes(lines).filter((detail) => detail === 'impossible')).toHaveLength(2);
    expect(await opened.store.queueStatus()).toMatchObject({ due: 0, waiting: 0, needs_person: 0 });
    expect(await opened.store.verifyAudit()).toMatchObject({ ok: true, rows: 4 });
  });

  it('raises the alarm when its note turns out to be public', async () => {
    const opened = await temporaryStore();
    const { desk, runDue, lines, metrics } = works(opened);
    desk.add('7', 'charged twice');
    desk.publicNotes = true;
    desk.noteFaults = ['lost_answer'];
    await opened.store.recordDelivery(delivery('7'));
    await runDue();
    opened.clock.ms += 5_000;
    await runDue();
    const alarm = lines.map((line) => JSON.parse(line)).find((entry) => entry.msg.startsWith('ALARM'));
    expect(alarm).toMatchObject({ level: 'error', ticket: '7' });
    expect((await metrics.expose()).body).toContain('billing_check_notes_total{outcome="public"} 1');
    expect(desk.notes('7')).toHaveLength(1);
  });
});
