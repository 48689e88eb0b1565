import type { StoredAnalysis } from '../../../db/analyses.ts';
import type { HttpResponse } from '../../http/routes.ts';
import { saying } from './answers.ts';
import type { AgentRequest } from './behind-session.ts';
import type { SidebarStore } from './ports.ts';
import { type ReadApprovals, whyNotRequest } from './rights.ts';
import type { SeenTickets } from './seen-tickets.ts';

const ANALYSIS_ID = /^an_[0-9a-z]{29}$/;

export interface TicketAccessOptions {
  readonly store: SidebarStore;
  readonly tickets: SeenTickets;
  readonly approvals: ReadApprovals;
}

export interface FoundCheck {
  readonly analysis: StoredAnalysis;
  readonly ticketId: string;
}
type Found = FoundCheck | { readonly refused: HttpResponse };

export type TicketGate = ReturnType<typeof createTicketGate>;

/** Who may see a ticket, and act on what was found about it. Refused acts are audited. */
export function createTicketGate({ store, tickets, approvals }: TicketAccessOptions) {
  /** Null where the agent sees the ticket; else the answer that says they do not. */
  async function closedTo({ agent, request }: AgentRequest, ticketId: string, act: string) {
    const access = await tickets.accessOf(agent, ticketId);
    if (access === 'may') return null;
    if (access === 'missing') return saying(404, NO_TICKET);
    if (request.method === 'POST') {
      const subject = `ticket:${ticketId}`;
      await store.auditRefusal({ actor: agent.person.account, subject, act, reason: 'not their ticket' });
    }
    return saying(403, 'Zendesk does not let you see this ticket.');
  }

  /** The check of a ticket the agent sees; else the refusal. */
  async function checkToSee(asked: AgentRequest, analysisId: string, act: string): Promise<Found> {
    if (!ANALYSIS_ID.test(analysisId)) return { refused: saying(404, NO_CHECK_KEPT) };
    const [analysis, ticketId] = await Promise.all([
      store.loadAnalysis(analysisId),
      store.ticketOfAnalysis(analysisId),
    ]);
    if (analysis === null || ticketId === null) return { refused: saying(404, NO_CHECK_KEPT) };
    const closed = await closedTo(asked, ticketId, act);
    return closed === null ? { analysis, ticketId } : { refused: closed };
  }

  /** Null where the agent sees the ticket of a check, also of one that is not done yet; else the refusal. */
  async function closedCheck(asked: AgentRequest, analysisId: string): Promise<HttpResponse | null> {
    if (!ANALYSIS_ID.test(analysisId)) return saying(404, NO_CHECK_KEPT);
    const ticketId =
      (await store.ticketOfCheckUnderWay(analysisId)) ?? (await store.ticketOfAnalysis(analysisId));
    return ticketId === null ? saying(404, NO_CHECK_KEPT) : closedTo(asked, ticketId, 'read');
  }

  /** The same, where they may ask for corrections too. */
  async function checkToActOn(asked: AgentRequest, analysisId: string, act: string): Promise<Found> {
    const found = await checkToSee(asked, analysisId, act);
    if ('refused' in found) return found;
    const { agent } = asked;
    const why = whyNotRequest(agent, await approvals());
    if (why === null) return found;
    const { account: actor } = agent.person;
    await store.auditRefusal({ actor, subject: asked.id, act, reason: 'not in the group' });
    return { refused: saying(403, why) };
  }

  return { closedTo, closedCheck, checkToSee, checkToActOn };
}

export const NO_TICKET = 'There is no such ticket in Zendesk.';
const NO_CHECK_KEPT =
  'There is no such check of a ticket, or it is not kept any more: check the ticket again.';
