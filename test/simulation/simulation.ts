import type { Database } from 'better-sqlite3';
import { drawIdsFrom } from '../../db/ids.ts';
import type { Store } from '../../db/store.ts';
import { restoredBecause } from '../../src/corrections/restored.ts';
import type { Logger } from '../../src/log.ts';
import type { Metrics } from '../../src/metrics.ts';
import { Random } from '../../src/sandbox/ledger/random.ts';
import { StripeAccount } from '../../src/sandbox/stripe/account.ts';
import { type ColleagueOptions, FinanceChannel, Ticket } from './colleagues.ts';
import { openImage } from './database.ts';
import { MAX_LATENCY_MS, Network, type Request } from './network.ts';
import { Directory } from './people.ts';
import type { Plan } from './plan.ts';
import { anotherCredit, play } from './scenes.ts';
import { type Server, startServer } from './server.ts';
import { connectStripe, recheckOf } from './stripe-side.ts';
import { Owner, VirtualTime } from './virtual-time.ts';
import { type Strike, Weather } from './weather.ts';

const SWEEP_MS = 5_000;
const QUIET_MS = 60_000;
const UPKEEP_EVERY_MS = 24 * 3_600_000;
const CHECKPOINT_EVERY_MS = 15 * 60_000;
const MAX_RESTART_MS = 30_000;
/** By then whatever was approved must have come to something, or be somebody's. */
export const HORIZON_MS = 14 * 24 * 3_600_000;
/** 25 hours in which a frozen server asks Stripe every minute are a quarter of it. */
const MAX_STEPS = 500_000;

/** One line of a trace: seconds since `startMs`, whose event it is, what happened. */
export function traceLine({ now, owner }: VirtualTime, startMs: number, text: string): string {
  const seconds = ((now - startMs) / 1_000).toFixed(3);
  return `${seconds.padStart(12)} ${owner.name}: ${text}`;
}

/** What is shared by all seeds of a process. */
export interface Equipment {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Told where errors of the log go meanwhile. */
  readonly hearErrors: (hear: (message: string) => void) => void;
}

/** One seed while it runs: the world, and the server in it as often as it is started. */
export class Simulation {
  readonly plan: Plan;
  readonly time: VirtualTime;
  readonly world = new Owner('world');
  readonly random: Random;
  readonly account: StripeAccount;
  readonly network: Network;
  readonly directory = new Directory();
  readonly colleagues: { readonly channel: FinanceChannel; readonly ticket: Ticket } | null;
  readonly trace: string[] = [];
  /** What broke a promise while it ran. */
  readonly violations: string[] = [];
  readonly alarms: string[] = [];
  /** Errors of the log that say BUG. */
  readonly bugs: string[] = [];
  /** The database; another one once a snapshot was put in its place. */
  client: Database;
  /** Databases that were lost, as they last were. */
  readonly lost: Database[] = [];
  snapshot: Buffer | null = null;
  checkpoint: { readonly seq: number; readonly hash: string } | null = null;
  /** Which file the database is in. */
  file = 'file 1';
  server: Server | null = null;
  /** What our clock is off by, and when it was set. */
  offMs = 0;
  readonly clockSetAtMs: number[] = [];
  deaths = 0;
  /** The correction an insider has changed in the database. */
  tampered: string | null = null;
  wasTampered = false;
  private boots = 0;
  private readonly owners: Owner[] = [];
  private starting: Owner | null = null;
  private sweepAt: { readonly at: number; readonly cancel: () => void } | null = null;
  private lastSweep = 0;
  private readonly equipment: Equipment;
  private readonly startMs: number;
  private readonly lastSceneMs: number;

  constructor(plan: Plan, equipment: Equipment) {
    const { world, climate, seed } = plan;
    this.plan = plan;
    this.equipment = equipment;
    this.startMs = world.nowMs;
    this.lastSceneMs = Math.max(...plan.scenes.map(({ atMs }) => atMs));
    this.random = new Random(`run ${seed}`);
    const draws = new Random(`draws ${seed}`);
    this.time = new VirtualTime({
      now: world.nowMs,
      world: this.world,
      random: () => draws.next() / 2 ** 32,
    });
    this.account = new StripeAccount({ world, now: () => this.time.now });
    this.client = openImage(world.database);
    const service: ColleagueOptions = {
      time: this.time,
      world: this.world,
      random: new Random(`colleagues ${seed}`),
      note: (text) => this.note(text),
      percent: plan.told?.percent ?? 0,
      calmFromMs: climate.calmFromMs,
    };
    this.colleagues =
      plan.told === null ? null : { channel: new FinanceChannel(service), ticket: new Ticket(service) };
    this.network = new Network({
      time: this.time,
      world: this.world,
      account: this.account,
      weather: new Weather(climate, new Random(`weather ${seed}`)),
      random: new Random(`network ${seed}`),
      note: (text) => this.note(text),
      onWrite: (request, nth) => this.write(request, nth),
    });
  }

  /** Our own clock. */
  readonly clock = (): number => Math.floor(this.time.now) + this.offMs;

  async run(): Promise<void> {
    const bytes = new Random(`ids ${this.plan.seed}`);
    drawIdsFrom((pool) => {
      for (let at = 0; at < pool.length; at += 1) pool[at] = bytes.next() & 255;
    });
    this.equipment.hearErrors((message) => {
      if (message.startsWith('BUG')) this.bugs.push(message);
      this.note(`log: ${message}`);
    });
    const restore = this.time.install();
    try {
      const { scenes } = this.plan;
      connectStripe(this);
      for (const scene of scenes) this.time.at(scene.atMs, this.world, () => play(this, scene));
      this.boot();
      this.everySoOften();
      if (scenes.some(({ kind }) => kind === 'restore')) this.writeCheckpoints();
      await this.loop();
    } finally {
      restore();
    }
  }

  note(text: string): void {
    this.trace.push(traceLine(this.time, this.startMs, text));
  }

  boot(): void {
    this.boots += 1;
    const owner = new Owner(`server ${this.boots}`);
    this.owners.push(owner);
    this.time.at(this.time.now, owner, () => {
      this.note('starts');
      const { plan, client, network, directory, random, colleagues } = this;
      const { logger, metrics } = this.equipment;
      const { world, approvals, mode } = plan;
      startServer({
        ...{ owner, client, network, directory, random, colleagues, world, approvals, mode, logger, metrics },
        ...recheckOf(this),
        clock: this.clock,
        onAlarm: (sentence) => {
          this.alarms.push(sentence);
          this.note(`ALARM: ${sentence}`);
        },
        file: this.file,
        suspicionOf: (store) => this.suspicionOf(store),
      }).then(
        (server) => {
          this.server = server;
          this.starting = null;
          server.queue.kick();
        },
        (error: unknown) => this.violations.push(`the server did not start: ${String(error)}`),
      );
    });
    this.starting = owner;
  }

  /** The process dies here; `asZombie`: it is only taken for dead, and goes on in so many milliseconds. */
  crash(why: string, asZombie: number | null = null, offMs = this.random.int(0, MAX_RESTART_MS)): void {
    const owner = this.server?.owner ?? this.starting;
    if (owner === null) return;
    this.note(`${owner.name} dies (${why})${asZombie === null ? '' : `, and goes on in ${asZombie} ms`}`);
    if (asZombie === null) owner.dead = true;
    else owner.sleepsUntil = this.time.now + asZombie;
    this.deaths += 1;
    this.server = null;
    this.starting = null;
    this.sweepAt = null;
    this.time.at(this.time.now + offMs, this.world, () => this.boot());
  }

  /** The machine is lost with its database; an older one is put in place, sometimes into the same file. */
  restore(): void {
    const { snapshot } = this;
    if (snapshot === null) return;
    this.crash('the machine is lost');
    for (const owner of this.owners) owner.dead = true;
    this.lost.push(this.client);
    this.client = openImage(snapshot);
    this.snapshot = null;
    this.tampered = null;
    if (this.random.chance(50)) this.file = `${this.file}, restored`;
  }

  /** Runs as part of the server, now; when there is none, whoever wanted it tries again in a minute. */
  asServer(work: (server: Server) => Promise<unknown>): void {
    const { server, time } = this;
    if (server === null) {
      time.at(time.now + 60_000, this.world, () => this.asServer(work));
      return;
    }
    time.at(time.now, server.owner, () => {
      work(server).then(
        () => server.queue.kick(),
        (error: unknown) => this.violations.push(`somebody was answered with a fault: ${String(error)}`),
      );
    });
  }

  /** Wakes the queue as soon as its sweep would. */
  sweepSoon(): void {
    this.lastSweep = Math.min(this.lastSweep, this.time.now - SWEEP_MS);
  }

  private async loop(): Promise<void> {
    const { time, plan } = this;
    for (let steps = 0; ; steps += 1) {
      this.planSweep();
      const { next } = time;
      if (next === null || next > this.startMs + HORIZON_MS) return;
      if (next - time.now > QUIET_MS && next > this.lastSceneMs && this.isAtRest()) return;
      if (steps >= MAX_STEPS) {
        this.violations.push(`it does not come to rest: ${MAX_STEPS} events`);
        return;
      }
      await time.step();
      const isOurs = time.owner === this.server?.owner || time.owner === this.starting;
      if (!isOurs || this.deaths >= plan.crashes || plan.crashRate === 0) continue;
      if (this.random.int(0, 9_999) < plan.crashRate) this.crash('crash');
    }
  }

  /** One sweep is planned for when there is something to claim, and none otherwise. */
  private planSweep(): void {
    const { server, time } = this;
    const due = server?.nextJobMs() ?? null;
    if (server === null || due === null) return;
    const at = Math.max(due - this.offMs, this.lastSweep + SWEEP_MS, time.now);
    if (this.sweepAt?.at === at) return;
    this.sweepAt?.cancel();
    const cancel = time.at(at, server.owner, () => {
      this.sweepAt = null;
      this.lastSweep = time.now;
      server.queue.kick();
    });
    this.sweepAt = { at, cancel };
  }

  /** True when nothing is left to do but to look after refunds every day, which only matters where one will fail. */
  private isAtRest(): boolean {
    if (this.plan.refunds === 'fail_later' || this.server === null) return false;
    return this.server.openJobs() === 0;
  }

  /** A number from the database as it is now. */
  count(sql: string, ...values: readonly string[]): number {
    return this.client
      .prepare(sql)
      .pluck()
      .get(...values) as number;
  }

  /** A write leaves. */
  private write({ key, method, path }: Request, nth: number): Strike['kind'] | null {
    this.mustBeWrittenDown(key, `${method} ${path}`);
    const { deathOnWrite: death } = this.plan;
    if (death?.write !== nth) return null;
    const { time, world } = this;
    const isLeaving = death.at === 'leaving';
    time.at(time.now + (isLeaving ? 0 : MAX_LATENCY_MS + 1), world, () => {
      this.crash(`write ${nth} ${isLeaving ? 'leaves' : 'is there'}`, null, death.offMs);
      for (let count = 0; count < death.crowd; count += 1) anotherCredit(this);
    });
    return isLeaving ? 'hang_before' : 'hang_after';
  }

  /** Called as a request leaves: what it is for must be in the database already. */
  private mustBeWrittenDown(key: string | null, request: string): void {
    const client = this.server?.client ?? this.client;
    const intent = client
      .prepare(
        `SELECT effect.correction_id FROM correction_effect AS effect
         WHERE effect.idempotency_key = ? AND effect.state <> 'planned'`,
      )
      .pluck()
      .get(key) as string | undefined;
    if (intent === undefined) {
      this.violations.push(`${request} left before its intent was committed`);
      return;
    }
    const audited = client
      .prepare(
        `SELECT count(DISTINCT kind) FROM audit WHERE subject = ? AND (kind = 'effect_sent'
         OR (kind = 'correction_decided' AND json_extract(details, '$.outcome') = 'approved'))`,
      )
      .pluck()
      .get(intent) as number;
    if (audited !== 2)
      this.violations.push(`${request} left without an audit entry of its approval and its sending`);
  }

  private async suspicionOf(store: Store): Promise<string | null> {
    const { checkpoint } = this;
    const rowHash = checkpoint === null ? null : await store.auditHash(checkpoint.seq);
    const last = this.client.prepare("SELECT value FROM meta WHERE key = 'file_identity'").pluck().get();
    return restoredBecause({
      checkpoint,
      rowHash,
      file: { last: typeof last === 'string' ? last : null, now: this.file },
    });
  }

  private everySoOften(): void {
    this.asServer(async ({ store }) => {
      await store.expireCorrections();
    });
    this.time.at(this.time.now + UPKEEP_EVERY_MS, this.world, () => this.everySoOften());
  }

  private writeCheckpoints(): void {
    const { server } = this;
    if (server !== null) {
      const head = this.client.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
      this.checkpoint = (head as typeof this.checkpoint) ?? null;
    }
    if (this.lost.length > 0) return;
    this.time.at(this.time.now + CHECKPOINT_EVERY_MS, this.world, () => this.writeCheckpoints());
  }
}
