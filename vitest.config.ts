import { configDefaults, defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** They put a clock and a source of ids of their own in place of the process's. */
const APART = ['test/simulation/**/*.test.ts'];

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...APART],
          // One load of the modules serves many files: no test may leave anything changed in them.
          isolate: false,
        },
      },
    ],
  },
});
