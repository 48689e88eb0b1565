import { parseArgs } from 'node:util';
import { loadPrompt } from '../../src/triage/claude/prompt.ts';
import { readCases } from './eval-case.ts';
import { judgeReplies } from './judge.ts';
import { evaluateLive } from './live.ts';
import { evaluateOffline } from './offline.ts';
import { type EvalResult, keepResult, previousResult, render } from './results.ts';
import { stageCase } from './staged-case.ts';

/**
 * Holds the replies to what a customer has to find in one.
 *
 *   npm run eval:triage -- --offline
 *   ANTHROPIC_API_KEY=… npm run eval:triage -- --judge --write
 *
 * Exit status 1 when a draft by hand is not judged as its file says, or fewer than 95 of a hundred replies have no fault.
 */
const { values: options } = parseArgs({
  options: {
    offline: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    judge: { type: 'boolean', default: false },
  },
});

const MIN_PASSED_PERCENT = 95;

const cases = readCases().map(stageCase);
const offline = evaluateOffline(cases);
const apiKey = process.env['ANTHROPIC_API_KEY'] ?? '';
const baseUrl = process.env['ANTHROPIC_BASE_URL'] ?? null;
const live = options.offline || apiKey === '' ? null : await evaluateLive(cases, { apiKey, baseUrl });
const judged =
  live === null || !options.judge ? null : await judgeReplies(cases, live.texts, { apiKey, baseUrl });
const { name, version } = loadPrompt('triage');
const result: EvalResult = {
  prompt: name,
  version,
  cases: cases.length,
  offline: offline.figures,
  live: live === null ? null : { ...live.figures, judgement: judged?.judgement ?? null },
};
const previous = previousResult(name, version);
const notRun = options.offline ? 'not run (--offline)' : 'not run (no ANTHROPIC_API_KEY)';

if (options.json) {
  console.log(JSON.stringify({ ...result, live: result.live ?? notRun, previous }, null, 2));
} else {
  if (options.verbose)
    console.log([...offline.notes, ...(live?.notes ?? []), ...(judged?.notes ?? [])].join('\n'), '\n');
  console.log(`${cases.length} tickets with their histories\n`);
  console.log(render(result, previous));
  if (result.live === null) console.log(`\nlive: ${notRun}`);
}
if (options.write) console.error(`written to ${keepResult(result).pathname}`);

const { curated, writer } = result.offline;
// Of a model that wrote nothing nothing is known.
const enough = (passed: number, all: number): boolean => all > 0 && passed * 100 >= all * MIN_PASSED_PERCENT;
const isGood =
  curated.good_passed === curated.good &&
  curated.bad_caught === curated.bad &&
  enough(writer.passed, writer.drafts) &&
  (result.live === null || enough(result.live.written.passed, result.live.written.drafts));
process.exitCode = isGood ? 0 : 1;
