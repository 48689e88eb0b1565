import type { HttpResponse } from '../../http/routes.ts';
import type { CheckProgress } from '../../jobs/check-progress.ts';
import type { NameOf } from '../../jobs/outcome-ports.ts';
import { resultOf } from '../../jobs/stored-check.ts';
import { readNotBilling } from '../../jobs/ticket-intent.ts';
import { isTicketId } from '../read-ticket.ts';
import { saying } from './answers.ts';
import type { AgentRequest } from './behind-session.ts';
import { checkEvents } from './check-events.ts';
import { accountsIn } from './correction-view.ts';
import { identityOf } from './identity-of.ts';
import { namesInTime } from './names-in-time.ts';
import type { SidebarStore, StateWords } from './ports.ts';
import { type ReadApprovals, whyNotRequest } from './rights.ts';
import type { SeenTickets } from './seen-tickets.ts';
import { NO_TICKET, type TicketGate } from './ticket-access.ts';
import { ticketEvents } from './ticket-events.ts';
import { toCheckRecord, toTicketView } from './ticket-view.ts';

/** Tickets an agent has open and looks at. */
const MAX_STREAMS_PER_AGENT = 6;

export interface ReadingOptions {
  readonly store: SidebarStore;
  readonly tickets: SeenTickets;
  readonly approvals: ReadApprovals;
  readonly progress: Pick<CheckProgress, 'stepsOf'>;
  readonly stateWords: StateWords;
  readonly nameOf: NameOf;
}

/** What an agent may read beside a ticket. */
export function createReading(options: ReadingOptions, gate: TicketGate) {
  const { store, tickets, approvals, progress, stateWords, nameOf } = options;
  const { stepsOf } = progress;
  const streams = new Map<string, number>();

  function streaming(agent: string, stream: (signal: AbortSignal) => AsyncIterable<string>): HttpResponse {
    if ((streams.get(agent) ?? 0) >= MAX_STREAMS_PER_AGENT)
      return saying(429, TOO_MANY_OPEN, { 'retry-after': '10' });
    return {
      status: 200,
      // A proxy that collects the answer first would make it useless.
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
      stream: (signal) => counted(streams, agent, stream(signal)),
    };
  }

  /** What was decided when its message came; else what the company's filter says. */
  async function whyUnchecked(ticketId: string) {
    const decided = readNotBilling(await store.outcomeOfOwnCheck(ticketId));
    if (decided !== null) return { reason: 'not_billing', ...decided } as const;
    if (await tickets.isFilteredOut(ticketId))
      return { reason: 'not_billing', decided_by: 'filter', words: [] } as const;
    return { reason: 'not_checked' } as const;
  }

  return {
    async ticket(asked: AgentRequest): Promise<HttpResponse> {
      const { id, agent } = asked;
      if (!isTicketId(id)) return saying(404, NO_TICKET);
      const closed = await gate.closedTo(asked, id, 'read');
      if (closed !== null) return closed;
      const [analysis, running] = await Promise.all([
        store.latestAnalysisOfTicket(id),
        store.checkUnderWay(id),
      ]);
      if (analysis === null) {
        const why = await whyUnchecked(id);
        return { status: 404, body: { error: NOT_CHECKED, ...why, running } };
      }
      const [findings, corrections, identity, checks, feedback, marks, inForce] = await Promise.all([
        store.findingsOf(analysis.id),
        store.correctionsOf({ ticket_id: id }),
        identityOf(store, analysis),
        store.checksOfTicket(id),
        store.feedbackBy(agent.person.account, analysis.id),
        store.marksBy(agent.person.account, analysis.id),
        approvals(),
      ]);
      const result = resultOf(analysis);
      const names = await namesInTime(accountsIn(corrections), nameOf);
      const parts = {
        analysis,
        result,
        findings,
        corrections,
        identity,
        running,
        checks,
        feedback,
        marks,
        names,
      };
      const why = whyNotRequest(agent, inForce);
      return { status: 200, body: toTicketView(id, { ...parts, whyNotRequest: why }, stateWords) };
    },

    async pastCheck(asked: AgentRequest): Promise<HttpResponse> {
      const found = await gate.checkToSee(asked, asked.id, 'read');
      if ('refused' in found) return found.refused;
      const { analysis } = found;
      return { status: 200, body: toCheckRecord({ analysis, result: resultOf(analysis) }) };
    },

    async events(asked: AgentRequest): Promise<HttpResponse> {
      const { id, agent } = asked;
      if (!isTicketId(id)) return saying(404, NO_TICKET);
      const closed = await gate.closedTo(asked, id, 'read');
      if (closed !== null) return closed;
      return streaming(agent.id, (signal) => ticketEvents({ store, stepsOf }, id, signal));
    },

    async checkEvents(asked: AgentRequest): Promise<HttpResponse> {
      const refused = await gate.closedCheck(asked, asked.id);
      if (refused !== null) return refused;
      return streaming(asked.agent.id, (signal) => checkEvents({ store, stepsOf }, asked.id, signal));
    },
  };
}

async function* counted<T>(open: Map<string, number>, key: string, stream: AsyncIterable<T>) {
  open.set(key, (open.get(key) ?? 0) + 1);
  try {
    yield* stream;
  } finally {
    const left = (open.get(key) ?? 1) - 1;
    if (left > 0) open.set(key, left);
    else open.delete(key);
  }
}

const TOO_MANY_OPEN = 'Too many tickets are watched at the same time: close some of them.';
const NOT_CHECKED = 'This ticket was not checked yet, or its check is not kept any more: ask for one.';
