/** Something that happens at a moment of the test clock; events of one moment run in `order`. */
export interface ScheduledEvent {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Events waiting for their time: a binary heap, so that years of renewals cost no sorting. */
export class Agenda {
  private readonly heap: ScheduledEvent[] = [];

  push(event: ScheduledEvent): void {
    const { heap } = this;
    heap.push(event);
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  /** Takes the next event that is due by `until`, if there is one. */
  takeUntil(until: number): ScheduledEvent | undefined {
    const { heap } = this;
    const [first] = heap;
    if (first === undefined || first.at > until) return undefined;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      heap[0] = last;
      this.sink(0);
    }
    return first;
  }

  private sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let earliest = at;
      if (this.isBefore(left, earliest)) earliest = left;
      if (this.isBefore(right, earliest)) earliest = right;
      if (earliest === at) return;
      this.swap(at, earliest);
      at = earliest;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const left = this.heap[a];
    const right = this.heap[b];
    if (left === undefined || right === undefined) return false;
    return left.at < right.at || (left.at === right.at && left.order < right.order);
  }

  private swap(a: number, b: number): void {
    const left = this.heap[a];
    const right = this.heap[b];
    if (left === undefined || right === undefined) return;
    this.heap[a] = right;
    this.heap[b] = left;
  }
}
