import type { JsonRecord } from '../json.ts';

/** An answer of `ok: false`. Slack's status is 200 for all of them but 429. */
export class Refusal extends Error {
  readonly error: string;
  readonly details: JsonRecord;
  readonly retryAfterSeconds: number | null;

  constructor(error: string, details: JsonRecord = {}, retryAfterSeconds: number | null = null) {
    super(error);
    this.error = error;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** `invalid_arguments` and its kin, with Slack's sentences about them. */
export function refusalWith(error: string, complaints: readonly string[]): Refusal {
  return new Refusal(error, {
    ...(error === 'invalid_blocks' ? { errors: complaints } : {}),
    response_metadata: { messages: complaints.map((complaint) => `[ERROR] ${complaint}`) },
  });
}
