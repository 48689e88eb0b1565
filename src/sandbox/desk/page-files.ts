import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { SandboxAnswer } from '../http/exchange.ts';

const ASSETS_PATH = '/agent/assets/';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The built page, in memory. */
export interface PageFiles {
  readonly html: string;
  /** The answer for a path of the page's files; null where there is none. */
  file(path: string): SandboxAnswer | null;
}

/** Reads what `npm run build` made of the page; null where it was not built. */
export function loadPageFiles(folder: string): PageFiles | null {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return null;
  }
  if (!names.includes('index.html')) return null;
  const files = new Map(
    names
      .filter((name) => TYPES[extname(name)] !== undefined)
      .map((name) => [`${ASSETS_PATH}${name}`, readFileSync(join(folder, name))]),
  );
  return {
    html: readFileSync(join(folder, 'index.html'), 'utf8'),
    file(path) {
      const body = files.get(path);
      if (body === undefined) return null;
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      return { status: 200, headers: { 'content-type': type, 'cache-control': 'no-cache' }, body };
    },
  };
}
