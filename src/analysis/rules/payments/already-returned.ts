import { formatMoney, toDecimal } from '../../../money.ts';
import { type Part, type Receipt, type Returned, receiptsOf } from '../../arithmetic/returns.ts';
import type { Charge } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isLiveRefund } from '../../history-index.ts';
import type { Policy } from '../../policy.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listed, shownText } from '../../wording.ts';

/** More refunds or credits than this are counted in the message; the evidence names them all. */
const NAMED_PARTS_MAX = 4;

export const alreadyReturned = defineRule({
  id: 'already-returned',
  version: 1,
  rows: ['V31'],
  category: 'refund',
  title: 'Money was already returned',
  needs: ['refunds', 'credit_notes', 'customer_balance_transactions', 'charges', 'invoices'],
  proposes: [],
  thresholds: { balance_credit_days: 60 },
  check(history, context) {
    const findings: RuleFinding[] = [];
    const reasons: string[] = [];
    for (const receipt of receiptsOf(history, {
      ...context,
      creditDays: context.thresholds['balance_credit_days'] ?? 0,
    })) {
      const due = receipt.returns.filter(({ parts }) =>
        context.isWorthExplaining(latest(parts).at, 'refund'),
      );
      if (due.length === 0) continue;
      const promise = openPromise(receipt, context.policy);
      if (promise === undefined) findings.push(...due.map((ret) => explain(receipt, ret)));
      else reasons.push(promise);
    }
    for (const charge of byCreation(history.charges)) {
      const unlisted = unlistedRefunds(charge, context.index);
      if (unlisted <= 0 || !context.isWorthExplaining(charge.created, 'refund')) continue;
      const amount = formatMoney({ amount: unlisted, currency: charge.currency });
      reasons.push(`refunds of ${amount} on ${shownText(charge.id)} are not in the history`);
    }
    const skipped = joinReasons(reasons);
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** Returned on a charge by its own account, but by no refund known: neither day nor way can be told. */
function unlistedRefunds(charge: Charge, index: HistoryIndex): number {
  if (!charge.captured) return 0;
  // Stripe counts what a partial capture released as refunded.
  const released = charge.amount - charge.amount_captured;
  const listed = index
    .refundsOfCharge(charge.id)
    .reduce((sum, refund) => (isLiveRefund(refund) ? sum + refund.amount : sum), 0);
  return charge.amount_refunded - listed - released;
}

/** Why nothing is explained: more was promised for this very money than was given back. */
function openPromise(receipt: Receipt, policy: Policy): string | undefined {
  const { invoice, charges, charged, left, currency } = receipt;
  const promise = (policy.promises ?? []).find(
    (entry) =>
      entry.kind === 'refund' &&
      entry.currency === currency &&
      ((invoice !== undefined && entry.invoice === invoice.id) ||
        charges.some(({ id }) => id === entry.charge)) &&
      entry.amount > charged - left,
  );
  if (promise === undefined || promise.kind !== 'refund') return undefined;
  const promised = formatMoney({ amount: promise.amount, currency });
  return `the policy's ${promise.ref} promises ${promised}, and ${formatMoney({ amount: charged - left, currency })} was returned`;
}

type Variant = 'refund' | 'partial_refund' | 'credit_note' | 'balance';

function explain(receipt: Receipt, { way, parts, named }: Returned): RuleFinding {
  const { invoice, charges, currency, charged, left } = receipt;
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  const other = charged - left - amount;
  const last = latest(parts);
  const variant: Variant = way === 'card' ? (amount >= charged ? 'refund' : 'partial_refund') : way;
  const reference = parts.length === 1 ? last.reference : null;
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const whole: MoneyUnit[] =
    left > 0 || !receipt.returns.every((ret) => ret.named)
      ? []
      : [
          ...(invoice === undefined ? [] : [unit('invoice', invoice.id)]),
          ...charges.map(({ id }) => unit('charge', id)),
        ];
  return {
    classification: 'valid_but_confusing',
    confidence: named ? 'certain' : 'medium',
    title: TITLES[variant],
    variant,
    message: messageOf(receipt, variant, parts, amount, named),
    facts: knownFacts({
      amount: fact.money(amount, currency),
      charged: fact.money(charged, currency),
      left: fact.money(left, currency),
      returned_at: fact.date(last.at),
      count: fact.count(parts.length),
      reference: reference === null || reference === '' ? undefined : fact.text(reference),
    }),
    amount: null,
    evidence: evidenceOf(receipt, parts),
    recomputation: [
      {
        label: 'left after what was returned',
        expression: `${decimal(charged)} − ${parts.map((part) => decimal(part.amount)).join(' − ')}${
          other > 0 ? ` − ${decimal(other)} returned otherwise` : other < 0 ? ', not below 0' : ''
        }`,
        result: decimal(left),
      },
    ],
    at_issue: parts.map(({ object, id }) => unit(object, id)),
    explains: [...parts.map(({ object, id }) => unit(object, id)), ...whole],
    correction: null,
    customer: receipt.customer,
    occurred_at: last.at,
  };
}

const TITLES: Readonly<Record<Variant, string>> = {
  refund: 'Already refunded in full',
  partial_refund: 'Already refunded in part',
  credit_note: 'Already credited by credit note',
  balance: 'Already credited to the balance',
};

const HOW: Readonly<Record<Variant, string>> = {
  refund: 'refunded',
  partial_refund: 'refunded',
  credit_note: 'taken off by credit note',
  balance: 'credited to the customer balance',
};

function messageOf(
  { invoice, charges, currency, charged, left }: Receipt,
  variant: Variant,
  parts: readonly Part[],
  amount: number,
  named: boolean,
): string {
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const subject = shownText(invoice?.id ?? charges[0]?.id ?? '');
  const last = isoDate(latest(parts).at);
  const when = parts.length === 1 ? `on ${last}` : `in ${parts.length} steps, the last on ${last}`;
  const shown = parts.slice(0, NAMED_PARTS_MAX).map(({ id }) => shownText(id));
  const ids = listed(parts.length > shown.length ? [...shown, `${parts.length - shown.length} more`] : shown);
  return [
    `${show(amount)} of the ${show(charged)} of ${subject} was already ${HOW[variant]} ${when} (${ids}).`,
    ...(variant === 'balance' ? ['Later invoices use the balance up.'] : []),
    ...(named ? [] : ['The credit does not say what it is for: only its amount fits.']),
    left === 0
      ? 'Nothing is left to return: tell the customer when and how it came back.'
      : `${show(left)} of it remains: tell the customer when and how much came back.`,
  ].join(' ');
}

function evidenceOf({ invoice, charges }: Receipt, parts: readonly Part[]): readonly EvidenceRef[] {
  const refs = [
    ...parts.map(({ object, id }) => ({ object, id })),
    ...parts.flatMap(({ note }) => (note === undefined ? [] : [{ object: 'credit_note', id: note }])),
    ...(invoice === undefined ? [] : [{ object: 'invoice', id: invoice.id }]),
    ...charges.map(({ id }) => ({ object: 'charge', id })),
  ];
  const seen = new Map(refs.map((ref) => [`${ref.object} ${ref.id}`, ref]));
  return [...seen.values()];
}

/** The part the customer got last. Parts come oldest first within an object list, not across them. */
function latest(parts: readonly Part[]): Part {
  return parts.reduce((last, part) => (part.at > last.at ? part : last));
}

function unit(object: MoneyUnit['object'], id: string): MoneyUnit {
  return { object, id, part: 'whole' };
}
