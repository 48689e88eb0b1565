import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Breaker, type BreakerSettings, type Turn } from '../../../src/triage/claude/breaker.ts';

const SETTINGS: BreakerSettings = {
  failures: 3,
  pauseMs: 1_000,
  longestPauseMs: 4_000,
  lastingPauseMs: 60_000,
};

let breaker: Breaker;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  breaker = new Breaker(SETTINGS);
});
afterEach(() => vi.useRealTimers());

const turn = (): Turn => {
  const given = breaker.turn();
  if (given === null) throw new Error('Claude is left alone');
  return given;
};
const fail = (times: number): void => {
  for (let time = 0; time < times; time += 1) turn().failed('overloaded', null);
};
const isOpen = (): boolean => {
  const given = breaker.turn();
  given?.abandoned();
  return given === null;
};

describe('the breaker', () => {
  test('lets everybody ask until so many in a row had no answer', () => {
    fail(2);
    turn().succeeded();
    fail(2);
    expect(isOpen()).toBe(false);
    fail(1);
    expect(isOpen()).toBe(true);
  });

  test('lets one try after the pause, and its outcome decides for all', () => {
    fail(3);
    vi.advanceTimersByTime(999);
    expect(isOpen()).toBe(true);
    vi.advanceTimersByTime(1);
    const trial = turn();
    expect(isOpen()).toBe(true);
    trial.succeeded();
    expect(isOpen()).toBe(false);
  });

  test('pauses twice as long each time the one who tries fails, up to a limit', () => {
    fail(3);
    for (const pause of [1_000, 2_000, 4_000, 4_000]) {
      vi.advanceTimersByTime(pause - 1);
      expect(isOpen()).toBe(true);
      vi.advanceTimersByTime(1);
      fail(1);
    }
  });

  test.each(['spent', 'refused_key'] as const)('is open for longer at once when it was %s', (trouble) => {
    turn().failed(trouble, null);
    vi.advanceTimersByTime(59_999);
    expect(isOpen()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(isOpen()).toBe(false);
  });

  test('leaves Claude alone for as long as Claude asked, and no longer than its longest pause', () => {
    turn().failed('limited', 2_500);
    vi.advanceTimersByTime(2_499);
    expect(isOpen()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(isOpen()).toBe(false);
    turn().failed('limited', 86_400_000);
    vi.advanceTimersByTime(4_000);
    expect(isOpen()).toBe(false);
  });

  test('takes a refusal or a rejected request for the answer it is', () => {
    fail(2);
    turn().failed('declined', null);
    fail(2);
    turn().failed('rejected', null);
    fail(2);
    expect(isOpen()).toBe(false);
  });

  test('does not take an older question’s end for the trial’s, and lets another try where nothing was asked', () => {
    const slow = turn();
    fail(3);
    vi.advanceTimersByTime(1_000);
    const trial = turn();
    slow.abandoned();
    expect(isOpen()).toBe(true);
    trial.abandoned();
    turn().succeeded();
    expect(isOpen()).toBe(false);
  });
});
