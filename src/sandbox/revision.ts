/** Counts the changes of what people see of a service, and lets somebody wait for one. */
export class Revision {
  #value = 0;
  readonly #watchers = new Set<() => void>();

  /** Higher after each change. */
  get value(): number {
    return this.#value;
  }

  readonly changed = (): void => {
    this.#value += 1;
    for (const watcher of [...this.#watchers]) watcher();
  };

  /** Resolves when the condition holds after a change; rejects when it does not within so many milliseconds. */
  until(condition: () => boolean, timeoutMs: number, what: string): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        settle();
      };
      const look = (): void => {
        if (condition()) end(resolve);
      };
      const timer = setTimeout(
        () => end(() => reject(new Error(`${what} was not seen within ${timeoutMs} ms.`))),
        timeoutMs,
      );
      // A page that waits for news keeps no demo alive that was told to end.
      timer.unref();
      this.#watchers.add(look);
    });
  }
}
