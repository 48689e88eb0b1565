import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { answer, expectFindings, givenOf, INVARIANCES } from './case-runner.ts';
import { readFactsTable } from './facts-table.ts';
import { checkFinding } from './finding-checks.ts';
import type { CaseInput, RuleCases } from './rule-cases.ts';
import { CASE_IDS, RULE_FILES } from './rule-files.ts';

const CASES_MIN_EACH = 3;
const PAGE_SECTIONS = [
  'What it finds',
  'Why it matters',
  'Example',
  'What it does not flag',
  'Correction and its safety',
  'Limits',
  'Facts',
];

const table = readFactsTable();
it('has rules, and cases only of rules that exist', () => {
  expect(RULE_FILES).not.toEqual([]);
  expect(RULE_FILES.map(({ id }) => id)).toEqual(expect.arrayContaining([...CASE_IDS]));
});

/** A rule without cases, or with broken ones, fails its own tests instead of stopping every other rule's. */
async function casesOf(file: string | null): Promise<{ cases?: RuleCases; failure?: unknown }> {
  if (file === null) return {};
  try {
    return { cases: ((await import(pathToFileURL(file).href)) as { readonly cases: RuleCases }).cases };
  } catch (failure) {
    return { failure };
  }
}

for (const { id, family, page, cases: file } of RULE_FILES) {
  const { cases, failure } = await casesOf(file);

  describe(id, () => {
    it('has its cases: what it must find, and what looks the same but is right', () => {
      expect(failure).toBeUndefined();
      expect(cases?.rule.id, `test/analysis/rules/${family}/${id}.cases.ts exports cases of the rule`).toBe(
        id,
      );
      expect(cases?.accept.length).toBeGreaterThanOrEqual(CASES_MIN_EACH);
      expect(cases?.reject.length).toBeGreaterThanOrEqual(CASES_MIN_EACH);
      const names = [...(cases?.accept ?? []), ...(cases?.reject ?? [])].map(({ name }) => name);
      expect(new Set(names).size, 'case names differ').toBe(names.length);
    });

    it('has its page, with every section a reader looks for', () => {
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
