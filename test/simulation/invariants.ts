import { AuditChain, type StoredAuditEntry } from '../../db/audit.ts';
import { OPEN_STATES } from '../../src/corrections/states.ts';
import type { Request } from './network.ts';
import { PEOPLE } from './people.ts';
import { chargeOf } from './scenes.ts';
import type { Simulation } from './simulation.ts';
import { toldPromises } from './told.ts';
import { type CorrectionTruth, type StepTruth, truthOf } from './truth.ts';
import { SIGNING_KEY } from './worlds.ts';

const CHAIN = new AuditChain(SIGNING_KEY);

const HOUR = 3_600;
/** Stripe's clock and the moment a request leaves lie this far apart at most: a pre-flight is in between. */
const KEY_AGE_MARGIN_SECONDS = 10 * 60;
const SDK_REPEATS_WITHIN_MS = 1_000;
/** Longest between the new check and the request it allows. */
const UNSEEN_SECONDS = 60;
/** A read that was given up hears no more answers: others count on the 429 that came just before. */
const RETRY_AFTER_TOLERANCE = 0.9;
const KEY_GOOD_FOR_SECONDS = 23 * HOUR;

/** Kinds whose object carries our metadata. */
const MARKED: ReadonlySet<string> = new Set(['refund', 'credit_note', 'customer_balance_credit']);
/** States in which our requests made nothing. */
const NOTHING_MADE: readonly string[] = [
  'proposed',
  'awaiting_second',
  'rejected',
  'withdrawn',
  'expired',
  'simulated',
  'refused',
  'stale',
];

/** Everything that must be true after a seed, whatever happened in it. Returns what is not. */
export async function brokenPromises(simulation: Simulation): Promise<readonly string[]> {
  const broken: string[] = [...simulation.violations];
  const say = (sentence: string): void => void broken.push(sentence);
  const corrections = truthOf(simulation);
  for (const correction of corrections) {
    for (const step of correction.steps) oneStep(simulation, correction, step, say);
    oneCorrection(simulation, correction, correction === corrections[0], say);
  }
  strangers(simulation, corrections, say);
  toldPromises(simulation, corrections, say);
  retryAfter(simulation, say);
  for (const bug of simulation.bugs) say(`the log says ${bug}`);
  if (!simulation.wasTampered && simulation.alarms.length > 0)
    say(`an alarm without a cause: ${simulation.alarms[0]}`);
  audit(simulation, say);
  return broken;
}

type Say = (sentence: string) => void;

function oneStep(simulation: Simulation, correction: CorrectionTruth, step: StepTruth, say: Say): void {
  const name = `step ${step.position} (${step.kind}) of ${correction.id}`;
  const wasRestored = simulation.lost.length > 0;
  if (step.made.length > 1) say(`${name} took effect ${step.made.length} times`);
  const keys = new Set(step.requests.map(({ key }) => key));
  if (keys.size > 1) say(`${name} was sent with ${keys.size} different keys`);
  const [first] = step.requests;
  const last = step.requests.at(-1);
  if (first !== undefined && last !== undefined && !wasRestored) {
    const age = last.leftAtStripe - first.leftAtStripe;
    if (age > KEY_GOOD_FOR_SECONDS + KEY_AGE_MARGIN_SECONDS) say(`${name} was sent again after ${age} s`);
  }
  if (step.state === 'sent' || step.state === 'unknown') {
    const owned = simulation.count(
      "SELECT count(*) FROM job WHERE type = 'execute-correction' AND state IN ('queued', 'running') AND serial_key = ?",
      `correction:${correction.id}`,
    );
    if (owned === 0) say(`${name} is ${step.state} and no job owns it`);
  }
  if (step.state === 'done' && step.made.length === 0 && !mayBeOthers(simulation, correction, step))
    say(`${name} is done, and our requests made nothing`);
  // What bears no mark of ours cannot be told from somebody else's once it was forgotten that we did it.
  const isForgotten = wasRestored && !MARKED.has(step.kind);
  if (step.state === 'refused' && step.made.length > 0 && !isForgotten)
    say(`${name} is refused, and it took effect`);
  if (
    step.state === 'needs_person' &&
    step.made.length > 0 &&
    /knows nothing of it/.test(step.sentence ?? '')
  )
    say(`${name} is said not to be in Stripe, and it is`);
  lookedBefore(simulation, step, name, say);
  if (step.state === 'planned' && step.requests.length > 0 && !wasRestored)
    say(`${name} is planned, and a request left`);
}

const FOUND_AT: Readonly<Record<string, RegExp>> = {
  refund: /^\/v1\/refunds$/,
  credit_note: /^\/v1\/credit_notes$/,
  customer_balance_credit: /\/balance_transactions$/,
};

/** Between two requests for one effect the same run of the server read whether the first had an effect. */
function lookedBefore({ network }: Simulation, { kind, requests }: StepTruth, name: string, say: Say): void {
  const where = FOUND_AT[kind];
  if (where === undefined) return;
  requests.slice(1).forEach((request, place) => {
    const before = requests[place];
    if (before === undefined) return;
    const looked = network.requests.some(
      (other) =>
        !other.isWrite &&
        other.owner === request.owner &&
        other.number < request.number &&
        other.leftAtMs >= before.leftAtMs &&
        other.status === 200 &&
        where.test(other.path),
    );
    if (!looked) say(`${name} was sent again without looking for it (#${request.number})`);
  });
}

/** As the object was to be already, whoever did it, or a person did it by hand and Stripe agreed. */
function mayBeOthers({ client, account }: Simulation, { id }: CorrectionTruth, step: StepTruth): boolean {
  if (!MARKED.has(step.kind) && isAsWanted(account, step)) return true;
  const settled = client
    .prepare(
      `SELECT count(*) AS total FROM audit WHERE subject = ? AND kind = 'correction_settled'
       AND json_extract(details, '$.by_hand')`,
    )
    .get(id) as { readonly total: number };
  return settled.total > 0;
}

function isAsWanted(account: Simulation['account'], { kind, target }: StepTruth): boolean {
  switch (kind) {
    case 'void_invoice':
      return account.object('invoice', target)?.status === 'void';
    case 'cancel_subscription':
      return account.object('subscription', target)?.status === 'canceled';
    case 'remove_discount':
      return account.object('subscription', target)?.discounts.length === 0;
    default:
      return false;
  }
}

function oneCorrection(
  simulation: Simulation,
  correction: CorrectionTruth,
  isFirst: boolean,
  say: Say,
): void {
  const { id, state, steps, approvals, mode } = correction;
  const wasRestored = simulation.lost.length > 0;
  // What bears no mark of ours may be forgotten.
  const made = steps.flatMap((step) => (wasRestored && !MARKED.has(step.kind) ? [] : step.made));
  if (NOTHING_MADE.includes(state) && made.length > 0)
    say(`${id} is ${state}, and Stripe has ${made.length} effects of it`);
  if (mode === 'dry_run' && made.length > 0) say(`${id} was a dry run, and Stripe has its effects`);
  if (simulation.tampered === id && made.length > 0) say(`${id} was changed by hand, and it took effect`);

  if (!wasRestored) changedMeanwhile(simulation, correction, say);
  if (made.length > 0) approvedBy(simulation, correction, say);
  if (state === 'executed') money(simulation, correction, say);
  const isWaiting = state === 'proposed' || state === 'awaiting_second' || state === 'needs_person';
  if (OPEN_STATES.includes(state) && !isWaiting) say(`${id} is still ${state} at the end`);
  if (simulation.plan.isCalm && !isWaiting && isFirst) calm(simulation, correction, say);
  if (made.length === 0 || approvals.length > 0) return;
  say(`${id} took effect, and nobody approved it`);
}

function approvedBy(
  { plan }: Simulation,
  { id, approvals, requester_human }: CorrectionTruth,
  say: Say,
): void {
  const humans = new Set(approvals.map(({ human }) => human));
  const needed = plan.approvals.always_two === undefined ? 1 : 2;
  if (humans.size < needed) say(`${id} took effect with ${humans.size} approvers of ${needed}`);
  if (humans.has(requester_human)) say(`${id} was approved by who asked for it`);
  if (humans.has(PEOPLE.eve.human)) say(`${id} was approved by a stranger`);
}

/** Nothing leaves for a payment that somebody refunded or disputed since it was asked for. */
function changedMeanwhile(
  { account, plan }: Simulation,
  { id, proposed_at_ms, steps }: CorrectionTruth,
  say: Say,
): void {
  const first = steps.flatMap(({ requests }) => requests).sort((a, b) => a.number - b.number)[0];
  if (first === undefined) return;
  const drafted = plan.world.check.findings[plan.world.position]?.correction;
  const charge = drafted == null ? null : chargeOf(account, drafted);
  const changed = account.effects.all.find(
    ({ by, at, touched }) =>
      by !== 'api' &&
      at * 1_000 > proposed_at_ms &&
      at < first.leftAtStripe - UNSEEN_SECONDS &&
      charge !== null &&
      touched.includes(charge.id),
  );
  if (changed !== undefined) say(`${id} was sent although ${changed.operation} came before`);
}

/** What our own effects gave back, against what was approved. */
function money({ account }: Simulation, { id, amount, steps }: CorrectionTruth, say: Say): void {
  if (amount === null || steps.some(({ made }) => made.length === 0)) return;
  let given = 0;
  for (const { made } of steps.filter((step) => step.amount !== null)) {
    for (const { object } of made) {
      if (object.object === 'refund') given += account.object('refund', object.id)?.amount ?? 0;
      if (object.object === 'credit_note') given += account.object('credit_note', object.id)?.total ?? 0;
      if (object.object === 'customer_balance_transaction')
        given -= account.object('customer_balance_transaction', object.id)?.amount ?? 0;
    }
  }
  if (given !== amount) say(`${id} was approved for ${amount}, and ${given} went back`);
}

/** Without any trouble there is one way it can end. */
function calm({ plan }: Simulation, { id, state, approvals, steps }: CorrectionTruth, say: Say): void {
  const isByHand = plan.world.name === 'by hand';
  const isApproved = approvals.length >= (plan.approvals.always_two === undefined ? 1 : 2);
  if (!isApproved || isByHand || steps.length === 0) return;
  const expected = plan.mode === 'live' ? 'executed' : 'simulated';
  if (state !== expected) say(`${id} is ${state} although nothing went wrong`);
}

/** Effects of ours that belong to no step we know of; where a database was lost, it may have known them. */
function strangers(simulation: Simulation, corrections: readonly CorrectionTruth[], say: Say): void {
  const known = new Set(
    corrections.flatMap(({ steps }) => steps.flatMap(({ made }) => made.map((one) => one.number))),
  );
  if (simulation.lost.length > 0) return;
  for (const { by, number, operation, idempotency_key } of simulation.account.effects.all) {
    if (by === 'api' && !known.has(number)) say(`${operation} [${idempotency_key}] belongs to no step`);
  }
}

/** After a 429 that says how long to wait, the same run of the server waits that long. */
function retryAfter({ network, clockSetAtMs }: Simulation, say: Say): void {
  for (const limited of network.requests) {
    if (limited.status !== 429 || limited.retryAfterSeconds === null || limited.answeredAtMs === null)
      continue;
    const until = limited.answeredAtMs + limited.retryAfterSeconds * 1_000 * RETRY_AFTER_TOLERANCE;
    // Waits are kept by our own clock: set it, and they end when it says so.
    if (clockSetAtMs.some((at) => at >= (limited.answeredAtMs ?? 0) && at < until)) continue;
    const early = network.requests.find(
      (next) =>
        next.owner === limited.owner &&
        next.leftAtMs > (limited.answeredAtMs ?? 0) &&
        next.leftAtMs < until &&
        next.isWrite === limited.isWrite &&
        (!next.isWrite || next.key === limited.key) &&
        !isRepeatOfSdk(network, next),
    );
    if (early !== undefined)
      say(
        `request #${early.number} left ${until - early.leftAtMs} ms before Stripe wanted it (after #${limited.number})`,
      );
  }
}

/** The SDK sends a read once more by itself, half a second after its connection was closed. */
function isRepeatOfSdk(
  { requests }: Simulation['network'],
  { owner, path, isWrite, leftAtMs, number }: Request,
): boolean {
  return requests.some(
    (one) =>
      !isWrite &&
      one.number < number &&
      one.owner === owner &&
      one.path === path &&
      one.strike === 'reset_before' &&
      leftAtMs - one.leftAtMs < SDK_REPEATS_WITHIN_MS,
  );
}

/** Gapless, in order, each row chained to the one before and signed. */
function audit({ client }: Simulation, say: Say): void {
  const rows = client.prepare('SELECT * FROM audit ORDER BY seq').all() as StoredAuditEntry[];
  rows.forEach(({ hash, ...row }, place) => {
    const before = rows[place - 1];
    const isNext = row.seq === place + 1 && (before === undefined || row.prev_hash === before.hash);
    if (!isNext || CHAIN.hash(row) !== hash)
      say(`row ${row.seq} of the audit trail does not follow the one before`);
  });
}
