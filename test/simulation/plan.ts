import type { Approvals } from '../../src/analysis/policy.ts';
import { EXECUTED_KINDS } from '../../src/corrections/plan.ts';
import { Random } from '../../src/sandbox/ledger/random.ts';
import { type ClaudePlan, claudePlanOf } from './claude-words.ts';
import type { Name } from './people.ts';
import type { Climate, Spell } from './weather.ts';
import type { World } from './worlds.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Something that happens at its time, whether or not the server is there. */
export type Scene = { readonly atMs: number } & (
  | { readonly kind: 'propose'; readonly by: Name }
  | {
      readonly kind: 'decide';
      readonly verdict: 'approve' | 'reject' | 'withdraw';
      readonly by: Name;
      /** How often they click, all at once. */
      readonly clicks: number;
      /** They still see the first version. */
      readonly sawFirst: boolean;
    }
  | { readonly kind: 'change'; readonly by: Name; readonly percent: number }
  | { readonly kind: 'leaves'; readonly who: Name }
  | { readonly kind: 'directory'; readonly isAway: boolean }
  /** Our own clock is off by so much from now on; Stripe's is right. */
  | { readonly kind: 'clock'; readonly offMs: number }
  /** The process is stopped for a while and knows nothing of it. */
  | { readonly kind: 'stall'; readonly ms: number }
  /** The process is taken for dead and replaced, and goes on after a while. */
  | { readonly kind: 'zombie'; readonly ms: number }
  | { readonly kind: 'crash' }
  | { readonly kind: 'snapshot' }
  /** The machine is lost; the last snapshot is put in place of the database. */
  | { readonly kind: 'restore' }
  | { readonly kind: 'stored_500'; readonly effect: 'made' | 'not_made' }
  /** Requests that begin at Stripe do not end for a while: their keys are in use. */
  | { readonly kind: 'hold'; readonly ms: number }
  | { readonly kind: 'refund_by_hand'; readonly percent: number }
  | { readonly kind: 'dispute' }
  /** Somebody does by hand what the first step says. */
  | { readonly kind: 'done_by_hand' }
  | { readonly kind: 'webhooks'; readonly what: 'hold' | 'release' | 'repeat' }
  /** An insider writes into the database. */
  | { readonly kind: 'tamper'; readonly how: 'amount' | 'approval' | 'step' }
  | { readonly kind: 'resolve'; readonly verdict: 'done' | 'abandon'; readonly by: Name }
);

export interface DeathOnWrite {
  /** Counted from 1. */
  readonly write: number;
  readonly at: 'leaving' | 'there';
  /** How long the server is off then. */
  readonly offMs: number;
  /** So many entries of others come meanwhile, before ours on any list that is newest first. */
  readonly crowd: number;
}

/** Everything one seed does, drawn before it begins. */
export interface Plan {
  readonly seed: number;
  readonly world: World;
  readonly mode: 'dry_run' | 'live';
  readonly approvals: Approvals;
  readonly climate: Climate;
  readonly scenes: readonly Scene[];
  /** How many events of the server in ten thousand it dies after; at most `crashes` times. */
  readonly crashRate: number;
  readonly crashes: number;
  /** It also dies on one write: as it leaves, or once Stripe has it. */
  readonly deathOnWrite: DeathOnWrite | null;
  readonly refunds: 'at_once' | 'later' | 'fail_later';
  /** Slack shows it and the ticket is told; how many calls in a hundred go wrong there. Null: nobody is told. */
  readonly told: { readonly percent: number } | null;
  /** Rules are run again at each pre-flight, also where nothing changed in Stripe. */
  readonly rechecksInFull: boolean;
  readonly isCalm: boolean;
  /** Claude words the check it begins with, and how; null: the text is the deterministic one. */
  readonly claude: ClaudePlan | null;
}

/** Draws a seed's plan: about one in eight is calm, the others bring a few troubles each. */
export function planOf(seed: number, worlds: readonly World[]): Plan {
  const random = new Random(`simulation ${seed}`);
  const world = pickWorld(worlds, random);
  const start = world.nowMs;
  const proposed = start + random.int(0, 5 * MINUTE);
  const approved = proposed + random.int(1 * MINUTE, 3 * HOUR);
  const isCalm = random.chance(12);
  const draw = new Drawing(random, { start, proposed, approved });
  const people = draw.people();
  const troubles = isCalm ? [] : draw.troubles();
  const isCrashing = !isCalm && random.chance(45);
  return {
    seed,
    world,
    mode: random.chance(4) ? 'dry_run' : 'live',
    approvals: {
      expires_after_hours: random.pick([4, 72]),
      ...(people.needTwo ? { always_two: ALL_KINDS } : {}),
    },
    climate: {
      spells: isCalm ? [] : draw.spells(),
      writesPercent: isCalm ? 0 : random.pick([0, 10, 40, 70]),
      readsPercent: isCalm ? 0 : random.pick([0, 0, 5, 20]),
      calmFromMs: approved + 2 * DAY,
    },
    scenes: [
      { atMs: proposed, kind: 'propose' as const, by: 'agent' as const },
      ...people.scenes,
      ...troubles,
      { atMs: approved + 4 * DAY, kind: 'webhooks' as const, what: 'release' as const },
    ].sort((a, b) => a.atMs - b.atMs),
    crashRate: isCrashing ? random.pick([30, 150, 600]) : 0,
    crashes: random.int(1, 6),
    deathOnWrite: isCalm ? null : draw.deathOnWrite(world),
    refunds: isCalm ? 'at_once' : random.pick(['at_once', 'at_once', 'later', 'fail_later']),
    told: random.chance(25) ? { percent: isCalm ? 0 : random.pick([0, 10, 40]) } : null,
    rechecksInFull: random.chance(10),
    isCalm,
    claude: claudeOf(seed),
  };
}

/** Drawn apart: what Claude does changes nothing of the rest. */
function claudeOf(seed: number): ClaudePlan | null {
  const random = new Random(`claude ${seed}`);
  return random.chance(10) ? claudePlanOf(random) : null;
}

const ALL_KINDS = EXECUTED_KINDS;

function pickWorld(worlds: readonly World[], random: Random): World {
  const refund = worlds.find(({ name }) => name === 'refund');
  const any = worlds[random.int(0, worlds.length - 1)];
  const world = random.chance(35) ? refund : any;
  if (world === undefined) throw new Error('there are worlds');
  return world;
}

class Drawing {
  private readonly random: Random;
  private readonly times: { readonly start: number; readonly proposed: number; readonly approved: number };

  constructor(random: Random, times: Drawing['times']) {
    this.random = random;
    this.times = times;
  }

  /** Who decides what, and in which order. */
  people(): { readonly needTwo: boolean; readonly scenes: readonly Scene[] } {
    const { random } = this;
    const { proposed, approved } = this.times;
    const needTwo = random.chance(25);
    const decide = (
      by: Name,
      verdict: 'approve' | 'reject' | 'withdraw',
      more: Partial<{ atMs: number; clicks: number; sawFirst: boolean }> = {},
    ): Scene => ({ kind: 'decide', by, verdict, atMs: approved, clicks: 1, sawFirst: false, ...more });
    const scenes: Scene[] = [];
    if (random.chance(15))
      scenes.push(
        decide(random.pick(['agent', 'agentAgain']), 'approve', {
          atMs: between(random, proposed, approved),
        }),
      );
    if (random.chance(5))
      scenes.push(decide('eve', 'approve', { atMs: between(random, proposed, approved) }));
    if (random.chance(15)) {
      const atMs = between(random, proposed, approved);
      scenes.push({ kind: 'change', by: 'ann', percent: random.int(1, 99), atMs });
      if (random.chance(50)) scenes.push(decide('bob', 'approve', { sawFirst: true, atMs: approved - 1 }));
    }
    const clicks = random.chance(15) ? 20 : 1;
    switch (
      random.pick([
        'approve',
        'approve',
        'approve',
        'approve',
        'approve',
        'race',
        'reject',
        'withdraw',
        'nobody',
      ])
    ) {
      case 'approve':
        scenes.push(decide('ann', 'approve', { clicks }));
        if (needTwo && random.chance(30)) scenes.push(decide('annAgain', 'approve', { atMs: approved + 1 }));
        if (needTwo || random.chance(20))
          scenes.push(decide('bob', 'approve', { atMs: approved + random.pick([0, 0, 5 * MINUTE]) }));
        break;
      case 'race':
        scenes.push(decide('ann', 'approve', { clicks }), decide('bob', random.pick(['reject', 'approve'])));
        if (random.chance(50)) scenes.push(decide('agent', 'withdraw'));
        break;
      case 'reject':
        scenes.push(decide('ann', 'reject', { clicks }));
        break;
      case 'withdraw':
        scenes.push(decide('agent', 'withdraw', { clicks }));
        break;
      case 'nobody':
        break;
    }
    if (random.chance(20)) {
      const atMs = approved + random.int(1 * MINUTE, 2 * DAY);
      scenes.push(
        { kind: 'propose', by: 'agent', atMs },
        decide('bob', 'approve', { atMs: atMs + 10 * MINUTE }),
      );
      if (needTwo) scenes.push(decide('ann', 'approve', { atMs: atMs + 11 * MINUTE }));
    }
    if (random.chance(40)) {
      const verdict = random.pick(['done', 'done', 'abandon'] as const);
      scenes.push({ kind: 'resolve', verdict, by: 'bob', atMs: approved + random.int(3, 8) * DAY });
    }
    return { needTwo, scenes };
  }

  /** What goes wrong around it, mostly while it is carried out. */
  troubles(): readonly Scene[] {
    const { random } = this;
    const { start, proposed, approved } = this.times;
    const soon = (): number =>
      approved + random.pick([-1, 0, 10, 300, 1_500, 8_000, 60_000, 20 * MINUTE, 5 * HOUR]);
    const soonOrBefore = (): number => (random.chance(40) ? between(random, proposed, approved) : soon());
    const scenes: Scene[] = [];
    const perhaps = (percent: number, draw: () => Scene | readonly Scene[]): void => {
      if (random.chance(percent)) scenes.push(...[draw()].flat());
    };
    perhaps(6, () => ({ kind: 'leaves', who: random.pick(['ann', 'bob']), atMs: soon() }));
    perhaps(6, () => [
      { kind: 'directory', isAway: true, atMs: approved - MINUTE },
      { kind: 'directory', isAway: false, atMs: approved + random.pick([2 * MINUTE, 3 * HOUR]) },
    ]);
    perhaps(25, () => {
      const offMs = random.pick([HOUR, -HOUR, 25 * HOUR, -25 * HOUR]);
      const atMs = soon();
      return [
        { kind: 'clock', offMs, atMs },
        { kind: 'clock', offMs: 0, atMs: atMs + random.pick([5 * SECOND, 10 * MINUTE, 2 * HOUR]) },
      ];
    });
    perhaps(10, () => ({
      kind: 'stall',
      ms: random.pick([30 * SECOND, 5 * MINUTE, 2 * HOUR]),
      atMs: soon(),
    }));
    perhaps(10, () => ({ kind: 'zombie', ms: random.pick([10 * SECOND, 2 * MINUTE, HOUR]), atMs: soon() }));
    perhaps(10, () => ({ kind: 'stored_500', effect: random.pick(['made', 'not_made']), atMs: start }));
    perhaps(8, () => ({
      kind: 'hold',
      ms: random.pick([10 * SECOND, MINUTE, 8 * MINUTE]),
      atMs: approved - 1,
    }));
    perhaps(12, () => ({ kind: 'refund_by_hand', percent: random.pick([20, 100]), atMs: soonOrBefore() }));
    perhaps(6, () => ({ kind: 'dispute', atMs: soonOrBefore() }));
    perhaps(8, () => ({ kind: 'done_by_hand', atMs: soon() }));
    perhaps(20, () => ({ kind: 'webhooks', what: 'hold', atMs: start }));
    perhaps(20, () => ({ kind: 'webhooks', what: 'repeat', atMs: approved + random.int(1, 48) * HOUR }));
    perhaps(5, () => ({ kind: 'tamper', how: random.pick(['amount', 'approval', 'step']), atMs: approved }));
    perhaps(10, () => {
      const atMs = random.pick([between(random, proposed, approved), approved - 1, approved + 1, soon()]);
      const later =
        Math.max(atMs, approved) + random.pick([5 * SECOND, 2 * MINUTE, HOUR, 20 * HOUR, 30 * HOUR]);
      const approve = { kind: 'decide', verdict: 'approve', clicks: 1, sawFirst: false } as const;
      return [
        { kind: 'snapshot', atMs },
        { kind: 'restore', atMs: later },
        { ...approve, by: 'ann', atMs: later + 20 * MINUTE },
        { ...approve, by: 'bob', atMs: later + 20 * MINUTE },
      ];
    });
    return scenes;
  }

  deathOnWrite({ name }: World): DeathOnWrite | null {
    const { random } = this;
    if (!random.chance(22)) return null;
    const isCrowded = name === 'balance credit' && random.chance(70);
    return {
      write: isCrowded ? 1 : random.pick([1, 1, 2]),
      at: isCrowded ? 'there' : random.pick(['leaving', 'there']),
      offMs: isCrowded || random.chance(30) ? 25 * HOUR : random.pick([100, 8_000, 12 * MINUTE]),
      crowd: isCrowded ? 101 : 0,
    };
  }

  spells(): readonly Spell[] {
    const { random } = this;
    const { approved } = this.times;
    const spells: Spell[] = [];
    const add = (spell: Omit<Spell, 'fromMs' | 'untilMs'>, ms: number): void => {
      const fromMs = approved + random.pick([-MINUTE, 0, 100, 400, 1_000, 30_000]);
      spells.push({ ...spell, fromMs, untilMs: fromMs + ms });
    };
    const on = random.pick(['all', 'all', 'writes', 'reads'] as const);
    if (random.chance(15)) add({ what: random.pick(['down', 'hanging', 'unavailable']), on }, 10 * MINUTE);
    if (random.chance(2)) add({ what: random.pick(['down', 'hanging', 'unavailable']), on }, 25 * HOUR);
    if (random.chance(12)) {
      add({ what: 'limited', on, retryAfterSeconds: random.pick([null, 2, 30, 120]) }, 10 * MINUTE);
    }
    return spells;
  }
}

function between(random: Random, from: number, to: number): number {
  return from + random.int(0, Math.max(0, to - from - 1));
}
