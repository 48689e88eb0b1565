/** Where an address leads that is shown on the desk itself. */
export type DeskLink =
  | { readonly kind: 'message'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'ticket'; readonly id: string };

/** A message of this workspace or a ticket; null for every other address, which is opened as it stands. */
export function deskLink(url: string, domain: string): DeskLink | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol !== 'https:') return null;
  const [, channel, seconds, micros] =
    /^\/archives\/([A-Z0-9]{3,30})\/p(\d{10})(\d{6})$/.exec(pathname) ?? [];
  if (channel !== undefined && hostname === `${domain}.slack.com`)
    return { kind: 'message', channel, ts: `${seconds}.${micros}` };
  const [, id] = /^\/agent\/tickets\/(\d{1,16})$/.exec(pathname) ?? [];
  return id !== undefined && hostname.endsWith('.zendesk.com') ? { kind: 'ticket', id } : null;
}
