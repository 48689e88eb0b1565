import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A rule on disk: its file, its page and its cases, found by their names. */
export interface RuleFile {
  readonly id: string;
  /** Folder of the rule's family, e.g. `taxes`. */
  readonly family: string;
  /** Text of `<id>.md`; empty when the page is missing. */
  readonly page: string;
  /** Path of `<id>.cases.ts`; null when the rule has no cases. */
  readonly cases: string | null;
}

const RULES = fileURLToPath(new URL('../../src/analysis/rules/', import.meta.url));
const CASES = fileURLToPath(new URL('./rules/', import.meta.url));

export const RULE_FILES: readonly RuleFile[] = readdirSync(RULES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && dirname(path) !== '.' && basename(path) !== 'index.ts')
  .map((path) => {
    const [family, id] = [dirname(path), basename(path, '.ts')];
    const page = join(RULES, family, `${id}.md`);
    const cases = join(CASES, family, `${id}.cases.ts`);
    return {
      id,
      family,
      page: existsSync(page) ? readFileSync(page, 'utf8') : '',
      cases: existsSync(cases) ? cases : null,
    };
  })
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Ids of all files of cases, also of those whose rule is gone. */
export const CASE_IDS: readonly string[] = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.cases.ts'))
  .map((path) => basename(path, '.cases.ts'));
