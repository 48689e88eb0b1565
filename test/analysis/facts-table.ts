import { readFileSync } from 'node:fs';
import type { Fact } from '../../src/analysis/finding.ts';

/** What the table in `src/analysis/rules/README.md` says a rule's findings carry. */
export interface RuleFacts {
  readonly variants: readonly string[];
  readonly facts: readonly FactSpec[];
}

export interface FactSpec {
  readonly name: string;
  readonly kind: Fact['kind'];
  readonly optional: boolean;
  /** Only with this variant; null for all of them. */
  readonly variant: string | null;
}

const KINDS: Readonly<Record<string, Fact['kind']>> = {
  m: 'money',
  d: 'date',
  c: 'count',
  '%': 'percent',
  t: 'text',
  i: 'id',
};

/** Reads the table: rule id → variants and facts. */
export function readFactsTable(): ReadonlyMap<string, RuleFacts> {
  const readme = readFileSync(new URL('../../src/analysis/rules/README.md', import.meta.url), 'utf8');
  const table = new Map<string, RuleFacts>();
  for (const row of readme.split('\n').filter((line) => /^\| `[a-z-]+` /.test(line))) {
    const [rule = '', , variantCell = '', factCell = ''] = row
      .slice(1)
      .split('|')
      .map((cell) => cell.trim());
    const variants = [...variantCell.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name);
    table.set(rule.replaceAll('`', ''), { variants, facts: factsOf(factCell, variants) });
  }
  return table;
}

function factsOf(cell: string, variants: readonly string[]): FactSpec[] {
  // A comma inside parentheses belongs to a remark, not to the list.
  return cell.split(/,\s*(?![^(]*\))/).flatMap((part) => {
    const remark = /\(([^)]*)\)/.exec(part)?.[1] ?? '';
    const variant = variants.includes(remark) ? remark : null;
    const words = part.replace(/\([^)]*\)/g, '');
    return [...words.matchAll(/([a-z][a-z0-9_]*) ([mdc%ti])(\??)(?=\s|$)/g)].map(
      ([, name = '', letter = '', mark]) => ({
        name,
        kind: KINDS[letter] ?? 'text',
        optional: mark === '?',
        variant,
      }),
    );
  });
}
