import { analyze } from '../../src/analysis/analyze.ts';
import type { Analyst, HistoryReader } from '../../src/check/ports.ts';
import type { LedgerObject } from '../../src/sandbox/ledger/wire.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';
import { STRIPE_EVENT_TYPES } from '../../src/stripe/webhook.ts';
import { WEBHOOK_SECRET } from './server.ts';
import type { Simulation } from './simulation.ts';

const DAY_SECONDS = 86_400;
const WEBHOOK_LATENCY_MS = 400;

/** Sets the account up as the plan wants it, and sends its events to whichever server is there. */
export function connectStripe(simulation: Simulation): void {
  const { account, plan, time, world, random } = simulation;
  if (plan.refunds === 'later') {
    account.bank.fate = {
      begins: { status: 'pending' },
      later: { afterSeconds: 2 * DAY_SECONDS, outcome: 'succeeded' },
    };
  }
  if (plan.refunds === 'fail_later') {
    const later = { afterSeconds: random.int(1, 6) * DAY_SECONDS, outcome: 'failed' } as const;
    account.bank.fate = { begins: { status: 'succeeded' }, later };
  }
  // Without an endpoint, refunds are only looked at every day.
  if (random.chance(40)) return;
  account.webhooks.copies = random.chance(80) ? 1 : 2;
  account.webhooks.connect({
    secret: WEBHOOK_SECRET,
    types: STRIPE_EVENT_TYPES,
    send: ({ headers, body }) =>
      new Promise((resolve, reject) => {
        time.at(time.now + random.int(1, WEBHOOK_LATENCY_MS), world, () => {
          const { server } = simulation;
          if (server === null) return reject(new Error('nobody listens'));
          time.at(time.now, server.owner, () => {
            void server.receive({ headers, rawBody: Buffer.from(body) }).then(({ status }) => {
              simulation.note(`webhook ${JSON.parse(body).type} -> ${status}`);
              resolve(status);
            });
          });
        });
      }),
  });
}

/**
 * What a correction is checked again with: the account's objects through the real mapping and the real rules. While nobody
 * changed anything in Stripe the rules can only say what they said, so that they run again in a share of the seeds only.
 */
export function recheckOf({ account, plan, network, time }: Simulation): {
  readonly reader: HistoryReader;
  readonly analyst: Analyst;
} {
  const { world } = plan;
  return {
    reader: {
      read: async (_query, { asOf }) => {
        await network.readAll();
        if (account.effects.all.length === 0 && !plan.rechecksInFull)
          return { resolution: world.found, history: world.history };
        const objects: readonly LedgerObject[] = account.everything();
        const exportedAt = Math.max(asOf, Math.floor(time.now / 1_000));
        return {
          resolution: world.found,
          history: toBillingHistory(objects, { exportedAt, livemode: false }),
        };
      },
    },
    analyst: {
      analyze: async (request) =>
        request.history === world.history ? world.analysis : analyze(request).analysis,
      close: async () => {},
    },
  };
}
