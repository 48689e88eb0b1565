import { ServiceError } from '../service-error.ts';

/**
 * Zendesk did not do its part. A {@link ServiceError} that keeps what Zendesk really said: node-zendesk loses the
 * status of most failures, and a caller must tell a conflict from a closed ticket from a missing one.
 */
export class ZendeskError extends ServiceError {
  /** HTTP status of the answer; null when there was none. */
  readonly status: number | null;
  /** Zendesk's error name, e.g. `RecordInvalid`, `UpdateConflict`; null when it gave none. */
  readonly code: string | null;
  /** Zendesk's own explanation, bounded and on one line; null when it gave none. Untrusted text. */
  readonly detail: string | null;

  constructor(
    trouble: ServiceError['trouble'],
    message: string,
    options: {
      readonly status?: number;
      readonly code?: string | null;
      readonly detail?: string | null;
      readonly retryAfterSeconds?: number | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super('zendesk', trouble, message, options);
    this.status = options.status ?? null;
    this.code = options.code ?? null;
    this.detail = options.detail ?? null;
  }
}

const MAXIMUM_DETAIL_CHARACTERS = 300;

/** The error's name and explanation out of any of the shapes Zendesk sends; anything else gives nulls. */
export function readErrorBody(body: unknown): {
  readonly code: string | null;
  readonly detail: string | null;
} {
  if (!isRecord(body)) return { code: null, detail: null };
  const error = body['error'];
  // The webhooks API lists its errors.
  const [listed]: unknown[] = Array.isArray(body['errors']) ? body['errors'] : [];
  if (isRecord(listed))
    return { code: text(listed['code']), detail: text(listed['detail']) ?? text(listed['title']) };
  if (isRecord(error)) return { code: text(error['title']), detail: text(error['message']) };
  const inner = firstDetail(body['details']);
  const outer = text(body['description']) ?? text(body['error_description']) ?? text(body['message']);
  return { code: text(error), detail: inner ?? outer };
}

/** `details: {status: [{description: "Status: closed prevents ticket update"}]}`: the sentence that says why. */
function firstDetail(details: unknown): string | null {
  if (!isRecord(details)) return null;
  for (const list of Object.values(details)) {
    const first: unknown = Array.isArray(list) ? list[0] : null;
    const description = isRecord(first) ? text(first['description']) : null;
    if (description !== null) return description;
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const line = value.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line === '' ? null : line.slice(0, MAXIMUM_DETAIL_CHARACTERS);
}
