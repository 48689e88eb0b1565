/** Keeps a map that only grows within bounds: what was added first goes first. */
export function forgetOldest(map: Map<string, unknown>, maximum: number): void {
  for (const key of map.keys()) {
    if (map.size <= maximum) return;
    map.delete(key);
  }
}
