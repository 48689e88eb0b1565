import { randomBytes } from 'node:crypto';
import type { HttpResponse } from '../../http/routes.ts';
import { escapeHtml } from '../escape-html.ts';
import type { SidebarAssets } from './assets.ts';

/** Name of the `<meta>` element that holds the session. */
export const SESSION_META = 'billing-check-session';
/** Name of the `<meta>` element that holds the origin of the one Zendesk whose messages are heard. */
export const HOST_META = 'billing-check-host';

/**
 * Only our own files run, only our own server is spoken to, and only our own Zendesk may show it in a frame. `nonce`
 * lets in the one style sheet that the app's components write their rules into.
 */
export function contentSecurityPolicy(hostOrigin: string, nonce: string | null = null): string {
  const own =
    nonce === null
      ? ''
      : `; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;
  return `default-src 'none'${own}; base-uri 'none'; form-action 'none'; frame-ancestors ${hostOrigin}`;
}

export interface PageParts {
  /** Where our Zendesk is, e.g. `https://acme.zendesk.com`. */
  readonly hostOrigin: string;
  /** Null where the app was not built. */
  readonly assets: SidebarAssets | null;
}

/** The page of somebody who is signed in: it holds the session, and the app takes over from there. */
export function signedInPage({ hostOrigin, assets }: PageParts, name: string, session: string): HttpResponse {
  const meta = (key: string, content: string) => `<meta name="${key}" content="${escapeHtml(content)}">`;
  if (assets === null)
    return page(hostOrigin, 200, { head: [meta(SESSION_META, session)], paragraphs: [NOT_BUILT] });
  const nonce = randomBytes(18).toString('base64');
  return page(hostOrigin, 200, {
    nonce,
    head: [
      meta(SESSION_META, session),
      meta(HOST_META, hostOrigin),
      `<meta property="csp-nonce" nonce="${nonce}">`,
      ...assets.styles.map((path) => `<link rel="stylesheet" href="${path}">`),
      `<script type="module" src="${assets.script}"></script>`,
    ],
    body: `<div id="app" data-agent="${escapeHtml(name)}"></div>`,
  });
}

const NOT_BUILT = 'The app was not built with this server: run npm run build and start it again.';

/** A page that says why there is nothing else on it. */
export function refusalPage(
  hostOrigin: string,
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return page(hostOrigin, status, { paragraphs: [sentence], headers });
}

interface PageContent {
  readonly nonce?: string;
  readonly head?: readonly string[];
  readonly body?: string;
  readonly paragraphs?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

function page(
  hostOrigin: string,
  status: number,
  { nonce, head = [], body, paragraphs = [], headers = {} }: PageContent,
): HttpResponse {
  const words = paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`);
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(hostOrigin, nonce ?? null),
      'referrer-policy': 'no-referrer',
      ...headers,
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>billing-check</title>
${head.join('\n')}
</head>
<body>
${body ?? ['<main>', '<h1>billing-check</h1>', ...words, '</main>'].join('\n')}
</body>
</html>
`,
  };
}
