import { expect } from 'vitest';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import type { Correction, CorrectionStep, Json, RuleFinding } from '../../src/analysis/finding.ts';
import { HistoryIndex } from '../../src/analysis/history-index.ts';
import type { Policy } from '../../src/analysis/policy.ts';
import type { Rule } from '../../src/analysis/rule.ts';
import type { RuleFacts } from './facts-table.ts';

/** What holds for every finding of every rule, checked on the finding alone. */
export function checkFinding(
  rule: Rule,
  finding: RuleFinding,
  history: BillingHistory,
  policy: Policy,
  table: RuleFacts | undefined,
): void {
  checkTexts(finding);
  checkReferences(finding, history, policy);
  checkFacts(finding, table);
  checkAmount(finding);
  if (finding.correction !== null) checkCorrection(rule, finding, finding.correction, history);
}

function checkTexts(finding: RuleFinding): void {
  const texts = {
    title: finding.title,
    message: finding.message,
    ...(finding.correction === null ? {} : { justification: finding.correction.justification }),
  };
  for (const [name, text] of Object.entries(texts)) {
    expect(text.trim(), `${name} says something`).not.toBe('');
    expect(text, `${name} holds a value that is missing`).not.toMatch(
      /\b(undefined|NaN|Infinity|null)\b|\[object /,
    );
  }
  expect(finding.message, 'the message is a sentence').toMatch(/[.!?]$/);
  for (const step of finding.recomputation) {
    expect(Object.values(step).join(' '), 'recomputation').not.toMatch(/\b(undefined|NaN|null)\b/);
  }
}

/** Names of parts that have no `object` field of their own, by the list that holds them. */
const PART_NAMES: Readonly<Record<string, string>> = {
  lines: 'line_item',
  items: 'subscription_item',
  discounts: 'discount',
  discount: 'discount',
};

function checkReferences(finding: RuleFinding, history: BillingHistory, policy: Policy): void {
  const known = objectsIn(history, policy);
  const keys = finding.evidence.map(({ object, id }) => `${object} ${id}`);
  expect(keys, 'a finding names its evidence').not.toEqual([]);
  expect(new Set(keys).size, `evidence is named once: ${keys.join(', ')}`).toBe(keys.length);
  for (const key of keys) expect(known, `evidence ${key} exists`).toContain(key);
  expect(finding.at_issue, 'a finding names the money at issue').not.toEqual([]);
  for (const unit of [...finding.at_issue, ...(finding.explains ?? [])]) {
    const key = unit.object === 'promise' ? `policy ${unit.id}` : `${unit.object} ${unit.id}`;
    expect(known, `money at issue ${key} exists`).toContain(key);
  }
  if (finding.customer !== null) expect(known).toContain(`customer ${finding.customer}`);
}

/** `<object> <id>` of everything in the history, and `policy <ref>` of every entry and section of the policy. */
function objectsIn(history: BillingHistory, policy: Policy): ReadonlySet<string> {
  const known = new Set<string>();
  const visit = (value: unknown, list: string): void => {
    if (Array.isArray(value)) {
      for (const part of value) visit(part, list);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const record = Object.entries(value);
    const { id, object } = value as { id?: unknown; object?: unknown };
    if (typeof id === 'string') known.add(`${typeof object === 'string' ? object : PART_NAMES[list]} ${id}`);
    for (const [key, part] of record) if (key !== 'data' && key !== 'metadata') visit(part, key);
  };
  visit(history, '');
  for (const [section, value] of Object.entries(policy)) {
    known.add(`policy ${section}`);
    const entries = Array.isArray(value) ? value : section === 'tax' ? Object.values(value).flat() : [];
    for (const entry of entries) {
      if (typeof entry === 'object' && entry !== null && 'ref' in entry) known.add(`policy ${entry.ref}`);
    }
  }
  return known;
}

function checkFacts(finding: RuleFinding, table: RuleFacts | undefined): void {
  expect(table, 'the rule has a row in src/analysis/rules/README.md').toBeDefined();
  if (table === undefined) return;
  if (table.variants.length > 0) expect(table.variants).toContain(finding.variant);
  const applicable = table.facts.filter(({ variant }) => variant === null || variant === finding.variant);
  const specs = new Map(applicable.map((spec) => [spec.name, spec]));
  for (const [name, fact] of Object.entries(finding.facts)) {
    expect([...specs.keys()], `fact ${name} is in the table for ${finding.variant}`).toContain(name);
    expect(fact.kind, `kind of fact ${name}`).toBe(specs.get(name)?.kind);
  }
  for (const { name, optional } of applicable) {
    if (!optional) expect(Object.keys(finding.facts), `fact ${name} is required`).toContain(name);
  }
}

function checkAmount(finding: RuleFinding): void {
  expect(Number.isInteger(finding.occurred_at), 'occurred_at is whole seconds').toBe(true);
  if (finding.amount === null) return;
  expect(Number.isSafeInteger(finding.amount.amount)).toBe(true);
  const overcharge = ['billing_error', 'likely_error'].includes(finding.classification);
  if (overcharge) expect(finding.amount.amount, 'an over-charge is positive').toBeGreaterThan(0);
}

function checkCorrection(
  rule: Rule,
  finding: RuleFinding,
  correction: Correction,
  history: BillingHistory,
): void {
  const index = new HistoryIndex(history);
  const [first] = correction.steps;
  expect(first, 'a correction has a step').toBeDefined();
  expect({ kind: correction.kind, target: correction.target }).toEqual({
    kind: first?.kind,
    target: first?.target,
  });
  for (const { kind } of correction.steps)
    expect(rule.proposes, 'the rule declares the kind').toContain(kind);

  const moved = correction.steps.reduce((sum, step) => sum + (step.amount ?? 0), 0);
  expect(moved, 'the steps add up to the correction').toBe(correction.amount ?? 0);
  if (finding.amount !== null) {
    expect(moved, 'no more than the over-charge').toBeLessThanOrEqual(finding.amount.amount);
    if (correction.currency !== null) expect(correction.currency).toBe(finding.amount.currency);
  }
  const evidence = new Set(finding.evidence.map(({ id }) => id));
  for (const step of correction.steps) {
    expect([...evidence], `${step.kind} ${step.target} acts on evidence`).toContain(step.target);
    checkStep(index, step);
  }
  checkCovered(index, correction.steps);
}

function checkStep(index: HistoryIndex, step: CorrectionStep): void {
  if (step.kind === 'void_invoice') expect(index.invoice(step.target)?.status).toBe('open');
  if (step.kind === 'cancel_subscription') {
    expect(index.subscription(step.target)?.ended_at, 'it has not ended yet').toBeNull();
    expect(typeof step.params['prorate'], 'prorate is said').toBe('boolean');
    expect(typeof step.params['invoice_now'], 'invoice_now is said').toBe('boolean');
  }
  if (step.kind === 'credit_note') checkCreditNote(index, step);
}

/** Stripe refuses a credit note whose parts do not add up. */
function checkCreditNote(index: HistoryIndex, step: CorrectionStep): void {
  const invoice = index.invoice(step.target);
  expect(invoice, 'the credited invoice is in the history').toBeDefined();
  const number = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);
  const given = ['refund_amount', 'credit_amount', 'out_of_band_amount'].reduce(
    (sum, key) => sum + number(step.params[key]),
    0,
  );
  const postPayment = Math.max(0, (step.amount ?? 0) - (invoice?.amount_remaining ?? 0));
  expect(given, 'refund, credit and out-of-band parts make up the post-payment amount').toBe(postPayment);
  for (const line of (step.params['lines'] ?? []) as readonly Readonly<Record<string, Json>>[]) {
    const own = invoice?.lines.map(({ id }) => id);
    if (line['type'] === 'invoice_line_item') expect(own).toContain(line['invoice_line_item']);
  }
}

/** What all steps together return on an object does not exceed what is still there to return. */
function checkCovered(index: HistoryIndex, steps: readonly CorrectionStep[]): void {
  const totals = new Map<string, number>();
  for (const { target, amount } of steps) totals.set(target, (totals.get(target) ?? 0) + (amount ?? 0));
  for (const [target, total] of totals) {
    const charge = index.charge(target);
    if (charge !== undefined) expect(total).toBeLessThanOrEqual(index.refundableOnCharge(charge));
    const invoice = index.invoice(target);
    if (invoice !== undefined) {
      expect(total).toBeLessThanOrEqual(invoice.total - index.returnedOnInvoice(invoice));
      const refunds = steps.reduce(
        (sum, { target: id, params }) =>
          id === target && typeof params['refund_amount'] === 'number' ? sum + params['refund_amount'] : sum,
        0,
      );
      expect(refunds).toBeLessThanOrEqual(index.refundableOnInvoice(invoice));
    }
  }
}
