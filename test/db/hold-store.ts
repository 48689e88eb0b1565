/** A process of its own: opens the store at argv[2], with argv[3] as its key if given, claims a job if there is one, and stays until killed. */
import { openStore } from '../../db/store.ts';

const [, , path = '', signingKey] = process.argv;
try {
  const store = await openStore({
    path,
    clock: Date.now,
    ...(signingKey === undefined ? {} : { signingKey }),
  });
  await store.claimJob({ leaseMs: 600_000 });
  console.log('ready');
  setInterval(() => undefined, 1_000);
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  process.exitCode = 1;
}
