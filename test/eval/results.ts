import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { CHECKS } from './checks/index.ts';
import type { Judgement } from './judge.ts';
import type { LiveFigures } from './live.ts';
import type { OfflineFigures } from './offline.ts';

/** What one version of a prompt reached: `prompts/evals/results/<prompt>-v<version>.json`. */
export interface EvalResult {
  readonly prompt: string;
  readonly version: number;
  readonly cases: number;
  readonly offline: OfflineFigures;
  /** Null where no model was asked. */
  readonly live: (LiveFigures & { readonly judgement: Judgement | null }) | null;
}

const RESULTS = new URL('../../prompts/evals/results/', import.meta.url);

const fileOf = (prompt: string, version: number): URL => new URL(`${prompt}-v${version}.json`, RESULTS);

/** Kept for the versions to come. A run without a model leaves the model's figures of that version as they were. */
export function keepResult(result: EvalResult): URL {
  const known = readResult(result.prompt, result.version);
  const file = fileOf(result.prompt, result.version);
  writeFileSync(
    file,
    `${JSON.stringify({ ...result, live: result.live ?? known?.live ?? null }, null, 2)}\n`,
  );
  return file;
}

export function readResult(prompt: string, version: number): EvalResult | null {
  const file = fileOf(prompt, version);
  if (!readdirSync(RESULTS).includes(`${prompt}-v${version}.json`)) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as EvalResult;
}

/** The newest one of an older version, or null. */
export function previousResult(prompt: string, version: number): EvalResult | null {
  const versions = readdirSync(RESULTS)
    .map((name) => Number(new RegExp(`^${prompt}-v(\\d+)\\.json$`).exec(name)?.[1] ?? Number.NaN))
    .filter((known) => known < version);
  return versions.length === 0 ? null : readResult(prompt, Math.max(...versions));
}

type Row = readonly [label: string, current: string, previous: string];

/** The newest version beside the one before, as a person reads it. */
export function render(current: EvalResult, previous: EvalResult | null): string {
  const rows: readonly Row[] = [
    ['', versionOf(current), previous === null ? 'none before' : versionOf(previous)],
    ...section(
      'drafts by hand',
      (one) => [
        ['good ones that pass', of(one.offline.curated.good_passed, one.offline.curated.good)],
        ['bad ones that are caught', of(one.offline.curated.bad_caught, one.offline.curated.bad)],
      ],
      current,
      previous,
    ),
    ...section('deterministic writer', (one) => figuresRows(one.offline.writer), current, previous),
    ...section(
      'model',
      (one) => (one.live === null ? [['asked', 'not run']] : liveRows(one.live)),
      current,
      previous,
    ),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const second = Math.max(...rows.map(([, value]) => value.length));
  return rows
    .map(([label, one, other]) => `${label.padEnd(width)}  ${one.padEnd(second)}  ${other}`.trimEnd())
    .join('\n');
}

const versionOf = ({ prompt, version }: EvalResult): string => `${prompt} v${version}`;
const of = (part: number, all: number): string => `${part} of ${all}`;

type Lines = readonly (readonly [string, string])[];

function section(
  name: string,
  linesOf: (result: EvalResult) => Lines,
  current: EvalResult,
  previous: EvalResult | null,
): readonly Row[] {
  const now = new Map(linesOf(current));
  const before = new Map(previous === null ? [] : linesOf(previous));
  const labels = [...new Set([...now.keys(), ...before.keys()])];
  return [
    ['', '', ''],
    [name, '', ''],
    ...labels.map((label): Row => [`  ${label}`, now.get(label) ?? '–', before.get(label) ?? '–']),
  ];
}

function figuresRows(figures: OfflineFigures['writer']): Lines {
  return [
    ['replies without a fault', of(figures.passed, figures.drafts)],
    ...Object.entries(figures.by_language).map(([name, [passed, all]]): [string, string] => [
      `in ${name}`,
      of(passed, all),
    ]),
    ...Object.entries(figures.by_kind).map(([name, [passed, all]]): [string, string] => [
      name.replaceAll('_', ' '),
      of(passed, all),
    ]),
    ...CHECKS.flatMap(({ name }): [string, string][] => {
      const failed = figures.failed_by_check[name] ?? 0;
      return failed === 0 ? [] : [[`fail ${name}`, String(failed)]];
    }),
    ...Object.entries(figures.reading_ease).flatMap(([name, ease]): [string, string][] =>
      ease === null ? [] : [[`reading ease in ${name}, median`, String(ease)]],
    ),
  ];
}

function liveRows(live: NonNullable<EvalResult['live']>): Lines {
  return [
    ['asked', live.models.join(', ')],
    ...figuresRows(live.written),
    ['written after a repair', String(live.repaired)],
    ...Object.entries(live.fallbacks).map(([reason, count]): [string, string] => [reason, String(count)]),
    ['median time', `${live.median_ms ?? 0} ms`],
    ['cost', live.cost_nano_usd === null ? 'not known' : `$${(live.cost_nano_usd / 1e9).toFixed(4)}`],
    ...judgementRows(live.judgement),
  ];
}

function judgementRows(judgement: Judgement | null): Lines {
  if (judgement === null) return [['judge', 'not asked']];
  const { model, prompt_version, judged, no_opinion, answers, clear, kind } = judgement;
  return [
    ['judge', `${model}, prompt ${prompt_version}`],
    ['judged', of(judged, judged + no_opinion)],
    ['answers, of 5', String(answers)],
    ['clear, of 5', String(clear)],
    ['kind, of 5', String(kind)],
  ];
}
