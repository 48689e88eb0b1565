import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Handler, HttpRequest } from '../../http/routes.ts';

/** Where the app's files are; each name holds a hash of its content. */
export const ASSETS_PATH = '/zendesk/assets';
const ENTRY = 'ui/main.tsx';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const manifestShape = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).optional(),
    isEntry: z.boolean().optional(),
  }),
);

/** The built app, in memory. */
export interface SidebarAssets {
  /** Paths of the script and the styles the page begins with. */
  readonly script: string;
  readonly styles: readonly string[];
  /** One for each file. */
  readonly files: readonly { readonly path: string; readonly handler: Handler }[];
}

/** Reads what `npm run build` made of the app; null where it was not built. */
export function loadAssets(folder: string): SidebarAssets | null {
  let manifest: z.infer<typeof manifestShape>;
  try {
    manifest = manifestShape.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  } catch {
    return null;
  }
  const entry = manifest[ENTRY];
  if (entry === undefined) return null;
  const at = (file: string): string => `${ASSETS_PATH}/${file}`;
  return {
    script: at(entry.file),
    styles: (entry.css ?? []).map(at),
    files: readdirSync(folder)
      .filter((name) => TYPES[extname(name)] !== undefined)
      .map((name) => ({ path: at(name), handler: serve(readFileSync(join(folder, name)), extname(name)) })),
  };
}

/** A file that never changes under its name, in the smallest form the browser takes. */
function serve(content: Buffer, extension: string): Handler {
  const encoded = [
    ['br', brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })],
    ['gzip', gzipSync(content)],
  ] as const;
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'content-type': TYPES[extension] ?? 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
    'cross-origin-resource-policy': 'same-origin',
    vary: 'accept-encoding',
    etag,
  };
  return async (request) => {
    if (request.headers['if-none-match'] === etag) return { status: 304, headers };
    const found = encoded.find(([name]) => takes(request, name));
    if (found === undefined) return { status: 200, headers, body: content };
    const [name, body] = found;
    return { status: 200, headers: { ...headers, 'content-encoding': name }, body };
  };
}

function takes({ headers }: HttpRequest, encoding: string): boolean {
  const wanted = String(headers['accept-encoding'] ?? '').toLowerCase();
  return wanted
    .split(',')
    .some((part) => part.trim().split(';')[0] === encoding && !/;\s*q=0(?:\.0*)?$/.test(part));
}
