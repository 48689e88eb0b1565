const MAX_TASKS_PER_STEP = 10_000;

interface Task {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * The account's own time, by which idempotency keys expire, refunds fail and objects are dated. It follows `base` plus
 * what it was moved by, so that days can pass here while they do not for whoever is talking to it.
 */
export class StripeClock {
  private readonly base: () => number;
  private offsetSeconds = 0;
  private tasks: Task[] = [];
  private scheduled = 0;

  /** `base`: milliseconds since the epoch. `notBefore`: Unix seconds the clock starts at when the base is behind them. */
  constructor(base: () => number, notBefore: number) {
    this.base = base;
    this.offsetSeconds = Math.max(0, notBefore - Math.floor(base() / 1000));
  }

  /** Unix seconds. */
  get now(): number {
    return Math.floor(this.base() / 1000) + this.offsetSeconds;
  }

  /** Unix seconds as the other side sees them: without what this clock was moved by. */
  get outside(): number {
    return Math.floor(this.base() / 1000);
  }

  /** Moves the clock; everything that falls due on the way happens. @throws {RangeError} for a step back. */
  advance(seconds: number): void {
    if (!(seconds >= 0))
      throw new RangeError(`The clock of the sandbox only runs forward, not by ${seconds} s.`);
    this.offsetSeconds += seconds;
    this.tick();
  }

  /** Moves the clock forward to a moment, Unix seconds. */
  set(at: number): void {
    this.advance(at - this.now);
  }

  /** Lets something happen when the clock is `seconds` on. */
  after(seconds: number, run: () => void): void {
    this.scheduled += 1;
    this.tasks.push({ at: this.now + seconds, order: this.scheduled, run });
  }

  /** Runs what has fallen due; called before every request is answered. */
  tick(): void {
    for (let count = 0; count < MAX_TASKS_PER_STEP; count += 1) {
      const due = this.tasks
        .filter((task) => task.at <= this.now)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) return;
      this.tasks = this.tasks.filter((task) => task !== due);
      due.run();
    }
  }
}
