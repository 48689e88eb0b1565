import type { SandboxClock } from '../clock.ts';
import { Refusal } from './refusal.ts';

/** Slack's tiers, calls a minute; a method without one has limits of its own. */
export type Tier = 1 | 2 | 3 | 4 | null;
const CALLS_PER_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;
const MINUTE_MS = 60_000;
const POST_INTERVAL_MS = 1000;
const HOOK_INTERVAL_MS = 1000;

export interface RateRules {
  /** Tiers by method; default true. */
  readonly tiers: boolean;
  /** One message a second into one channel, without the bursts Slack tolerates; default false. */
  readonly onePostPerSecond: boolean;
}

/** Which calls come too fast. */
export class RateLimits {
  rules: RateRules = { tiers: true, onePostPerSecond: false };
  private readonly windows = new Map<string, { started: number; count: number }>();
  private readonly lastPosts = new Map<string, number>();
  private readonly clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.clock = clock;
  }

  /** Counts a call of a method. Throws `ratelimited` with the seconds to wait. */
  call(method: string, tier: Tier): void {
    if (!this.rules.tiers || tier === null) return;
    const now = this.clock.now();
    const known = this.windows.get(method);
    const window =
      known !== undefined && now < known.started + MINUTE_MS ? known : { started: now, count: 0 };
    this.windows.set(method, window);
    if (window.count >= CALLS_PER_MINUTE[tier]) throw tooFast(window.started + MINUTE_MS - now);
    window.count += 1;
  }

  /** Counts a message into a channel. */
  post(channel: string): void {
    if (!this.rules.onePostPerSecond) return;
    this.interval(`channel ${channel}`, POST_INTERVAL_MS);
  }

  /** Counts a message through a response URL. */
  hook(url: string): void {
    if (!this.rules.onePostPerSecond) return;
    this.interval(`hook ${url}`, HOOK_INTERVAL_MS);
  }

  private interval(key: string, intervalMs: number): void {
    const now = this.clock.now();
    const wait = (this.lastPosts.get(key) ?? Number.NEGATIVE_INFINITY) + intervalMs - now;
    if (wait > 0) throw tooFast(wait);
    this.lastPosts.set(key, now);
  }
}

function tooFast(waitMs: number): Refusal {
  return new Refusal('ratelimited', {}, Math.max(1, Math.ceil(waitMs / 1000)));
}
