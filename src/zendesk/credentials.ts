import { z } from 'zod';
import { readErrorBody, ZendeskError } from './zendesk-error.ts';

/** How this product proves to Zendesk who it is. */
export type ZendeskCredentials =
  | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string }
  /** The e-mail address and API token of an agent. Zendesk ends API tokens on 2027-04-30. */
  | { readonly kind: 'token'; readonly email: string; readonly apiToken: string };

type OAuthClient = Extract<ZendeskCredentials, { kind: 'oauth' }>;

/** Gives the Authorization header. */
export interface Authorizer {
  authorization(): Promise<string>;
  /** Called when Zendesk refused `header`. True when another header may be had, so that one more try makes sense. */
  refused(header: string): boolean;
}

const TOKEN_LIFETIME_SECONDS = 7200;
/** A token is replaced this long before it ends, or at a tenth of its life when that is less. */
const RENEW_BEFORE_EXPIRY_SECONDS = 120;
const TOKEN_REQUEST_TIMEOUT_MILLISECONDS = 15_000;
const MAXIMUM_TOKEN_ANSWER_CHARACTERS = 100_000;

const tokenAnswer = z.object({
  access_token: z.string().min(1).max(10_000),
  expires_in: z.number().positive().nullish(),
});

export function createAuthorizer(
  origin: string,
  credentials: ZendeskCredentials,
  now: () => number = Date.now,
): Authorizer {
  if (credentials.kind === 'oauth') return oauthClient(origin, credentials, now);
  const basic = Buffer.from(`${credentials.email}/token:${credentials.apiToken}`).toString('base64');
  return { authorization: async () => `Basic ${basic}`, refused: () => false };
}

/** OAuth confidential client, grant `client_credentials`: one token at a time, shared by all requests. */
function oauthClient(origin: string, client: OAuthClient, now: () => number): Authorizer {
  let current: { readonly header: string; readonly renewAt: number } | null = null;
  let pending: Promise<string> | null = null;

  async function renew(): Promise<string> {
    const token = await requestToken(origin, client);
    const lifetime = token.expires_in ?? TOKEN_LIFETIME_SECONDS;
    const early = Math.min(RENEW_BEFORE_EXPIRY_SECONDS, lifetime / 10);
    current = { header: `Bearer ${token.access_token}`, renewAt: now() + (lifetime - early) * 1000 };
    return current.header;
  }

  return {
    async authorization() {
      if (current !== null && now() < current.renewAt) return current.header;
      pending ??= renew().finally(() => {
        pending = null;
      });
      return pending;
    },
    refused(header) {
      // Only the token that was refused is dropped: a later one may already be in place.
      if (current?.header === header) current = null;
      return true;
    },
  };
}

async function requestToken(origin: string, client: OAuthClient): Promise<z.infer<typeof tokenAnswer>> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(`${origin}/oauth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: client.clientSecret,
        scope: 'read write',
        expires_in: TOKEN_LIFETIME_SECONDS,
      }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TOKEN_REQUEST_TIMEOUT_MILLISECONDS),
    });
    body = await response.text();
  } catch (cause) {
    throw new ZendeskError('unreachable', `Zendesk gave no access token: ${origin} cannot be reached.`, {
      cause,
    });
  }
  if (!response.ok) throw refusedToken(response, body);
  const parsed = tokenAnswer.safeParse(
    body.length > MAXIMUM_TOKEN_ANSWER_CHARACTERS ? null : parseJson(body),
  );
  if (!parsed.success)
    throw new ZendeskError('broken', "Zendesk's access token answer cannot be read.", {
      status: response.status,
    });
  return parsed.data;
}

function refusedToken(response: Response, body: string): ZendeskError {
  const { status } = response;
  const { code, detail } = readErrorBody(parseJson(body));
  if (status === 429 || status === 503) {
    const wait = response.headers.get('retry-after');
    return new ZendeskError('limited', 'Zendesk limits access tokens: try again later.', {
      status,
      code,
      retryAfterSeconds: wait !== null && /^\d{1,6}$/.test(wait) ? Number(wait) : null,
    });
  }
  if (code === 'invalid_scope')
    return new ZendeskError(
      'refused',
      'The OAuth client may not ask for the scopes "read" and "write": allow it both in Zendesk (Admin Center, Apps and integrations, APIs, OAuth clients).',
      { status, code, detail },
    );
  if (status >= 400 && status < 500)
    return new ZendeskError(
      'refused',
      `Zendesk refused the OAuth client (${status}${code === null ? '' : `, ${code}`}): check ZENDESK_OAUTH_CLIENT_ID and ZENDESK_OAUTH_CLIENT_SECRET.`,
      { status, code, detail },
    );
  return new ZendeskError('broken', `Zendesk gave no access token (status ${status}).`, {
    status,
    code,
    detail,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
