import { availableParallelism } from 'node:os';
import type { ViteUserConfig } from 'vitest/config';

/** What every run of tests has in common. */
export const shared: NonNullable<ViteUserConfig['test']> = {
  testTimeout: 20_000,
  hookTimeout: 20_000,
  pool: 'forks',
  // Many tests wait for timers and sockets: with two cores, Vitest's own choice would be a single worker.
  maxWorkers: Math.max(4, availableParallelism()),
  env: { TZ: 'UTC', STRIPE_SUPPRESS_NOTICES: 'true' },
};
