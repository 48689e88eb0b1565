/** One figure of the bench. `bar` says what it must reach, e.g. `<= 178` or `>= 0.40`; null where none is set. */
export interface Figure {
  readonly name: string;
  /** Null where the suite could not be run here. */
  readonly value: number | null;
  readonly unit: string;
  /** This figure against its partner in the same run, or null. */
  readonly ratio: number | null;
  readonly bar: string | null;
  readonly ok: boolean | null;
  /** Why nothing was measured. */
  readonly not_run?: string;
}

export interface Bar {
  readonly at: 'least' | 'most';
  readonly limit: number;
  /** What is compared with the limit. */
  readonly of: 'value' | 'ratio';
}

export function figure(
  name: string,
  value: number,
  unit: string,
  ratio: number | null = null,
  bar?: Bar,
): Figure {
  const rounded = round(value);
  if (bar === undefined)
    return { name, value: rounded, unit, ratio: ratio === null ? null : round(ratio), bar: null, ok: null };
  const compared = bar.of === 'ratio' ? ratio : value;
  const ok = compared !== null && (bar.at === 'least' ? compared >= bar.limit : compared <= bar.limit);
  return {
    name,
    value: rounded,
    unit,
    ratio: ratio === null ? null : round(ratio),
    bar: `${bar.of} ${bar.at === 'least' ? '>=' : '<='} ${bar.limit}`,
    ok,
  };
}

/** A suite that needs what is not here: told, and neither good nor bad. */
export function notRun(name: string, why: string): Figure {
  return { name, value: null, unit: '', ratio: null, bar: null, ok: null, not_run: why };
}

/** One line for people; with `--json` one JSON document per line. */
export function print(entry: Figure, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(entry)}\n`);
    return;
  }
  if (entry.not_run !== undefined) {
    process.stdout.write(`  ${entry.name.padEnd(58)} not run: ${entry.not_run}\n`);
    return;
  }
  const mark = entry.ok === null ? ' ' : entry.ok ? '✓' : '✗';
  const ratio = entry.ratio === null ? '' : `ratio ${entry.ratio}`;
  process.stdout.write(
    `${mark} ${entry.name.padEnd(58)} ${String(entry.value).padStart(10)} ${entry.unit.padEnd(9)} ${ratio.padEnd(14)} ${entry.bar ?? ''}\n`,
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
