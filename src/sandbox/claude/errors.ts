import type { Fault, SandboxAnswer } from '../fault-injection.ts';

/** An answer Claude's API gives instead of a message, in its words. */
export class ClaudeRefusal extends Error {
  override readonly name = 'ClaudeRefusal';
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export const invalid = (message: string): ClaudeRefusal =>
  new ClaudeRefusal(400, 'invalid_request_error', message);

export function errorAnswer(
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  details?: Readonly<Record<string, string>>,
): SandboxAnswer {
  const error = { type, message, ...(details === undefined ? {} : { details }) };
  return { status, headers, body: { type: 'error', error, request_id: 'req_sandbox' } };
}

const fault = (answer: SandboxAnswer): Fault => ({ kind: 'answer', ...answer });
const retryAfter = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { 'retry-after': String(seconds) };

/** Ready-made failures of Claude's API, for `faults.add({ route: MESSAGES_ROUTE, fault })`. */
export const claudeFaults = {
  rateLimited: (retryAfterSeconds?: number): Fault =>
    fault(
      errorAnswer(
        429,
        'rate_limit_error',
        'This request would exceed your rate limit.',
        retryAfter(retryAfterSeconds),
      ),
    ),
  overloaded: (retryAfterSeconds?: number): Fault =>
    fault(errorAnswer(529, 'overloaded_error', 'Overloaded', retryAfter(retryAfterSeconds))),
  serverError: (): Fault => fault(errorAnswer(500, 'api_error', 'Internal server error')),
  /** The organization's monthly limit: not to be tried again. */
  spendLimit: (): Fault =>
    fault(
      errorAnswer(
        429,
        'rate_limit_error',
        'You have reached your specified API usage limits.',
        { 'x-should-retry': 'false' },
        { error_code: 'enforced_spend_limit_reached' },
      ),
    ),
} as const;
