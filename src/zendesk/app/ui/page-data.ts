/** What the server wrote into the page. */
export interface PageData {
  /** Sent as `Authorization: Bearer` with every request. */
  readonly session: string;
  /** Origin of the one Zendesk whose messages are heard. */
  readonly host: string;
}

export function readPage(document: Document): PageData {
  const meta = (name: string): string =>
    document.querySelector(`meta[name="billing-check-${name}"]`)?.getAttribute('content') ?? '';
  return { session: meta('session'), host: meta('host') };
}
