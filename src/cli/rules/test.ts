import { readdir, readFile } from 'node:fs/promises';
import { plural } from '../../analysis/wording.ts';
import type { AnalysisResult } from '../../check/result.ts';
import type { Config } from '../../config.ts';
import { formatMoney } from '../../money.ts';
import { runCheck } from '../check-command.ts';
import { EXIT, type ExitStatus, type Terminal, UsageError } from '../exit.ts';

export interface TestOptions {
  readonly from: string;
  readonly against?: string;
  readonly policy?: string;
}

/** One line of a saved result: what `check --from DIR --json` prints for a file. */
type Saved =
  | (AnalysisResult & { readonly file: string; readonly error?: undefined })
  | { readonly file: string; readonly error: string };

/**
 * `billing-check rules test --from DIR [--against FILE]`: runs this catalogue and policy over a folder of exported
 * histories. With a saved result (the output of `check --from DIR --json`) it tells what would change; without one,
 * what each rule finds. Status 1 when something would change.
 */
export async function runRulesTest(
  options: TestOptions,
  config: Config,
  terminal: Terminal,
): Promise<ExitStatus | 1> {
  await readdir(options.from).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${options.from} cannot be read (${error.code}): give a directory of history files with --from.`,
    );
  });
  const before = options.against === undefined ? null : await readSaved(options.against);
  const now = await judge(options, config, terminal);
  if (before !== null) return tellChanges(before, now, terminal);
  tellFindings(now, terminal);
  return EXIT.ok;
}

async function judge(
  options: TestOptions,
  config: Config,
  terminal: Terminal,
): Promise<ReadonlyMap<string, Saved>> {
  const lines: string[] = [];
  const policy = options.policy === undefined ? {} : { policy: options.policy };
  await runCheck(undefined, { from: options.from, json: true, ai: false, ...policy }, config, {
    ...terminal,
    out: (text) => lines.push(text),
    err: () => {},
  });
  return saved(lines.join(''), 'the check');
}

async function readSaved(path: string): Promise<ReadonlyMap<string, Saved>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${path} cannot be read (${error.code}): save a result with billing-check check --from DIR --json > FILE.`,
    );
  });
  return saved(text, path);
}

function saved(text: string, source: string): ReadonlyMap<string, Saved> {
  const results = new Map<string, Saved>();
  for (const [place, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const result = parseLine(line);
    if (result === null) {
      throw new UsageError(
        `${source}, line ${place + 1}, is no result of check --from DIR --json: save one anew.`,
      );
    }
    results.set(result.file, result);
  }
  return results;
}

function parseLine(line: string): Saved | null {
  try {
    const value: unknown = JSON.parse(line);
    const isSaved =
      typeof value === 'object' &&
      value !== null &&
      'file' in value &&
      typeof value.file === 'string' &&
      ('error' in value || ('verdict' in value && 'findings' in value && Array.isArray(value.findings)));
    return isSaved ? (value as Saved) : null;
  } catch {
    return null;
  }
}

function tellFindings(results: ReadonlyMap<string, Saved>, { out }: Terminal): void {
  const counts = new Map<string, number>();
  for (const result of results.values()) {
    if (result.error !== undefined) {
      out(`${result.file}: ${result.error}\n`);
      continue;
    }
    for (const { rule, classification } of result.findings) {
      const key = `${rule}  ${classification}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  for (const [key, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    out(`${String(count).padStart(6)}  ${key}\n`);
  out(`${plural(results.size, 'history', 'histories')} judged.\n`);
}

function tellChanges(
  before: ReadonlyMap<string, Saved>,
  now: ReadonlyMap<string, Saved>,
  { out }: Terminal,
): ExitStatus | 1 {
  let changed = 0;
  for (const file of [...new Set([...before.keys(), ...now.keys()])].sort()) {
    const changes = changesOf(before.get(file), now.get(file));
    if (changes.length === 0) continue;
    changed += 1;
    out(`${file}\n${changes.map((change) => `  ${change}\n`).join('')}`);
  }
  const total = plural(now.size, 'history', 'histories');
  out(changed === 0 ? `Nothing changes in ${total}.\n` : `${changed} of ${total} would change.\n`);
  return changed === 0 ? EXIT.ok : 1;
}

/** What differs between two results of one file, one line each. Wording is not compared. */
export function changesOf(before: Saved | undefined, now: Saved | undefined): readonly string[] {
  if (before === undefined) return ['is new: the saved result does not hold it'];
  if (now === undefined) return ['is gone from the folder'];
  if (before.error !== undefined || now.error !== undefined) {
    return before.error === now.error ? [] : [`was ${told(before)}, is ${told(now)}`];
  }
  const verdict = before.verdict === now.verdict ? [] : [`verdict: ${before.verdict} → ${now.verdict}`];
  const old = new Map(before.findings.map((finding) => [finding.fingerprint, finding]));
  const young = new Map(now.findings.map((finding) => [finding.fingerprint, finding]));
  const gone = before.findings
    .filter(({ fingerprint }) => !young.has(fingerprint))
    .map((finding) => `− ${shown(finding)}`);
  const added = now.findings
    .filter(({ fingerprint }) => !old.has(fingerprint))
    .map((finding) => `+ ${shown(finding)}`);
  const differing = now.findings.flatMap((finding) => {
    const earlier = old.get(finding.fingerprint);
    if (earlier === undefined || shown(earlier) === shown(finding)) return [];
    return [`~ ${shown(earlier)} → ${shown(finding)}`];
  });
  return [...verdict, ...gone, ...added, ...differing];
}

const told = (result: Saved): string =>
  result.error === undefined ? result.verdict : `unreadable (${result.error})`;

function shown({ rule, classification, amount, correction }: AnalysisResult['findings'][number]): string {
  const money = amount === null ? '' : ` ${formatMoney(amount)}`;
  return `${rule} ${classification}${money}${correction === null ? '' : `, ${correction.kind}`}`;
}
