import type { Job, JobType } from '../../../db/jobs.ts';

/** How a run ended, for logs and metrics: `done`, or `ignored` with a reason. */
export interface TaskOutcome {
  readonly outcome: 'done' | 'ignored';
  readonly detail: string;
}

/**
 * One type of job. A task ends its job itself, in the same transaction as its last write, and then returns.
 * Throwing means: try again later.
 */
export type Task<T extends JobType> = (job: Job<T>, signal: AbortSignal) => Promise<TaskOutcome>;

/** The file's name is the type's. Tasks of a service that is not configured are left out. */
export type Tasks = { readonly [T in JobType]?: Task<T> };
