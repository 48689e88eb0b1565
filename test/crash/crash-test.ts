// The last line is the result as JSON.
//   npm run crash-test -- --kills 20 --tickets 50 --seed N
//   npm run crash-test -- --path corrections [--times 3] [--seed N] [--step WORDS]
import { parseArgs } from 'node:util';
import { crashCorrections } from './corrections/crash-corrections.ts';
import { STEPS } from './corrections/steps.ts';
import { crashRun } from './crash-run.ts';

const { values } = parseArgs({
  options: {
    path: { type: 'string', default: 'tickets' },
    kills: { type: 'string', default: '20' },
    tickets: { type: 'string', default: '50' },
    times: { type: 'string', default: '3' },
    step: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
  },
});
const seed = Number(values.seed);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function tickets(): Promise<boolean> {
  const kills = Number(values.kills);
  const result = await crashRun({ kills, tickets: Number(values.tickets), seed, say });
  say(JSON.stringify(result));
  // Three kills of four must have hit work, or the run proves little.
  return result.duplicates === 0 && result.missing === 0 && result.inFlight >= kills * 0.75;
}

async function corrections(): Promise<boolean> {
  const steps = STEPS.filter(({ name }) => name.includes(values.step));
  const result = await crashCorrections({ steps, times: Number(values.times), seed, say });
  say(JSON.stringify(result));
  const { effects_wrong, states_wrong, cards_wrong, notes_wrong, runs } = result;
  return runs > 0 && effects_wrong + states_wrong + cards_wrong + notes_wrong === 0;
}

const paths = { tickets, corrections };
const path = Object.entries(paths).find(([name]) => name === values.path)?.[1];
if (path === undefined) throw new Error(`--path takes one of ${Object.keys(paths).join(', ')}.`);
process.exitCode = (await path()) ? 0 : 1;
