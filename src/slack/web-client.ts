import { LogLevel, type Logger as SlackLogger, webApi } from '@slack/bolt';
import type { Logger } from '../log.ts';
import { ServiceError } from '../service-error.ts';

export type WebClient = webApi.WebClient;

const CALL_TIMEOUT_MS = 5_000;
const MAX_CONCURRENT_CALLS = 20;

export interface ClientOptions {
  readonly token: string;
  /** Another server in Slack's place; ends in `/api/`. */
  readonly apiUrl: string | null;
  readonly logger: Logger;
  /** Calls again after a lost connection or a 5xx: 1 where that is harmless, 0 where it could post twice. */
  readonly retries: 0 | 1;
}

/**
 * Slack's client with limits: no call takes longer than five seconds, and one at the rate limit fails at once instead
 * of holding all others up. Redirects are errors.
 */
export function createWebClient({ token, ...options }: ClientOptions): WebClient {
  return new webApi.WebClient(token, webClientOptions(options));
}

export function webClientOptions({
  apiUrl,
  logger,
  retries,
}: Omit<ClientOptions, 'token'>): webApi.WebClientOptions {
  return {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    timeout: CALL_TIMEOUT_MS,
    retryConfig: { retries },
    rejectRateLimitedCalls: true,
    maxRequestConcurrency: MAX_CONCURRENT_CALLS,
    allowAbsoluteUrls: false,
    logger: toSlackLogger(logger),
  };
}

/** Slack's packages log through ours, which removes secrets. Their debug lines hold whole requests: left out. */
export function toSlackLogger(logger: Logger): SlackLogger {
  const line = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: (...parts) => logger.debug({ from: 'slack' }, line(parts)),
    warn: (...parts) => logger.warn({ from: 'slack' }, line(parts)),
    error: (...parts) => logger.error({ from: 'slack' }, line(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

/** Codes of Slack's that mean "not now". */
const AWAY = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'org_login_required',
]);
/** Codes that mean that the app is not set up as it must be. */
const NOT_SET_UP = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'no_permission',
  'access_denied',
  'not_allowed_token_type',
  'two_factor_setup_required',
]);

export type CallOutcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** Slack understood and said no; `code` is Slack's own. */
  | { readonly kind: 'refused'; readonly code: string }
  /** The request left, and what became of it is not known. `failed`: Slack itself said that it failed. */
  | { readonly kind: 'unknown'; readonly error: ServiceError; readonly failed: boolean };

/**
 * Makes one call. What Slack says no to is a value.
 * @throws {ServiceError} at the rate limit, or when the app is not set up as it must be: it certainly had no effect.
 */
export async function call<T>(what: string, work: () => Promise<T>): Promise<CallOutcome<T>> {
  try {
    return { kind: 'ok', value: await work() };
  } catch (error) {
    if (error instanceof webApi.WebAPIRateLimitedError) throw limited(what, error.retryAfter);
    if (error instanceof webApi.WebAPIPlatformError) {
      const code = String(error.data.error).slice(0, 100);
      if (code === 'ratelimited' || code === 'rate_limited') throw limited(what, null);
      if (NOT_SET_UP.has(code))
        throw new ServiceError(
          'slack',
          'refused',
          `Slack refused ${what} (${code}): check SLACK_BOT_TOKEN and install the app with the scopes of manifest.json.`,
        );
      if (!AWAY.has(code)) return { kind: 'refused', code };
    }
    if (!(error instanceof Error)) throw error;
    const failed = error instanceof webApi.WebAPIHTTPError || error instanceof webApi.WebAPIPlatformError;
    return { kind: 'unknown', error: unreachable(what, error), failed };
  }
}

/** As {@link call}, for calls that may be made again: an unknown end is a failure like any other. */
export async function ask<T>(
  what: string,
  work: () => Promise<T>,
): Promise<T | { readonly refused: string }> {
  const outcome = await call(what, work);
  if (outcome.kind === 'ok') return outcome.value;
  if (outcome.kind === 'refused') return { refused: outcome.code };
  throw outcome.error;
}

function limited(what: string, retryAfterSeconds: number | null): ServiceError {
  return new ServiceError('slack', 'limited', `Slack limits ${what}; it is tried again later.`, {
    retryAfterSeconds,
  });
}

function unreachable(what: string, error: Error): ServiceError {
  const detail =
    error instanceof webApi.WebAPIHTTPError
      ? `HTTP ${error.statusCode}`
      : error instanceof webApi.WebAPIPlatformError
        ? String(error.data.error).slice(0, 100)
        : 'no answer';
  return new ServiceError('slack', 'unreachable', `Slack could not be reached for ${what} (${detail}).`, {
    cause: new Error(error.message.slice(0, 500)),
  });
}
