/** Exit statuses of the command line (the contract's "Commands"). */
export const EXIT = { ok: 0, usage: 2, customer: 3, service: 4 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Bad usage or unreadable input: `message` is one line that says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Where a command reads and writes, so that tests can run commands in their own process. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Unix seconds. */
  readonly now: () => number;
  /** Asks whoever sits there, and gives what they typed; absent where nobody does. */
  readonly ask?: (question: string) => Promise<string>;
  /** The same without showing what is typed. */
  readonly askSecret?: (question: string) => Promise<string>;
}

/** Tells a warning on standard error, on a line of its own. */
export const warnOn =
  ({ err }: Pick<Terminal, 'err'>) =>
  (message: string): void =>
    err(`${message}\n`);
