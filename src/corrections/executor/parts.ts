import type { CorrectionStore, ExecutionRecord, StoredCorrection } from '../../../db/corrections/index.ts';
import type { Approvals } from '../../analysis/policy.ts';
import type { ApproverDirectory, Effects, Recheck } from '../ports.ts';

/** What carrying out a correction needs. */
export interface ExecutorParts {
  readonly store: Pick<CorrectionStore, 'loadCorrection' | 'recordExecution' | 'spentBefore'> & {
    /** Why nothing may be sent now, e.g. after an older database was put in place; null when it may. */
    frozenBecause(): Promise<string | null>;
  };
  readonly effects: Effects;
  readonly recheck: (correction: StoredCorrection) => Promise<Recheck>;
  readonly directory: ApproverDirectory;
  /** The policy's `approvals` in force now; undefined where the company has none. */
  readonly approvals: () => Promise<Approvals | undefined>;
  /** SIGNING_KEY: what decisions are signed with. */
  readonly signingKey: string;
  /** As configured now; only what was approved as `live` too is sent. */
  readonly mode: 'dry_run' | 'live';
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Told of what must not happen: two objects for one effect, rows that nobody approved. */
  readonly onAlarm: (sentence: string, about: { readonly correction: string }) => void;
}

/** Commits one thing that became true, under the job's lease. */
export type Commit = (record: Omit<ExecutionRecord, 'job' | 'id' | 'from'>) => Promise<void>;

/** One run over one correction as it was just loaded. */
export interface Run extends ExecutorParts {
  readonly correction: StoredCorrection;
  readonly commit: Commit;
  /** Aborted when the server stops: nothing new is begun. */
  readonly signal: AbortSignal;
}
