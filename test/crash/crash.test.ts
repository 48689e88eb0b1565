import { expect, it } from 'vitest';
import { crashRun } from './crash-run.ts';

// The long version is `npm run crash-test`.
it('killed three times while tickets arrive, the server leaves exactly one note on each', {
  timeout: 120_000,
}, async () => {
  const result = await crashRun({ kills: 3, tickets: 8, seed: 5 });
  expect(result).toMatchObject({ kills: 3, tickets: 8, notes: 8, duplicates: 0, missing: 0 });
  expect(result.inFlight).toBeGreaterThan(0);
});
