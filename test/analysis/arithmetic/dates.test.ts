import { describe, expect, it } from 'vitest';
import { addBusinessDays } from '../../../src/analysis/arithmetic/business-days.ts';
import { addMonths, periodStart } from '../../../src/analysis/arithmetic/calendar.ts';
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
