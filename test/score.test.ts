import { describe, expect, it } from 'vitest';
import { generate } from '../src/sandbox/corpus/generate.ts';
import { SCENARIOS, SCENARIOS_BY_ROW } from '../src/sandbox/corpus/scenarios/index.ts';
import type { LedgerObject } from '../src/sandbox/ledger/wire.ts';
import { judgeHistory } from './score/judge-history.ts';
import { scorePart } from './score/score-part.ts';
import { count, emptyTally, merge, render, summarise } from './score/tally.ts';

/** More than there are rows: each has its turn. */
const HISTORIES = 150;
const SEED = 'npm test';
const scored = scorePart({ seed: SEED, histories: HISTORIES, options: {} });

describe('the scenario corpus', () => {
  it('is generated again to the byte, each history by itself', () => {
    const [alone] = generate(SEED, 12, { only: 11 });
    const all = [...generate(SEED, 12)];
    expect(JSON.stringify(all[11])).toBe(JSON.stringify(alone));
    expect(JSON.stringify([...generate('another', 12)][11])).not.toBe(JSON.stringify(alone));
  });

  it('gives every row its turn, leaves a fifth clean, and writes a sixth in old shapes', () => {
    expect(HISTORIES).toBeGreaterThan(SCENARIOS_BY_ROW.size);
    expect(Object.keys(scored.rows).length).toBe(SCENARIOS_BY_ROW.size);
    expect(scored.clean / scored.histories).toBeGreaterThanOrEqual(0.2);
    expect(scored.preBasil / scored.histories).toBeGreaterThanOrEqual(0.15);
  });

  it('stages every scenario alone', () => {
    for (const scenario of SCENARIOS) {
      const scenarios = new Map([[scenario.row, [scenario]]]);
      const [, history] = generate(`${SEED} ${scenario.id}`, 2, { scenarios });
      if (scenario.silent === true) expect(history?.labels, scenario.id).toEqual([]);
      else expect(history?.labels.length, scenario.id).toBeGreaterThan(0);
      for (const label of history?.labels ?? []) {
        const ids = new Set(history?.objects.flatMap(idsIn));
        const policy = JSON.stringify(history?.policy);
        const unknown = label.evidence.filter((id) => !ids.has(id) && !policy.includes(`"${id}"`));
        expect(unknown, `${scenario.id} cites what is not in the history`).toEqual([]);
      }
    }
  });
});

/** Of an object, and of an invoice's lines, which stand nowhere else. */
function idsIn(object: LedgerObject): readonly string[] {
  return object.object === 'invoice' ? [object.id, ...object.lines.data.map(({ id }) => id)] : [object.id];
}

describe('the score', () => {
  it('reaches its bars', () => {
    const summary = summarise(scored);
    expect(summary.failures, render(summary)).toEqual([]);
    expect(summary.rowsWithoutScenario, 'Plant every row.').toEqual([]);
    expect(summary.total.planted).toBeGreaterThan(HISTORIES);
  });

  it('tells a wrong amount, a wrong class, a miss and a false error from a catch', () => {
    const history = [...generate(SEED, 60)].find(
      ({ labels }) => labels.length === 1 && labels[0]?.classification === 'billing_error',
    );
    const [label] = history?.labels ?? [];
    if (history === undefined || label?.amount == null) throw new Error('the corpus plants single errors');
    const fate = (change: Partial<typeof label>): string | undefined =>
      judgeHistory({ ...history, labels: [{ ...label, ...change }] }).labels[0]?.fate;
    expect(fate({})).toBe('exact');
    expect(fate({ amount: { ...label.amount, amount: label.amount.amount + 1 } })).toBe('amount');
    expect(fate({ classification: 'likely_error' })).toBe('class');
    expect(fate({ evidence: [...label.evidence, 'ch_of_nobody'] })).toBe('evidence');
    expect(fate({ evidence: ['ch_of_nobody'] })).toBe('missed');

    const asClean = judgeHistory({ ...history, labels: [] });
    expect(asClean.falseAlarms.map(({ where }) => where)).toContain('clean');
    const asEvent = judgeHistory({ ...history, labels: [{ ...label, row: 'V1', kind: 'event' }] });
    expect(asEvent.falseAlarms.map(({ where }) => where)).toContain('look-alike');
    const tally = emptyTally();
    count(tally, asClean, 'current');
    expect(summarise(tally).failures).toEqual([
      `${asClean.falseAlarms.length} errors reported about money that is right.`,
    ]);
  });

  it('adds up the same in parts', () => {
    const whole = scorePart({ seed: SEED, histories: 20, options: {} });
    const parts = emptyTally();
    for (const share of [0, 1, 2]) {
      merge(parts, scorePart({ seed: SEED, histories: 20, options: { part: { share, of: 3 } } }));
    }
    expect(summarise(parts)).toEqual(summarise(whole));
  });
});
