import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startZendeskSandbox, type ZendeskSandbox } from '../../src/sandbox/zendesk/index.ts';
import { HERO, HERO_AMOUNT, useStripe } from './fixture.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLIENT_SECRET = 'oauth-client-secret-of-the-tests';
const MAXIMUM_COMMANDS = 6;
const PACKING_MS = 120_000;
const INSTALLING_MS = 120_000;

const stripe = useStripe();
let folder = '';
let zendesk: ZendeskSandbox;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billing-check-install-'));
  await mkdir(join(folder, 'desk'));
  await pack(join(folder, 'desk'));
  zendesk = await startZendeskSandbox({ clientId: 'client', clientSecret: CLIENT_SECRET });
}, PACKING_MS);
afterAll(async () => {
  await zendesk?.close();
  await rm(folder, { recursive: true, force: true });
});

/**
 * What `npm pack` gives, built from the sources as they are, but for one thing: its dependencies are this checkout's, by
 * a link, so that the test needs no registry.
 */
async function pack(into: string): Promise<void> {
  const stage = join(folder, 'stage');
  await mkdir(stage);
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', stage], { cwd: ROOT });
  const [tarball = ''] = (await readdir(stage)).filter((name) => name.endsWith('.tgz'));
  await run('tar', ['-xzf', tarball], { cwd: stage });
  const packed = join(stage, 'package');
  await rm(join(packed, 'dist'), { recursive: true, force: true });
  // Types are the business of `npm run types`.
  await run('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(packed, 'dist')], {
    cwd: ROOT,
  }).catch(() => {});
  const manifest = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const { dependencies, devDependencies, ...rest } = manifest;
  const scripts = { postinstall: `ln -s "${join(ROOT, 'node_modules')}" node_modules` };
  await writeFile(join(packed, 'package.json'), JSON.stringify({ ...rest, scripts }));
  await run('tar', ['-czf', join(into, tarball), 'package'], { cwd: stage });
}

/** The first block of commands under the heading. */
async function installBlock(): Promise<string> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const section = readme.split('\n## ').find((part) => part.startsWith('Run it for your desk\n')) ?? '';
  return /```\n(.*?)```/s.exec(section)?.[1] ?? '';
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** A shell that carries the block out, and everything it says. */
function start(block: string, env: NodeJS.ProcessEnv): { readonly child: ChildProcess; said: () => string } {
  const child = spawn('bash', ['-e', '-c', block], {
    cwd: join(folder, 'desk'),
    env: { PATH: process.env['PATH'], HOME: folder, TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (more: string) => {
      output += more;
    });
  return { child, said: () => output };
}

async function untilReady(port: number, child: ChildProcess): Promise<boolean> {
  for (const from = Date.now(); Date.now() - from < INSTALLING_MS / 2 && child.exitCode === null; ) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

describe('the install block of the README', () => {
  it('has few commands', async () => {
    const commands = (await installBlock()).split('\n').filter((line) => line.trim() !== '');
    expect(commands.length).toBeGreaterThan(1);
    expect(commands.length).toBeLessThanOrEqual(MAXIMUM_COMMANDS);
    expect(commands.at(-1)).toBe('npx billing-check serve');
  });

  it(
    'word for word, in an empty folder: a verified check, and a server that answers the next ticket',
    async () => {
      const port = await freePort();
      const write = (subject: string) =>
        zendesk.createTicket({
          subject,
          body: HERO.ticket.body,
          requester: { name: HERO.ticket.requester_name, email: HERO.email },
        });
      expect(write(HERO.ticket.subject).id).toBe(5001);
      const { child, said } = start(await installBlock(), {
        ...stripe.env,
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        ZENDESK_SUBDOMAIN: 'acme',
        ZENDESK_API_BASE: zendesk.url,
        ZENDESK_OAUTH_CLIENT_ID: 'client',
        ZENDESK_OAUTH_CLIENT_SECRET: CLIENT_SECRET,
        npm_config_offline: 'true',
        npm_config_update_notifier: 'false',
      });
      // Its output closes when the last of what it started has ended.
      const ended = new Promise((resolve) => child.once('close', resolve));
      try {
        expect(await untilReady(port, child), said()).toBe(true);
        expect(said()).toContain('The installation works.');
        expect(said()).toContain(HERO_AMOUNT);
        expect(zendesk.webhooks()).toHaveLength(1);

        const { id } = write('The same once more');
        await zendesk.deliveriesSettled();
        await expect.poll(() => zendesk.notes(id).length, { timeout: 15_000 }).toBe(1);
        expect(zendesk.notes(id)[0]?.body).toContain(HERO_AMOUNT);
        expect(zendesk.ticket(id).tags).toContain('billing_check_billing_error');
      } finally {
        // The shell and everything it started.
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
        await ended;
      }
    },
    INSTALLING_MS,
  );
});
