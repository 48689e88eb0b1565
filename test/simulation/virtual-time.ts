import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import timersPromises from 'node:timers/promises';

const realImmediate = globalThis.setImmediate;

/** Whose events these are: a run of the server, or the world around it. */
export class Owner {
  readonly name: string;
  /** None of its events happens any more: its promises stay where they are for ever. */
  dead = false;
  /** Nothing of it happens before this moment (milliseconds of virtual time). */
  sleepsUntil = 0;

  constructor(name: string) {
    this.name = name;
  }
}

interface Event {
  at: number;
  readonly order: number;
  readonly owner: Owner;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * One clock and one order for everything in this process. While it is installed, every timer and immediate is an event
 * here; between two events all microtasks run to their end, so that whatever waits then waits for an event. An owner's
 * death drops its events: that is a crash at exactly this await.
 */
export class VirtualTime {
  /** Milliseconds since the epoch: true time, which Stripe's clock shows. */
  now: number;
  private readonly startedAt: number;
  private readonly events: Event[] = [];
  private order = 0;
  private current: Owner;
  /** Everything that is drawn from Math.random. */
  private readonly random: () => number;

  constructor(options: {
    readonly now: number;
    readonly world: Owner;
    /** From 0 to below 1. */
    readonly random: () => number;
  }) {
    this.now = options.now;
    this.startedAt = options.now;
    this.current = options.world;
    this.random = options.random;
  }

  /** Whose event is happening. */
  get owner(): Owner {
    return this.current;
  }

  /** Lets something happen at a moment (milliseconds), as part of `owner`. Returns what cancels it. */
  at(moment: number, owner: Owner, run: () => void): () => void {
    const event = { at: Math.max(moment, this.now), order: this.order, owner, run, cancelled: false };
    this.order += 1;
    this.push(event);
    return () => {
      event.cancelled = true;
    };
  }

  /** When the next event is, or null where none is left. */
  get next(): number | null {
    this.dropTop();
    return this.events[0]?.at ?? null;
  }

  /** Makes the next event happen, and everything that follows from it at once. */
  async step(): Promise<void> {
    this.dropTop();
    const event = this.pop();
    if (event === undefined) return;
    this.now = Math.max(this.now, event.at);
    this.current = event.owner;
    event.run();
    await new Promise<void>((resolve) => realImmediate(resolve));
  }

  /** Takes the place of the process's timers and clocks; returns what puts them back. */
  install(): () => void {
    const time = this;
    const before = {
      globals: pick(globalThis, GLOBALS),
      date: Date.now,
      performance: performance.now,
      random: Math.random,
      timeout: AbortSignal.timeout,
      sleep: timersPromises.setTimeout,
      turn: timersPromises.setImmediate,
    };
    const clear = (timer: unknown): void => {
      if (timer instanceof Timer) timer.cancel();
    };
    const fakes = {
      setTimeout: (run: Callback, ms = 0, ...args: unknown[]) => time.timer(ms, () => run(...args)),
      setInterval: (run: Callback, ms = 0, ...args: unknown[]) => {
        const timer = time.timer(ms, function again() {
          timer.restart(time.later(Math.max(1, ms), again));
          run(...args);
        });
        return timer;
      },
      setImmediate: (run: Callback, ...args: unknown[]) => time.timer(0, () => run(...args)),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    };
    Object.assign(globalThis, fakes);
    Date.now = () => Math.floor(time.now);
    performance.now = () => time.now - time.startedAt;
    Math.random = this.random;
    AbortSignal.timeout = (ms) => time.abortIn(ms);
    Object.assign(timersPromises, {
      setTimeout: (ms = 0, value?: unknown, options: { readonly signal?: AbortSignal } = {}) =>
        time.sleep(ms, value, options.signal),
      setImmediate: (value?: unknown) => time.sleep(0, value),
    });
    syncBuiltinESMExports();
    return () => {
      Object.assign(globalThis, before.globals);
      Date.now = before.date;
      performance.now = before.performance;
      Math.random = before.random;
      AbortSignal.timeout = before.timeout;
      Object.assign(timersPromises, { setTimeout: before.sleep, setImmediate: before.turn });
      syncBuiltinESMExports();
    };
  }

  private timer(ms: number, run: () => void): Timer {
    return new Timer(this.later(ms, run));
  }

  private later(ms: number, run: () => void): () => void {
    return this.at(this.now + Math.max(0, Number.isFinite(ms) ? ms : 0), this.current, run);
  }

  private abortIn(ms: number): AbortSignal {
    const controller = new AbortController();
    this.later(ms, () => controller.abort(new DOMException('The operation timed out', 'TimeoutError')));
    return controller.signal;
  }

  private sleep(ms: number, value: unknown, signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = this.later(ms, () => resolve(value));
      signal?.addEventListener('abort', () => {
        cancel();
        reject(signal.reason);
      });
    });
  }

  /** Forgets what will not happen, and puts off what its owner sleeps through. */
  private dropTop(): void {
    for (;;) {
      const [top] = this.events;
      if (top === undefined) return;
      if (top.cancelled || top.owner.dead) this.pop();
      else if (top.owner.sleepsUntil > Math.max(top.at, this.now)) {
        this.pop();
        top.at = top.owner.sleepsUntil;
        this.push(top);
      } else return;
    }
  }

  /** A binary heap by time, then by order. */
  private push(event: Event): void {
    const { events } = this;
    let at = events.push(event) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = events[up];
      if (parent === undefined || isBefore(parent, event)) break;
      events[at] = parent;
      at = up;
    }
    events[at] = event;
  }

  private pop(): Event | undefined {
    const { events } = this;
    const [top] = events;
    const last = events.pop();
    if (last === undefined || events.length === 0) return top;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const [left, right] = [events[down], events[down + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) down += 1;
      const child = events[down];
      if (child === undefined || isBefore(last, child)) break;
      events[at] = child;
      at = down;
    }
    events[at] = last;
    return top;
  }
}

type Callback = (...args: unknown[]) => void;

const GLOBALS = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
] as const;

/** What Node's timers are to whoever holds one. */
class Timer {
  cancel: () => void;

  constructor(cancel: () => void) {
    this.cancel = cancel;
  }

  restart(cancel: () => void): void {
    this.cancel = cancel;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return false;
  }
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

function pick<T extends object, Name extends keyof T>(object: T, names: readonly Name[]): Pick<T, Name> {
  const picked: Partial<Pick<T, Name>> = {};
  for (const name of names) picked[name] = object[name];
  return picked as Pick<T, Name>;
}
