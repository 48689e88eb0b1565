/** A foreign service did not do its part: which, and whether trying again can help. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly service: 'stripe' | 'zendesk' | 'slack' | 'anthropic';
  /** `unreachable`: no answer; `refused`: credentials or permission; `limited`: rate limit; `broken`: a bad answer. */
  readonly trouble: 'unreachable' | 'refused' | 'limited' | 'broken';
  /** Seconds the service asked us to wait, or null. */
  readonly retry_after: number | null;

  constructor(
    service: ServiceError['service'],
    trouble: ServiceError['trouble'],
    message: string,
    options: { readonly retryAfterSeconds?: number | null; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.service = service;
    this.trouble = trouble;
    this.retry_after = options.retryAfterSeconds ?? null;
  }
}
