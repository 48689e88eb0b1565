interface CacheOptions {
  readonly maxEntries: number;
  readonly maxAgeMs: number;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * Remembers what was fetched, at most `maxEntries` of it and no longer than `maxAgeMs`, and asks once for concurrent
 * callers. Failures are not kept.
 */
export function createCache<T>({ maxEntries, maxAgeMs, clock }: CacheOptions) {
  const entries = new Map<string, { readonly value: Promise<T>; readonly untilMs: number }>();
  const get = (key: string, fetchValue: () => Promise<T>): Promise<T> => {
    const now = clock();
    const known = entries.get(key);
    // One that holds for longer than any can was kept before the clock was set back.
    if (known !== undefined && known.untilMs > now && known.untilMs <= now + maxAgeMs) return known.value;
    const value = fetchValue();
    entries.delete(key);
    entries.set(key, { value, untilMs: now + maxAgeMs });
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    value.catch(() => {
      if (entries.get(key)?.value === value) entries.delete(key);
    });
    return value;
  };
  return Object.assign(get, { forget: (key: string): void => void entries.delete(key) });
}
