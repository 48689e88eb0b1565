import { analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory, Gap } from '../../src/analysis/billing-history.ts';
import type { Analysis } from '../../src/analysis/finding.ts';
import { EMPTY_POLICY, type Policy } from '../../src/analysis/policy.ts';
import type { Ticket } from '../../src/analysis/ticket/ticket.ts';
import type { CustomerSummary, Resolution, WriteRequest } from '../../src/check/ports.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { type CorpusHistory, play } from '../../src/sandbox/corpus/generate.ts';
import { PLACES } from '../../src/sandbox/corpus/lives/places.ts';
import { SCENARIOS } from '../../src/sandbox/corpus/scenarios/index.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import type { Triage } from '../../src/triage/triage.ts';
import { unresolvedTriage } from '../../src/triage/unresolved.ts';
import { type DraftCase, draftCaseOf } from './checks/index.ts';
import type { EvalCase } from './eval-case.ts';

/** A case with its history played and judged, ready to be written about. */
export interface StagedCase {
  readonly case: EvalCase;
  readonly request: WriteRequest;
  /** The deterministic text. */
  readonly plain: Triage;
  readonly given: DraftCase;
  /** True where somebody was found: otherwise no model is ever asked. */
  readonly resolved: boolean;
}

const SIGNATURE = 'The Doorlist Billing Team';
/** Where nobody's history is read, the moment of the check. */
const NOBODYS_MOMENT = Date.UTC(2026, 10, 20, 9) / 1000;

/** @throws where a scenario or place is not in the corpus, or the rules do not say what the case stands on. */
export function stageCase(one: EvalCase): StagedCase {
  return one.history.resolution === undefined ? stageHistory(one) : stageNobody(one, one.history.resolution);
}

function stageHistory(one: EvalCase): StagedCase {
  const played = playHistory(one);
  const policy = withReply(parsePolicy(played.policy), one);
  const history = toBillingHistory(played.objects, {
    exportedAt: played.now,
    livemode: false,
    gaps: gapsOf(one),
  });
  const customer = customerIn(history, played.customer);
  const ticket = ticketOf(one, customer.email, played.now);
  const { analysis } = analyze({ history, policy, asOf: played.now, ticket });
  if (one.verdict !== undefined && analysis.verdict !== one.verdict) {
    throw new Error(`${one.id}: the rules say ${analysis.verdict}, the case stands on ${one.verdict}.`);
  }
  const locales = history.customers.find(({ id }) => id === customer.id)?.preferred_locales ?? [];
  const request = { analysis, ticket, policy, customer, locales };
  const plain = writeFromTemplates(request);
  return {
    case: one,
    request,
    plain,
    given: draftCaseOf(request, { asks: one.asks, plain }),
    resolved: true,
  };
}

function playHistory({ id, history: { scenarios, place, seed } }: EvalCase): CorpusHistory {
  const [country, state = null] = place.split('-');
  const where = PLACES.find((known) => known.country === country && known.state === state);
  if (where === undefined) throw new Error(`${id}: the corpus has no place ${place}.`);
  return play(`${seed} ${id}`, {
    index: 0,
    place: where,
    shape: 'current',
    scenarios: scenarios.map((name) => {
      const scenario = SCENARIOS.find((known) => known.id === name);
      if (scenario === undefined) throw new Error(`${id}: the corpus has no scenario ${name}.`);
      return scenario;
    }),
  });
}

function gapsOf({ history: { unread } }: EvalCase): readonly Gap[] {
  if (unread === undefined) return [];
  return [
    {
      message: `The customer's ${unread} could not be read completely.`,
      could_hold_money: true,
      scope: null,
    },
  ];
}

function stageNobody(one: EvalCase, kind: 'ambiguous' | 'not_found'): StagedCase {
  const policy = withReply(EMPTY_POLICY, one);
  const ticket = ticketOf(one, 'someone@guests.example', NOBODYS_MOMENT);
  const somebody = (id: string): CustomerSummary => ({
    id,
    email: 'someone@guests.example',
    name: null,
    created: NOBODYS_MOMENT - 400 * 86_400,
    livemode: false,
    currency: 'usd',
  });
  const resolution: Resolution =
    kind === 'ambiguous'
      ? { kind, customers: ['cus_GuestsOne', 'cus_GuestsTwo'].map(somebody), matched_by: 'email' }
      : { kind, message: 'No customer of this account has the address.' };
  const plain = unresolvedTriage({ query: 'someone@guests.example', resolution, ticket, policy });
  const request = {
    analysis: NOTHING_READ,
    ticket,
    policy,
    customer: somebody('cus_GuestsOne'),
    locales: [],
  };
  return {
    case: one,
    request,
    plain,
    given: draftCaseOf(request, { asks: one.asks, unresolved: true, plain }),
    resolved: false,
  };
}

const NOTHING_READ: Analysis = {
  as_of: NOBODYS_MOMENT,
  verdict: 'cannot_tell',
  urgency: { level: 'normal', reasons: [] },
  findings: [],
  skipped: [],
  gaps: [],
  claim: null,
  counts: { invoices: 0, charges: 0, refunds: 0, subscriptions: 0, rules: 0 },
};

const withReply = (policy: Policy, { tone }: EvalCase): Policy => ({
  ...policy,
  reply: { tone, language: 'auto', signature: SIGNATURE },
});

const ticketOf = ({ subject, body }: EvalCase, email: string | null, now: number): Ticket => ({
  subject,
  body,
  requester_email: email,
  created_at: now - 3_600,
});

function customerIn(history: BillingHistory, id: string): CustomerSummary {
  const found = history.customers.find((customer) => customer.id === id);
  if (found === undefined) throw new Error(`The history has no customer ${id}.`);
  const { email, name, created, livemode, currency } = found;
  return { id, email, name, created, livemode, currency };
}
