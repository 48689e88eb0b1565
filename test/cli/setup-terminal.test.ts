import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import { CLIENT_SECRET, PUBLIC_URL, useSetupWorld, writesTo } from './setup-world.ts';

const ENTRY = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
/** Util-linux's `script` gives a command a terminal; other systems' takes other options. */
const HAS_SCRIPT = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');
const TYPING_MS = 60_000;

const world = useSetupWorld();

/** Runs `setup` at a terminal and types `answers`, each once its question stands there. */
function atTerminal(
  answers: readonly (readonly [question: string, answer: string])[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly status: number | null; readonly screen: string }> {
  const command = `'${process.execPath}' --import '${TSX}' '${ENTRY}' setup`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd: world.folder,
    env: { PATH: process.env['PATH'], TERM: 'dumb', ...env },
  });
  let screen = '';
  let seen = 0;
  const left = [...answers];
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    screen += more;
    const [next] = left;
    if (next === undefined) return;
    const place = screen.indexOf(next[0], seen);
    if (place < 0) return;
    seen = place + next[0].length;
    left.shift();
    // Whoever types sees the question first, and the line editor is ready by then.
    setTimeout(() => child.stdin.write(`${next[1]}\r`), 100);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, screen }));
  });
}

describe.skipIf(!HAS_SCRIPT)('setup at a terminal', () => {
  it(
    'asks, shows what is no secret while it is typed, and no secret',
    async () => {
      const accounts = await world.accounts();
      const { status, screen } = await atTerminal(
        [
          ['PUBLIC_URL', PUBLIC_URL],
          ['STRIPE_READ_KEY', SANDBOX_KEYS.read],
          ['STRIPE_WRITE_KEY', ''],
          ['STRIPE_WEBHOOK_SECRET', ''],
          ['ZENDESK_SUBDOMAIN', 'acme'],
          ['ZENDESK_OAUTH_CLIENT_ID', 'client'],
          ['ZENDESK_OAUTH_CLIENT_SECRET', CLIENT_SECRET],
          ['SLACK_BOT_TOKEN', ''],
          ['ANTHROPIC_API_KEY', ''],
          ['[y/N]', 'y'],
          ['Number of a ticket', accounts.ticket],
        ],
        { STRIPE_API_BASE: world.stripe.server.url, ZENDESK_API_BASE: accounts.zendesk.url },
      );
      expect(screen).toContain('The installation works.');
      expect(status).toBe(0);
      expect(screen).toContain(`> ${PUBLIC_URL}`);
      for (const secret of [SANDBOX_KEYS.read, CLIENT_SECRET]) expect(screen).not.toContain(secret.slice(-8));
      expect(writesTo(accounts)).toHaveLength(3);
    },
    TYPING_MS,
  );
});
