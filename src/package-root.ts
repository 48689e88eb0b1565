import { existsSync } from 'node:fs';

/** The folder of this package, with a slash at its end: from `src/` and from the compiled `dist/src/` alike. */
export function packageRoot(): URL {
  const above = new URL('../', import.meta.url);
  return existsSync(new URL('package.json', above)) ? above : new URL('../', above);
}
