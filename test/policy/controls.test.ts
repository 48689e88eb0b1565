import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/corrections/people.ts';
import {
  type Controls,
  changesBetween,
  controlsHash,
  controlsOf,
  stricter,
} from '../../src/policy/controls.ts';
import {
  type Confirmation,
  type ControlState,
  confirmed,
  isWaiting,
  observed,
} from '../../src/policy/controls-in-force.ts';

type Written = Partial<Controls['approvals']>;

const controls = (written: Written = {}, over: Partial<Controls> = {}): Controls => {
  const { agent_groups = ['SAGENT'], corrections_mode = 'dry_run' } = over;
  return controlsOf({
    approvals: { expires_after_hours: 72, ...written },
    approverGroups: ['SFIN'],
    agentGroups: agent_groups,
    mode: corrections_mode,
  });
};

const person = (human: string | null): Person => ({ account: 'terminal:ops', human });
const stateOf = (answer: Confirmation): ControlState => {
  if (!('state' in answer)) throw new Error(`a state was expected, not ${answer.kind}`);
  return answer.state;
};
/** In force under `old`, then `wanted` was seen. */
const lookedAt = (old: Controls, wanted: Controls): ControlState => observed(observed(null, old), wanted);
const keysOf = ({ in_force, wanted }: ControlState): string[] =>
  changesBetween(in_force, wanted).map(({ key }) => key);

describe('controls', () => {
  it('are the same value however the file writes them', () => {
    const one = controls({ maximum: { usd: 1, eur: 2 }, always_two: ['refund', 'credit_note', 'refund'] });
    const other = controls({ always_two: ['credit_note', 'refund'], maximum: { eur: 2, usd: 1 } });
    expect(controlsHash(one)).toBe(controlsHash(other));
    expect(controls({ always_two: [], per_day: {} })).toEqual(controls());
  });

  it('always name the approvers: where the file is silent, the configured groups', () => {
    expect(controls().approvals.approvers).toEqual(['SFIN']);
    expect(controls({ approvers: ['S2', 'S1'] }).approvals.approvers).toEqual(['S1', 'S2']);
    expect(controls({ approvers: [] }).approvals.approvers).toEqual([]);
  });
});

describe('a change', () => {
  it.each<[string, Written, Written]>([
    ['a lower limit', { maximum: { usd: 900 } }, { maximum: { usd: 800 } }],
    ['a new limit', {}, { per_day: { usd: 800 } }],
    ['a second person sooner', { second_person_over: { usd: 500 } }, { second_person_over: { usd: 0 } }],
    ['fewer approvers', { approvers: ['S1', 'S2'] }, { approvers: ['S2'] }],
    ['only some may ask', {}, { requesters: ['S1'] }],
    ['two people for more kinds', { always_two: ['refund'] }, { always_two: ['refund', 'void_invoice'] }],
    ['a shorter time', { expires_after_hours: 72 }, { expires_after_hours: 24 }],
  ])('that only tightens is in force at once: %s', (_what, old, wanted) => {
    const state = lookedAt(controls(old), controls(wanted));
    expect(state.in_force).toEqual(controls(wanted));
    expect(isWaiting(state)).toBe(false);
  });

  it.each<[string, string, Written, Written]>([
    ['a higher limit', 'maximum.usd', { maximum: { usd: 800 } }, { maximum: { usd: 900 } }],
    ['a limit that is gone', 'per_customer.usd', { per_customer: { usd: 800 } }, {}],
    ['no second person', 'second_person_over.eur', { second_person_over: { eur: 5 } }, {}],
    ['another approver', 'approvers', { approvers: ['S1'] }, { approvers: ['S1', 'S2'] }],
    ['approvers the file named', 'approvers', { approvers: ['SFIN', 'S1'] }, { approvers: ['SFIN', 'S2'] }],
    ['another requester', 'requesters', { requesters: ['S1'] }, { requesters: ['S1', 'S2'] }],
    ['everyone may ask', 'requesters', { requesters: ['S1'] }, {}],
    ['one person for a kind', 'always_two', { always_two: ['refund'] }, {}],
    ['a longer time', 'expires_after_hours', { expires_after_hours: 24 }, { expires_after_hours: 72 }],
  ])('that loosens waits: %s', (_what, key, old, wanted) => {
    const state = lookedAt(controls(old), controls(wanted));
    expect(keysOf(state)).toEqual([key]);
    expect(controlsHash(state.in_force)).not.toBe(controlsHash(controls(wanted)));
  });

  it('that does both holds back only what it loosens, by currency', () => {
    const state = lookedAt(
      controls({ maximum: { usd: 500, eur: 500 }, approvers: ['S1', 'S2'] }),
      controls({ maximum: { usd: 900, eur: 300 }, approvers: ['S2', 'S3'] }),
    );
    expect(state.in_force.approvals).toMatchObject({ maximum: { eur: 300, usd: 500 }, approvers: ['S2'] });
    expect(keysOf(state)).toEqual(['approvers', 'maximum.usd']);
  });

  it('of the mode, or of who may check, is in force at once', () => {
    const wanted = controls({}, { corrections_mode: 'live', agent_groups: ['S1', 'S2'] });
    expect(lookedAt(controls(), wanted).in_force).toEqual(wanted);
  });

  it('taken back stops waiting, and what was tightened meanwhile needs people to be loosened again', () => {
    const old = controls({ maximum: { usd: 500 } });
    const back = observed(lookedAt(old, controls({ maximum: { usd: 900 } })), old);
    expect(isWaiting(back)).toBe(false);
    const tightened = lookedAt(old, controls({ maximum: { usd: 100 } }));
    expect(observed(tightened, old).in_force.approvals.maximum).toEqual({ usd: 100 });
    expect(isWaiting(observed(tightened, old))).toBe(true);
  });
});

describe('a confirmation', () => {
  const waiting = lookedAt(controls({ maximum: { usd: 500 } }), controls({ maximum: { usd: 900 } }));

  it('counts once for each human, and the second puts it in force', () => {
    const first = confirmed(waiting, person('mara'));
    expect(first.kind).toBe('counted');
    expect(stateOf(first).in_force).toEqual(waiting.in_force);
    expect(confirmed(stateOf(first), person('mara'))).toEqual({ kind: 'confirmed_before' });
    const second = confirmed(stateOf(first), person('noor'));
    expect(second.kind).toBe('in_force');
    expect(stateOf(second).in_force).toEqual(waiting.wanted);
    expect(confirmed(stateOf(second), person('olga'))).toEqual({ kind: 'nothing_waits' });
  });

  it('of nobody in particular counts for nothing', () => {
    expect(confirmed(waiting, person(null))).toEqual({ kind: 'nameless' });
  });

  it('is for one value alone: with another wanted it counts no more', () => {
    const first = stateOf(confirmed(waiting, person('mara')));
    const other = observed(first, controls({ maximum: { usd: 901 } }));
    expect(other.confirmed_by).toEqual([]);
    expect(confirmed(other, person('noor')).kind).toBe('counted');
    expect(observed(first, first.wanted)).toBe(first);
  });
});

const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values]);
const limits = fc.dictionary(fc.constantFrom('usd', 'eur', 'jpy'), fc.nat(5), { maxKeys: 3 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyControls: fc.Arbitrary<Controls> = fc
  .record({
    requesters: optional(some(['S1', 'S2', 'S3'])),
    approvers: optional(some(['SFIN', 'S1', 'S2'])),
    second_person_over: optional(limits),
    maximum: optional(limits),
    per_day: optional(limits),
    per_customer: optional(limits),
    always_two: optional(some(['refund', 'credit_note'])),
    hours: fc.integer({ min: 1, max: 4 }),
    mode: fc.constantFrom('dry_run' as const, 'live' as const),
  })
  .map(({ hours, mode, ...written }) => {
    const said = Object.entries(written).filter(([, value]) => value !== undefined);
    return controls(
      { ...(Object.fromEntries(said) as Written), expires_after_hours: hours },
      { corrections_mode: mode },
    );
  });

/** Said anew, independently of how `stricter` says it. */
function isNoLooser({ approvals: a }: Controls, { approvals: b }: Controls): boolean {
  const amounts = ['second_person_over', 'maximum', 'per_day', 'per_customer'] as const;
  const within = amounts.every((name) =>
    Object.entries(b[name] ?? {}).every(([currency, most]) => (a[name]?.[currency] ?? Infinity) <= most),
  );
  const among = (list: readonly string[] | undefined, all: readonly string[] | undefined): boolean =>
    all === undefined || list?.every((entry) => all.includes(entry)) === true;
  return (
    within &&
    among(a.approvers, b.approvers) &&
    among(a.requesters, b.requesters) &&
    among(b.always_two ?? [], a.always_two ?? []) &&
    a.expires_after_hours <= b.expires_after_hours
  );
}

describe('of any two controls', () => {
  it('what holds is looser than neither, and what is wanted when it is no looser than the old', () => {
    fc.assert(
      fc.property(anyControls, anyControls, (old, wanted) => {
        const state = lookedAt(old, wanted);
        expect(isNoLooser(state.in_force, old)).toBe(true);
        expect(isNoLooser(state.in_force, wanted)).toBe(true);
        expect(isWaiting(state)).toBe(!isNoLooser(wanted, old));
        expect(stricter(old, old)).toEqual(old);
        expect(stricter(wanted, old).approvals).toEqual(stricter(old, wanted).approvals);
      }),
      { numRuns: 2_000 },
    );
  });

  it('confirming gives exactly what is wanted, in whichever order', () => {
    fc.assert(
      fc.property(anyControls, anyControls, (old, wanted) => {
        const state = lookedAt(old, wanted);
        fc.pre(isWaiting(state));
        const both = [person('mara'), person('noor')];
        for (const order of [both, [...both].reverse()]) {
          const end = order.reduce((now, by) => stateOf(confirmed(now, by)), state);
          expect(end.in_force).toEqual(wanted);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('whatever is seen and confirmed: nothing is looser than what two people or the start said', () => {
    const step = fc.oneof(
      anyControls.map((wanted) => ({ wanted })),
      fc.constantFrom('mara', 'noor').map((human) => ({ human })),
    );
    fc.assert(
      fc.property(anyControls, fc.array(step, { maxLength: 20 }), (first, steps) => {
        let state = observed(null, first);
        let agreed = first;
        for (const one of steps) {
          if ('wanted' in one) state = observed(state, one.wanted);
          else {
            const answer = confirmed(state, person(one.human));
            if (answer.kind === 'in_force') agreed = answer.state.wanted;
            if ('state' in answer) state = answer.state;
          }
          expect(isNoLooser(state.in_force, agreed)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
