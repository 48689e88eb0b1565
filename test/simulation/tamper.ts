import type { CorrectionRow } from '../../db/corrections/types.ts';
import type { Correction } from '../../src/analysis/finding.ts';
import { approvedHash, approvedOf } from '../../src/corrections/approved-text.ts';
import { PEOPLE } from './people.ts';
import type { Simulation } from './simulation.ts';

const TRY_AGAIN_MS = 20;
const MAX_TRIES = 500;

interface Row {
  readonly id: string;
  readonly version: number;
  readonly drafted: string;
  readonly amount: number | null;
  readonly rev: number;
}

/**
 * An insider with the database open changes what was approved, or approves with SQL: everything that could give it away is
 * changed with it, but nothing can be signed. Waits for its moment, before anything was sent.
 */
export function tamper(simulation: Simulation, how: 'amount' | 'approval' | 'step', tries = 0): void {
  const { client, time, world } = simulation;
  const row = client
    .prepare(
      how === 'approval'
        ? "SELECT * FROM correction WHERE state = 'proposed'"
        : `SELECT * FROM correction WHERE state IN ('approved', 'executing') AND NOT EXISTS
           (SELECT 1 FROM correction_effect AS one WHERE one.correction_id = correction.id AND one.state <> 'planned')`,
    )
    .get() as Row | undefined;
  if (row === undefined) {
    if (tries < MAX_TRIES) {
      time.at(time.now + TRY_AGAIN_MS, world, () => tamper(simulation, how, tries + 1));
    }
    return;
  }
  if (how === 'approval') approve(simulation, row);
  else if (row.amount === null) return;
  else if (how === 'amount') lessMoney(simulation, row);
  else otherStep(simulation, row);
  simulation.tampered = row.id;
  simulation.wasTampered = true;
  simulation.note(`an insider changes the ${how} in the database`);
}

/** Another amount everywhere: in what was drafted, in what is shown, in the steps. */
function lessMoney(simulation: Simulation, { id, drafted }: Row): void {
  const { client } = simulation;
  const was = JSON.parse(drafted) as Correction;
  const less = JSON.parse(drafted) as {
    amount: number;
    steps: { amount: number | null; params: Record<string, unknown> }[];
  };
  const step = less.steps.find(({ amount }) => (amount ?? 0) > 1);
  if (step === undefined || step.amount === null) return;
  step.amount -= 1;
  less.amount -= 1;
  for (const name of ['amount', 'refund_amount', 'credit_amount']) {
    const value = step.params[name];
    if (typeof value === 'number') step.params[name] = value < 0 ? value + 1 : value - 1;
  }
  client
    .prepare('UPDATE correction SET drafted = ?, original = coalesce(original, ?), amount = ? WHERE id = ?')
    .run(JSON.stringify(less), JSON.stringify(was), less.amount, id);
  less.steps.forEach(({ amount, params }, position) => {
    client
      .prepare('UPDATE correction_effect SET amount = ?, params = ? WHERE correction_id = ? AND position = ?')
      .run(amount, JSON.stringify(params), id, position);
  });
  client
    .prepare('UPDATE decision SET approved_hash = ? WHERE correction_id = ?')
    .run(hashNow(simulation, id), id);
}

/** Everything of a signature that needs no key. */
function hashNow({ client }: Simulation, id: string): string {
  const row = client.prepare('SELECT * FROM correction WHERE id = ?').get(id) as CorrectionRow;
  const { steps } = JSON.parse(row.drafted) as Correction;
  return approvedHash(approvedOf({ ...row, livemode: Boolean(row.livemode) }, steps));
}

function otherStep({ client }: Simulation, { id }: Row): void {
  client
    .prepare('UPDATE correction_effect SET amount = amount - 1 WHERE correction_id = ? AND amount > 1')
    .run(id);
}

/** All that approving writes, but for the signature. */
function approve(simulation: Simulation, { id, version, drafted, rev }: Row): void {
  const { client } = simulation;
  const now = simulation.clock();
  const { account, human } = PEOPLE.ann;
  client
    .prepare('INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      `de_forged_${rev}`,
      id,
      version,
      account,
      human,
      'approve',
      null,
      'f'.repeat(64),
      'f'.repeat(64),
      now,
    );
  client
    .prepare("UPDATE correction SET state = 'approved', approved_at_ms = ?, rev = rev + 1 WHERE id = ?")
    .run(now, id);
  (JSON.parse(drafted) as Correction).steps.forEach(
    ({ kind, target, amount, currency, params }, position) => {
      client
        .prepare(
          `INSERT INTO correction_effect (id, correction_id, position, kind, target, amount, currency, params, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'planned')`,
        )
        .run(`ef_forged_${position}`, id, position, kind, target, amount, currency, JSON.stringify(params));
    },
  );
  client
    .prepare(
      `INSERT INTO job (id, type, key, serial_key, payload, state, run_at_ms, lease_token, attempts, crashes, created_at_ms)
       VALUES (?, 'execute-correction', ?, ?, ?, 'queued', ?, 0, 0, 0, ?)`,
    )
    .run(
      `job_forged_${rev}`,
      `execute-correction:${id}`,
      `correction:${id}`,
      JSON.stringify({ correction_id: id }),
      now,
      now,
    );
}
