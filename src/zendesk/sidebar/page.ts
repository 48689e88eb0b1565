import type { HttpResponse } from '../../http/routes.ts';
import { escapeHtml } from '../escape-html.ts';

/** Name of the `<meta>` element that holds the session. */
export const SESSION_META = 'billing-check-session';

/** Nothing is loaded, nothing is sent, and only our own Zendesk may show it in a frame. */
export function contentSecurityPolicy(subdomain: string): string {
  return `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors https://${subdomain}.zendesk.com`;
}

/** The page of somebody who is signed in. */
export function signedInPage(subdomain: string, name: string, session: string): HttpResponse {
  const who = name === '' ? 'an agent of this Zendesk' : name;
  return page(subdomain, 200, `<meta name="${SESSION_META}" content="${escapeHtml(session)}">\n`, [
    `Signed in as ${who}.`,
    'The sidebar app is not installed in this version: the check of this ticket is in its internal note.',
  ]);
}

/** A page that says why there is nothing else on it. */
export function refusalPage(
  subdomain: string,
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return page(subdomain, status, '', [sentence], headers);
}

function page(
  subdomain: string,
  status: number,
  head: string,
  paragraphs: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(subdomain),
      'referrer-policy': 'no-referrer',
      ...headers,
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}<title>billing-check</title>
</head>
<body>
<h1>billing-check</h1>
${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
</body>
</html>
`,
  };
}
