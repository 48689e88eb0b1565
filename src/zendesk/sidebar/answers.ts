import type { HttpResponse } from '../../http/routes.ts';
import { ServiceError } from '../../service-error.ts';

const RETRY_AFTER_SECONDS = 10;

/** Every refusal: a status and one sentence that says what to do. */
export function saying(
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers, body: { error } };
}

/** Seconds to wait, for the header, while a service is away; null for every other error. */
export function waitFor(error: unknown): string | null {
  return error instanceof ServiceError ? String(error.retry_after ?? RETRY_AFTER_SECONDS) : null;
}

export const ZENDESK_AWAY =
  'Zendesk could not be asked who you are and what you may see, so nothing was done: try again in a minute.';

export const NO_SESSION = saying(
  401,
  'The session is missing or has ended: reload the ticket to begin a new one.',
  {
    'www-authenticate': 'Bearer',
  },
);
