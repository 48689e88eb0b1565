import { describe, expect, it } from 'vitest';
import { addBusinessDays } from '../../../src/analysis/arithmetic/business-days.ts';
import {
  addMonths,
  periodAround,
  periodBoundary,
  periodStart,
} from '../../../src/analysis/arithmetic/calendar.ts';
import { at } from '../builders.ts';

const monthly = { interval: 'month', interval_count: 1, usage_type: 'licensed', meter: null } as const;

describe('addBusinessDays', () => {
  it.each([
    ['2026-11-17T10:00:00Z', 10, '2026-12-01T10:00:00Z'],
    ['2026-11-20T23:59:59Z', 1, '2026-11-23T23:59:59Z'],
    ['2026-11-21T08:00:00Z', 1, '2026-11-23T08:00:00Z'],
    ['2026-11-22T08:00:00Z', 5, '2026-11-27T08:00:00Z'],
    ['2026-11-20T08:00:00Z', 0, '2026-11-20T08:00:00Z'],
    ['2026-11-20T08:00:00Z', -3, '2026-11-20T08:00:00Z'],
  ])('%s and %i business days is %s', (from, days, expected) => {
    expect(addBusinessDays(at(from), days)).toBe(at(expected));
  });

  it('ends, whatever it is asked for', () => {
    expect(addBusinessDays(at('2026-01-01'), Number.POSITIVE_INFINITY)).toBe(at('2026-12-31'));
  });
});

describe('addMonths', () => {
  it.each([
    ['2026-01-31T12:30:00Z', 1, '2026-02-28T12:30:00Z'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-11-10', 14, '2028-01-10'],
    ['2026-12-31', 0, '2026-12-31'],
  ])('%s and %i months is %s', (from, months, expected) => {
    expect(addMonths(at(from), months)).toBe(at(expected));
  });
});

describe('periodStart', () => {
  it('goes back one interval', () => {
    expect(periodStart(at('2026-12-10'), monthly)).toBe(at('2026-11-10'));
    expect(periodStart(at('2026-12-10'), { ...monthly, interval_count: 3 })).toBe(at('2026-09-10'));
    expect(periodStart(at('2028-02-29'), { ...monthly, interval: 'year' })).toBe(at('2027-02-28'));
    expect(periodStart(at('2026-12-15'), { ...monthly, interval: 'week', interval_count: 2 })).toBe(
      at('2026-12-01'),
    );
    expect(periodStart(at('2026-12-15'), { ...monthly, interval: 'day' })).toBe(at('2026-12-14'));
  });
});

describe('periodBoundary', () => {
  const boundaries = (anchor: string, interval: 'day' | 'week' | 'month' | 'year', count: number): string[] =>
    [0, 1, 2, 3].map((n) =>
      new Date(periodBoundary(at(anchor), { interval, interval_count: count }, n) * 1000).toISOString(),
    );

  it('clamps to the end of a short month and comes back to the anchor day', () => {
    expect(boundaries('2026-01-31T12:00:00Z', 'month', 1)).toEqual([
      '2026-01-31T12:00:00.000Z',
      '2026-02-28T12:00:00.000Z',
      '2026-03-31T12:00:00.000Z',
      '2026-04-30T12:00:00.000Z',
    ]);
    expect(boundaries('2027-11-30', 'month', 3)).toEqual([
      '2027-11-30T00:00:00.000Z',
      '2028-02-29T00:00:00.000Z',
      '2028-05-30T00:00:00.000Z',
      '2028-08-30T00:00:00.000Z',
    ]);
  });

  it('finds the leap day again after the years without one', () => {
    expect(boundaries('2024-02-29', 'year', 1).map((moment) => moment.slice(0, 10))).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
    ]);
    expect(periodBoundary(at('2024-02-29'), { interval: 'year', interval_count: 1 }, 4)).toBe(
      at('2028-02-29'),
    );
  });

  it('counts days and weeks by 24 hours, also where clocks change', () => {
    // Europe changed its clocks on 29 March 2026, the United States on 8 March.
    expect(boundaries('2026-03-28T23:30:00Z', 'day', 1)[1]).toBe('2026-03-29T23:30:00.000Z');
    expect(boundaries('2026-03-05T02:30:00Z', 'week', 1)[1]).toBe('2026-03-12T02:30:00.000Z');
    expect(boundaries('2026-03-05T02:30:00Z', 'week', 2)[3]).toBe('2026-04-16T02:30:00.000Z');
  });
});

describe('periodAround', () => {
  it.each([
    ['2026-03-30', '2026-01-31', 'month', 1, '2026-02-28', '2026-03-31'],
    ['2026-03-31', '2026-01-31', 'month', 1, '2026-03-31', '2026-04-30'],
    ['2026-01-31', '2026-01-31', 'month', 1, '2026-01-31', '2026-02-28'],
    ['2025-12-30', '2026-01-31', 'month', 1, '2025-11-30', '2025-12-31'],
    ['2046-01-30', '2026-01-31', 'month', 1, '2045-12-31', '2046-01-31'],
    ['2026-11-21', '2024-02-29', 'year', 1, '2026-02-28', '2027-02-28'],
    ['2026-11-21', '2026-01-01', 'week', 2, '2026-11-19', '2026-12-03'],
    ['2026-11-21', '2026-01-01', 'day', 30, '2026-10-28', '2026-11-27'],
  ] as const)(
    '%s with the anchor %s, every %s × %i',
    (moment, anchor, interval, interval_count, start, end) => {
      expect(periodAround(at(moment), at(anchor), { interval, interval_count })).toEqual({
        start: at(start),
        end: at(end),
      });
    },
  );
});
