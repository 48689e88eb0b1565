import { describe, expect, test } from 'vitest';
import { CHECKS, faultsOfDraft } from './checks/index.ts';
import { curatedDrafts } from './curated-drafts.ts';

const DRAFTS = curatedDrafts();
const GOOD = DRAFTS.filter(({ fails }) => fails === null);
const BAD = DRAFTS.filter(({ fails }) => fails !== null);

describe('the checks of a reply, over drafts written by hand', () => {
  test.each(GOOD.map((draft) => [`${draft.language} ${draft.about}`, draft] as const))(
    '%s can be sent as it stands',
    (_, { text, given }) => {
      expect(faultsOfDraft(text, given)).toEqual([]);
    },
  );

  test.each(BAD.map((draft) => [`${draft.language} ${draft.about} fails ${draft.fails}`, draft] as const))(
    '%s, and nothing else',
    (_, { text, given, fails }) => {
      expect([...new Set(faultsOfDraft(text, given).map(({ check }) => check))]).toEqual([fails]);
    },
  );

  test('every check has a draft that fails it', () => {
    const failing = new Set(BAD.map(({ fails }) => fails));
    expect(CHECKS.map(({ name }) => name).filter((name) => !failing.has(name))).toEqual([]);
  });

  test('a check that is taken away lets a bad draft through', () => {
    for (const { name } of CHECKS) {
      const without = CHECKS.filter((check) => check.name !== name);
      const caught = BAD.filter(({ fails }) => fails === name).every(({ text, given }) =>
        without.some((check) => check.faultsOfDraft(text, given).length > 0),
      );
      // A text in another language fails most other checks as well, which is why they are not asked about it.
      if (name !== 'language') expect({ name, caught }).toEqual({ name, caught: false });
    }
  });
});
