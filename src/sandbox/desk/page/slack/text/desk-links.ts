/** Where an address leads that is shown on the desk itself. */
export type DeskLink =
  | { readonly kind: 'message'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'ticket'; readonly id: string };

/**
 * A message of the workspace `domain` or a ticket, of any Zendesk or at the desk's own `origin`; null for every other
 * address, which is opened as it stands.
 */
export function deskLink(url: string, domain: string, origin: string): DeskLink | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, pathname, origin: there } = new URL(url);
  if (protocol !== 'https:' && there !== origin) return null;
  const [, channel, seconds, micros] =
    /^\/archives\/([A-Z0-9]{3,30})\/p(\d{10})(\d{6})$/.exec(pathname) ?? [];
  if (channel !== undefined && hostname === `${domain}.slack.com`)
    return { kind: 'message', channel, ts: `${seconds}.${micros}` };
  const [, id] = /^\/agent\/tickets\/(\d{1,16})$/.exec(pathname) ?? [];
  const isZendesk = hostname.endsWith('.zendesk.com') || there === origin;
  return id !== undefined && isZendesk ? { kind: 'ticket', id } : null;
}
