import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answer, expectFindings, givenOf, INVARIANCES } from './case-runner.ts';
import { readFactsTable } from './facts-table.ts';
import { checkFinding } from './finding-checks.ts';
import type { CaseInput, RuleCases } from './rule-cases.ts';

const RULES = new URL('../../src/analysis/rules/', import.meta.url);
const CASES = new URL('./rules/', import.meta.url);
const CASES_MIN_EACH = 3;
const PAGE_SECTIONS = [
  'What it finds',
  'Why it matters',
  'Example',
  'What it does not flag',
  'Correction and its safety',
  'Limits',
];

const table = readFactsTable();
const ruleIds = readdirSync(RULES)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();
const caseIds = readdirSync(CASES)
  .filter((file) => file.endsWith('.cases.ts'))
  .map((file) => file.slice(0, -'.cases.ts'.length));

it('has rules, and cases only of rules that exist', () => {
  expect(ruleIds).not.toEqual([]);
  expect(ruleIds).toEqual(expect.arrayContaining(caseIds));
});

/** A rule without cases, or with broken ones, fails its own tests instead of stopping every other rule's. */
async function casesOf(id: string): Promise<{ cases?: RuleCases; failure?: unknown }> {
  const file = new URL(`${id}.cases.ts`, CASES);
  if (!existsSync(file)) return {};
  try {
    return { cases: ((await import(file.href)) as { readonly cases: RuleCases }).cases };
  } catch (failure) {
    return { failure };
  }
}

for (const id of ruleIds) {
  const { cases, failure } = await casesOf(id);

  describe(id, () => {
    it('has its cases: what it must find, and what looks the same but is right', () => {
      expect(failure).toBeUndefined();
      expect(cases?.rule.id, `test/analysis/rules/${id}.cases.ts exports cases of the rule`).toBe(id);
      expect(cases?.accept.length).toBeGreaterThanOrEqual(CASES_MIN_EACH);
      expect(cases?.reject.length).toBeGreaterThanOrEqual(CASES_MIN_EACH);
      const names = [...(cases?.accept ?? []), ...(cases?.reject ?? [])].map(({ name }) => name);
      expect(new Set(names).size, 'case names differ').toBe(names.length);
    });

    it('has its page, with every section a reader looks for', () => {
      const page = readFileSync(new URL(`${id}.md`, RULES), 'utf8');
      const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title?.trim());
      const thresholds = Object.keys(cases?.rule.thresholds ?? {});
      expect(sections).toEqual(
        expect.arrayContaining([...PAGE_SECTIONS, ...(thresholds.length > 0 ? ['Thresholds'] : [])]),
      );
      for (const name of thresholds) expect(page, `the page explains threshold ${name}`).toContain(name);
    });

    if (cases === undefined) return;
    const { rule, accept, reject } = cases;

    describe.each(accept)('finds: $name', (input) => {
      it('says exactly so', () => {
        const given = givenOf(input);
        const { findings } = answer(rule, given);
        expectFindings(rule, findings, input.expect);
        for (const finding of findings) {
          checkFinding(rule, finding, given.history, given.policy, table.get(id));
        }
      });
      checkInvariances(input);
    });

    describe.each(reject)('does not flag: $name', (input) => {
      it('finds nothing', () => {
        const { findings, skipped } = answer(rule, givenOf(input));
        expect(findings.map(({ message }) => message)).toEqual([]);
        if (input.skipped === undefined) expect(skipped, 'it decides').toBeUndefined();
        else expect(skipped).toContain(input.skipped);
      });
      checkInvariances(input);
    });

    function checkInvariances(input: CaseInput): void {
      it.each(INVARIANCES)('whatever the input: $name', ({ holds }) => holds(rule, givenOf(input)));
    }
  });
}
