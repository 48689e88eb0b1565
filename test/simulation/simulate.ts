import { parseArgs } from 'node:util';
import { createEquipment, runSeed } from './run-seed.ts';
import { buildWorlds } from './worlds.ts';

/** `npm run simulate -- --seeds N --from S [--json] [--trace] [--until-first]`: exits with 1 when a seed breaks a promise. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      'until-first': { type: 'boolean', default: false },
    },
  });
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  const worlds = await buildWorlds();
  const equipment = createEquipment();
  const failed: { readonly seed: number; readonly violations: readonly string[] }[] = [];
  const states = new Map<string, number>();
  const began = performance.now();
  for (let seed = from; seed < from + seeds; seed += 1) {
    const outcome = await runSeed(seed, worlds, equipment);
    for (const state of outcome.states) states.set(state, (states.get(state) ?? 0) + 1);
    if (values.trace) process.stdout.write(`seed ${seed}\n${outcome.trace.join('\n')}\n`);
    if (outcome.violations.length === 0) continue;
    failed.push({ seed, violations: outcome.violations });
    if (!values.json)
      for (const violation of outcome.violations) process.stdout.write(`seed ${seed}: ${violation}\n`);
    if (values['until-first']) break;
  }
  const [first] = failed;
  const summary = { seeds, violations: failed.length, firstSeed: first?.seed ?? null };
  const each = ((performance.now() - began) / seeds).toFixed(1);
  if (!values.json) {
    const ended = [...states].map(([state, count]) => `${count} ${state}`).join(', ');
    process.stdout.write(`${each} ms a seed; corrections: ${ended}\n`);
  }
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

await main();
