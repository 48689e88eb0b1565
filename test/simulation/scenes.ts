import type { Correction } from '../../src/analysis/finding.ts';
import type { Charge } from '../../src/sandbox/ledger/wire.ts';
import type { StripeAccount } from '../../src/sandbox/stripe/account.ts';
import { StripeRefusal } from '../../src/sandbox/stripe/errors.ts';
import { PEOPLE } from './people.ts';
import type { Scene } from './plan.ts';
import type { Simulation } from './simulation.ts';
import { tamper } from './tamper.ts';

type Of<Kind extends Scene['kind']> = Extract<Scene, { readonly kind: Kind }>;

/** Lets one scene happen, now. */
export function play(simulation: Simulation, scene: Scene): void {
  const { account, directory, time, world } = simulation;
  switch (scene.kind) {
    case 'propose':
      propose(simulation, scene);
      return;
    case 'decide':
      decide(simulation, scene);
      return;
    case 'change':
      change(simulation, scene);
      return;
    case 'resolve':
      resolve(simulation, scene);
      return;
    case 'leaves':
      simulation.note(`${scene.who} leaves the group`);
      directory.leaves(PEOPLE[scene.who].account);
      return;
    case 'directory':
      directory.isAway = scene.isAway;
      return;
    case 'clock':
      simulation.note(`our clock is off by ${scene.offMs / 1_000} s`);
      simulation.offMs = scene.offMs;
      simulation.clockSetAtMs.push(time.now);
      simulation.sweepSoon();
      return;
    case 'stall': {
      const owner = simulation.server?.owner;
      simulation.note(`the process stands still for ${scene.ms} ms`);
      if (owner !== undefined) owner.sleepsUntil = time.now + scene.ms;
      return;
    }
    case 'zombie':
      simulation.crash('taken for dead', scene.ms);
      return;
    case 'crash':
      simulation.crash('killed');
      return;
    case 'snapshot':
      simulation.note('a copy of the database is made');
      simulation.snapshot = simulation.client.serialize();
      return;
    case 'restore':
      simulation.restore();
      return;
    case 'stored_500':
      account.faults.fail({ route: '*', effect: scene.effect });
      return;
    case 'hold': {
      const hold = account.faults.hold('POST *');
      time.at(time.now + scene.ms, world, () => hold.release());
      return;
    }
    case 'webhooks':
      webhooks(simulation, scene);
      return;
    case 'tamper':
      tamper(simulation, scene.how);
      return;
    default:
      byHand(simulation, scene);
  }
}

/** The newest correction as it stands, or null. */
function newest({ client }: Simulation): { readonly id: string; readonly version: number } | null {
  const row = client.prepare('SELECT id, version FROM correction ORDER BY id DESC LIMIT 1').get();
  return (row as { readonly id: string; readonly version: number } | undefined) ?? null;
}

function propose(simulation: Simulation, { by }: Of<'propose'>): void {
  const { check, position } = simulation.plan.world;
  simulation.asServer(async ({ desk }) => {
    const outcome = await desk.propose({ check, position, by: PEOPLE[by], request_id: null });
    simulation.note(`${by} proposes: ${outcome.kind}${outcome.kind === 'open' ? ` (${outcome.state})` : ''}`);
  });
}

function decide(simulation: Simulation, { by, verdict, clicks, sawFirst }: Of<'decide'>): void {
  simulation.asServer(async ({ desk }) => {
    const seen = newest(simulation);
    if (seen === null) return;
    const person = PEOPLE[by];
    // The door asks first who may decide at all; a withdrawal is the requester's.
    if (verdict !== 'withdraw' && !simulation.directory.has(person.account)) {
      simulation.note(`${by} may not ${verdict}`);
      return;
    }
    const answers = await Promise.all(
      Array.from({ length: clicks }, () =>
        desk.decide({
          id: seen.id,
          version: sawFirst ? 1 : seen.version,
          verdict,
          by: person,
          reason: verdict === 'approve' ? null : 'It was not right.',
        }),
      ),
    );
    const counted = answers.filter(({ kind }) => kind === 'decided' || kind === 'needs_second');
    if (counted.length > 1) simulation.violations.push(`${by} decided ${counted.length} times at once`);
    simulation.note(`${by}: ${verdict} -> ${JSON.stringify(counted[0] ?? answers[0])}`);
  });
}

function change(simulation: Simulation, { by, percent }: Of<'change'>): void {
  simulation.asServer(async ({ desk, store }) => {
    const seen = newest(simulation);
    if (seen === null) return;
    const amount = (await store.loadCorrection(seen.id))?.drafted.amount ?? null;
    if (amount === null) return;
    const smaller = Math.floor((amount * percent) / 100);
    const outcome = await desk.makeSmaller({
      ...seen,
      by: PEOPLE[by],
      amount: (smaller / 100).toFixed(2),
      reason: 'Part of it was used.',
    });
    simulation.note(`${by} wants ${smaller} of ${amount}: ${JSON.stringify(outcome)}`);
  });
}

function resolve(simulation: Simulation, { by, verdict }: Of<'resolve'>): void {
  simulation.asServer(async ({ store }) => {
    const seen = newest(simulation);
    if (seen === null) return;
    const { account, human } = PEOPLE[by];
    const outcome = await store.resolveCorrection({
      id: seen.id,
      actor: account,
      human,
      verdict,
      reason: verdict === 'abandon' ? 'It is not worth it.' : null,
    });
    if (outcome === 'taken') simulation.note(`${by} says: ${verdict}`);
  });
}

function webhooks({ account }: Simulation, { what }: Of<'webhooks'>): void {
  const { webhooks: news } = account;
  switch (what) {
    case 'hold':
      news.hold();
      return;
    case 'release':
      void news.release('newest_first').then(() => news.retry());
      return;
    case 'repeat':
      void news.repeat(news.deliveries.map(({ event }) => event.id));
  }
}

/** Somebody in the Dashboard does something; what Stripe does not let them do, they leave. */
function byHand(simulation: Simulation, scene: Of<'refund_by_hand' | 'dispute' | 'done_by_hand'>): void {
  const { plan, account, note } = { ...simulation, note: (text: string) => simulation.note(text) };
  const drafted = plan.world.check.findings[plan.world.position]?.correction;
  if (drafted == null) return;
  const charge = chargeOf(account, drafted);
  try {
    if (scene.kind === 'done_by_hand') {
      note(`somebody does by hand: ${firstByHand(simulation, drafted)}`);
    } else if (charge !== null && scene.kind === 'dispute') {
      account.dashboard.openDispute(charge.id);
      note('the customer disputes the payment');
    } else if (charge !== null && scene.kind === 'refund_by_hand') {
      const amount = Math.max(
        1,
        Math.floor(((charge.amount_captured - charge.amount_refunded) * scene.percent) / 100),
      );
      account.dashboard.refund(charge.id, { amount });
      note(`somebody refunds ${amount} by hand`);
    }
  } catch (error) {
    if (!(error instanceof StripeRefusal)) throw error;
    note(`Stripe does not let them: ${error.message}`);
  }
}

/** The payment that the first step of money gives back. */
export function chargeOf(account: StripeAccount, { steps }: Correction): Charge | null {
  for (const { kind, params, target } of steps) {
    if (kind === 'refund') return account.object('charge', String(params['charge'])) ?? null;
    if (kind !== 'credit_note') continue;
    const payments = account.objects('invoice_payment').filter(({ invoice }) => invoice === target);
    for (const { payment } of payments) {
      const intent = 'payment_intent' in payment ? payment.payment_intent : null;
      const charge = account.objects('charge').find((one) => one.payment_intent === intent && one.paid);
      if (charge !== undefined) return charge;
    }
  }
  return null;
}

/** Somebody books a cent on the customer's balance. */
export function anotherCredit({ account, plan }: Simulation): void {
  const [customer] = plan.world.check.customer.ids;
  const [entry] = account.objects('customer').filter(({ id }) => id === customer);
  account.dashboard.does('POST', `/v1/customers/${customer}/balance_transactions`, {
    amount: -1,
    currency: entry?.currency ?? 'usd',
  });
}

function firstByHand({ account }: Simulation, { steps }: Correction): string {
  const [step] = steps;
  const { dashboard } = account;
  if (step === undefined) return 'nothing';
  switch (step.kind) {
    case 'void_invoice':
      dashboard.does('POST', `/v1/invoices/${step.target}/void`);
      break;
    case 'cancel_subscription':
      dashboard.does('DELETE', `/v1/subscriptions/${step.target}`, { prorate: false, invoice_now: false });
      break;
    case 'refund':
      dashboard.refund(String(step.params['charge']), { amount: step.amount ?? 0 });
      break;
    default:
      return 'nothing';
  }
  return step.kind;
}
