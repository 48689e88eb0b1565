import type { DraftFault } from './checks/index.ts';
import { CHECKS } from './checks/index.ts';

/** What the checks said of a set of drafts. */
export interface Figures {
  readonly drafts: number;
  /** Drafts without a fault. */
  readonly passed: number;
  /** Drafts that fail each check, by its name; each check is listed. */
  readonly failed_by_check: Readonly<Record<string, number>>;
  /** Drafts without a fault of all drafts, by language and by kind of case: `[passed, all]`. */
  readonly by_language: Readonly<Record<string, readonly [number, number]>>;
  readonly by_kind: Readonly<Record<string, readonly [number, number]>>;
  /** Median reading ease by language, whole points; null where the language has no formula. */
  readonly reading_ease: Readonly<Record<string, number | null>>;
}

export interface JudgedDraft {
  readonly id: string;
  readonly language: string;
  readonly kind: string;
  readonly faults: readonly DraftFault[];
  readonly ease: number | null;
}

export function figuresOf(drafts: readonly JudgedDraft[]): Figures {
  const passed = (list: readonly JudgedDraft[]): number =>
    list.filter(({ faults }) => faults.length === 0).length;
  const by = (key: 'language' | 'kind'): Record<string, readonly [number, number]> =>
    Object.fromEntries(
      [...grouped(drafts, (draft) => draft[key])].map(([name, list]) => [name, [passed(list), list.length]]),
    );
  return {
    drafts: drafts.length,
    passed: passed(drafts),
    failed_by_check: Object.fromEntries(
      CHECKS.map(({ name }) => [
        name,
        drafts.filter(({ faults }) => faults.some(({ check }) => check === name)).length,
      ]),
    ),
    by_language: by('language'),
    by_kind: by('kind'),
    reading_ease: Object.fromEntries(
      [...grouped(drafts, ({ language }) => language)].map(([language, list]) => [
        language,
        median(list.flatMap(({ ease }) => (ease === null ? [] : [ease]))),
      ]),
    ),
  };
}

/** Rounded to a whole number; null of nothing. */
export function median(values: readonly number[]): number | null {
  const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return middle === undefined ? null : Math.round(middle);
}

/** Values by what `keyOf` says of them, in the order of their first appearance. */
export function grouped<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
