/** The sandbox's own clock, by which trigger ids, response URLs, streams and rate limits run out. */
export class SandboxClock {
  private readonly base: () => number;
  private offset = 0;

  constructor(base: () => number) {
    this.base = base;
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.base() + this.offset;

  /** What the signed requests say: the time without the jumps of `advance`, as the app's own clock shows it. */
  readonly signing = (): number => this.base();

  advance(seconds: number): void {
    this.offset += seconds * 1000;
  }
}
