import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import { errors, ok } from './answers.ts';

export interface OAuthClient {
  readonly client_id: string;
  readonly client_secret: string;
  /** What it may ask for; absent: anything. */
  readonly allowed_scopes?: readonly string[];
}

export type Access =
  | { readonly kind: 'granted'; readonly scopes: ReadonlySet<string> }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'refused'; readonly answer: SandboxAnswer };

const MINIMUM_LIFETIME_SECONDS = 300;
const MAXIMUM_LIFETIME_SECONDS = 172_800;
const DEFAULT_LIFETIME_SECONDS = 7200;

/** `POST /oauth/tokens` and the tokens it gave out. */
export class OAuthTokens {
  private readonly tokens = new Map<string, { expires: number; scopes: ReadonlySet<string> }>();
  private readonly client: OAuthClient;
  private readonly legacy: { readonly email: string; readonly api_token: string } | null;
  private readonly now: () => number;

  constructor(
    client: OAuthClient,
    legacy: { readonly email: string; readonly api_token: string } | null,
    now: () => number,
  ) {
    this.client = client;
    this.legacy = legacy;
    this.now = now;
  }

  /** Every token given out so far is refused from now on. */
  revokeAll(): void {
    this.tokens.clear();
  }

  grant(request: SandboxRequest): SandboxAnswer {
    const body = parseRecord(request.body);
    if (body === null || body['grant_type'] !== 'client_credentials') return errors.badGrant();
    if (body['client_id'] !== this.client.client_id || body['client_secret'] !== this.client.client_secret)
      return errors.badClient();
    const lifetime = body['expires_in'] ?? DEFAULT_LIFETIME_SECONDS;
    if (
      typeof lifetime !== 'number' ||
      lifetime < MINIMUM_LIFETIME_SECONDS ||
      lifetime > MAXIMUM_LIFETIME_SECONDS
    )
      return errors.badGrant();
    // An unknown scope still gives a token; the requests are refused later.
    const scope = typeof body['scope'] === 'string' ? body['scope'] : 'read';
    const { allowed_scopes: allowed } = this.client;
    if (allowed !== undefined && scope.split(' ').some((one) => !allowed.includes(one)))
      return errors.badScope();
    const access_token = randomBytes(32).toString('hex');
    this.tokens.set(access_token, {
      expires: this.now() + lifetime * 1000,
      scopes: new Set(scope.split(' ')),
    });
    return ok({ access_token, token_type: 'bearer', scope, expires_in: lifetime });
  }

  access(headers: IncomingHttpHeaders): Access {
    const header = headers.authorization;
    if (header === undefined) return { kind: 'anonymous' };
    if (header.startsWith('Basic ')) return this.legacyAccess(header.slice('Basic '.length));
    const token = this.tokens.get(header.replace(/^Bearer /, ''));
    if (token === undefined || this.now() >= token.expires)
      return { kind: 'refused', answer: errors.badToken() };
    return { kind: 'granted', scopes: token.scopes };
  }

  private legacyAccess(basic: string): Access {
    const given = Buffer.from(basic, 'base64').toString();
    if (this.legacy === null || given !== `${this.legacy.email}/token:${this.legacy.api_token}`)
      return { kind: 'refused', answer: errors.notAuthenticated() };
    return { kind: 'granted', scopes: new Set(['read', 'write']) };
  }
}

/** A JSON object, or null. */
export function parseRecord(body: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
