import { createHmac, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { SandboxUser } from './state.ts';

/** Zendesk gives a token this long. */
const LIFETIME_SECONDS = 600;

/** What somebody may do to a token so that it should be taken for Zendesk's, or what may be wrong with one. */
export const TOKEN_FORGERIES = [
  'alg_none',
  'alg_none_with_signature',
  'hs256_with_public_key',
  'hs256_empty_key_by_kid',
  'rs512',
  'signed_by_another_key',
  'key_in_the_header',
  'key_at_an_address',
  'certificate_at_an_address',
  'kid_is_a_path',
  'critical_header',
  'expired',
  'not_yet_valid',
  'issued_in_the_future',
  'never_expires',
  'without_time_of_issue',
  'other_installation',
  'other_account',
  'several_audiences',
  'without_audience',
  'other_issuer',
  'without_subject',
  'subject_of_another_account',
  'subject_is_a_path',
  'altered_claims',
  'signature_cut',
  'claims_are_no_object',
  'fifty_kilobytes',
] as const;
export type TokenForgery = (typeof TOKEN_FORGERIES)[number];

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

type Json = Readonly<Record<string, unknown>>;

/** An app with `signedUrls`: its key pair, and the tokens Zendesk posts with the first request for its page. */
export class InstalledApp {
  readonly id: number;
  readonly installationId: number;
  readonly subdomain: string;
  /** As it is called in the account; an administrator may change both. */
  name = 'Billing check';
  isEnabled = true;
  readonly #now: () => number;
  #keys: Keys | null = null;

  constructor(
    { id, installationId, subdomain }: { id: number; installationId: number; subdomain: string },
    /** Milliseconds since the epoch. */
    now: () => number,
  ) {
    this.id = id;
    this.installationId = installationId;
    this.subdomain = subdomain;
    this.#now = now;
  }

  publicKeyPem(): string {
    return String(this.#pair().publicKey.export({ type: 'spki', format: 'pem' }));
  }

  /** As `GET /api/v2/apps/installations` lists it. */
  installation(): Json {
    const settings = { name: this.name, title: this.name };
    return {
      id: this.installationId,
      app_id: this.id,
      product: 'support',
      settings,
      enabled: this.isEnabled,
    };
  }

  /** Zendesk signs with a new key from now on. */
  rotateKey(): void {
    this.#keys = newKeys();
  }

  /** A token as Zendesk mints it for whoever opens the ticket; `more` replaces claims. */
  mint(user: Pick<SandboxUser, 'id'>, more: Json = {}): string {
    return this.#signed({ typ: 'JWT', alg: 'RS256' }, { ...this.#claims(user), ...more });
  }

  /** A token that must not be believed. */
  forge(user: Pick<SandboxUser, 'id'>, forgery: TokenForgery): string {
    const claims = this.#claims(user);
    const now = claims.iat;
    const header = { typ: 'JWT', alg: 'RS256' };
    const signed = (change: Json): string => this.#signed(header, { ...claims, ...change });
    const byStranger = (more: (theirs: Keys) => Json): string => {
      const theirs = newKeys();
      return signedBy(theirs.privateKey, { ...header, ...more(theirs) }, claims);
    };
    switch (forgery) {
      case 'alg_none':
        return `${encoded({ ...header, alg: 'none' })}.${encoded(claims)}.`;
      case 'alg_none_with_signature':
        return `${encoded({ ...header, alg: 'none' })}.${signed({}).split('.').slice(1).join('.')}`;
      case 'hs256_with_public_key':
        return hs256(this.publicKeyPem(), { ...header, alg: 'HS256' }, claims);
      case 'hs256_empty_key_by_kid':
        return hs256('', { ...header, alg: 'HS256', kid: '../../../../dev/null' }, claims);
      case 'rs512':
        return signedBy(this.#pair().privateKey, { ...header, alg: 'RS512' }, claims, 'RSA-SHA512');
      case 'signed_by_another_key':
        return byStranger(() => ({}));
      case 'key_in_the_header':
        return byStranger(({ publicKey }) => ({ jwk: publicKey.export({ format: 'jwk' }) }));
      case 'key_at_an_address':
        return byStranger(() => ({ jku: 'https://evil.example/keys.json', kid: 'evil' }));
      case 'certificate_at_an_address':
        return byStranger(() => ({ x5u: 'https://evil.example/certificate.pem' }));
      case 'kid_is_a_path':
        return this.#signed({ ...header, kid: '../../../apps/1/public_key.pem' }, claims);
      case 'critical_header':
        return this.#signed({ ...header, crit: ['evil'], evil: true }, claims);
      case 'expired':
        return signed({ iat: now - 700, nbf: now - 700, exp: now - 100 });
      case 'not_yet_valid':
        return signed({ nbf: now + 300 });
      case 'issued_in_the_future':
        return signed({ iat: now + 300 });
      case 'never_expires':
        return signed({ exp: undefined });
      case 'without_time_of_issue':
        return signed({ iat: undefined });
      case 'other_installation':
        return signed({ aud: this.#audience(this.subdomain, this.installationId + 1) });
      case 'other_account':
        return signed({ aud: this.#audience('evil', this.installationId), iss: 'evil.zendesk.com' });
      case 'several_audiences':
        return signed({ aud: [claims.aud, 'https://evil.example'] });
      case 'without_audience':
        return signed({ aud: undefined });
      case 'other_issuer':
        return signed({ iss: `${this.subdomain}.zendesk.com.evil.example` });
      case 'without_subject':
        return signed({ sub: undefined });
      case 'subject_of_another_account':
        return signed({ sub: `https://evil.zendesk.com/api/v2/users/${user.id}.json` });
      case 'subject_is_a_path':
        return signed({ sub: `${claims.sub.replace(/\d+\.json$/, '')}../users/me.json` });
      case 'altered_claims': {
        const [head, , signature] = signed({}).split('.');
        return `${head}.${encoded({ ...claims, sub: claims.sub.replace(/\d+\.json$/, '1.json') })}.${signature}`;
      }
      case 'signature_cut':
        return signed({}).slice(0, -20);
      case 'claims_are_no_object':
        return this.#signed(header, ['not', 'claims']);
      case 'fifty_kilobytes':
        return signed({ padding: 'x'.repeat(50_000) });
    }
  }

  #claims({ id }: Pick<SandboxUser, 'id'>) {
    const iat = Math.floor(this.#now() / 1000);
    return {
      iss: `${this.subdomain}.zendesk.com`,
      iat,
      nbf: iat,
      exp: iat + LIFETIME_SECONDS,
      jti: randomBytes(16).toString('hex'),
      aud: this.#audience(this.subdomain, this.installationId),
      sub: `https://${this.subdomain}.zendesk.com/api/v2/users/${id}.json`,
    };
  }

  #audience(subdomain: string, installationId: number): string {
    return `https://${subdomain}.zendesk.com/api/v2/apps/installations/${installationId}.json`;
  }

  #signed(header: Json, claims: unknown): string {
    return signedBy(this.#pair().privateKey, header, claims);
  }

  /** Made when first needed: it takes a moment. */
  #pair(): Keys {
    this.#keys ??= newKeys();
    return this.#keys;
  }
}

function newKeys(): Keys {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signedBy(key: KeyObject, header: Json, claims: unknown, algorithm = 'RSA-SHA256'): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${createSign(algorithm).update(text).sign(key).toString('base64url')}`;
}

function hs256(secret: string, header: Json, claims: Json): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
