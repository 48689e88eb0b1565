import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import type { RuleFinding } from '../../src/analysis/finding.ts';
import { HistoryIndex } from '../../src/analysis/history-index.ts';
import type { Policy } from '../../src/analysis/policy.ts';
import type { Rule, RuleOutcome } from '../../src/analysis/rule.ts';
import type { Ticket } from '../../src/analysis/ticket/ticket.ts';
import { claimOf } from '../../src/analysis/ticket/ticket-claim.ts';
import { NOW } from './builders.ts';
import {
  CALENDAR_CYCLE_DAYS,
  deepFreeze,
  mapStrings,
  renamingOf,
  shuffled,
  timeShifted,
  withOrdinaryStranger,
} from './case-transforms.ts';
import type { CaseInput, ExpectedFinding } from './rule-cases.ts';

/** A rule's input after defaults: what the transforms of the free checks work on. */
interface Given {
  readonly history: BillingHistory;
  readonly policy: Policy;
  readonly ticket: Ticket | null;
  readonly asOf: number;
  readonly worthExplaining: boolean;
}

export function givenOf(input: CaseInput): Given {
  return {
    history: input.history,
    policy: { version: 1, timezone: 'UTC', ...input.policy },
    ticket: input.ticket ?? null,
    asOf: input.asOf ?? NOW,
    worthExplaining: input.worthExplaining ?? true,
  };
}

/** The rule's answer to an input that it cannot change without being caught. */
export function answer(rule: Rule, given: Given): RuleOutcome {
  const { history, policy, ticket, asOf, worthExplaining } = deepFreeze(given);
  const outcome = rule.check(history, {
    asOf,
    policy,
    index: new HistoryIndex(history),
    thresholds: { ...rule.thresholds, ...policy.rules?.[rule.id]?.thresholds },
    claim: claimOf(ticket, asOf),
    isWorthExplaining: () => worthExplaining,
  });
  return 'findings' in outcome ? outcome : { findings: outcome };
}

/** Compares findings with what a case expects: as many, and each as stated; order does not matter. */
export function expectFindings(
  rule: Rule,
  findings: readonly RuleFinding[],
  expected: readonly ExpectedFinding[],
): void {
  const left = [...findings];
  const seen = expected.map((wanted) => {
    const views = left.map((finding) => project(rule, finding, wanted));
    const found = views.findIndex((view) => isDeepStrictEqual(view, wantedView(wanted)));
    const [taken] = left.splice(Math.max(found, 0), 1);
    return taken === undefined ? null : project(rule, taken, wanted);
  });
  expect([...seen, ...left.map(({ message }) => `unexpected: ${message}`)]).toEqual(expected.map(wantedView));
}

/** The expectation with its keys in the order of {@link project}. */
function wantedView(wanted: ExpectedFinding): unknown {
  const { classification, category, confidence, variant, amount, evidence, correction } = wanted;
  return stripUndefined({
    classification,
    category,
    confidence,
    variant,
    amount,
    evidence: [...evidence].sort(),
    correction:
      correction === undefined || correction === null
        ? correction
        : stripUndefined({
            kind: correction.kind,
            target: correction.target,
            amount: correction.amount,
            params: correction.params,
          }),
  });
}

/** The part of a finding that the expectation speaks of. */
function project(rule: Rule, finding: RuleFinding, wanted: ExpectedFinding): unknown {
  const ids = new Set(finding.evidence.map(({ id }) => id));
  const { correction } = finding;
  const params = correction?.steps[0]?.params ?? {};
  const wantedParams = wanted.correction?.params;
  return stripUndefined({
    classification: finding.classification,
    category: wanted.category === undefined ? undefined : (finding.category ?? rule.category),
    confidence: wanted.confidence === undefined ? undefined : finding.confidence,
    variant: wanted.variant === undefined ? undefined : finding.variant,
    amount: finding.amount?.amount ?? null,
    evidence: wanted.evidence.filter((id) => ids.has(id)).sort(),
    correction:
      wanted.correction === undefined || correction === null
        ? wanted.correction === undefined
          ? undefined
          : null
        : stripUndefined({
            kind: correction.kind,
            target: correction.target,
            amount: correction.amount,
            params:
              wantedParams === undefined
                ? undefined
                : Object.fromEntries(Object.keys(wantedParams).map((key) => [key, params[key]])),
          }),
  });
}

function stripUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** What must not matter to a rule: each is run on a changed copy of the input and must give the same answer. */
export const INVARIANCES: readonly {
  readonly name: string;
  readonly holds: (rule: Rule, given: Given) => void;
}[] = [
  {
    name: 'shuffled lists',
    holds: (rule, given) => {
      const before = normalised(answer(rule, given));
      for (const seed of [1, 2, 3, 4, 5]) {
        const after = answer(rule, { ...given, history: shuffled(given.history, seed) });
        expect(normalised(after), `seed ${seed}`).toEqual(before);
      }
    },
  },
  {
    name: 'renamed ids',
    holds: (rule, given) => {
      for (const seed of [7, 11]) {
        const rename = renamingOf([given.history, given.policy], seed);
        const after = answer(rule, mapStrings(given, rename));
        expect(normalised(after)).toEqual(normalised(mapStrings(answer(rule, given), rename)));
      }
    },
  },
  {
    name: 'shifted time',
    holds: (rule, given) => {
      for (const days of [CALENDAR_CYCLE_DAYS, -CALENDAR_CYCLE_DAYS]) {
        const after = answer(rule, timeShifted(given, days));
        expect(normalised(after)).toEqual(normalised(timeShifted(answer(rule, given), days)));
      }
    },
  },
  {
    name: 'a stranger in the history',
    holds: (rule, given) => {
      const after = answer(rule, { ...given, history: withOrdinaryStranger(given.history) });
      expect(normalised(after)).toEqual(normalised(answer(rule, given)));
    },
  },
  {
    name: 'structured cloning',
    holds: (rule, given) => {
      const outcome = answer(rule, given);
      expect(structuredClone(outcome)).toEqual(outcome);
    },
  },
];

/** Findings in an order that does not depend on the input's, and within each the unordered lists likewise. */
function normalised(outcome: RuleOutcome): unknown {
  const findings = outcome.findings.map((finding) => ({
    ...finding,
    evidence: sorted(finding.evidence),
    at_issue: sorted(finding.at_issue),
    explains: sorted(finding.explains ?? []),
    recomputation: sorted(finding.recomputation),
    correction:
      finding.correction === null
        ? null
        : {
            ...finding.correction,
            steps: finding.correction.steps.map(({ params, ...step }) => ({
              ...step,
              params: Array.isArray(params['lines']) ? { ...params, lines: sorted(params['lines']) } : params,
            })),
          },
  }));
  return { findings: sorted(findings), skipped: outcome.skipped };
}

function sorted<T>(values: readonly T[]): T[] {
  const key = (value: T): string => JSON.stringify(value);
  return [...values].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
