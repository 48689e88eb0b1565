const MAX_TEXTS = 200;
const MAX_DEPTH = 12;
/** Properties of blocks and attachments that people read, or that lead where people can. */
const READ = new Set(['text', 'fallback', 'title', 'title_link', 'pretext', 'value', 'url', 'from_url']);

/**
 * The texts of a message: what was written first, then what its attachments and blocks say (a ticket or an alert that
 * another app posted has no text of its own). Bounded, whatever another app put in there.
 */
export function textsOf(message: Readonly<Record<string, unknown>>): string[] {
  const written = typeof message['text'] === 'string' ? message['text'] : '';
  const found: string[] = [];
  collect([message['attachments'], message['blocks']], found, 0);
  return [written, found.join('\n')].filter((text) => text !== '');
}

function collect(value: unknown, found: string[], depth: number): void {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    if (found.length >= MAX_TEXTS) return;
    if (typeof part !== 'string') collect(part, found, depth + 1);
    else if (READ.has(name)) found.push(part);
  }
}
