import { ROWS } from '../../src/analysis/rules/rows.ts';
import { SCENARIOS_BY_ROW } from '../../src/sandbox/corpus/scenarios/index.ts';
import type { Fate, Judged } from './judge-history.ts';

/** What a corpus run must reach (issue 4, "Must show"). */
export const BARS = { rowPercent: 90, overallPercent: 98, exactPercent: 99 } as const;

export interface RowScore {
  readonly row: string;
  planted: number;
  exact: number;
  amount: number;
  class: number;
  evidence: number;
  missed: number;
}

/** What a run counted; plain data, so that workers can send it. */
export interface Tally {
  histories: number;
  clean: number;
  preBasil: number;
  readonly rows: Record<string, RowScore>;
  readonly scenarios: Record<string, { planted: number; exact: number }>;
  readonly falseAlarms: Record<'clean' | 'look-alike' | 'beside', number>;
  readonly falseAlarmRules: Record<string, number>;
  strayLeakage: number;
  faults: number;
  readonly notes: string[];
}

export function emptyTally(): Tally {
  return {
    histories: 0,
    clean: 0,
    preBasil: 0,
    rows: {},
    scenarios: {},
    falseAlarms: { clean: 0, 'look-alike': 0, beside: 0 },
    falseAlarmRules: {},
    strayLeakage: 0,
    faults: 0,
    notes: [],
  };
}

/** Adds one history to a tally. `notes` says of each miss and false alarm where it is and what was said. */
export function count(tally: Tally, judged: Judged, shape: 'current' | 'pre-basil'): void {
  const at = `#${judged.index}${shape === 'pre-basil' ? ' (pre-basil)' : ''}`;
  tally.histories += 1;
  if (judged.labels.length === 0) tally.clean += 1;
  if (shape === 'pre-basil') tally.preBasil += 1;
  for (const { label, fate, said } of judged.labels) {
    const row = rowOf(tally, label.row);
    row.planted += 1;
    row[fate] += 1;
    const scenario = scenarioOf(tally, label.scenario);
    scenario.planted += 1;
    if (fate === 'exact') scenario.exact += 1;
    if (fate === 'exact') continue;
    const due = label.amount === null ? 'no amount' : `${label.amount.amount} ${label.amount.currency}`;
    const wanted = `${label.classification}/${label.category} ${due} [${label.evidence.join(' ')}]`;
    tally.notes.push(`${at} ${label.scenario} ${WORDS[fate]}\n    due:  ${wanted}\n    said: ${said}`);
  }
  for (const { where, rule, said } of judged.falseAlarms) {
    tally.falseAlarms[where] += 1;
    tally.falseAlarmRules[rule] = (tally.falseAlarmRules[rule] ?? 0) + 1;
    const planted = judged.labels.map(({ label }) => label.scenario).join(', ');
    tally.notes.push(
      `${at} false error (${where}${planted === '' ? '' : `: ${planted}`})\n    said: ${said}`,
    );
  }
  tally.strayLeakage += judged.strayLeakage.length;
  for (const said of judged.strayLeakage) tally.notes.push(`${at} leakage nobody planted\n    said: ${said}`);
  tally.faults += judged.faults.length;
  for (const fault of judged.faults) tally.notes.push(`${at} ${fault}`);
}

/** Adds the counts of `other` to `tally`. */
export function merge(tally: Tally, other: Tally): void {
  tally.histories += other.histories;
  tally.clean += other.clean;
  tally.preBasil += other.preBasil;
  tally.strayLeakage += other.strayLeakage;
  tally.faults += other.faults;
  tally.notes.push(...other.notes);
  for (const row of Object.values(other.rows)) {
    const mine = rowOf(tally, row.row);
    for (const key of ['planted', 'exact', 'amount', 'class', 'evidence', 'missed'] as const) {
      mine[key] += row[key];
    }
  }
  for (const [id, { planted, exact }] of Object.entries(other.scenarios)) {
    const mine = scenarioOf(tally, id);
    mine.planted += planted;
    mine.exact += exact;
  }
  for (const [rule, times] of Object.entries(other.falseAlarmRules)) {
    tally.falseAlarmRules[rule] = (tally.falseAlarmRules[rule] ?? 0) + times;
  }
  for (const where of ['clean', 'look-alike', 'beside'] as const) {
    tally.falseAlarms[where] += other.falseAlarms[where];
  }
}

function rowOf(tally: Tally, id: string): RowScore {
  const row = tally.rows[id] ?? emptyRow(id);
  tally.rows[id] = row;
  return row;
}

function scenarioOf(tally: Tally, id: string): { planted: number; exact: number } {
  const scenario = tally.scenarios[id] ?? { planted: 0, exact: 0 };
  tally.scenarios[id] = scenario;
  return scenario;
}

const emptyRow = (row: string): RowScore => ({
  row,
  planted: 0,
  exact: 0,
  amount: 0,
  class: 0,
  evidence: 0,
  missed: 0,
});

const WORDS: Readonly<Record<Fate, string>> = {
  exact: 'caught',
  amount: 'wrong amount',
  class: 'wrong class',
  evidence: 'evidence lacking',
  missed: 'missed',
};

const caught = (row: Pick<RowScore, 'exact' | 'amount'>): number => row.exact + row.amount;
const percent = (part: number, whole: number): number => (whole === 0 ? 100 : (100 * part) / whole);

export interface Summary {
  readonly rows: readonly (RowScore & { readonly caughtPercent: number })[];
  readonly total: {
    readonly histories: number;
    readonly clean: number;
    readonly preBasil: number;
    readonly planted: number;
    readonly caughtPercent: number;
    readonly exactPercent: number;
    readonly falseErrors: number;
  };
  readonly falseAlarms: Tally['falseAlarms'];
  readonly falseAlarmRules: Tally['falseAlarmRules'];
  readonly strayLeakage: number;
  readonly scenarios: Tally['scenarios'];
  /** Rows nobody has written a scenario for. */
  readonly rowsWithoutScenario: readonly string[];
  /** Bars not reached, each in one sentence; empty when all are. */
  readonly failures: readonly string[];
}

export function summarise(tally: Tally): Summary {
  const order = new Map(ROWS.map(({ id }, at) => [id, at]));
  const rows = Object.values(tally.rows)
    .map((row) => ({ ...row, caughtPercent: percent(caught(row), row.planted) }))
    .sort((a, b) => (order.get(a.row) ?? 0) - (order.get(b.row) ?? 0));
  const planted = rows.reduce((sum, row) => sum + row.planted, 0);
  const found = rows.reduce((sum, row) => sum + caught(row), 0);
  const exact = rows.reduce((sum, row) => sum + row.exact, 0);
  const total = {
    histories: tally.histories,
    clean: tally.clean,
    preBasil: tally.preBasil,
    planted,
    caughtPercent: percent(found, planted),
    exactPercent: percent(exact, found),
    falseErrors: tally.falseAlarms.clean + tally.falseAlarms['look-alike'] + tally.falseAlarms.beside,
  };
  const failures = [
    ...rows
      .filter((row) => row.caughtPercent < BARS.rowPercent)
      .map((row) => `${row.row}: ${row.caughtPercent.toFixed(1)} % caught, below ${BARS.rowPercent} %.`),
    ...(total.caughtPercent < BARS.overallPercent
      ? [`All rows: ${total.caughtPercent.toFixed(2)} % caught, below ${BARS.overallPercent} %.`]
      : []),
    ...(total.exactPercent < BARS.exactPercent
      ? [
          `Amounts: ${total.exactPercent.toFixed(2)} % of those caught are exact, below ${BARS.exactPercent} %.`,
        ]
      : []),
    ...(total.falseErrors > 0 ? [`${total.falseErrors} errors reported about money that is right.`] : []),
    ...(tally.faults > 0 ? [`${tally.faults} rules threw or histories were incomplete.`] : []),
  ];
  return {
    rows,
    total,
    falseAlarms: tally.falseAlarms,
    falseAlarmRules: tally.falseAlarmRules,
    strayLeakage: tally.strayLeakage,
    scenarios: tally.scenarios,
    rowsWithoutScenario: ROWS.map(({ id }) => id).filter((id) => !SCENARIOS_BY_ROW.has(id)),
    failures,
  };
}

/** The summary as a table for people. */
export function render(summary: Summary): string {
  const { total, falseAlarms } = summary;
  const titles = new Map(ROWS.map(({ id, title }) => [id, title]));
  const lines = [
    'row  planted  caught  exact  amount  class  evidence  missed  caught %  title',
    ...summary.rows.map((row) =>
      [
        row.row.padEnd(4),
        String(row.planted).padStart(7),
        String(caught(row)).padStart(7),
        String(row.exact).padStart(6),
        String(row.amount).padStart(7),
        String(row.class).padStart(6),
        String(row.evidence).padStart(9),
        String(row.missed).padStart(7),
        row.caughtPercent.toFixed(1).padStart(9),
        ` ${titles.get(row.row) ?? ''}`,
      ].join(' '),
    ),
    '',
    `histories ${total.histories} (clean ${total.clean}, pre-basil ${total.preBasil}); planted ${total.planted}; caught ${total.caughtPercent.toFixed(2)} %; exact amount ${total.exactPercent.toFixed(2)} % of those`,
    `false errors: clean ${falseAlarms.clean}, look-alikes ${falseAlarms['look-alike']}, beside what was planted ${falseAlarms.beside}${ruleCounts(summary.falseAlarmRules)}; leakage nobody planted ${summary.strayLeakage}`,
    `rows without a scenario (${summary.rowsWithoutScenario.length}): ${summary.rowsWithoutScenario.join(' ') || 'none'}`,
    summary.failures.length === 0
      ? `Every bar is reached${summary.rowsWithoutScenario.length === 0 ? '' : ' on the rows that have a scenario'}.`
      : `Not reached:\n${summary.failures.map((line) => `  ${line}`).join('\n')}`,
  ];
  return lines.join('\n');
}

function ruleCounts(rules: Tally['falseAlarmRules']): string {
  const names = Object.entries(rules).sort(([, a], [, b]) => b - a);
  return names.length === 0 ? '' : ` (${names.map(([rule, times]) => `${rule} ${times}`).join(', ')})`;
}
