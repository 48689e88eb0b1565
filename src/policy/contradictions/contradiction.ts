import type { WrittenPolicy } from '../schema.ts';

/** Two things a policy says that cannot both hold, or one that can never have an effect. */
export interface Contradiction {
  /** Where the later of the two stands, as keys and positions. */
  readonly path: readonly (string | number)[];
  /** One sentence without the place: what contradicts what, and what to do. */
  readonly message: string;
  /** True where the policy is clear, and only says something its author may not have meant. */
  readonly remark?: boolean;
}

/** Looks for one kind of contradiction in a policy that is valid otherwise. */
export type ContradictionCheck = (policy: WrittenPolicy) => readonly Contradiction[];

interface Timed {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/** True when some moment lies in both. */
export function overlapInTime(a: Timed, b: Timed): boolean {
  return (
    Math.max(a.from ?? Number.NEGATIVE_INFINITY, b.from ?? Number.NEGATIVE_INFINITY) <
    Math.min(a.until ?? Number.POSITIVE_INFINITY, b.until ?? Number.POSITIVE_INFINITY)
  );
}

/**
 * Pairs of entries about the same thing that hold at the same time and differ. `key` says what an entry is about,
 * `value` what it says. Entries that say the same twice are no contradiction.
 */
export function disagreeing<T extends Timed>(
  entries: readonly T[],
  key: (entry: T) => string,
  value: (entry: T) => string,
): readonly { readonly earlier: number; readonly later: number }[] {
  const byKey = new Map<string, number[]>();
  const pairs: { earlier: number; later: number }[] = [];
  for (const [later, entry] of entries.entries()) {
    const alike = byKey.get(key(entry)) ?? [];
    for (const earlier of alike) {
      const other = entries[earlier];
      if (other !== undefined && overlapInTime(other, entry) && value(other) !== value(entry)) {
        pairs.push({ earlier, later });
      }
    }
    byKey.set(key(entry), [...alike, later]);
  }
  return pairs;
}

/** The ISO day or minute of a moment in Unix seconds. */
export function shownMoment(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 16)}Z`;
}
