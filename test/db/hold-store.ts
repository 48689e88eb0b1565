/** A process of its own: opens the store at argv[2], claims a job if there is one, and stays until killed. */
import { openStore } from '../../db/store.ts';

const path = process.argv[2] ?? '';
try {
  const store = await openStore({ path, clock: Date.now });
  await store.claimJob({ leaseMs: 600_000 });
  console.log('ready');
  setInterval(() => undefined, 1_000);
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  process.exitCode = 1;
}
