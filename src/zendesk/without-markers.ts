/**
 * A note is found by the marker it carries, so that a marker in anybody's words must not be taken for one: whoever quotes
 * `[bc:…]` in a reason or a question would keep the real note from being written.
 */
export function withoutMarkers(html: string): string {
  return html.replace(/\[(?=bc)/gi, '[ ');
}
