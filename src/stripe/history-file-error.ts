/** A history file cannot be read or written. The message is one sentence, naming the JSON path of the first fault. */
export class HistoryFileError extends Error {
  override readonly name = 'HistoryFileError';
  /** JSON path of the first fault, e.g. `objects[3].id`; null when the file as a whole is meant. */
  readonly path: string | null;

  constructor(message: string, path: string | null = null) {
    super(message);
    this.path = path;
  }
}

/** `objects[3].id: expected a string` */
export function faultAt(path: string, what: string): HistoryFileError {
  return new HistoryFileError(`The history file is malformed at ${path}: ${what}.`, path);
}
