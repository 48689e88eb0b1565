import { z } from 'zod';
import { type AppManifest, manifestShape } from './manifest-shape.ts';

/** A package as it is zipped: paths in it, with their content. */
export type PackageFiles = ReadonlyMap<string, Buffer>;

/** Zendesk takes no archives, documents and programs in a package. */
const REFUSED = /\.(?:zip|tar|gz|rar|7z|pdf|docx?|xlsx?|pptx?|exe|dmg|sh|bat|swf|jar)$/i;
const MAX_FILE_BYTES = 2 * 1024 * 1024;
const LOGOS = [
  ['assets/logo.png', 320],
  ['assets/logo-small.png', 128],
] as const;

const translationShape = z.looseObject({
  app: z.looseObject({
    name: z.string().min(1),
    short_description: z.string().min(1),
    long_description: z.string().min(1),
  }),
});

/**
 * What Zendesk would refuse of a package, each fault one sentence; empty when there is nothing. Zendesk's own validation
 * needs an account and a network: this knows the same rules, as far as they are published.
 */
export function packageFaults(files: PackageFiles): string[] {
  const manifest = manifestOf(files);
  if ('faults' in manifest) return manifest.faults;
  return [
    ...locationFaults(manifest.manifest),
    ...translationFaults(files, manifest.manifest),
    ...imageFaults(files, manifest.manifest),
    ...[...files].flatMap(([path, content]) => fileFaults(path, content)),
  ];
}

function manifestOf(files: PackageFiles): { manifest: AppManifest } | { faults: string[] } {
  const text = files.get('manifest.json');
  if (text === undefined) return { faults: ['manifest.json is missing.'] };
  const json = parse(text);
  if (json === undefined) return { faults: ['manifest.json is not JSON.'] };
  const parsed = manifestShape.safeParse(json);
  if (parsed.success) return { manifest: parsed.data };
  const said = ({ path, message }: z.core.$ZodIssue) =>
    `manifest.json, ${path.join('.') || 'as a whole'}: ${message}.`;
  return { faults: parsed.error.issues.map(said) };
}

function locationFaults({ location, domainWhitelist = [] }: AppManifest): string[] {
  const places = Object.entries(location.support);
  if (places.length === 0) return ['manifest.json names no location: the app would be nowhere.'];
  const faults = places.flatMap(([name, place]) => {
    const url = typeof place === 'string' ? place : (place?.url ?? '');
    if (url.startsWith('assets/')) return [];
    if (!URL.canParse(url)) return [`The location ${name} is at "${url}", which is no address.`];
    const { protocol, hostname } = new URL(url);
    if (hostname.endsWith('.invalid'))
      return [`The location ${name} still has no server of yours: give --url.`];
    const isLocal = hostname === '127.0.0.1' || hostname === 'localhost';
    if (protocol !== 'https:' && !isLocal) return [`The location ${name} must be at an https address.`];
    return [];
  });
  const wild = domainWhitelist.filter((domain) => domain.includes('*'));
  return [...faults, ...wild.map((domain) => `domainWhitelist has "${domain}": name each domain.`)];
}

function translationFaults(files: PackageFiles, { defaultLocale }: AppManifest): string[] {
  const paths = [...files.keys()].filter((path) => /^translations\/[^/]+\.json$/.test(path));
  const main = `translations/${defaultLocale}.json`;
  if (!paths.includes(main)) return [`${main} is missing: it is the default locale's.`];
  const wanted = keysOf(parse(files.get(main) ?? Buffer.alloc(0)));
  return paths.flatMap((path) => {
    const json = parse(files.get(path) ?? Buffer.alloc(0));
    if (!translationShape.safeParse(json).success)
      return [`${path} lacks app.name, app.short_description or app.long_description.`];
    const keys = keysOf(json);
    const missing = wanted.filter((key) => !keys.includes(key));
    const extra = keys.filter((key) => !wanted.includes(key));
    return [
      ...missing.map((key) => `${path} lacks ${key}, which ${main} has.`),
      ...extra.map((key) => `${path} has ${key}, which ${main} lacks.`),
    ];
  });
}

function imageFaults(files: PackageFiles, { location }: AppManifest): string[] {
  const logos = LOGOS.flatMap(([path, size]) => {
    const content = files.get(path);
    if (content === undefined) return [`${path} is missing.`];
    const found = pngSize(content);
    if (found?.width === size && found.height === size) return [];
    return [`${path} must be a PNG of ${size} × ${size} pixels.`];
  });
  const icons = Object.keys(location.support)
    .map((name) => `assets/icon_${name}.svg`)
    .filter((path) => !files.has(path))
    .map((path) => `${path} is missing.`);
  const unsafe = [...files]
    .filter(
      ([path, content]) =>
        path.endsWith('.svg') && /<script|\son\w+=|<foreignObject|href=/i.test(String(content)),
    )
    .map(([path]) => `${path} may hold shapes only: no script, link or foreign content.`);
  return [...logos, ...icons, ...unsafe];
}

function fileFaults(path: string, content: Buffer): string[] {
  if (path.startsWith('/') || path.split('/').includes('..') || path.includes('\\'))
    return [`${path} is no path inside the package.`];
  if (REFUSED.test(path)) return [`${path} is of a kind that Zendesk refuses.`];
  return content.length > MAX_FILE_BYTES ? [`${path} is larger than 2 MB.`] : [];
}

/** Width and height from a PNG's first chunk, or null. */
function pngSize(content: Buffer): { readonly width: number; readonly height: number } | null {
  if (content.length < 24 || content.toString('latin1', 1, 4) !== 'PNG') return null;
  return { width: content.readUInt32BE(16), height: content.readUInt32BE(20) };
}

function keysOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, part]) =>
    keysOf(part, prefix === '' ? key : `${prefix}.${key}`),
  );
}

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return undefined;
  }
}
