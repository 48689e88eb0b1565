import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';

/** Why there is no text of Claude's, as readers of the result see it: "Worded without AI (…)". */
export const TROUBLES = {
  unreachable: 'Claude could not be reached',
  late: 'Claude did not answer in time',
  overloaded: 'Claude is overloaded',
  limited: "Claude's rate limit was reached",
  spent: 'the spending limit for Claude was reached',
  refused_key: 'Claude refused the API key',
  broken: 'Claude gave an answer that could not be read',
  rejected: 'Claude rejected the request',
  declined: 'Claude declined',
  cut_off: "Claude's answer was cut off",
  paused: 'Claude is left alone for a while after failures',
} as const;
export type Trouble = keyof typeof TROUBLES;

/** A request that failed, and whether another may succeed. */
export interface Failure {
  readonly trouble: Trouble;
  /** Trying again may help. */
  readonly passing: boolean;
  readonly retryAfterMs: number | null;
  /** The service said no before it began; else its tokens may have been used, and nobody told us how many. */
  readonly isFree: boolean;
  readonly detail: string;
}

/** Timers fire a little early. */
const CLOCK_SLACK_MS = 50;
const SPEND_LIMITS = /spend_limit|credit_balance|billing/;

/** `deadline`: milliseconds of `performance.now()`; what fails then was too late. */
export function failureOf(error: unknown, deadline: number): Failure {
  const lasting = { passing: false, retryAfterMs: null, isFree: false };
  const late = performance.now() >= deadline - CLOCK_SLACK_MS;
  if (
    error instanceof APIUserAbortError ||
    (late && !(error instanceof APIError && error.status !== undefined))
  ) {
    return { ...lasting, trouble: 'late', detail: 'deadline' };
  }
  if (error instanceof APIConnectionError) {
    return {
      trouble: 'unreachable',
      passing: true,
      retryAfterMs: null,
      isFree: isUnsent(error),
      detail: error.message,
    };
  }
  if (error instanceof APIError) return statusFailure(error);
  // A body that ends too early or is no JSON: what the SDK lets through from below.
  return { trouble: 'broken', passing: true, retryAfterMs: null, isFree: false, detail: nameOf(error) };
}

/** Whether the connection was never made. */
function isUnsent(error: APIConnectionError): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && UNSENT.has(String(cause.code))) return true;
  }
  return false;
}

const UNSENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

function statusFailure(error: APIError): Failure {
  const detail =
    `${error.status ?? 0} ${error.errorCode ?? error.type ?? ''} ${error.requestID ?? ''}`.trim();
  const retryAfterMs = retryAfter(error);
  const told = error.headers?.get('x-should-retry');
  const status = error.status ?? 0;
  if (status === 402 || SPEND_LIMITS.test(error.errorCode ?? '')) {
    return { trouble: 'spent', passing: false, retryAfterMs: null, isFree: true, detail };
  }
  const passing =
    told === 'true' ||
    (told !== 'false' && (status === 408 || status === 409 || status === 429 || status >= 500));
  return { trouble: troubleOf(status), passing, retryAfterMs, isFree: true, detail };
}

function troubleOf(status: number): Trouble {
  if (status === 401 || status === 403) return 'refused_key';
  if (status === 429) return 'limited';
  if (status === 529) return 'overloaded';
  return status >= 500 || status === 408 ? 'unreachable' : 'rejected';
}

function retryAfter({ headers }: APIError): number | null {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(ms)) return Math.max(0, ms);
  const text = headers?.get('retry-after') ?? '';
  const seconds = Number.parseFloat(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? null : Math.max(0, moment - Date.now());
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
