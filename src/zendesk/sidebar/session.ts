import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Installation } from './signed-url.ts';

export const SESSION_MINUTES = 30;
/** However often it is renewed: a working day, then Zendesk has to say again who this is. */
export const LONGEST_SESSION_HOURS = 8;
const SESSION_MS = SESSION_MINUTES * 60_000;
const LONGEST_MS = LONGEST_SESSION_HOURS * 3_600_000;
const TOKEN = /^([A-Za-z0-9_-]{1,512})\.([A-Za-z0-9_-]{43})$/;
/** Changed with the token's content, so that one of another form is never taken for it. */
const PURPOSE = 'billing-check sidebar session 2';

const content = z.strictObject({
  subdomain: z.string(),
  app: z.string(),
  installation: z.string(),
  user: z.string().regex(/^[1-9]\d{0,15}$/),
  /** When Zendesk's token opened it; renewing leaves it as it is. Unix milliseconds, as is the next. */
  since: z.int(),
  until: z.int(),
});

/**
 * What the page in the frame proves itself with afterwards: third-party cookies are blocked there, so it is sent as
 * `Authorization: Bearer`. Nothing is stored; who the person still is and what they may do is asked anew each time.
 */
export interface Sessions {
  /** A token for this Zendesk user, for half an hour. */
  open(userId: string): string;
  /** Another half an hour for the same user; null for what is no open session, and after eight hours. */
  renewed(token: string): string | null;
  /** The Zendesk user id, or null for anything that is no session of ours that is still open. */
  userOf(token: string): string | null;
}

export interface SessionOptions {
  /** SIGNING_KEY; only a key derived from it for this one purpose is used. */
  readonly signingKey: string;
  readonly installation: Installation;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export function createSessions({ signingKey, installation, clock }: SessionOptions): Sessions {
  const { subdomain, appId: app, installationId } = installation;
  const key = Buffer.from(hkdfSync('sha256', signingKey, '', PURPOSE, 32));
  const place = { subdomain, app, installation: installationId };
  const mac = (text: string): Buffer => createHmac('sha256', key).update(text).digest();

  function signed(user: string, since: number): string {
    const until = Math.min(clock() + SESSION_MS, since + LONGEST_MS);
    const text = Buffer.from(JSON.stringify({ ...place, user, since, until })).toString('base64url');
    return `${text}.${mac(text).toString('base64url')}`;
  }

  function read(token: string): { readonly user: string; readonly since: number } | null {
    const [, text = '', given = ''] = TOKEN.exec(token) ?? [];
    if (text === '' || !timingSafeEqual(mac(text), Buffer.from(given, 'base64url'))) return null;
    // Only we sign these, so it is JSON; of an earlier version it may say something else.
    const parsed = content.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    if (!parsed.success) return null;
    const { user, since, until, ...rest } = parsed.data;
    const isHere = rest.subdomain === subdomain && rest.app === app && rest.installation === installationId;
    // One that ends later than any can was opened before the clock was set back.
    const left = until - clock();
    return isHere && left > 0 && left <= SESSION_MS ? { user, since } : null;
  }

  return {
    open: (user) => signed(user, clock()),
    renewed(token) {
      const session = read(token);
      return session === null ? null : signed(session.user, session.since);
    },
    userOf: (token) => read(token)?.user ?? null,
  };
}
