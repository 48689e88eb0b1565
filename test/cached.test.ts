import { describe, expect, it } from 'vitest';
import { createCache } from '../src/cached.ts';

function counting() {
  const clock = { ms: 1_000_000 };
  const cache = createCache<string>({ maxEntries: 2, maxAgeMs: 60_000, clock: () => clock.ms });
  let asked = 0;
  const get = (key: string) =>
    cache(key, async () => {
      asked += 1;
      return `${key} ${asked}`;
    });
  return { clock, cache, get, asked: () => asked };
}

describe('what is remembered', () => {
  it('is asked for once, also by many at once, until it is too old', async () => {
    const { clock, get, asked } = counting();
    expect(await Promise.all([get('a'), get('a')])).toEqual(['a 1', 'a 1']);
    clock.ms += 59_999;
    expect(await get('a')).toBe('a 1');
    clock.ms += 1;
    expect(await get('a')).toBe('a 2');
    expect(asked()).toBe(2);
  });

  it('is forgotten when the clock is set back: it would be remembered for too long', async () => {
    const { clock, get } = counting();
    await get('a');
    clock.ms -= 1;
    expect(await get('a')).toBe('a 2');
  });

  it('is bounded: the oldest goes first', async () => {
    const { get, asked } = counting();
    for (const key of ['a', 'b', 'c']) await get(key);
    await get('b');
    expect(asked()).toBe(3);
    expect(await get('a')).toBe('a 4');
  });

  it('is never a failure', async () => {
    const { cache, get } = counting();
    await expect(cache('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await get('a')).toBe('a 1');
  });
});
