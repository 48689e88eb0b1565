import type { SandboxRequest } from '../fault-injection.ts';
import { type RouteMatcher, type RoutePattern, routeMatcher } from '../http/routes.ts';

/** A 500 that Stripe stores under the request's key. */
export interface StoredFailure {
  readonly route: RoutePattern;
  /** Whether the work took place all the same. */
  readonly effect: 'made' | 'not_made';
  /** How many requests it strikes; replays are not counted (default 1). */
  readonly times?: number;
}

/** Requests that have begun and do not end, so that others find their key in use. */
export interface Hold {
  /** Requests that wait here now. */
  readonly waiting: number;
  /** Resolves when a request waits here. */
  readonly arrived: Promise<void>;
  /** Lets those that wait go on, and holds no more. */
  release(): void;
}

/** What goes wrong inside Stripe; what goes wrong on the way is the server's `faults`. */
export class WriteFaults {
  private failures: { matches: RouteMatcher; effect: StoredFailure['effect']; left: number }[] = [];
  private holds: { matches: RouteMatcher; wait: () => Promise<void> }[] = [];

  /** Switches failures on; returns what switches them off. */
  fail(failure: StoredFailure): () => void {
    const entry = {
      matches: routeMatcher(failure.route),
      effect: failure.effect,
      left: failure.times ?? 1,
    };
    this.failures.push(entry);
    return () => {
      this.failures = this.failures.filter((other) => other !== entry);
    };
  }

  /** Holds requests from now on. */
  hold(route: RoutePattern): Hold {
    const waiting: (() => void)[] = [];
    let count = 0;
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const entry = {
      matches: routeMatcher(route),
      wait: () =>
        new Promise<void>((resolve) => {
          count += 1;
          waiting.push(resolve);
          arrive();
        }),
    };
    this.holds.push(entry);
    return {
      get waiting() {
        return count;
      },
      arrived,
      release: () => {
        this.holds = this.holds.filter((other) => other !== entry);
        for (const go of waiting.splice(0)) go();
        count = 0;
      },
    };
  }

  /** The failure that strikes this request; counts it. */
  strike(request: SandboxRequest): StoredFailure['effect'] | null {
    const entry = this.failures.find(({ matches, left }) => left > 0 && matches(request));
    if (entry === undefined) return null;
    entry.left -= 1;
    return entry.effect;
  }

  /** What this request has to wait for, or null. */
  heldBy(request: SandboxRequest): Promise<void> | null {
    return this.holds.find(({ matches }) => matches(request))?.wait() ?? null;
  }

  clear(): void {
    this.failures = [];
  }
}
