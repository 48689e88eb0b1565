import { createHmac } from 'node:crypto';

/** Ways to send what Slack would not. */
export interface Forgery {
  /** `missing`: none at all; `wrong_secret`: another app's; `malformed`: no hexadecimal digest. */
  readonly signature?: 'missing' | 'wrong_secret' | 'malformed';
  /** Signed for a moment this many seconds from now, in the past when negative. */
  readonly timestampOffsetSeconds?: number;
  /** Another body than was signed. */
  readonly alterBody?: (body: string) => string;
  /** Rightly signed, in the name of another workspace. */
  readonly team?: string;
}

/** A request exactly as it went out, to be sent again. */
export interface SentRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

export interface Unsigned {
  readonly url: string;
  readonly contentType: typeof FORM | typeof JSON_TYPE;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Slack's signature over the raw body, version 0: `v0=` + HMAC-SHA256 of `v0:timestamp:body`. */
export function sign(request: Unsigned, secret: string, nowMs: number, forge: Forgery = {}): SentRequest {
  const timestamp = String(Math.floor(nowMs / 1000) + (forge.timestampOffsetSeconds ?? 0));
  const key = forge.signature === 'wrong_secret' ? `${secret}-of-another-app` : secret;
  const digest = createHmac('sha256', key).update(`v0:${timestamp}:${request.body}`).digest('hex');
  const signature = forge.signature === 'malformed' ? 'v0=not-a-digest' : `v0=${digest}`;
  return {
    url: request.url,
    headers: {
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      accept: 'application/json,*/*',
      'content-type': request.contentType,
      'x-slack-request-timestamp': timestamp,
      ...(forge.signature === 'missing' ? {} : { 'x-slack-signature': signature }),
      ...request.headers,
    },
    body: forge.alterBody === undefined ? request.body : forge.alterBody(request.body),
  };
}
