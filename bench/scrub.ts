import { scrub } from '../src/scrub.ts';
import { HOSTILE_MEGABYTES } from '../test/scrubbing/hostile-megabytes.ts';
import { type Figure, figure } from './lib/report.ts';

const LIMIT_MS = 50;
const ROUNDS = 5;

/** Secrets, cards and accounts are taken out of a hostile megabyte in bounded time, beside a megabyte of prose. */
export async function benchScrub(): Promise<Figure[]> {
  const prose = timeOf(PROSE.repeat(Math.ceil((1024 * 1024) / PROSE.length)));
  const slowest = HOSTILE_MEGABYTES.map(([name, text]) => ({ name, ms: timeOf(text) })).sort(
    (a, b) => b.ms - a.ms,
  );
  return [
    figure('scrub: a megabyte of prose', prose, 'ms'),
    ...slowest.slice(0, 1).map(({ name, ms }) =>
      figure(`scrub: a hostile megabyte, the worst (${name})`, ms, 'ms', ms / prose, {
        at: 'most',
        limit: LIMIT_MS,
        of: 'value',
      }),
    ),
  ];
}

const PROSE =
  'Hi, I see two identical lines from you on my statement of November 3. Could you look into it and send one back? ';

/** Milliseconds, the best of some rounds: what the text costs rather than what else ran. */
function timeOf(text: string): number {
  scrub(text);
  return Math.min(
    ...Array.from({ length: ROUNDS }, () => {
      const started = performance.now();
      scrub(text);
      return performance.now() - started;
    }),
  );
}
