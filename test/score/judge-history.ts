import { type AnalysisOutcome, analyze } from '../../src/analysis/analyze.ts';
import type { Finding } from '../../src/analysis/finding.ts';
import { RULES_BY_ROW } from '../../src/analysis/rules/index.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { CorpusHistory } from '../../src/sandbox/corpus/generate.ts';
import { toPreBasil } from '../../src/sandbox/ledger/shapes/pre-basil.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';

type Label = CorpusHistory['labels'][number];

/** What became of one planted label. `amount`: caught, but the amount differs. */
export type Fate = 'exact' | 'amount' | 'class' | 'evidence' | 'missed';

export interface JudgedLabel {
  readonly label: Label;
  readonly fate: Fate;
  /** The finding that comes nearest, in one line; what else was said when there is none. */
  readonly said: string;
}

/** An error reported about money that nobody planted an error in. */
export interface FalseAlarm {
  /** In a clean history, about an event that is right, or elsewhere in a history with something planted. */
  readonly where: 'clean' | 'look-alike' | 'beside';
  readonly rule: string;
  readonly said: string;
}

export interface Judged {
  readonly index: number;
  readonly labels: readonly JudgedLabel[];
  readonly falseAlarms: readonly FalseAlarm[];
  /** Leakage reported that nobody planted: worth a look, but no error toward the customer. */
  readonly strayLeakage: readonly string[];
  /** What makes the history itself unfit: gaps that could hold money, rules that threw. */
  readonly faults: readonly string[];
  readonly outcome: AnalysisOutcome;
}

/** The objects as the API version of the history's shape returned them. */
export function shapedObjects(history: CorpusHistory): readonly unknown[] {
  return history.shape === 'current' ? history.objects : toPreBasil(history.objects);
}

/** Runs the real mapper, the real policy parser and the catalogue over one history. */
export function analyzeHistory(history: CorpusHistory): AnalysisOutcome {
  return analyze({
    history: toBillingHistory(shapedObjects(history), { exportedAt: history.now, livemode: false }),
    policy: parsePolicy(history.policy),
    asOf: history.now,
    ticket: history.ticket,
  });
}

/** Judges one history against what was planted in it. */
export function judgeHistory(history: CorpusHistory): Judged {
  const outcome = analyzeHistory(history);
  const { findings, gaps, verdict } = outcome.analysis;
  const used = new Set<Finding>();
  const labels = history.labels.map((label) => judgeLabel(label, findings, used));
  const unused = findings.filter((finding) => !used.has(finding));
  return {
    index: history.index,
    labels,
    falseAlarms: unused.filter(isError).flatMap((finding) => falseAlarm(finding, history, labels)),
    strayLeakage: unused
      .filter((finding) => finding.classification === 'leakage')
      // Told in the place of a label that was missed, it counts against that label's row.
      .filter((finding) => !labels.some(({ label, fate }) => fate === 'missed' && meets(finding, label)))
      .map(describe),
    faults: [
      ...outcome.crashes.map(({ rule, error }) => `${rule} threw: ${error}`),
      ...(verdict === 'cannot_tell' ? gaps.map((gap) => `a gap: ${gap}`) : []),
    ],
    outcome,
  };
}

const isError = ({ classification }: Finding): boolean =>
  classification === 'billing_error' || classification === 'likely_error';

function judgeLabel(label: Label, findings: readonly Finding[], used: Set<Finding>): JudgedLabel {
  const rules = RULES_BY_ROW.get(label.row) ?? [];
  const free = findings.filter((finding) => !used.has(finding));
  const ours = free.filter((finding) => rules.includes(finding.rule));
  const complete = ours.filter((finding) => label.evidence.every((id) => cites(finding, id)));
  const right = complete.filter(
    (finding) => finding.classification === label.classification && finding.category === label.category,
  );
  const exact = right.find((finding) => sameAmount(finding, label));
  const best = exact ?? right[0];
  if (best !== undefined) {
    used.add(best);
    return { label, fate: exact === undefined ? 'amount' : 'exact', said: describe(best) };
  }
  const near = complete[0] ?? ours.find((finding) => meets(finding, label));
  if (near !== undefined) {
    used.add(near);
    return { label, fate: complete[0] === undefined ? 'evidence' : 'class', said: describe(near) };
  }
  const others = free.filter((finding) => meets(finding, label)).map(describe);
  return { label, fate: 'missed', said: others.length === 0 ? 'nothing' : `instead: ${others.join(' | ')}` };
}

function falseAlarm(finding: Finding, history: CorpusHistory, labels: readonly JudgedLabel[]): FalseAlarm[] {
  const said = describe(finding);
  if (history.labels.length === 0) return [{ where: 'clean', rule: finding.rule, said }];
  const touched = labels.filter(({ label }) => meets(finding, label));
  if (touched.some(({ label }) => label.kind === 'event')) {
    return [{ where: 'look-alike', rule: finding.rule, said }];
  }
  // Told under another rule's name, a planted error counts against its row, not twice.
  if (touched.some(({ fate }) => fate === 'missed')) return [];
  return [{ where: 'beside', rule: finding.rule, said }];
}

const cites = (finding: Finding, id: string): boolean => finding.evidence.some((ref) => ref.id === id);

const meets = (finding: Finding, label: Label): boolean =>
  label.evidence.some((id) => cites(finding, id) || finding.at_issue.some((unit) => unit.id === id));

function sameAmount(finding: Finding, label: Label): boolean {
  return (
    finding.amount?.amount === label.amount?.amount && finding.amount?.currency === label.amount?.currency
  );
}

/** A finding in one line, for a person who looks for the reason of a miss. */
export function describe(finding: Finding): string {
  const amount =
    finding.amount === null ? 'no amount' : `${finding.amount.amount} ${finding.amount.currency}`;
  const evidence = finding.evidence.map((ref) => ref.id).join(' ');
  return `${finding.rule} ${finding.classification}/${finding.category} ${amount} [${evidence}]`;
}
