import { intentOf } from '../src/analysis/ticket/intent/intent-of.ts';
import { type Figure, figure, median } from './lib/report.ts';

const MEGABYTE = 1024 * 1024;
const LIMIT_MS = 50;
const GROWTH_MAX = 3;
const ROUNDS = 5;

/** Texts made to take long: each is repeated to the length asked for. */
const HOSTILE: Readonly<Record<string, string>> = {
  'one word': 'a',
  'line breaks': 'a\n',
  'sentence ends': '. ',
  'telling words': 'you charged me twice for an invoice and refund ',
  amounts: '$1.234,56 1,234.56€ ',
  digits: '1234567890',
  'combining marks': 'a\u0301\u0327\u0308',
  'ligatures that unfold': '\ufdfa',
  Japanese: '請求されパスワード',
  exceptions: 'credit card feel free double check ',
  'half a pair': '\ud800',
};

/** A hostile megabyte is classified in bounded time, and hardly slower than fifty kilobytes of the same. */
export async function benchIntent(): Promise<Figure[]> {
  const slowest = Object.entries(HOSTILE)
    .map(([name, part]) => ({ name, small: timeOf(part, 50 * 1024), large: timeOf(part, MEGABYTE) }))
    .sort((a, b) => b.large - a.large);
  const worst = slowest[0];
  if (worst === undefined) return [];
  return [
    figure('intent: an ordinary ticket', timeOf(ORDINARY, ORDINARY.length), 'ms'),
    figure(
      `intent: a hostile megabyte, the worst (${worst.name})`,
      worst.large,
      'ms',
      worst.large / worst.small,
      {
        at: 'most',
        limit: LIMIT_MS,
        of: 'value',
      },
    ),
    figure(
      'intent: a hostile megabyte against 50 KB, the worst',
      worst.large,
      'ms',
      worst.large / worst.small,
      { at: 'most', limit: GROWTH_MAX, of: 'ratio' },
    ),
  ];
}

const ORDINARY =
  'Hi, I see two identical lines from you on my statement of November 3. Could you look into it and send one of the two $49.00 back? Thanks, Ciara';

function timeOf(part: string, characters: number): number {
  const body = part.repeat(Math.ceil(characters / part.length)).slice(0, characters);
  intentOf({ ticket: { subject: '', body } });
  return median(
    Array.from({ length: ROUNDS }, () => {
      const started = performance.now();
      intentOf({ ticket: { subject: '', body } });
      return performance.now() - started;
    }),
  );
}
