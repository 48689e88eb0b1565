import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES, RULES_BY_ROW } from '../../src/analysis/rules/index.ts';
import { ROWS } from '../../src/analysis/rules/rows.ts';
import { CASE_IDS, RULE_FILES } from './rule-files.ts';
import { withRuleTables } from './rules-table.ts';

const COUNTS = { A: 10, B: 14, C: 9, D: 14, E: 13, F: 10, G: 14, H: 9, V: 35 };

describe('the catalogue is whole', () => {
  it('knows every row of the domain catalogue', () => {
    const counts = Object.fromEntries(
      Object.keys(COUNTS).map((family) => [family, ROWS.filter(({ id }) => id.startsWith(family)).length]),
    );
    expect(counts).toEqual(COUNTS);
  });

  it('has every rule on disk in the catalogue, once, with page and cases', () => {
    expect(RULES.map(({ id }) => id).sort()).toEqual(RULE_FILES.map(({ id }) => id));
    const incomplete = RULE_FILES.filter(({ page, cases }) => page === '' || cases === null);
    expect(
      incomplete.map(({ id }) => id),
      'Write <id>.md and <id>.cases.ts.',
    ).toEqual([]);
    expect(CASE_IDS.filter((id) => !RULES.some((rule) => rule.id === id))).toEqual([]);
  });

  it('covers every row, and none that does not exist', () => {
    const known = new Set(ROWS.map(({ id }) => id));
    expect([...RULES_BY_ROW.keys()].filter((row) => !known.has(row))).toEqual([]);
    expect(
      [...known].filter((row) => !RULES_BY_ROW.has(row)),
      'Give every row a rule.',
    ).toEqual([]);
  });

  it('has a README whose tables are up to date', () => {
    const readme = readFileSync(new URL('../../src/analysis/rules/README.md', import.meta.url), 'utf8');
    expect(withRuleTables(readme), 'Run `npm run rules:docs`.').toBe(readme);
  });
});
