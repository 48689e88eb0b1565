import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { packageRoot } from '../../package-root.ts';
import type { Values } from './variables.ts';

/** The host in `manifest.json` that stands for the installation's own. */
const PLACEHOLDER = 'https://billing-check.example.com';
const NEW_APP = 'https://api.slack.com/apps?new_app=1&manifest_json=';

const shape = z.looseObject({ settings: z.looseObject({ socket_mode_enabled: z.boolean() }) });

/** `manifest.json` with the addresses of this installation, for "Create New App, From a manifest". */
export async function slackManifest(values: Values): Promise<string> {
  const text = await readFile(new URL('manifest.json', packageRoot()), 'utf8');
  const { PUBLIC_URL: url, SLACK_APP_TOKEN: appToken } = values;
  const addressed = url === undefined ? text : text.replaceAll(PLACEHOLDER, new URL(url).origin);
  const manifest = shape.parse(JSON.parse(addressed));
  // With an app token Slack is asked for events, and sends none to an address.
  const settings = { ...manifest.settings, socket_mode_enabled: appToken !== undefined };
  return JSON.stringify({ ...manifest, settings }, null, 2);
}

/** Opens Slack's page for a new app with the manifest filled in, in this machine's browser. Resolves to false where there is none. */
export function openInSlack(manifest: string): Promise<boolean> {
  const address = `${NEW_APP}${encodeURIComponent(JSON.stringify(JSON.parse(manifest)))}`;
  const command = { darwin: 'open', win32: 'explorer' }[String(process.platform)] ?? 'xdg-open';
  return new Promise((resolve) => {
    const child = spawn(command, [address], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
