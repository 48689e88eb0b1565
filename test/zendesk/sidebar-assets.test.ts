import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { loadAssets } from '../../src/zendesk/sidebar/assets.ts';
import { type SidebarWorld, startSidebar } from './sidebar-setup.ts';

const MAX_COMPRESSED_BYTES = 200_000;
const folder = mkdtempSync(join(tmpdir(), 'billing-check-assets-'));
const assets = loadAssets(fileURLToPath(new URL('dist/zendesk-app/', packageRoot())));
let world: SidebarWorld;
beforeAll(async () => {
  world = await startSidebar(folder);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As a browser asks; `fetch` would hide the encoding. */
function get(path: string, encoding: string, more: Readonly<Record<string, string>> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      const asking = request(`${world.url}${path}`, { headers: { 'accept-encoding': encoding, ...more } });
      asking.on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      });
      asking.on('error', reject);
      asking.end();
    },
  );
}

it('the app’s script is small, all languages included', async () => {
  let bytes = 0;
  for (const { path } of assets?.files ?? []) bytes += gzipSync((await get(path, 'identity')).body).length;
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(MAX_COMPRESSED_BYTES);
});

it('its files are kept for ever under their names, in the form the browser takes', async () => {
  const path = assets?.script ?? '';
  expect(path).toMatch(/^\/zendesk\/assets\/main-[\w-]{8,}\.js$/);
  const plain = await get(path, 'identity');
  expect(plain.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    vary: 'accept-encoding',
  });
  const brotli = await get(path, 'gzip, deflate, br');
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
  const gzip = await get(path, 'gzip;q=0.5, br;q=0');
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
  const known = await get(path, 'br', { 'if-none-match': String(plain.headers['etag']) });
  expect(known.status).toBe(304);
  expect(known.body.length).toBe(0);
});

it('nothing else is served there', async () => {
  for (const name of ['manifest.json', '', '..%2f..%2fpackage.json', 'main.js', 'main-00000000.js'])
    expect((await get(`/zendesk/assets/${name}`, 'br')).status, name).toBe(404);
});

it('says that it was not built where it was not', () => {
  expect(loadAssets(folder)).toBeNull();
});
