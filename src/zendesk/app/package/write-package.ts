import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packageFiles, zipPackage } from './build-package.ts';
import { packageFaults } from './check-package.ts';

/** `npm run zendesk:package -- --url https://billing.example.com [--out FILE]`: the app as Zendesk takes it. */
function run(): number {
  const { values } = parseArgs({ options: { url: { type: 'string' }, out: { type: 'string' } } });
  const url = values.url ?? process.env['PUBLIC_URL'];
  if (url === undefined || !URL.canParse(url) || new URL(url).href !== `${new URL(url).origin}/`) {
    console.error('Say where your server is: --url https://billing.example.com, an address without a path.');
    return 2;
  }
  const files = packageFiles(fileURLToPath(new URL('..', import.meta.url)), new URL(url).origin);
  const faults = packageFaults(files);
  if (faults.length > 0) {
    console.error(faults.join('\n'));
    return 1;
  }
  const out = resolve(values.out ?? 'dist/zendesk-app.zip');
  mkdirSync(dirname(out), { recursive: true });
  const zip = zipPackage(files);
  writeFileSync(out, zip);
  console.log(
    `${out} (${files.size} files, ${Math.ceil(zip.length / 1024)} KB): upload it in Zendesk under Apps and integrations.`,
  );
  return 0;
}

process.exitCode = run();
