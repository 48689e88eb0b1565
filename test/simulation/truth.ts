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
    steps: (effects.all(row.id) as Omit<StepTruth, 'requests' | 'made'>[]).map((step) => ({
      ...step,
      requests: writes.filter((request) => isOf(step, row.id, request)),
      made: ours.filter((effect) => isMadeBy(step, row.id, effect)),
    })),
  }));
}

/** By the metadata it carries, or by the object it changes where it can carry none. */
function isOf(
  { target, position, kind }: Pick<StepTruth, 'target' | 'position' | 'kind'>,
  correction: string,
  request: Request,
): boolean {
  if (!MARKED.has(kind)) {
    return request.path.includes(`/${target}`) && (request.key ?? '').includes(correction);
  }
  return (
    request.body.includes(`=${correction}`) && (request.key ?? '').startsWith(`bc_${correction}_${position}`)
  );
}

function isMadeBy(
  { target, position, kind }: Pick<StepTruth, 'target' | 'position' | 'kind'>,
  correction: string,
  effect: Effect,
): boolean {
  if (kind === 'cancel_subscription')
    return effect.object.id === target && effect.operation.startsWith('DELETE');
  const key = effect.idempotency_key ?? '';
  if (!MARKED.has(kind)) return effect.object.id === target && key.startsWith(`bc_${correction}_`);
  return effect.metadata['correction_id'] === correction && key.startsWith(`bc_${correction}_${position}`);
}

/** Kinds whose object carries our metadata. */
const MARKED: ReadonlySet<string> = new Set(['refund', 'credit_note', 'customer_balance_credit']);
