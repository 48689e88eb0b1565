import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkGrounding } from '../../../src/triage/grounding/check-grounding.ts';
import { GROUNDED_LANGUAGES, type GroundedLanguage } from '../../../src/triage/grounding/lexicon.ts';
import { plainText } from '../../../src/triage/grounding/plain-text.ts';
import { forbiddenPromises } from '../../../src/triage/grounding/promises.ts';
import { evidenceOf, isReturned } from './cases.ts';

/**
 * The drafts lie in `drafts/`, written by hand as a good agent would write them: `<language>-honest.md` holds only
 * what is true of its case, in `<language>-wrong.md` one thing of each is not.
 */
interface Draft {
  readonly language: GroundedLanguage;
  readonly name: string;
  readonly wrong: string | null;
  readonly text: string;
}

function drafts(kind: 'honest' | 'wrong'): readonly Draft[] {
  return GROUNDED_LANGUAGES.flatMap((language) => {
    const file = readFileSync(new URL(`drafts/${language}-${kind}.md`, import.meta.url), 'utf8');
    return file
      .split(/^## /m)
      .slice(1)
      .map((section): Draft => {
        const [heading = '', ...lines] = section.split('\n');
        const [name = '', fault] = heading.split(' · wrong ');
        return {
          language,
          name,
          wrong: fault?.replace(/^[a-z]+: /, '') ?? null,
          text: lines.join('\n').trim(),
        };
      });
  });
}

const violationsOf = ({ name, text, language }: Draft) => checkGrounding(text, language, evidenceOf(name));

const HONEST = drafts('honest');
const WRONG = drafts('wrong');

describe('40 honest drafts and 40 with one thing wrong', () => {
  test('there are eight of each in every language', () => {
    for (const language of GROUNDED_LANGUAGES) {
      for (const list of [HONEST, WRONG])
        expect(list.filter((draft) => draft.language === language)).toHaveLength(8);
    }
  });

  test('at least 38 honest ones pass', () => {
    const failed = HONEST.map((draft) => ({ draft, violations: violationsOf(draft) })).filter(
      ({ violations }) => violations.length > 0,
    );
    const refused = failed.map(({ draft, violations }) => ({
      draft: `${draft.language} ${draft.name}`,
      violations: violations.map(({ kind, value }) => `${kind} ${value}`),
    }));
    console.log(
      `honest drafts: ${HONEST.length - failed.length} of ${HONEST.length} pass the grounding check`,
      refused,
    );
    expect(HONEST.length - failed.length).toBeGreaterThanOrEqual(38);
  });

  test('all wrong ones fail, and for the thing that is wrong', () => {
    const passed = WRONG.filter((draft) => violationsOf(draft).length === 0);
    console.log(`wrong drafts: ${WRONG.length - passed.length} of ${WRONG.length} fail the grounding check`);
    expect(passed.map(({ language, name, wrong }) => `${language} ${name}: ${wrong}`)).toEqual([]);
    for (const draft of WRONG) {
      const found = violationsOf(draft).map(({ value }) => value.replace(/\s+/g, ' '));
      const wrong = plainText(draft.wrong ?? '');
      expect({
        draft: `${draft.language} ${draft.name}`,
        wrong,
        found: found.some((value) => value.includes(wrong) || wrong.includes(value)),
      }).toEqual({
        draft: `${draft.language} ${draft.name}`,
        wrong,
        found: true,
      });
    }
  });

  test('no honest draft is taken for a promise', () => {
    const promises = HONEST.flatMap((draft) =>
      forbiddenPromises(draft.text, draft.language, { returned: isReturned(draft.name) }).map(
        (promise) => `${draft.language} ${draft.name}: ${promise}`,
      ),
    );
    expect(promises).toEqual([]);
  });
});
