import { availableParallelism } from 'node:os';
import { PLANTED_BUGS, type PlantedBug } from './bugs.ts';
import { simulateWith } from './plant.ts';

/** `npm run simulate:bugs [-- name]`: plants every bug and says which seed sees it; exits with 1 when one stays unseen. */
async function main(): Promise<void> {
  const [wanted = ''] = process.argv.slice(2);
  const waiting = PLANTED_BUGS.filter(({ name }) => name.includes(wanted));
  let unseen = 0;
  const next = async (): Promise<void> => {
    for (let bug: PlantedBug | undefined = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const { seed, violation } = await simulateWith(bug);
      if (seed === null) unseen += 1;
      const caught = seed === null ? `NOT SEEN within ${bug.seeds} seeds` : `seed ${seed}: ${violation}`;
      process.stdout.write(`${bug.name}: ${caught}\n`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  process.exitCode = unseen === 0 ? 0 : 1;
}

await main();
