import { balanceChange } from './balance.ts';
import { readInvoiceToPreview } from './invoice.ts';
import { moneyLine, type PreviewKind, statusWords } from './step.ts';

/** Nothing is due any more; what the invoice took from the balance goes back there. */
export const previewVoidInvoice: PreviewKind = async ({ target }, reading, moved) => {
  const invoice = await readInvoiceToPreview(target, reading);
  const { currency, customer, status, amount_remaining: due } = invoice;
  const lines = [
    { label: 'Invoice', before: statusWords(status), after: 'void' },
    moneyLine('Due on the invoice', currency, due, -due),
  ];
  const taken = (invoice.ending_balance ?? invoice.starting_balance) - invoice.starting_balance;
  if (taken === 0) return { lines, notes: [], next: [] };
  const balance = await balanceChange({ customer, amount: -taken, currency }, reading, moved);
  return { ...balance, lines: [...lines, ...balance.lines] };
};
