import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Category, Finding, RuleFinding } from '../../src/analysis/finding.ts';
import { RULES } from '../../src/analysis/rules/index.ts';
import { admissionsOfError, forbiddenPromises } from '../../src/triage/grounding/promises.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { LANGUAGES, type SupportedLanguage } from '../../src/triage/templates/index.ts';
import { answer, givenOf } from '../analysis/case-runner.ts';
import type { RuleCases } from '../analysis/rule-cases.ts';
import { RULE_FILES } from '../analysis/rule-files.ts';
import { IN_LANGUAGE } from './in-language.ts';
import { anAnalysis, aRequest } from './sample-findings.ts';

/** Where money has moved back as part of what happened, it may be told. */
const RETURNED: ReadonlySet<Category> = new Set(['refund', 'proration', 'credit', 'balance']);
const CODES = Object.keys(LANGUAGES) as SupportedLanguage[];

/** What the rules really hand over, from their own accept cases: the writer has the facts that it needs. */
const FILES = RULE_FILES.flatMap(({ id, cases }) => (cases === null ? [] : [{ id, file: cases }]));

const named = (rule: RuleCases['rule'], finding: RuleFinding): Finding => ({
  ...finding,
  rule: rule.id,
  category: finding.category ?? rule.category,
  about_ticket: true,
  fingerprint: 'fp',
});

describe.each(FILES)('$id', ({ file }) => {
  test.each(CODES)('is told in %s', async (language) => {
    const { cases } = (await import(pathToFileURL(file).href)) as { readonly cases: RuleCases };
    for (const accept of cases.accept) {
      const { findings } = answer(cases.rule, givenOf(accept));
      expect(findings.length).toBeGreaterThan(0);
      const told = findings
        .filter(({ classification }) => classification !== 'leakage' && classification !== 'notice')
        .map((finding) => named(cases.rule, finding));
      if (told.length === 0) continue;
      const { draft_reply, summary } = writeFromTemplates(
        aRequest(anAnalysis(told, { as_of: givenOf(accept).asOf }), { language }),
      );
      expect({ case: accept.name, draft_reply }).toEqual({
        case: accept.name,
        draft_reply: expect.not.stringMatching(IN_LANGUAGE[language].generic),
      });
      expect(`${draft_reply} ${summary}`).not.toMatch(/undefined|null|NaN/);
      expect(draft_reply).not.toMatch(/\b(?:ch|in|sub|pi|cus|re|cn|il)_\w/);
      const returned = told.some(({ category }) => RETURNED.has(category));
      expect({
        case: accept.name,
        promises: forbiddenPromises(draft_reply, language, { returned }),
      }).toEqual({ case: accept.name, promises: [] });
      const proved = told.some(({ classification }) => classification === 'billing_error');
      expect({
        case: accept.name,
        admits: proved ? [] : admissionsOfError(draft_reply, language),
      }).toEqual({ case: accept.name, admits: [] });
    }
  });
});

test('every rule of the catalogue has cases to be told from', () => {
  expect(FILES.map(({ id }) => id).sort()).toEqual(RULES.map(({ id }) => id).sort());
});
