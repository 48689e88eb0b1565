import { formatMoney, toDecimal } from '../../../money.ts';
import type { Charge } from '../../billing-history.ts';
import { draftRefund } from '../../correction.ts';
import { purchaseOf } from '../../duplicates/purchase-identity.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoMinute, shownText } from '../../wording.ts';

/** Metadata keys with which scripts mark what they wrote. */
const RUN_KEY = /(^|[_\-. ])(batch|import|migration|migrated|job|script|cron|run|backfill)([_\-. ]|$)/i;

export const chargedAgainByBatch = defineRule({
  id: 'charged-again-by-batch',
  version: 1,
  rows: ['A10'],
  category: 'duplicate_charge',
  title: 'Charged again by a script',
  needs: ['charges', 'payment_intents', 'invoices', 'refunds', 'disputes'],
  proposes: ['escalate', 'refund'],
  thresholds: { same_run_minutes: 60 },
  check(history, { index, thresholds }) {
    const window = (thresholds['same_run_minutes'] ?? 0) * 60;
    const byRun = new Map<string, Charge[]>();
    for (const charge of byCreation(history.charges)) {
      const purchase = purchaseOf(index, charge);
      if (charge.customer === null || purchase.invoiced || index.netOfCharge(charge) <= 0) continue;
      for (const [key, value] of Object.entries(purchase.metadata)) {
        if (!RUN_KEY.test(key.replace(/([a-z0-9])([A-Z])/g, '$1_$2')) || value.trim() === '') continue;
        const group = `${charge.customer} ${charge.currency} ${charge.amount_captured} ${key}=${value}`;
        byRun.set(group, [...(byRun.get(group) ?? []), charge]);
      }
    }
    const findings: RuleFinding[] = [];
    const told = new Set<string>();
    for (const [group, [first, ...again]] of byRun) {
      for (const charge of again) {
        if (first === undefined || told.has(charge.id) || charge.created - first.created > window) continue;
        told.add(charge.id);
        findings.push(findingOf(first, charge, group.slice(group.lastIndexOf(' ') + 1), index));
      }
    }
    return findings;
  },
});

function findingOf(first: Charge, again: Charge, run: string, index: HistoryIndex): RuleFinding {
  const amount = index.netOfCharge(again);
  const { currency } = again;
  const money = formatMoney({ amount, currency });
  const mark = shownText(run);
  return {
    classification: 'likely_error',
    confidence: 'medium',
    title: 'Charged again by a script',
    message:
      `${first.id} (${isoMinute(first.created)}) and ${again.id} (${isoMinute(again.created)}) took the same amount and carry the same mark of a run, ${mark}: ` +
      `a script that ran twice would do this, and to other customers too, which one customer's history cannot show. ` +
      `Ask engineering for the run's other charges; if it ran twice, refund ${money} on ${again.id} with the rest of the batch.`,
    facts: {
      amount: fact.money(amount, currency),
      first_at: fact.date(first.created),
      again_at: fact.date(again.created),
      run: fact.text(mark),
    },
    amount: { amount, currency },
    evidence: [
      { object: 'charge', id: first.id },
      { object: 'charge', id: again.id },
    ],
    recomputation: [
      {
        label: 'taken a second time',
        expression: `${toDecimal({ amount: 2 * amount, currency })} − ${toDecimal({ amount, currency })}`,
        result: toDecimal({ amount, currency }),
      },
    ],
    at_issue: [{ object: 'charge', id: again.id, part: 'whole' }],
    correction: draftRefund(index, again, amount, {
      reason: 'duplicate',
      justification: `${again.id} repeats ${first.id} of the same run (${mark}); confirm with engineering that the run was one.`,
      alternatives: [
        {
          kind: 'escalate',
          why_not: 'The run itself must be looked at as well: other customers may be charged twice by it.',
        },
      ],
    }),
    customer: again.customer,
    occurred_at: again.created,
  };
}
