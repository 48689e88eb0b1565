import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** Where money moves, nothing is left that no test has run: 100 % of statements and branches, and no exceptions. */
export default defineConfig({
  test: {
    ...shared,
    include: ['test/corrections/**/*.test.ts', 'test/stripe/effects/**/*.test.ts'],
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['src/corrections/**/*.ts', 'src/stripe/effects/**/*.ts'],
      reporter: ['text'],
      reportsDirectory: 'node_modules/.coverage-corrections',
      skipFull: true,
      thresholds: { statements: 100, branches: 100 },
    },
  },
});
