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
    expect(controls({ approvers: ['STWO', 'SONE'] }).approvals.approvers).toEqual(['SONE', 'STWO']);
    expect(controls({ approvers: ['zendesk:360001'] }).approvals.approvers).toEqual(['SFIN', '360001']);
  });

  it('keep only groups that let somebody in', () => {
    expect(controls({ requesters: ['finance', 's1'] }).approvals.requesters).toBeUndefined();
    expect(controls({ requesters: ['finance', '360001'] }).approvals.requesters).toEqual(['360001']);
  });
});

describe('a change', () => {
  it.each<[string, Written, Written]>([
    ['a lower limit', { maximum: { usd: 900 } }, { maximum: { usd: 800 } }],
    ['a new limit', {}, { per_day: { usd: 800 } }],
    ['a second person sooner', { second_person_over: { usd: 500 } }, { second_person_over: { usd: 0 } }],
    ['fewer approvers', { approvers: ['SONE', 'STWO'] }, { approvers: ['STWO'] }],
    ['only some may ask', {}, { requesters: ['SONE'] }],
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
    ['another approver', 'approvers.slack', { approvers: ['SONE'] }, { approvers: ['SONE', 'STWO'] }],
    [
      'a replaced approver',
      'approvers.slack',
      { approvers: ['SFIN', 'SONE'] },
      { approvers: ['SFIN', 'STWO'] },
    ],
    ['approvers in Zendesk', 'approvers.zendesk', {}, { approvers: ['SFIN', '360001'] }],
    ['another requester', 'requesters.slack', { requesters: ['SONE'] }, { requesters: ['SONE', 'STWO'] }],
    ['everyone may ask', 'requesters.slack', { requesters: ['SONE'] }, {}],
    [
      'everyone in Zendesk may ask',
      'requesters.zendesk',
      { requesters: ['SONE', '360001'] },
      { requesters: ['SONE'] },
    ],
    ['one person for a kind', 'always_two', { always_two: ['refund'] }, {}],
    ['a longer time', 'expires_after_hours', { expires_after_hours: 24 }, { expires_after_hours: 72 }],
  ])('that loosens waits: %s', (_what, key, old, wanted) => {
    const state = lookedAt(controls(old), controls(wanted));
    expect(keysOf(state)).toEqual([key]);
    expect(controlsHash(state.in_force)).not.toBe(controlsHash(controls(wanted)));
  });

  it('that does both holds back only what it loosens, by currency', () => {
    const state = lookedAt(
      controls({ maximum: { usd: 500, eur: 500 }, approvers: ['SONE', 'STWO'] }),
      controls({ maximum: { usd: 900, eur: 300 }, approvers: ['STWO', 'STHREE'] }),
    );
    expect(state.in_force.approvals).toMatchObject({ maximum: { eur: 300, usd: 500 }, approvers: ['STWO'] });
    expect(keysOf(state)).toEqual(['approvers.slack', 'maximum.usd']);
  });

  it('of all requesters leaves the old ones: an empty list would let everyone ask', () => {
    const state = lookedAt(controls({ requesters: ['SONE'] }), controls({ requesters: ['STWO'] }));
    expect(state.in_force.approvals.requesters).toEqual(['SONE']);
    expect(keysOf(state)).toEqual(['requesters.slack']);
  });

  it('of the mode, or of who may check, is in force at once', () => {
    const wanted = controls({}, { corrections_mode: 'live', agent_groups: ['SONE', 'STWO'] });
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
    requesters: optional(some(['SONE', 'STWO', '360001', 'zendesk:360002'])),
    approvers: optional(some(['SFIN', 'SONE', 'STWO', '360001'])),
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
  const among = (list: readonly string[], all: readonly string[]): boolean =>
    list.every((entry) => all.includes(entry));
  return (
    within &&
    among(a.approvers, b.approvers) &&
    among(b.always_two ?? [], a.always_two ?? []) &&
    a.expires_after_hours <= b.expires_after_hours
  );
}

/** In each service: where no group of it is named, everyone may ask. */
function asksNoMore({ approvals: a }: Controls, { approvals: b }: Controls): boolean {
  return [/^S/, /^\d/].every((service) => {
    const [mine, theirs] = [a, b].map(({ requesters = [] }) =>
      requesters.filter((group) => service.test(group)),
    );
    if (mine === undefined || theirs === undefined || theirs.length === 0) return true;
    return mine.length > 0 && mine.every((group) => theirs.includes(group));
  });
}

describe('of any two controls', () => {
  it('what holds is looser than neither, and what is wanted when it is no looser than the old', () => {
    fc.assert(
      fc.property(anyControls, anyControls, (old, wanted) => {
        const state = lookedAt(old, wanted);
        expect(isNoLooser(state.in_force, old)).toBe(true);
        expect(isNoLooser(state.in_force, wanted)).toBe(true);
        expect(asksNoMore(state.in_force, old)).toBe(true);
        expect(isWaiting(state)).toBe(!isNoLooser(wanted, old) || !asksNoMore(wanted, old));
        expect(stricter(old, old)).toEqual(old);
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
          expect(asksNoMore(state.in_force, agreed)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
