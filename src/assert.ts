/** A bug in our own code, with the values that show it. Never thrown for bad data from outside. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
  readonly values: Readonly<Record<string, unknown>>;

  constructor(message: string, values: Readonly<Record<string, unknown>> = {}) {
    super(Object.keys(values).length === 0 ? message : `${message} ${JSON.stringify(values)}`);
    this.values = values;
  }
}

/** Throws {@link AssertionError} unless `condition` holds. `values` name what was seen. */
export function assert(
  condition: unknown,
  message: string,
  values?: Readonly<Record<string, unknown>>,
): asserts condition {
  if (!condition) throw new AssertionError(message, values);
}
