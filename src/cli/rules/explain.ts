import { readdir, readFile } from 'node:fs/promises';
import { RULES } from '../../analysis/rules/index.ts';
import { packageRoot } from '../../package-root.ts';
import { EXIT, type ExitStatus, type Terminal, UsageError } from '../exit.ts';

const SUGGESTIONS_MAX = 5;

/** `billing-check rules explain RULE`: the rule's page. A row of the domain catalogue names its rules. */
export async function runRulesExplain(name: string, { out }: Terminal): Promise<ExitStatus> {
  const meant = RULES.filter(({ id, rows }) => id === name || rows.includes(name.toUpperCase()));
  if (meant.length === 0) throw new UsageError(unknown(name));
  for (const { id } of meant) out(`${await pageOf(id)}\n`);
  return EXIT.ok;
}

async function pageOf(id: string): Promise<string> {
  const folder = new URL('src/analysis/rules/', packageRoot());
  const families = await readdir(folder, { withFileTypes: true });
  for (const family of families.filter((entry) => entry.isDirectory())) {
    const page = await readFile(new URL(`${family.name}/${id}.md`, folder), 'utf8').catch(() => null);
    if (page !== null) return page.trimEnd();
  }
  throw new UsageError(`The page of ${id} is not installed: reinstall billing-check.`);
}

function unknown(name: string): string {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const near = RULES.map(({ id }) => id).filter((id) =>
    words.some((word) => word.length > 2 && id.includes(word)),
  );
  const guess = near.length === 0 ? '' : ` Did you mean ${near.slice(0, SUGGESTIONS_MAX).join(', ')}?`;
  return `There is no rule ${JSON.stringify(name.slice(0, 60))}: billing-check rules list names them.${guess}`;
}
