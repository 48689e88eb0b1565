import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Work that may be put down between two of its steps. Histories are long and the server has one event loop: whoever
 * serves others runs the work in slices, everybody else at once.
 */
export type Sliced<T> = Generator<undefined, T, undefined>;

/** Items handled between two places to put the work down. */
const ITEMS_PER_STEP = 50;
/** How long one slice may hold the event loop, in milliseconds. */
const SLICE_MAX_MS = 10;

/** The items with a place to put the work down after every few of them. */
export function* inSteps<T>(items: Iterable<T>, each: (item: T) => void): Sliced<void> {
  let done = 0;
  for (const item of items) {
    each(item);
    done += 1;
    if (done % ITEMS_PER_STEP === 0) yield;
  }
}

/** Does all of it at once. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Does it in slices, letting everything else that waits have its turn in between. */
export async function inSlices<T>(work: Sliced<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + SLICE_MAX_MS;
    while (performance.now() < until) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
    await nextTurn();
  }
}
