import { configDefaults, defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** Tests of pure functions: they change nothing in a module, so that one load of the modules serves all their files. */
const PURE = [
  'test/analysis/**/*.test.ts',
  'test/check/**/*.test.ts',
  'test/policy/**/*.test.ts',
  'test/properties/**/*.test.ts',
  'test/scrubbing/**/*.test.ts',
  'test/slack/views/**/*.test.ts',
  'test/triage/*.test.ts',
  'test/triage/{grounding,notices}/**/*.test.ts',
];

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...PURE],
        },
      },
    ],
  },
});
