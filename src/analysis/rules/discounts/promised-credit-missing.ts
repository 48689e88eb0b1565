import { formatMoney, toDecimal } from '../../../money.ts';
import { draftBalanceCredit } from '../../balance/draft-balance.ts';
import type { BillingHistory, Refund } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isLiveRefund } from '../../history-index.ts';
import type { Promised } from '../../policy.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

type PromisedCredit = Extract<Promised, { kind: 'credit' }>;

/** POLICY.md, `promises`: a credit without `due_by` is overdue ten days after it was promised. */
const DUE_AFTER_SECONDS = 10 * 86_400;

/** D10: a credit was promised, and no credit, credit note or refund of that amount followed. */
export const promisedCreditMissing = defineRule({
  id: 'promised-credit-missing',
  version: 1,
  rows: ['D10'],
  category: 'credit',
  title: 'Promised credit never booked',
  needs: [
    'customers',
    'customer_balance_transactions',
    'credit_notes',
    'refunds',
    'charges',
    'payment_intents',
  ],
  proposes: ['customer_balance_credit'],
  check(history, { policy, index, asOf }) {
    if (policy.promises === undefined) return { findings: [], skipped: NO_PROMISES };
    const promises = policy.promises
      .filter((promise): promise is PromisedCredit => promise.kind === 'credit')
      .filter(({ customer }) => index.customer(customer) !== undefined)
      .sort((a, b) => a.made_at - b.made_at || (a.ref < b.ref ? -1 : 1));
    if (promises.length === 0) return [];
    const given = givenBack(history, index);
    const spent = new Set<string>();
    return promises.flatMap((promise) => {
      const kept = keeperOf(promise, given, spent);
      if (kept !== undefined) {
        spent.add(kept.id);
        return [];
      }
      if (asOf <= dueBy(promise)) return [];
      const [bounced] = bouncedRefunds(promise, history, index).filter(({ id }) => !spent.has(id));
      if (bounced !== undefined) spent.add(bounced.id);
      return [findingOf(promise, { given, spent, bounced, index })];
    });
  },
});

const NO_PROMISES = 'policy section promises is missing: credits promised outside Stripe are not checked';

/** Money given back to a customer in one go. */
interface GivenBack {
  readonly object: 'customer_balance_transaction' | 'credit_note' | 'refund';
  readonly id: string;
  readonly customer: string | null;
  readonly at: number;
  readonly currency: string;
  readonly amount: number;
  /** A credit note's amount without the tax on top, where it has any. */
  readonly net: number;
  readonly words: string;
}

/** Refunds of the amount since it was promised that came back: what they were to return is what was promised. */
function bouncedRefunds(
  { customer, amount, currency, made_at }: PromisedCredit,
  history: BillingHistory,
  index: HistoryIndex,
): readonly Refund[] {
  return byCreation(history.refunds).filter(
    (refund) =>
      !isLiveRefund(refund) &&
      refund.amount === amount &&
      refund.currency === currency &&
      refund.created >= made_at &&
      ownerOf(refund, index) === customer,
  );
}

const ownerOf = (refund: Refund, index: HistoryIndex): string | null =>
  index.charge(refund.charge)?.customer ?? index.paymentIntent(refund.payment_intent)?.customer ?? null;

function givenBack(history: BillingHistory, index: HistoryIndex): readonly GivenBack[] {
  const credits = history.customer_balance_transactions
    .filter(({ type, amount }) => type === 'adjustment' && amount < 0)
    .map((entry): GivenBack & { readonly created: number } => ({
      ...entry,
      at: entry.created,
      amount: -entry.amount,
      net: -entry.amount,
      words: [entry.description ?? '', ...Object.values(entry.metadata)].join(' '),
    }));
  const notes = history.credit_notes
    .filter(({ status }) => status === 'issued')
    .map((note): GivenBack & { readonly created: number } => ({
      ...note,
      at: note.created,
      net: note.amount - note.total_taxes.reduce((sum, tax) => sum + (tax.inclusive ? 0 : tax.amount), 0),
      words: note.memo ?? '',
    }));
  const ofNotes = new Set(history.credit_notes.flatMap(({ refunds }) => refunds.map(({ refund }) => refund)));
  const refunds = history.refunds
    .filter((refund) => isLiveRefund(refund) && !ofNotes.has(refund.id))
    .map((refund): GivenBack & { readonly created: number } => ({
      ...refund,
      customer: ownerOf(refund, index),
      at: refund.created,
      net: refund.amount,
      words: Object.values(refund.metadata).join(' '),
    }));
  return byCreation([...credits, ...notes, ...refunds]);
}

const dueBy = ({ due_by, made_at }: PromisedCredit): number => due_by ?? made_at + DUE_AFTER_SECONDS;

/** What kept the promise: it names the promise or its source, or is of just that amount. */
function keeperOf(
  promise: PromisedCredit,
  given: readonly GivenBack[],
  spent: ReadonlySet<string>,
): GivenBack | undefined {
  const candidates = candidatesFor(promise, given, spent);
  return (
    candidates.find((one) => one.amount >= promise.amount && names(one, promise)) ??
    candidates.find(({ amount, net }) => amount === promise.amount || net === promise.amount)
  );
}

/** True when what was given says that it is for the promise. */
const names = ({ words }: GivenBack, { ref, source = '' }: PromisedCredit): boolean =>
  words.includes(ref) || (source !== '' && words.includes(source));

function candidatesFor(
  { customer, currency, made_at }: PromisedCredit,
  given: readonly GivenBack[],
  spent: ReadonlySet<string>,
): readonly GivenBack[] {
  return given.filter(
    (one) =>
      one.customer === customer && one.currency === currency && one.at >= made_at && !spent.has(one.id),
  );
}

function findingOf(
  promise: PromisedCredit,
  {
    given,
    spent,
    bounced,
    index,
  }: {
    readonly given: readonly GivenBack[];
    readonly spent: ReadonlySet<string>;
    /** A refund of the amount that came back. */
    readonly bounced: Refund | undefined;
    readonly index: HistoryIndex;
  },
): RuleFinding {
  const { customer, amount, currency, made_at, ref, source } = promise;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const due = dueBy(promise);
  // A credit of another amount may be this one where it says so, or says nothing: who booked it knows.
  const other = candidatesFor(promise, given, spent).find(
    (one) =>
      one.object === 'customer_balance_transaction' && (one.words.trim() === '' || names(one, promise)),
  );
  const missing = other !== undefined && other.amount < amount ? amount - other.amount : amount;
  const justification = `${show(amount)} credit was promised on ${isoDate(made_at)}${source === undefined ? '' : ` (${shownText(source)})`} and never booked.`;
  const correction =
    other === undefined
      ? draftBalanceCredit(index, customer, amount, currency, {
          justification,
          alternatives: [{ kind: 'refund', why_not: 'A credit was promised, and no payment is at fault.' }],
        })
      : null;
  const returned = bounced === undefined ? [] : [{ object: 'refund' as const, id: bounced.id }];
  const otherRef: EvidenceRef[] = other === undefined ? [] : [{ object: other.object, id: other.id }];
  return {
    classification: other === undefined ? 'billing_error' : 'likely_error',
    confidence: other === undefined ? 'certain' : 'medium',
    variant: other === undefined ? 'overdue' : 'unclear',
    title: 'Promised credit never booked',
    message: [
      `${show(amount)} credit was promised on ${isoDate(made_at)} and due by ${isoDate(due)}${source === undefined ? '' : ` (${shownText(source)})`};`,
      other === undefined
        ? `no balance credit, credit note or refund of that amount was made since.${correction === null ? ' Decide in person: nothing can be booked on this customer.' : ' Book it on the balance.'}`
        : `only ${show(other.amount)} was booked since, as ${other.id}. Find out whether that was meant for this promise, then book what is missing.`,
    ].join(' '),
    facts: {
      amount: fact.money(missing, currency),
      promised: fact.money(amount, currency),
      promised_at: fact.date(made_at),
      due_at: fact.date(due),
      ...(other === undefined ? {} : { booked: fact.money(other.amount, currency) }),
    },
    amount: { amount: missing, currency },
    evidence: [{ object: 'policy', id: ref }, { object: 'customer', id: customer }, ...otherRef, ...returned],
    recomputation: [
      {
        label: 'promised and not booked',
        expression: `${decimal(amount)} − ${decimal(amount - missing)}`,
        result: decimal(missing),
      },
    ],
    // The refund that came back is the same money: it is reported once.
    at_issue: [
      { object: 'promise', id: ref, part: 'whole' },
      ...returned.map((one): MoneyUnit => ({ ...one, part: 'whole' })),
    ],
    correction,
    customer,
    occurred_at: due,
  };
}
