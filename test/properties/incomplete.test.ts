import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyHistory,
  check,
  type Given,
  givenOf,
  nameOf,
  PATIENCE_MS,
  RUNS,
  TRIES,
  type WireObject,
} from './histories.ts';

/** Kinds that Stripe lists in pages and that hold money. */
const PAGED = [
  'invoice',
  'charge',
  'payment_intent',
  'refund',
  'credit_note',
  'customer_balance_transaction',
] as const;

/** A page that could not be read: a run of objects of one kind is not there, and the reader says so. */
function withoutPage(given: Given, kind: string, from: number, length: number): Given {
  const list = given.objects.filter((object) => object['object'] === kind);
  const start = Math.floor(from * list.length);
  const dropped = new Set(list.slice(start, start + length));
  return {
    ...given,
    objects: given.objects.filter((object) => !dropped.has(object)),
    gaps: [
      ...(given.gaps ?? []),
      {
        message: `A page of the list of ${kind} objects could not be read.`,
        could_hold_money: true,
        scope: null,
      },
    ],
  };
}

describe('an incomplete history', { timeout: PATIENCE_MS }, () => {
  it('cannot be called right, whatever else is missing', () => {
    const page = fc.record({
      kind: fc.constantFrom(...PAGED),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(anyHistory, fc.array(page, { minLength: 1, maxLength: 3 }), (history, pages) => {
        let given = givenOf(history);
        for (const { kind, from, length } of pages) {
          given = withoutPage(given, kind, from, length);
          const { analysis } = check(given);
          expect(analysis.verdict, nameOf(history)).toBe('cannot_tell');
          expect(analysis.gaps.length).toBeGreaterThan(0);
          expect(analysis.findings.every((finding) => finding.correction === null)).toBe(true);
        }
      }),
      TRIES,
    );
  });

  it('cannot be called right when an invoice shows only its first line', () => {
    let cut = 0;
    fc.assert(
      fc.property(anyHistory, fc.nat(), (history, choice) => {
        const given = givenOf(history);
        const invoices = given.objects.filter((object) => object['object'] === 'invoice');
        const invoice = invoices[choice % Math.max(1, invoices.length)];
        const lines = invoice?.['lines'] as { data: unknown[]; has_more: boolean } | undefined;
        if (lines === undefined) return;
        lines.data = lines.data.slice(0, 1);
        lines.has_more = true;
        expect(check(given).analysis.verdict, nameOf(history)).toBe('cannot_tell');
        cut += 1;
      }),
      TRIES,
    );
    expect(cut).toBeGreaterThan(0);
  });

  it('is not called right when what an invoice names is not there', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), (history, choice) => {
        const given = givenOf(history);
        const charges = given.objects.filter(
          (object) => object['object'] === 'charge' && object['status'] === 'succeeded',
        );
        const charge = charges[choice % Math.max(1, charges.length)];
        const { analysis } = check({
          ...given,
          objects: given.objects.filter((object) => object !== charge),
        });
        if (charge === undefined) return;
        expect(['cannot_tell', 'billing_error', 'likely_error'], nameOf(history)).toContain(analysis.verdict);
      }),
      TRIES,
    );
  });

  it('never makes a run throw, however little or wrong it is', () => {
    const junk = fc.constantFrom<unknown>(
      null,
      '',
      'x'.repeat(300),
      -1,
      0,
      1.5,
      Number.MAX_SAFE_INTEGER,
      9e15,
      true,
      [],
      [null],
      {},
      { object: 'charge' },
      { data: [{}] },
    );
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.option(junk, { nil: undefined })), {
      minLength: 1,
      maxLength: 25,
    });
    fc.assert(
      fc.property(anyHistory, damage, fc.array(fc.nat(), { maxLength: 30 }), (history, faults, dropped) => {
        const given = givenOf(history);
        const objects = [...given.objects];
        for (const [which, path, depth, value] of faults)
          spoil(objects[which % objects.length], path, depth % 4, value);
        for (const at of dropped) objects.splice(at % Math.max(1, objects.length), 1);
        const { analysis, crashes } = check({ ...given, objects });
        // Amounts beyond what any account holds are refused by the arithmetic itself, and the rule is skipped.
        const bugs = crashes.filter(({ error }) => !error.includes('is out of range'));
        expect(bugs, nameOf(history)).toEqual([]);
        expect(analysis.verdict).toBeTypeOf('string');
      }),
      { ...TRIES, numRuns: RUNS * 2 },
    );
  });
});

/** Replaces one field somewhere in an object by `value`, or takes it away. Its id and kind stay. */
function spoil(object: WireObject | undefined, path: number, depth: number, value: unknown): void {
  let place: WireObject | undefined = object;
  for (let level = 0; place !== undefined; level += 1) {
    const keys = Object.keys(place).filter((key) => level > 0 || (key !== 'id' && key !== 'object'));
    const key = keys[(path >>> level) % Math.max(1, keys.length)];
    if (key === undefined) return;
    const next: unknown = place[key];
    if (level < depth && typeof next === 'object' && next !== null) {
      place = next as WireObject;
      continue;
    }
    if (value !== undefined) place[key] = value;
    else if (Array.isArray(place)) place.splice(Number(key), 1);
    else delete place[key];
    return;
  }
}
