import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../db/store.ts';
import { buildWorld } from '../../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, startStripeSandbox } from '../../src/sandbox/stripe/server.ts';
import { startZendeskSandbox, type ZendeskSandbox } from '../../src/sandbox/zendesk/index.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';

const WEBHOOK_SECRET = 'crash-webhook-secret';
const SIGNING_KEY = 'crash-signing-key';
const STRIPE_ROUND_TRIP_MS = 60;
const ZENDESK_ROUND_TRIP_MS = 25;
/** From a restart or the newest arrival to the kill. */
const KILL_WITHIN_MS = 300;
const ALL_NOTED_MAX_MS = 180_000;
/** A second note would come within this time if one came at all. */
const QUIET_MS = 3_000;

export interface CrashOptions {
  readonly kills: number;
  readonly tickets: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
}

export interface CrashResult {
  readonly kills: number;
  /** Kills at a moment when an acknowledged ticket had no note yet. */
  readonly inFlight: number;
  readonly tickets: number;
  readonly notes: number;
  /** Notes beyond the first of a ticket. */
  readonly duplicates: number;
  /** Tickets without a note. */
  readonly missing: number;
}

/**
 * Kills the real server with SIGKILL again and again while tickets arrive and are processed, restarts it each time,
 * and counts the notes the desk ended up with. Tickets also arrive while it is dead.
 */
export async function crashRun({ kills, tickets, seed, say = () => {} }: CrashOptions): Promise<CrashResult> {
  const random = seeded(seed);
  const folder = await mkdtemp(join(tmpdir(), 'billing-check-crash-'));
  const database = join(folder, 'crash.db');
  const policyFile = join(folder, 'policy.json');
  const world = buildWorld(seed, { now: Math.floor(Date.now() / 1000) });
  await writeFile(policyFile, JSON.stringify(world.policy));
  const stripe = await startStripeSandbox({ world, latencyMs: STRIPE_ROUND_TRIP_MS });
  const zendesk = await startZendeskSandbox({
    clientId: 'crash',
    clientSecret: 'crash-client-secret',
    latencyMs: ZENDESK_ROUND_TRIP_MS,
    incrementalDelaySeconds: 0,
    limits: {
      requests_per_minute: 100_000,
      updates_per_minute: 100_000,
      incremental_exports_per_minute: 1_000,
    },
  });
  const port = await freePort();
  const server = new ServerProcess(port, {
    STRIPE_READ_KEY: SANDBOX_KEYS.read,
    STRIPE_API_BASE: stripe.url,
    ZENDESK_SUBDOMAIN: 'crash',
    ZENDESK_API_BASE: zendesk.url,
    ZENDESK_OAUTH_CLIENT_ID: 'crash',
    ZENDESK_OAUTH_CLIENT_SECRET: 'crash-client-secret',
    ZENDESK_WEBHOOK_SECRET: WEBHOOK_SECRET,
    SIGNING_KEY,
    BILLING_CHECK_POLICY: policyFile,
    DATABASE_URL: `file:${database}`,
  });
  zendesk.setWebhook({ url: `${server.url}/zendesk/webhook`, secret: WEBHOOK_SECRET });
  const ids: string[] = [];
  const arrive = (): void => {
    const { ticket } = pick(world.stories, random);
    const made = zendesk.createTicket({
      subject: ticket.subject,
      body: ticket.body,
      requester: { email: ticket.requester_email, name: ticket.requester_name },
    });
    ids.push(String(made.id));
  };

  try {
    await server.start();
    let inFlight = 0;
    for (let kill = 1; kill <= kills; kill += 1) {
      // Most arrive while the server lives, some in the moment it dies, some while it is dead.
      const due = Math.round((tickets * kill) / kills) - ids.length;
      for (let n = 0; n < due; n += 1) {
        if (n < due - 1 || random() < 0.7) arrive();
        await sleep(random() * 60);
      }
      await sleep(random() * KILL_WITHIN_MS);
      const working = acknowledgedWithoutNote(zendesk, ids);
      await server.kill();
      if (working > 0) inFlight += 1;
      say(`kill ${kill}: ${ids.length} tickets arrived, ${working} acknowledged and without a note`);
      while (ids.length < Math.round((tickets * kill) / kills)) arrive();
      await server.start();
    }
    await allNoted(zendesk, ids);
    await sleep(QUIET_MS);
    await server.stop();
    await checkDatabase(database);
    const counts = ids.map((id) => zendesk.notes(id).length);
    return {
      kills,
      inFlight,
      tickets: ids.length,
      notes: counts.reduce((sum, count) => sum + count, 0),
      duplicates: counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
      missing: counts.filter((count) => count === 0).length,
    };
  } finally {
    await server.kill();
    await Promise.all([stripe.close(), zendesk.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

function acknowledgedWithoutNote(zendesk: ZendeskSandbox, ids: readonly string[]): number {
  const acknowledged = new Set(
    zendesk.deliveries
      .filter(({ outcome }) => outcome === 'delivered')
      .map(({ ticket_id }) => String(ticket_id)),
  );
  return ids.filter((id) => acknowledged.has(id) && zendesk.notes(id).length === 0).length;
}

async function allNoted(zendesk: ZendeskSandbox, ids: readonly string[]): Promise<void> {
  const until = Date.now() + ALL_NOTED_MAX_MS;
  while (Date.now() < until && ids.some((id) => zendesk.notes(id).length === 0)) await sleep(50);
}

/** What was acknowledged and done must still be told by an unbroken audit trail. */
async function checkDatabase(path: string): Promise<void> {
  const store = await openStore({ path, clock: Date.now, signingKey: SIGNING_KEY });
  try {
    const audit = await store.verifyAudit();
    if (!audit.ok) throw new Error(`The audit trail is broken: ${JSON.stringify(audit)}`);
  } finally {
    await store.close();
  }
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(values: readonly T[], random: () => number): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}
