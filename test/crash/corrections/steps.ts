import { setTimeout as sleep } from 'node:timers/promises';
import type { CorrectionEffectState, CorrectionState } from '../../../src/corrections/states.ts';
import { faults, type SandboxRequest } from '../../../src/sandbox/fault-injection.ts';
import { type CorrectionWorld, STORIES, type StoryKey } from './correction-world.ts';
import { type End, isFinal } from './end.ts';
import { financeCards, type Proposed, until } from './people.ts';

/** From the answer's first half on the wire to the kill: so that the server has it in its hands. */
const READ_MS = 60;

/** What there must be when the process lies dead; `effect` is the first step in the file that is not done. */
export interface Left {
  readonly state: CorrectionState;
  readonly effect: CorrectionEffectState | 'all done' | null;
  /** Notes about the outcome on the ticket. */
  readonly notes: 0 | 1;
}

interface Place {
  readonly name: string;
  readonly left: Left;
  /** Default 1. */
  readonly approvers?: 1 | 2;
  /** Only this story has the step; default any. */
  readonly story?: StoryKey;
  /** Whether the click that was under way was acknowledged; default yes. */
  readonly acknowledged?: boolean;
  /** Nothing of the click was kept: the person, who saw it fail, clicks once more. */
  readonly clicksAgain?: boolean;
  /** How often it dies there, one start after the other; default once. */
  readonly times?: number;
  /** How it ends; default `executed`. */
  readonly ends?: End;
}

/** A place between the click and the outcome where the process is killed. */
export type Step = Place &
  (
    | {
        /** It kills itself there (`kill-points.mjs`). */
        readonly killAt: string;
      }
    | {
        /** Sets a fault before the approval; what it returns waits for the moment of the kill from outside and ends the fault. */
        readonly seen: (world: CorrectionWorld, proposed: Proposed) => () => Promise<void>;
      }
  );

const BEFORE = { state: 'proposed', effect: null, notes: 0 } as const;
const INTENDED = { state: 'executing', effect: 'sent', notes: 0 } as const;
const OVER = { state: 'executed', effect: 'all done', notes: 0 } as const;

/** Kill points 21 to 34 of RELIABILITY.md in their order; between two steps of a plan; and at one place again and again. */
export const STEPS: readonly Step[] = [
  {
    name: 'approval received',
    killAt: 'before-commit request:approve',
    left: BEFORE,
    acknowledged: false,
    clicksAgain: true,
  },
  {
    name: 'approval committed before the acknowledgement',
    killAt: 'after-commit request:approve',
    left: BEFORE,
    acknowledged: false,
  },
  { name: 'after the acknowledgement', killAt: 'before-commit correction:approved', left: BEFORE },
  {
    name: 'first approval of two committed',
    killAt: 'after-commit correction:awaiting_second',
    left: { state: 'awaiting_second', effect: null, notes: 0 },
    approvers: 2,
  },
  {
    name: 'second approval committed',
    killAt: 'after-commit correction:approved',
    left: { state: 'approved', effect: 'planned', notes: 0 },
    approvers: 2,
  },
  {
    name: 'after the pre-flight re-read',
    killAt: 'before-commit audit:effect_sent',
    left: { state: 'executing', effect: 'planned', notes: 0 },
  },
  { name: 'effect=sent committed', killAt: 'after-commit audit:effect_sent', left: INTENDED },
  { name: 'before the socket write', killAt: 'before-write', left: INTENDED },
  { name: 'request half written', killAt: 'half-write', left: INTENDED },
  { name: 'Stripe done and response lost', seen: responseLost, left: INTENDED },
  { name: 'response half read', seen: responseHalfRead, left: INTENDED },
  { name: 'response parsed before the commit', killAt: 'before-commit audit:effect_done', left: INTENDED },
  {
    name: 'between two steps of the plan',
    killAt: 'after-commit audit:effect_done',
    left: { state: 'executing', effect: 'planned', notes: 0 },
    story: STORIES.plan,
  },
  { name: 'committed before the card update', killAt: 'after-commit correction:executed', left: OVER },
  { name: 'card updated before the outcome note', seen: cardWithoutNote, left: OVER },
  {
    name: 'outcome note done before the commit',
    killAt: 'before-commit audit:note:co',
    left: { ...OVER, notes: 1 },
  },
  {
    name: 'response parsed before the commit, and again at each of three restarts',
    killAt: 'before-commit audit:effect_done',
    left: INTENDED,
    times: 4,
  },
  {
    name: 'effect=sent committed, and again at both restarts after it',
    killAt: 'after-commit audit:effect_sent',
    left: INTENDED,
    times: 3,
    ends: 'needs_person',
  },
];

const CHANGES = /^(?:POST \/v1\/(?:refunds|credit_notes)|DELETE \/v1\/subscriptions\/\w+)$/;

/** A request of the executor that changes something. */
export function changesStripe({ method, path }: Pick<SandboxRequest, 'method' | 'path'>): boolean {
  return CHANGES.test(`${method} ${path}`);
}

function responseLost({ stripe }: CorrectionWorld): () => Promise<void> {
  const hung = stripe.faults.add({ route: changesStripe, fault: faults.hang('after'), calls: 'first' });
  return async () => {
    await until('the effect in Stripe', () => stripe.account.effects.all[0]);
    hung.off();
  };
}

function responseHalfRead({ stripe }: CorrectionWorld): () => Promise<void> {
  const cut = stripe.faults.add({ route: changesStripe, fault: faults.truncated('stalled'), calls: 'first' });
  return async () => {
    await until('half an answer', () =>
      stripe.requests.find(({ fault, ended_ms }) => fault === 'truncate' && ended_ms !== null),
    );
    await sleep(READ_MS);
    cut.off();
  };
}

function cardWithoutNote(world: CorrectionWorld, { correctionId }: Proposed): () => Promise<void> {
  const { zendesk } = world;
  const held = zendesk.faults.add({ route: 'PUT /api/v2/tickets/*', fault: faults.hang('before') });
  return async () => {
    await until('the outcome on the card', () =>
      financeCards(world, correctionId).find((card) => isFinal(card, 'executed')),
    );
    await until('the outcome note on its way', () => (held.struck > 0 ? true : undefined));
    held.off();
  };
}
