import { z } from 'zod';
import type { HttpResponse } from '../../http/routes.ts';
import { isLive, resultOf } from '../../jobs/stored-check.ts';
import { isTicketId } from '../read-ticket.ts';
import { saying } from './answers.ts';
import type { AgentRequest } from './behind-session.ts';
import { takeFeedback } from './feedback.ts';
import { identityOf } from './identity-of.ts';
import type { ProposalDesk, SidebarStore, StateWords } from './ports.ts';
import { createRateLimit } from './rate-limit.ts';
import { type BodyShape, NOTHING, readJson } from './request-body.ts';
import { NO_TICKET, type TicketGate } from './ticket-access.ts';

/** A check reads a whole billing history. */
const CHECKS_PER_MINUTE = 6;
const FINDING_ID = /^fi_[0-9a-z]{29}$/;

const customer = z.string().regex(/^cus_[A-Za-z0-9]{1,64}$/);
const WHOM: BodyShape<{ customer?: string | undefined }> = {
  shape: z.strictObject({ customer: customer.optional() }),
  sentence:
    'This takes an empty JSON object, {}, or one of the customers who were shown: {"customer": "cus_…"}.',
};
const CUSTOMER: BodyShape<{ customer: string }> = {
  shape: z.strictObject({ customer }),
  sentence: 'Name the customer who was shown, and nothing else: {"customer": "cus_…"}.',
};

export interface SidebarApiOptions {
  readonly store: SidebarStore;
  readonly gate: TicketGate;
  readonly desk: ProposalDesk;
  readonly stateWords: StateWords;
  /** Wakes the queue: there is a job. */
  readonly kick: () => void;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

type Answer = (asked: AgentRequest) => Promise<HttpResponse>;

export interface SidebarApi {
  readonly check: Answer;
  readonly identity: Answer;
  readonly propose: Answer;
  readonly feedback: Answer;
}

/** What an agent may ask for beside a ticket. Every refusal is one sentence; those of acts are audited. */
export function createSidebarApi(options: SidebarApiOptions): SidebarApi {
  const { store, gate, desk, stateWords, kick, clock } = options;
  const checks = createRateLimit(CHECKS_PER_MINUTE, clock);

  return {
    async check(asked) {
      const { id, agent, request } = asked;
      const given = readJson(request, WHOM);
      if ('refused' in given) return given.refused;
      if (!isTicketId(id)) return saying(404, NO_TICKET);
      const closed = await gate.closedTo(asked, id, 'check');
      if (closed !== null) return closed;
      const wait = checks.take(agent.id);
      if (wait > 0)
        return saying(429, 'That were many checks within a minute: wait a moment.', {
          'retry-after': String(wait),
        });
      const chosen = given.body.customer;
      const latest = chosen === undefined ? null : await store.latestAnalysisOfTicket(id);
      if (chosen !== undefined && latest?.customer_ids.includes(chosen) !== true)
        return saying(422, 'That is none of the customers who were shown: reload the ticket and look again.');
      const analysisId = await store.queueSidebarCheck({
        ticket_id: id,
        asked_by: agent.person.account,
        ...(chosen === undefined ? {} : { customer: chosen }),
      });
      kick();
      return { status: 202, body: { id: analysisId } };
    },

    async identity(asked) {
      const given = readJson(asked.request, CUSTOMER);
      if ('refused' in given) return given.refused;
      const found = await gate.checkToActOn(asked, asked.id, 'confirm_identity');
      if ('refused' in found) return found.refused;
      const { analysis } = found;
      const state = await identityOf(store, analysis);
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
      const found = await gate.checkToActOn(asked, place.analysis_id, 'propose');
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

    feedback: takeFeedback({ store, gate }),
  };
}

const NO_FINDING = 'There is no such finding: check the ticket again.';
