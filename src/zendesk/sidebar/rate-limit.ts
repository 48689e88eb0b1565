const WINDOW_MS = 60_000;
const MAX_KEYS = 10_000;

export interface RateLimit {
  /** Counts one more for `key`. Returns 0, or the whole seconds after which it may be tried again. */
  take(key: string): number;
}

/** At most `perMinute` for each key, in minutes that begin with the first of them. */
export function createRateLimit(
  perMinute: number,
  /** Unix milliseconds. */
  clock: () => number,
): RateLimit {
  const windows = new Map<string, { readonly sinceMs: number; count: number }>();
  return {
    take(key) {
      const now = clock();
      let window = windows.get(key);
      if (window === undefined || Math.abs(now - window.sinceMs) >= WINDOW_MS) {
        windows.delete(key);
        window = { sinceMs: now, count: 0 };
        windows.set(key, window);
        const [oldest] = windows.keys();
        if (windows.size > MAX_KEYS && oldest !== undefined) windows.delete(oldest);
      }
      if (window.count >= perMinute)
        return Math.max(1, Math.ceil((window.sinceMs + WINDOW_MS - now) / 1_000));
      window.count += 1;
      return 0;
    },
  };
}
