import { z } from 'zod';
import type { StoredAnalysis } from '../../../db/analyses.ts';
import type { HttpResponse } from '../../http/routes.ts';
import { isLive, resultOf } from '../../jobs/stored-check.ts';
import { isTicketId } from '../read-ticket.ts';
import { saying } from './answers.ts';
import type { AgentRequest } from './behind-session.ts';
import type { ProposalDesk, SidebarStore, StateWords } from './ports.ts';
import { createRateLimit } from './rate-limit.ts';
import { type BodyShape, readJson } from './request-body.ts';
import { type ReadApprovals, whyNotRequest } from './rights.ts';
import type { SeenTickets } from './seen-tickets.ts';
import { type IdentityState, toTicketView } from './ticket-view.ts';

/** A check reads a whole billing history. */
const CHECKS_PER_MINUTE = 6;
const ANALYSIS_ID = /^an_[0-9a-z]{29}$/;
const FINDING_ID = /^fi_[0-9a-z]{29}$/;

const NOTHING: BodyShape<Record<string, never>> = {
  shape: z.strictObject({}),
  sentence: 'This takes an empty JSON object: {}.',
};
const CUSTOMER: BodyShape<{ customer: string }> = {
  shape: z.strictObject({ customer: z.string().regex(/^cus_[A-Za-z0-9]{1,64}$/) }),
  sentence: 'Name the customer who was shown, and nothing else: {"customer": "cus_…"}.',
};

export interface SidebarApiOptions {
  readonly store: SidebarStore;
  readonly tickets: SeenTickets;
  readonly approvals: ReadApprovals;
  readonly desk: ProposalDesk;
  readonly stateWords: StateWords;
  /** Wakes the queue: there is a job. */
  readonly kick: () => void;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

type Answer = (asked: AgentRequest) => Promise<HttpResponse>;

export interface SidebarApi {
  readonly ticket: Answer;
  readonly check: Answer;
  readonly identity: Answer;
  readonly propose: Answer;
}

/** What an agent may read and ask for beside a ticket. Every refusal is one sentence; those of acts are audited. */
export function createSidebarApi(options: SidebarApiOptions): SidebarApi {
  const { store, tickets, approvals, desk, stateWords, kick, clock } = options;
  const checks = createRateLimit(CHECKS_PER_MINUTE, clock);

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

  /** The check of a ticket the agent sees, where they may ask for corrections; else the refusal. */
  async function checkToActOn(asked: AgentRequest, analysisId: string, act: string) {
    const { agent } = asked;
    const [analysis, ticketId] = await Promise.all([
      store.loadAnalysis(analysisId),
      store.ticketOfAnalysis(analysisId),
    ]);
    if (analysis === null || ticketId === null) return { refused: saying(404, NO_CHECK_KEPT) };
    const closed = await closedTo(asked, ticketId, act);
    if (closed !== null) return { refused: closed };
    const why = whyNotRequest(agent, await approvals());
    if (why === null) return { analysis, ticketId };
    const { account: actor } = agent.person;
    await store.auditRefusal({ actor, subject: asked.id, act, reason: 'not in the group' });
    return { refused: saying(403, why) };
  }

  async function identityOf(analysis: StoredAnalysis): Promise<IdentityState> {
    const { customer } = resultOf(analysis);
    if (customer.kind !== 'resolved') return 'unresolved';
    if (customer.verified) return 'known';
    return (await store.isIdentityConfirmed(analysis.id)) ? 'confirmed' : 'unconfirmed';
  }

  return {
    async ticket(asked) {
      const { id, agent } = asked;
      if (!isTicketId(id)) return saying(404, NO_TICKET);
      const closed = await closedTo(asked, id, 'read');
      if (closed !== null) return closed;
      const [analysis, running] = await Promise.all([
        store.latestAnalysisOfTicket(id),
        store.waitingSidebarCheck(id),
      ]);
      if (analysis === null) return { status: 404, body: { error: NOT_CHECKED, running } };
      const [findings, corrections, identity, inForce] = await Promise.all([
        store.findingsOf(analysis.id),
        store.correctionsOf({ ticket_id: id }),
        identityOf(analysis),
        approvals(),
      ]);
      const result = resultOf(analysis);
      const parts = { analysis, result, findings, corrections, identity, running };
      const why = whyNotRequest(agent, inForce);
      return { status: 200, body: toTicketView(id, { ...parts, whyNotRequest: why }, stateWords) };
    },

    async check(asked) {
      const { id, agent, request } = asked;
      const given = readJson(request, NOTHING);
      if ('refused' in given) return given.refused;
      if (!isTicketId(id)) return saying(404, NO_TICKET);
      const closed = await closedTo(asked, id, 'check');
      if (closed !== null) return closed;
      const wait = checks.take(agent.id);
      if (wait > 0)
        return saying(429, 'That were many checks within a minute: wait a moment.', {
          'retry-after': String(wait),
        });
      const analysisId = await store.queueSidebarCheck({ ticket_id: id, asked_by: agent.person.account });
      kick();
      return { status: 202, body: { id: analysisId } };
    },

    async identity(asked) {
      const given = readJson(asked.request, CUSTOMER);
      if ('refused' in given) return given.refused;
      if (!ANALYSIS_ID.test(asked.id)) return saying(404, NO_CHECK_KEPT);
      const found = await checkToActOn(asked, asked.id, 'confirm_identity');
      if ('refused' in found) return found.refused;
      const { analysis } = found;
      const state = await identityOf(analysis);
      if (state === 'unresolved') return saying(422, 'This check found no single customer to confirm.');
      if (state === 'known') return saying(409, 'It is certain already who this customer is.');
      if (!analysis.customer_ids.includes(given.body.customer))
        return saying(422, 'That is not the customer of this check: reload it and look again.');
      const { person: by } = asked.agent;
      const isNew = await store.confirmIdentity({ analysis_id: analysis.id, by });
      if (!isNew) return saying(409, 'Somebody confirmed this customer already.');
      kick();
      return { status: 200, body: { identity: 'confirmed' } };
    },

    async propose(asked) {
      const given = readJson(asked.request, NOTHING);
      if ('refused' in given) return given.refused;
      const place = FINDING_ID.test(asked.id) ? await store.placeOfFinding(asked.id) : null;
      if (place === null) return saying(404, NO_FINDING);
      const found = await checkToActOn(asked, place.analysis_id, 'propose');
      if ('refused' in found) return found.refused;
      const { analysis, ticketId } = found;
      const result = resultOf(analysis);
      const { customer, findings } = result;
      const { person: by } = asked.agent;
      const outcome = await desk.propose({
        check: { id: analysis.id, ticket_id: ticketId, livemode: isLive(result), customer, findings },
        position: place.position,
        by,
        request_id: null,
      });
      if (outcome.kind === 'proposed') {
        kick();
        return { status: 201, body: { id: outcome.id, state: 'proposed' } };
      }
      const reason = outcome.kind === 'open' ? `it is ${outcome.state}` : outcome.sentence;
      await store.auditRefusal({ actor: by.account, subject: asked.id, act: 'propose', reason });
      if (outcome.kind === 'refused') return saying(422, outcome.sentence);
      const { id, state } = outcome;
      const error = `A correction of this was proposed already: ${stateWords(state)}.`;
      return { status: 409, body: { error, correction: { id, state } } };
    },
  };
}

const NO_TICKET = 'There is no such ticket in Zendesk.';
const NOT_CHECKED = 'This ticket was not checked yet, or its check is not kept any more: ask for one.';
const NO_CHECK_KEPT =
  'There is no such check of a ticket, or it is not kept any more: check the ticket again.';
const NO_FINDING = 'There is no such finding: check the ticket again.';
