import type { CorrectionState } from '../../src/corrections/states.ts';
import type { Effect } from '../../src/sandbox/stripe/effects.ts';
import type { Request } from './network.ts';
import type { Simulation } from './simulation.ts';

/** One step of a correction as the database has it, beside what Stripe and the network have of it. */
export interface StepTruth {
  readonly id: string;
  readonly position: number;
  readonly kind: string;
  readonly target: string;
  readonly amount: number | null;
  readonly state: string;
  readonly unclear: number;
  readonly sentence: string | null;
  /** Requests that left for it. */
  readonly requests: readonly Request[];
  /** What our requests made in Stripe. */
  readonly made: readonly Effect[];
}

export interface CorrectionTruth {
  readonly id: string;
  readonly state: CorrectionState;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly mode: 'dry_run' | 'live';
  readonly requester_human: string | null;
  readonly outcome: string | null;
  /** By our own clock, Unix milliseconds. */
  readonly proposed_at_ms: number;
  readonly rev: number;
  readonly steps: readonly StepTruth[];
  readonly approvals: readonly {
    readonly actor: string;
    readonly human: string | null;
    readonly decided_at_ms: number;
  }[];
}

/** What is true at the end of a seed, as far as the last database knows of it. */
export function truthOf(simulation: Simulation): readonly CorrectionTruth[] {
  const { client, account, network } = simulation;
  const rows = client.prepare('SELECT * FROM correction ORDER BY id').all() as Omit<
    CorrectionTruth,
    'steps' | 'approvals'
  >[];
  const effects = client.prepare('SELECT * FROM correction_effect WHERE correction_id = ? ORDER BY position');
  const approvals = client.prepare("SELECT * FROM decision WHERE correction_id = ? AND verdict = 'approve'");
  const writes = network.requests.filter(({ isWrite }) => isWrite);
  const ours = account.effects.all.filter(({ by }) => by === 'api');
  return rows.map((row) => ({
    ...row,
    approvals: approvals.all(row.id) as CorrectionTruth['approvals'],
    steps: (effects.all(row.id) as Omit<StepTruth, 'requests' | 'made'>[]).map((step) => {
      const name = `bc_${row.id}_${step.position}`;
      const requests = writes.filter(({ key }) => key?.startsWith(name) ?? false);
      const ids = new Set(requests.map(({ stripeId }) => stripeId));
      return { ...step, requests, made: ours.filter(({ request_id }) => ids.has(request_id)) };
    }),
  }));
}
