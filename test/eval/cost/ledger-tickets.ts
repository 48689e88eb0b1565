import { analyze } from '../../../src/analysis/analyze.ts';
import type { ReplyStyle } from '../../../src/analysis/policy.ts';
import type { WriteRequest } from '../../../src/check/ports.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import { generate } from '../../../src/sandbox/corpus/generate.ts';
import { toBillingHistory } from '../../../src/stripe/to-billing-history.ts';
import { shapedObjects } from '../../score/judge-history.ts';

/** All tickets are one company's: what it says of its replies is the same for each. */
const REPLY: ReplyStyle = { tone: 'friendly', language: 'auto', signature: 'The Doorlist Billing Team' };

/** The tickets that come with the ledger's histories, each judged and ready to be worded; the same for the same seed. */
export function* ledgerTickets(seed: string, tickets: number): Generator<WriteRequest, void> {
  let found = 0;
  for (const history of generate(seed, Number.MAX_SAFE_INTEGER)) {
    const { ticket, now } = history;
    if (ticket === null) continue;
    const read = toBillingHistory(shapedObjects(history), { exportedAt: now, livemode: false });
    const policy = { ...parsePolicy(history.policy), reply: REPLY };
    const { analysis } = analyze({ history: read, policy, asOf: now, ticket });
    const customer = read.customers.find(({ id }) => id === history.customer);
    if (customer === undefined) throw new Error(`${seed} ${history.index}: nobody wrote this ticket`);
    const { id, email, name, created, livemode, currency, preferred_locales: locales } = customer;
    const summary = { id, email, name, created, livemode, currency };
    yield { analysis, ticket, policy, customer: summary, locales, ticket_id: String(history.index) };
    found += 1;
    if (found === tickets) return;
  }
}
