import { createHash, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { PublicKeySource } from './public-key.ts';

/** How far Zendesk's clock may be from ours. */
export const LEEWAY_SECONDS = 30;
/** Zendesk's tokens have about a thousand. */
const MAX_TOKEN_CHARACTERS = 8_192;
const MAX_SUBJECT_CHARACTERS = 200;
const MAX_JTI_CHARACTERS = 200;
const TOKEN = /^[A-Za-z0-9_-]{1,2048}\.[A-Za-z0-9_-]{1,6144}\.[A-Za-z0-9_-]{1,1024}$/;

const KEY_ID = /^[A-Za-z0-9_-]{1,200}$/;

/** The token is well made, and another key's. */
const OTHER_SIGNATURE = Symbol('other signature');

/** Which installation of which app in which account tokens must be for. */
export interface Installation {
  readonly subdomain: string;
  /** ZENDESK_APP_ID */
  readonly appId: string;
  /** ZENDESK_INSTALLATION_ID */
  readonly installationId: string;
}

/** What a genuine token says. */
export interface SignedToken {
  /** Of the Zendesk user it speaks of. */
  readonly userId: string;
  /** The same for each use of this token, and for no other: a hash of its `jti`, or of what was signed. */
  readonly id: string;
  /** Nothing takes it any more from then on: Unix milliseconds. */
  readonly until_ms: number;
}

export interface SignedUrlVerifier {
  /**
   * What a genuine token says; null for every other text, whatever is wrong with it.
   * @throws {ServiceError} when Zendesk's public key cannot be had: then nothing is known about the token.
   */
  read(token: string): Promise<SignedToken | null>;
}

export interface SignedUrlOptions {
  readonly installation: Installation;
  readonly keys: PublicKeySource;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * Verifies what Zendesk posts to a server-side app with signed URLs: a JSON Web Token, RS256 under the app's own key. The algorithm, the key and the audience are ours to say: what the token's header asks for (`alg`,
 * `kid`, `jku`, `x5u`, `jwk`) chooses nothing.
 */
export function createSignedUrlVerifier({ installation, keys, clock }: SignedUrlOptions): SignedUrlVerifier {
  const { subdomain, installationId } = installation;
  const issuer = `${subdomain}.zendesk.com`;
  const audience = `https://${issuer}/api/v2/apps/installations/${installationId}.json`;
  const users = `https://${issuer}/api/v2/users/`;
  const claims = z.object({
    // One audience, not one among several.
    aud: z.literal(audience),
    iat: z.number(),
    exp: z.number(),
    jti: z.string().max(MAX_JTI_CHARACTERS).optional(),
    sub: z.string().max(MAX_SUBJECT_CHARACTERS),
  });

  /** The claims, or null for a token that is expired, not for us, or malformed. Another key may know the signature. */
  async function verify(token: string, key: KeyObject): Promise<unknown> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['RS256'],
        issuer,
        audience,
        clockTolerance: LEEWAY_SECONDS,
        currentDate: new Date(clock()),
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      return payload;
    } catch (error) {
      return error instanceof errors.JWSSignatureVerificationFailed ? OTHER_SIGNATURE : null;
    }
  }

  async function verifyWithNewest(token: string): Promise<unknown> {
    const key = await keys.current();
    const payload = await verify(token, key);
    if (payload !== OTHER_SIGNATURE) return payload;
    const successor = await keys.successorOf(key);
    return successor === null ? null : verify(token, successor);
  }

  return {
    async read(token) {
      if (!isSignedWithRs256(token)) return null;
      const parsed = claims.safeParse(await verifyWithNewest(token));
      if (!parsed.success || parsed.data.iat > clock() / 1_000 + LEEWAY_SECONDS) return null;
      const { sub, exp, jti } = parsed.data;
      // The user's address in the API, or the id alone.
      const userId = sub.startsWith(users) ? sub.slice(users.length).replace(/\.json$/, '') : sub;
      if (!isUserId(userId)) return null;
      const signed = token.slice(0, token.lastIndexOf('.'));
      const id = createHash('sha256')
        .update(jti === undefined ? `signed ${signed}` : `jti ${jti}`)
        .digest('base64url');
      return { userId, id, until_ms: Math.ceil((exp + LEEWAY_SECONDS) * 1_000) };
    },
  };
}

/** A user id as Zendesk gives them; anything else never reaches a URL. */
export function isUserId(id: string): boolean {
  return /^[1-9]\d{0,15}$/.test(id);
}

/** A look at the form alone, so that no key is asked for because of garbage. */
function isSignedWithRs256(token: string): boolean {
  if (token.length > MAX_TOKEN_CHARACTERS || !TOKEN.test(token)) return false;
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    // Ignored, but one that reads like a path was written by nobody we know.
    return alg === 'RS256' && (kid === undefined || KEY_ID.test(kid));
  } catch {
    return false;
  }
}
