import { setTimeout as sleep } from 'node:timers/promises';
import { createCheckProgress } from '../../src/jobs/check-progress.ts';
import { createDispatcher, type DispatcherOptions } from '../../src/jobs/dispatcher.ts';
import type { DeskTicket, NoteOutcome, NoteRequest, TicketDesk } from '../../src/jobs/ports.ts';
import { createQueue, type Queue } from '../../src/jobs/queue.ts';
import {
  type AnalyzeTicketDeps,
  analyzeTicket,
  type TicketCheckOutput,
} from '../../src/jobs/tasks/analyze-ticket.ts';
import { publishAnalysis } from '../../src/jobs/tasks/publish-analysis.ts';
import type { Tasks } from '../../src/jobs/tasks/task.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { ServiceError } from '../../src/service-error.ts';
import { check, type OpenedStore } from '../db/helpers.ts';

type Fault = 'none' | 'conflict' | 'lost_answer' | 'lost_request' | 'limited';

/** The far side of the network: tickets with a stamp that every change moves, as Zendesk's safe update checks it. */
export class Desk implements TicketDesk {
  readonly tickets = new Map<
    string,
    { subject?: string; status: string; stamp: number; comments: DeskTicket['comments'][number][] }
  >();
  readonly calls: string[] = [];
  /** What happens to the next notes, first one first; then all is well. */
  noteFaults: Fault[] = [];
  readFaults: Fault[] = [];
  publicNotes = false;
  delayMs = 0;
  #nextId = 1_000;

  add(id: string, ...bodies: string[]): void {
    const comments = bodies.map((body) => this.#comment(body, true, true));
    this.tickets.set(id, { status: 'open', stamp: 1, comments });
  }

  say(id: string, body: string): string {
    const comment = this.#comment(body, true, true);
    const ticket = this.tickets.get(id);
    ticket?.comments.push(comment);
    if (ticket !== undefined) ticket.stamp += 1;
    return comment.id;
  }

  notes(id: string): string[] {
    return (this.tickets.get(id)?.comments ?? []).filter((c) => c.author_id === 'us').map((c) => c.body);
  }

  async readTicket(id: string): Promise<DeskTicket | null> {
    this.calls.push(`read ${id}`);
    await sleep(this.delayMs);
    const fault = this.readFaults.shift();
    if (fault === 'limited') throw new ServiceError('zendesk', 'limited', '429', { retryAfterSeconds: 60 });
    if (fault === 'lost_request') throw new ServiceError('zendesk', 'unreachable', 'no answer');
    const ticket = this.tickets.get(id);
    if (ticket === undefined) return null;
    return {
      id,
      subject: ticket.subject ?? 'Charged twice',
      status: ticket.status,
      tags: [],
      form_id: null,
      group_id: null,
      created_at: 1_790_000_000,
      updated_stamp: String(ticket.stamp),
      requester: { id: '9', email: 'jane@example.com', name: 'Jane' },
      comments: [...ticket.comments],
    };
  }

  async findNote(ticketId: string, marker: string) {
    this.calls.push(`find ${ticketId}`);
    await sleep(this.delayMs);
    const note = this.tickets.get(ticketId)?.comments.find((comment) => comment.body.includes(marker));
    return note === undefined ? null : { comment_id: note.id, public: note.public };
  }

  async addNote(request: NoteRequest): Promise<NoteOutcome> {
    this.calls.push(`note ${request.ticket_id}`);
    await sleep(this.delayMs);
    const fault = this.noteFaults.shift() ?? 'none';
    const ticket = this.tickets.get(request.ticket_id);
    if (ticket === undefined || ticket.status === 'closed') return { kind: 'impossible', message: 'closed' };
    if (fault === 'lost_request') throw new ServiceError('zendesk', 'unreachable', 'no answer');
    if (fault === 'conflict') ticket.stamp += 1;
    if (request.updated_stamp !== String(ticket.stamp)) return { kind: 'conflict' };
    const comment = { ...this.#comment(request.html, this.publicNotes, false), author_id: 'us' };
    ticket.comments.push(comment);
    ticket.stamp += 1;
    if (fault === 'lost_answer') throw new ServiceError('zendesk', 'unreachable', 'no answer');
    return { kind: 'posted', comment_id: comment.id };
  }

  async changedTickets() {
    return { ticket_ids: [...this.tickets.keys()], cursor: 'c', end_of_stream: true };
  }

  #comment(body: string, isPublic: boolean, fromCustomer: boolean) {
    this.#nextId += 1;
    return {
      id: String(this.#nextId),
      author_id: '9',
      public: isPublic,
      from_customer: fromCustomer,
      body,
      created_at: 1_790_000_000,
    };
  }
}

export const checked = (): TicketCheckOutput => {
  const {
    query: _q,
    asked_by: _a,
    read_at_ms: _r,
    ...rest
  } = check({ note_view: { title: 'Charged twice' } });
  return { ...rest, timeline: [] };
};

export interface Works {
  readonly desk: Desk;
  readonly queue: Queue;
  readonly lines: string[];
  readonly tasks: Tasks;
  readonly metrics: ReturnType<typeof createMetrics>;
  /** Runs what is due, one job after the other, until nothing is; returns how many ran. */
  runDue(): Promise<number>;
}

/** Store, dispatcher, queue and tasks as the server wires them, on a desk of our own. */
export function works(
  { store, clock }: Pick<OpenedStore, 'store'> & { clock: { readonly now: () => number } },
  over: Partial<AnalyzeTicketDeps> &
    Partial<DispatcherOptions> & { concurrency?: number; sweepMs?: number } = {},
): Works {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    destination: { write: (line: string) => void lines.push(line) },
    secrets: [],
  });
  const metrics = createMetrics();
  const desk = new Desk();
  const common = { store, desk, clock: clock.now, logger, metrics, leaseMs: 60_000 };
  const tasks: Tasks = {
    'analyze-ticket': analyzeTicket({
      ...common,
      decide: async () => ({ is_billing: true, decided_by: 'words', words: [] }),
      check: async () => checked(),
      progress: createCheckProgress(),
      ...over,
    }),
    'publish-analysis': publishAnalysis({
      ...common,
      renderNote: (view, marker) => `<p>${(view as { title: string }).title}</p><p>${marker}</p>`,
      tags: ({ verdict }) => ({ add: ['billing_check', verdict], remove: [] }),
    }),
  };
  const dispatcher = createDispatcher({ ...common, tasks, random: () => 0.5, ...over });
  const queue = createQueue({ ...common, dispatcher, concurrency: 4, ...over });
  return {
    desk,
    queue,
    lines,
    tasks,
    metrics,
    async runDue() {
      for (let ran = 0; ; ran += 1) {
        const job = await store.claimJob({ leaseMs: 60_000 });
        if (job === null) return ran;
        await dispatcher.run(job, new AbortController().signal);
      }
    },
  };
}

export async function until(condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  for (let waited = 0; !(await condition()); waited += 10) {
    if (waited > limitMs) throw new Error('waited in vain');
    await sleep(10);
  }
}
