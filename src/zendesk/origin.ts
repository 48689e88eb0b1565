/** One DNS label, as Zendesk gives subdomains: no dot, slash, `#`, `@` or port can be smuggled into the host. */
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Where requests to Zendesk go, and nowhere else: `https://<subdomain>.zendesk.com`, or `apiBase` when another
 * server stands in Zendesk's place. The error is one sentence that names the variable to correct.
 */
export function zendeskOrigin(settings: {
  readonly subdomain: string;
  readonly apiBase?: string | null;
}): { readonly origin: string } | { readonly error: string } {
  if (settings.apiBase !== undefined && settings.apiBase !== null) return apiBaseOrigin(settings.apiBase);
  const subdomain = settings.subdomain.toLowerCase();
  if (!SUBDOMAIN.test(subdomain))
    return {
      error:
        'ZENDESK_SUBDOMAIN must be only the first part of your Zendesk address, e.g. "acme" for acme.zendesk.com.',
    };
  return { origin: `https://${subdomain}.zendesk.com` };
}

function apiBaseOrigin(apiBase: string): { readonly origin: string } | { readonly error: string } {
  const error =
    'ZENDESK_API_BASE must be an origin without path, user or query, e.g. "http://127.0.0.1:4400".';
  if (!URL.canParse(apiBase)) return { error };
  const url = new URL(apiBase);
  const plain = `${url.protocol}//${url.host}`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { error };
  return url.href === `${plain}/` ? { origin: plain } : { error };
}
