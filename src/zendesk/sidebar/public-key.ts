import { createPublicKey, type KeyObject } from 'node:crypto';
import { ServiceError } from '../../service-error.ts';
import type { ZendeskClient } from '../client.ts';
import { ZendeskError } from '../zendesk-error.ts';

/** A key is asked for again after this long, so that one Zendesk gave up does not live on here. */
const KEY_MAX_AGE_MS = 3_600_000;
/** Tokens that do not fit make us ask at most this often. */
const ASK_AGAIN_MS = 60_000;
/** After a failure the same answer is given this long: strangers must not make us ask without end. */
const FAILED_MS = 5_000;
const MAX_PEM_CHARACTERS = 10_000;
const MIN_MODULUS_BITS = 2_048;

/** The public key of our app, as Zendesk gives it; nothing in a token has a say in which key is used. */
export interface PublicKeySource {
  /** @throws {ServiceError} when Zendesk cannot be asked and no key is known. */
  current(): Promise<KeyObject>;
  /** The key that took the place of `known` meanwhile, asked for at most once a minute; null where none did. */
  successorOf(known: KeyObject): Promise<KeyObject | null>;
}

export interface PublicKeyOptions {
  readonly client: Pick<ZendeskClient, 'text'>;
  /** ZENDESK_APP_ID */
  readonly appId: string;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export function createPublicKeySource({ client, appId, clock }: PublicKeyOptions): PublicKeySource {
  let known: { readonly key: KeyObject; readonly atMs: number } | null = null;
  let failed: { readonly error: ServiceError; readonly atMs: number } | null = null;
  let asking: Promise<KeyObject> | null = null;
  const within = (atMs: number, ms: number): boolean => Math.abs(clock() - atMs) < ms;

  async function fetchKey(): Promise<KeyObject> {
    try {
      const key = keyOf(await client.text(['apps', appId, 'public_key.pem']));
      known = { key, atMs: clock() };
      failed = null;
      return key;
    } catch (error) {
      if (error instanceof ServiceError) failed = { error, atMs: clock() };
      throw error;
    }
  }

  function ask(): Promise<KeyObject> {
    if (failed !== null && within(failed.atMs, FAILED_MS)) return Promise.reject(failed.error);
    asking ??= fetchKey().finally(() => {
      asking = null;
    });
    return asking;
  }

  return {
    current: () =>
      known !== null && within(known.atMs, KEY_MAX_AGE_MS) ? Promise.resolve(known.key) : ask(),
    async successorOf(key) {
      if (known !== null && !known.key.equals(key)) return known.key;
      if (known !== null && within(known.atMs, ASK_AGAIN_MS)) return null;
      try {
        const next = await ask();
        return next.equals(key) ? null : next;
      } catch (error) {
        // The key at hand still decides.
        if (error instanceof ServiceError) return null;
        throw error;
      }
    },
  };
}

/** @throws {ZendeskError} for anything but one RSA key of a decent size. */
function keyOf(pem: string): KeyObject {
  const unfit = (why: string, cause?: unknown) =>
    new ZendeskError('broken', `Zendesk's public key of our app ${why}: check ZENDESK_APP_ID.`, { cause });
  if (pem.length > MAX_PEM_CHARACTERS || !pem.includes('-----BEGIN PUBLIC KEY-----'))
    throw unfit('is no PEM document');
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem', type: 'spki' });
  } catch (cause) {
    throw unfit('cannot be read', cause);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < MIN_MODULUS_BITS) throw unfit('is no RSA key of 2,048 bits');
  return key;
}
