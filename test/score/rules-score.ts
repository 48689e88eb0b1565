import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Command } from 'commander';
import { generate } from '../../src/sandbox/corpus/generate.ts';
import { describe, judgeHistory, shapedObjects } from './judge-history.ts';
import { type ScoreRequest, scorePart } from './score-part.ts';
import { count, emptyTally, merge, render, summarise, type Tally } from './tally.ts';

/**
 * Scores the catalogue over a seeded corpus of generated customer histories.
 *
 *   npm run rules:score -- --seed 7 --histories 2000
 *   npm run rules:score -- --row A1 --histories 100 --verbose
 *   npm run rules:score -- --seed 7 --only 41 --verbose --out history.json
 *
 * Exit status 1 when a bar is missed.
 */
const program = new Command()
  .name('rules:score')
  .option('--seed <seed>', 'seed of the corpus', '1')
  .option('--histories <number>', 'how many histories', wholeNumber, 2000)
  .option('--row <row...>', 'plant only these rows of the catalogue, e.g. A1')
  .option('--only <index>', 'one history of the corpus, by its index', wholeNumber)
  .option('--out <file>', 'with --only: write it as a history file')
  .option('--jobs <number>', 'processes', wholeNumber, Math.min(4, availableParallelism()))
  .option('--json', 'print the summary as JSON')
  .option('--verbose', 'say of each miss and false error where it is and what was said')
  .parse();
const options = program.opts<{
  seed: string;
  histories: number;
  row?: string[];
  only?: number;
  out?: string;
  jobs: number;
  json?: boolean;
  verbose?: boolean;
}>();

const rows = options.row?.flatMap((text) => text.toUpperCase().split(','));
const started = performance.now();
const tally = options.only === undefined ? await scoreAll() : scoreOne(options.only);
const summary = summarise(tally);
if (options.json === true) console.log(JSON.stringify({ seed: options.seed, ...summary }, null, 2));
else {
  if (options.verbose === true) {
    const replay = `npm run rules:score -- --seed ${options.seed}${rows === undefined ? '' : ` --row ${rows.join(' ')}`} --only N --verbose`;
    if (tally.notes.length > 0) console.log(`${tally.notes.join('\n')}\n(replay one: ${replay})\n`);
  }
  console.log(render(summary));
  console.log(`seed ${options.seed}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
process.exitCode = summary.failures.length === 0 ? 0 : 1;

/** Spreads the corpus over processes. */
async function scoreAll(): Promise<Tally> {
  const { seed, histories } = options;
  const of = Math.max(1, Math.min(options.jobs, Math.ceil(histories / 50)));
  const request = (share: number): ScoreRequest => ({
    seed,
    histories,
    options: { ...(rows === undefined ? {} : { rows }), part: { share, of } },
  });
  if (of === 1) return scorePart(request(0));
  const all = emptyTally();
  const parts = await Promise.all(Array.from({ length: of }, (_, share) => inProcess(request(share))));
  for (const part of parts) merge(all, part);
  all.notes.sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]));
  return all;
}

function inProcess(request: ScoreRequest): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const worker: ChildProcess = fork(new URL('./score-worker.ts', import.meta.url));
    worker.once('message', (tally) => resolve(tally as Tally));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a scoring process ended with status ${code}`)));
    worker.send(request);
  });
}

/** Plays one history again and says everything about it. */
function scoreOne(only: number): Tally {
  const all = emptyTally();
  const choice = rows === undefined ? { only } : { only, rows };
  for (const history of generate(options.seed, only + 1, choice)) {
    const judged = judgeHistory(history);
    count(all, judged, history.shape);
    const { analysis } = judged.outcome;
    if (options.verbose === true) {
      console.log(
        `verdict ${analysis.verdict}; customer ${history.customer}; ticket: ${history.ticket?.body ?? 'none'}`,
      );
      console.log(`planted: ${history.labels.map(({ scenario }) => scenario).join(', ') || 'nothing'}`);
      for (const finding of analysis.findings)
        console.log(`  ${describe(finding)}\n      ${finding.message}`);
      for (const { rule, reason } of analysis.skipped) console.log(`  skipped ${rule}: ${reason}`);
    }
    if (options.out !== undefined) {
      const { ticket } = history;
      const file = {
        format: 'billing-check/history@1',
        api_version: history.shape === 'current' ? '2026-10-28.endive' : '2024-12-18.acacia',
        exported_at: new Date(history.now * 1000).toISOString(),
        livemode: false,
        objects: shapedObjects(history),
        ...(ticket === null
          ? {}
          : { ticket: { ...ticket, created_at: new Date(ticket.created_at * 1000).toISOString() } }),
        policy: history.policy,
      };
      writeFileSync(options.out, JSON.stringify(file, null, 1));
      console.log(`written to ${options.out}`);
    }
  }
  return all;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`expected a whole number, not ${text}`);
  return Number(text);
}
