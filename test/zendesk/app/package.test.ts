import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { packageFiles, zipPackage } from '../../../src/zendesk/app/package/build-package.ts';
import { packageFaults } from '../../../src/zendesk/app/package/check-package.ts';
import { temporaryFolder } from '../../db/helpers.ts';

const FOLDER = fileURLToPath(new URL('../../../src/zendesk/app/', import.meta.url));
const URL_ = 'https://billing.acme.example';
const good = () => new Map(packageFiles(FOLDER, URL_));

/** The package with its manifest changed. */
function withManifest(change: (manifest: Record<string, unknown>) => void) {
  const files = good();
  const manifest = JSON.parse(String(files.get('manifest.json'))) as Record<string, unknown>;
  change(manifest);
  return files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
}

describe('our package', () => {
  it('has nothing that Zendesk would refuse, and posts the signed token to our server', () => {
    expect(packageFaults(good())).toEqual([]);
    expect(JSON.parse(String(good().get('manifest.json')))).toMatchObject({
      signedUrls: true,
      private: true,
      location: { support: { ticket_sidebar: { url: `${URL_}/zendesk/sidebar` } } },
    });
  });

  it('is the same bytes each time, and holds what went in', () => {
    const zip = zipPackage(good());
    expect(zip.equals(zipPackage(good()))).toBe(true);
    const out = unzipSync(zip);
    expect(Object.keys(out).sort()).toEqual([...good().keys()].sort());
    for (const [path, content] of good()) expect(Buffer.from(out[path] ?? []).equals(content)).toBe(true);
  });

  it('is written by the script for the address it is told', () => {
    const out = join(temporaryFolder(), 'app.zip');
    const script = join(FOLDER, 'package/write-package.ts');
    const said = execFileSync('node', ['--import', 'tsx', script, '--url', `${URL_}/`, '--out', out]);
    expect(String(said)).toContain(out);
    expect(readFileSync(out).equals(zipPackage(good()))).toBe(true);
  });

  it('is not written for what is no origin', () => {
    const script = join(FOLDER, 'package/write-package.ts');
    for (const url of ['billing.example', 'https://billing.example/path', 'http://billing.example']) {
      const run = () => execFileSync('node', ['--import', 'tsx', script, '--url', url], { stdio: 'pipe' });
      expect(run, url).toThrow(/address/);
    }
  });
});

describe('the check finds', () => {
  it.each<[string, (manifest: Record<string, unknown>) => void, RegExp]>([
    ['no author', (manifest) => delete manifest['author'], /author/],
    ['an author without address', (manifest) => (manifest['author'] = { name: 'x' }), /author\.email/],
    ['another framework', (manifest) => (manifest['frameworkVersion'] = '1.0'), /frameworkVersion/],
    ['a version in words', (manifest) => (manifest['version'] = 'latest'), /version/],
    ['a misspelt key', (manifest) => (manifest['signedUrl'] = true), /signedUrl/],
    [
      'a location nobody knows',
      (manifest) => (manifest['location'] = { support: { side: 'x' } }),
      /location/,
    ],
    ['no location', (manifest) => (manifest['location'] = { support: {} }), /names no location/],
    [
      'the address of nobody',
      (manifest) =>
        (manifest['location'] = { support: { ticket_sidebar: 'https://billing-check.invalid/x' } }),
      /give --url/,
    ],
    [
      'a plain address',
      (manifest) => (manifest['location'] = { support: { ticket_sidebar: 'http://billing.example/x' } }),
      /must be at an https address/,
    ],
    [
      'a secure parameter without scopes',
      (manifest) => (manifest['parameters'] = [{ name: 'key', type: 'text', secure: true }]),
      /scopes/,
    ],
    ['a domain with a star', (manifest) => (manifest['domainWhitelist'] = ['*.example']), /name each domain/],
    ['a locale without texts', (manifest) => (manifest['defaultLocale'] = 'it'), /translations\/it\.json/],
  ])('%s', (_, change, sentence) => {
    const faults = packageFaults(withManifest(change));
    expect(faults.join('\n')).toMatch(sentence);
  });

  it.each<[string, string, string | Buffer | null, RegExp]>([
    ['no manifest', 'manifest.json', null, /manifest\.json is missing/],
    ['a broken manifest', 'manifest.json', '{', /not JSON/],
    ['no icon', 'assets/icon_ticket_sidebar.svg', null, /icon_ticket_sidebar\.svg is missing/],
    ['an icon with a script', 'assets/icon_ticket_sidebar.svg', '<svg><script/></svg>', /shapes only/],
    ['no logo', 'assets/logo.png', null, /logo\.png is missing/],
    ['a logo that is none', 'assets/logo.png', 'GIF89a', /320 × 320/],
    ['an archive', 'assets/more.zip', 'PK', /kind that Zendesk refuses/],
    ['a path out of the package', 'assets/../../x', 'x', /no path inside/],
    ['a large file', 'assets/large.js', Buffer.alloc(3_000_000), /larger than 2 MB/],
    ['a language with words missing', 'translations/de.json', '{"app":{}}', /lacks app\.name/],
    [
      'a language with a key of its own',
      'translations/xx.json',
      '{"app":{"name":"a","short_description":"b","long_description":"c","more":"d"}}',
      /xx\.json has app\.more/,
    ],
  ])('%s', (_, path, content, sentence) => {
    const files = good();
    if (content === null) files.delete(path);
    else files.set(path, Buffer.from(content));
    expect(packageFaults(files).join('\n')).toMatch(sentence);
  });
});
