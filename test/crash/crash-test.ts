// `npm run crash-test -- --kills 20 --tickets 50 --seed N`: the last line is the result as JSON.
import { parseArgs } from 'node:util';
import { crashRun } from './crash-run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    tickets: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
});
const kills = Number(values.kills);
const result = await crashRun({
  kills,
  tickets: Number(values.tickets),
  seed: Number(values.seed),
  say: (line) => process.stdout.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(result)}\n`);
// Three kills of four must have hit work, or the run proves little.
const proves = result.inFlight >= kills * 0.75;
process.exitCode = result.duplicates === 0 && result.missing === 0 && proves ? 0 : 1;
