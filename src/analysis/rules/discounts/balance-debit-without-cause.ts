import { formatMoney, toDecimal } from '../../../money.ts';
import { type BalanceEntries, BalanceLedgers } from '../../balance/balance-ledger.ts';
import { draftBalanceCredit } from '../../balance/draft-balance.ts';
import type { CustomerBalanceTransaction } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** D12: a debt was booked on the balance that the customer does not owe. */
export const balanceDebitWithoutCause = defineRule({
  id: 'balance-debit-without-cause',
  version: 1,
  rows: ['D12'],
  category: 'balance',
  title: 'Debt booked without cause',
  needs: ['customer_balance_transactions', 'customers', 'invoices', 'credit_notes'],
  proposes: ['customer_balance_credit'],
  check(history, { index }) {
    const own = new Set(history.customers.map(({ id }) => id));
    return new BalanceLedgers(history)
      .all()
      .flatMap((entries) => wrongDebits(entries, own).map((wrong) => findingOf(wrong, index)));
  },
});

interface WrongDebit {
  readonly variant: 'other_customer' | 'twice' | 'no_source';
  readonly entry: CustomerBalanceTransaction;
  /** The entry it repeats. */
  readonly first: CustomerBalanceTransaction | null;
  /** The other customer it names. */
  readonly named: string | null;
}

/** Debts of one balance that nothing explains, less those taken back since. */
function wrongDebits(entries: BalanceEntries, own: ReadonlySet<string>): readonly WrongDebit[] {
  const wrong: WrongDebit[] = [];
  const carried = new Map<string, CustomerBalanceTransaction>();
  /** Credits booked by hand that a later debt of the same amount undoes, by amount. */
  const undoable = new Map<number, number>();
  for (const entry of entries) {
    const { type, amount, invoice } = entry;
    if (type === 'adjustment' && amount < 0) {
      if (takeBack(wrong, entry)) continue;
      undoable.set(-amount, (undoable.get(-amount) ?? 0) + 1);
    }
    if (amount <= 0) continue;
    if (type === 'invoice_too_small' && invoice !== null) {
      const first = carried.get(invoice);
      if (first !== undefined) wrong.push({ variant: 'twice', entry, first, named: null });
      else carried.set(invoice, entry);
      continue;
    }
    if (type !== 'adjustment') continue;
    const undone = undoable.get(amount) ?? 0;
    const named = namedStranger(entry, own);
    if (named !== null) wrong.push({ variant: 'other_customer', entry, first: null, named });
    else if (undone > 0) undoable.set(amount, undone - 1);
    else if (isSilent(entry)) wrong.push({ variant: 'no_source', entry, first: null, named: null });
  }
  return wrong;
}

/** Drops the latest wrong debt of the amount that a credit gives back. */
function takeBack(wrong: WrongDebit[], credit: CustomerBalanceTransaction): boolean {
  const place = wrong.findLastIndex(({ entry }) => entry.amount === -credit.amount);
  if (place < 0) return false;
  wrong.splice(place, 1);
  return true;
}

/** A customer that the entry's words name and that is none of this history's. */
function namedStranger(entry: CustomerBalanceTransaction, own: ReadonlySet<string>): string | null {
  const words = [entry.description ?? '', ...Object.values(entry.metadata)].join(' ');
  const named = words.match(/\bcus_\w+/g) ?? [];
  return named.length > 0 && named.every((id) => !own.has(id)) ? (named[0] ?? null) : null;
}

/** True when nobody wrote what the debt is for. */
function isSilent(entry: CustomerBalanceTransaction): boolean {
  return (
    (entry.description ?? '').trim() === '' &&
    Object.keys(entry.metadata).length === 0 &&
    entry.invoice === null &&
    entry.credit_note === null
  );
}

function findingOf({ variant, entry, first, named }: WrongDebit, index: HistoryIndex): RuleFinding {
  const { amount, currency, customer, created } = entry;
  const show = formatMoney({ amount, currency });
  const why = {
    other_customer: `it names customer ${shownText(named ?? '')}, not this one`,
    twice: `the same ${show} of ${shownText(first?.invoice ?? '')} had been carried over on ${isoDate(first?.created ?? created)} already`,
    no_source: 'it has no invoice, no description and no metadata, and takes back no earlier credit',
  }[variant];
  const proved = variant !== 'no_source';
  const correction = proved
    ? draftBalanceCredit(index, customer, amount, currency, {
        justification: `Takes back ${show} booked on ${isoDate(created)}: ${why}.`,
        alternatives: [
          { kind: 'refund', why_not: 'The debt sits on the balance, and is cleared where it was booked.' },
        ],
      })
    : null;
  const invoice = index.invoice(first?.invoice ?? null);
  return {
    classification: proved ? 'billing_error' : 'likely_error',
    confidence: variant === 'twice' ? 'certain' : proved ? 'high' : 'medium',
    variant,
    title: 'Debt booked without cause',
    message: [
      `${show} was booked as owed on the balance on ${isoDate(created)} (${entry.id}): ${why}.`,
      proved
        ? 'Book the same amount as credit: the customer does not owe it.'
        : 'Find out who booked it and for what; if nobody knows, book the same amount as credit.',
    ].join(' '),
    facts: {
      amount: fact.money(amount, currency),
      booked_at: fact.date(created),
      ...(first === null ? {} : { first_at: fact.date(first.created) }),
    },
    amount: { amount, currency },
    evidence: [
      { object: 'customer_balance_transaction', id: entry.id },
      ...(first === null ? [] : [{ object: 'customer_balance_transaction', id: first.id }]),
      ...(invoice === undefined ? [] : [{ object: 'invoice', id: invoice.id }]),
      ...(index.customer(customer) === undefined ? [] : [{ object: 'customer', id: customer }]),
    ],
    recomputation: [
      {
        label: `${entry.id}, owed without cause`,
        expression:
          first === null
            ? toDecimal({ amount, currency })
            : `${toDecimal({ amount: amount + first.amount, currency })} carried − ${toDecimal({ amount: first.amount, currency })} owed`,
        result: toDecimal({ amount, currency }),
      },
    ],
    at_issue: [{ object: 'customer_balance_transaction', id: entry.id, part: 'whole' }],
    correction,
    customer: index.customer(customer) === undefined ? null : customer,
    occurred_at: created,
  };
}
