import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftUse } from '../../src/jobs/draft-use.ts';

const DRAFT = 'Hi Kim,\n\nyou were charged twice: 49.00 USD on 3 November.\n\nBest regards,\nThe team';

describe('what became of a draft', () => {
  it.each([
    ['as it is', DRAFT],
    ['with other breaks', DRAFT.replace(/\n+/g, ' \r\n ')],
    [
      'as a composer gives it back',
      `<p>${DRAFT.replaceAll('\n\n', '</p><p>').replaceAll('\n', '<br class="x">')}</p>`,
    ],
  ])('sent %s: it was used', (_, sent) => {
    expect(draftUse(DRAFT, sent)).toEqual({
      use: 'used',
      changed_percent: 0,
      difference: null,
      reason: null,
    });
  });

  it('sent with changes: what was changed, and how much', () => {
    const mark = draftUse(
      DRAFT,
      DRAFT.replace('49.00 USD', '49 dollars').replace('Best regards', 'Sorry, and best regards'),
    );
    expect(mark.use).toBe('edited');
    expect(mark.difference).toEqual([
      { kind: 'kept', text: 'Hi Kim, you were charged twice:' },
      { kind: 'removed', text: '49.00 USD' },
      { kind: 'added', text: '49 dollars' },
      { kind: 'kept', text: 'on 3 November.' },
      { kind: 'removed', text: 'Best' },
      { kind: 'added', text: 'Sorry, and best' },
      { kind: 'kept', text: 'regards, The team' },
    ]);
    expect(mark.changed_percent).toBe(25);
  });

  it('sent as something else, or as nothing: all of it was changed', () => {
    expect(draftUse(DRAFT, 'Bonjour.')).toMatchObject({ use: 'edited', changed_percent: 100 });
    expect(draftUse(DRAFT, '')).toMatchObject({ use: 'edited', changed_percent: 100 });
  });

  it('loses no word of either text, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '1.00', 'ü'), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { use, difference, changed_percent } = draftUse(before.join(' '), after.join('\n'));
        expect(use === 'used').toBe(before.join(' ') === after.join(' '));
        if (difference === null) return;
        const side = (other: string) =>
          difference.flatMap(({ kind, text: words }) => (kind === other ? [] : words.split(' ')));
        expect(side('added')).toEqual(before);
        expect(side('removed')).toEqual(after);
        expect(changed_percent).toBeGreaterThan(0);
        expect(changed_percent).toBeLessThanOrEqual(100);
      }),
      { numRuns: 500 },
    );
  });

  it('of two long texts is known at once', () => {
    const words = (from: number) =>
      Array.from({ length: 20_000 }, (_, at) => `w${(at * from) % 977}`).join(' ');
    const from = performance.now();
    expect(draftUse(words(3), words(7)).use).toBe('edited');
    expect(performance.now() - from).toBeLessThan(500);
  });
});
