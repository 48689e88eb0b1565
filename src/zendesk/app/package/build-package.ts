import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';
import type { PackageFiles } from './check-package.ts';

/** What of the app's folder is for Zendesk; its pages come from our own server. */
const PARTS = ['translations', 'assets'];
/** The same package is the same bytes, whenever and wherever it is made; zips know local time, from 1980 on. */
const MADE_AT = new Date(1980, 0, 2);

/** The files of the package for the server at `publicUrl`, an origin. */
export function packageFiles(folder: string, publicUrl: string): PackageFiles {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    location: { support: { ticket_sidebar: { url: string } } };
  };
  manifest.location.support.ticket_sidebar.url = `${publicUrl}/zendesk/sidebar`;
  const files = new Map([['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]]);
  for (const part of PARTS)
    for (const entry of readdirSync(join(folder, part), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const path = join(entry.parentPath, entry.name);
        files.set(relative(folder, path).replaceAll('\\', '/'), readFileSync(path));
      }
  return files;
}

export function zipPackage(files: PackageFiles): Buffer {
  const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(zipSync(Object.fromEntries(entries), { mtime: MADE_AT, level: 9 }));
}
