/** A process of its own: takes the files away from under SQLite, as a failing disk does, and goes on writing. */
import { closeSync, readdirSync, readlinkSync } from 'node:fs';
import { openStore } from '../../db/store.ts';

const path = process.argv[2] ?? '';
const store = await openStore({ path, clock: Date.now });
await store.saveCursor('before', 'kept');
for (const descriptor of readdirSync('/proc/self/fd')) {
  try {
    if (readlinkSync(`/proc/self/fd/${descriptor}`) === `${path}-wal`) closeSync(Number(descriptor));
  } catch {
    // The descriptor of the listing itself is gone by now.
  }
}
const outcome = await store.saveCursor('after', 'lost').then(
  () => 'stored',
  (error: Error) => error.name,
);
const next = await store.saveCursor('later', 'lost').then(
  () => 'stored',
  (error: Error) => error.name,
);
console.log(`ready ${outcome} ${next}`);
setInterval(() => undefined, 1_000);
