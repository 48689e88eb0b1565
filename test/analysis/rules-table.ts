import { RULES, RULES_BY_ROW } from '../../src/analysis/rules/index.ts';
import { ROWS } from '../../src/analysis/rules/rows.ts';
import { RULE_FILES } from './rule-files.ts';

const START = '<!-- rules -->';
const END = '<!-- /rules -->';

/** The catalogue's README with its two tables written anew: what each rule is, and which rules cover each row. */
export function withRuleTables(readme: string): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`The README keeps its tables between ${START} and ${END}.`);
  return `${readme.slice(0, start + START.length)}\n\n${rulesTable()}\n\n## Rows of the domain catalogue\n\n${rowsTable()}\n\n${readme.slice(end)}`;
}

function rulesTable(): string {
  const rows = RULES.map(({ id, rows: covered, category, title, proposes }) => {
    const family = RULE_FILES.find((file) => file.id === id)?.family ?? '';
    return [
      `[\`${id}\`](${family}/${id}.md)`,
      title,
      covered.join(' '),
      `\`${category}\``,
      proposes.map((kind) => `\`${kind}\``).join(', ') || '-',
    ];
  });
  return table(['rule', 'what it finds', 'rows', 'category', 'may draft'], rows);
}

function rowsTable(): string {
  const rows = ROWS.map(({ id, title, category }) => [
    id,
    title,
    `\`${category}\``,
    (RULES_BY_ROW.get(id) ?? []).map((rule) => `\`${rule}\``).join(', '),
  ]);
  return table(['row', 'what', 'category', 'rules'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
