/**
 * Foreign text in which Zendesk finds nothing to make a link of: addresses stay readable, and whoever wants one has to
 * type it. Mail addresses stay as they are, for the customer's own is among them.
 */
export function withoutLinks(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]{1,19}):\/\//gi, '$1:∕∕')
    .replace(/(javascript|vbscript|data|file|tel|mailto):(?=\S)/gi, '$1: ')
    .replace(/\bwww\.(?=\S)/gi, 'www. ');
}
