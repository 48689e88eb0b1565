import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import {
  amountOf,
  askedBy,
  errorLabel,
  eventLabel,
  later,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { fitsProrations } from './upgrade.ts';

const category = 'proration';

/** A change waits as invoice items, the subscription ends without an invoice, another one's renewal brings them along. */
const elsewhere = (id: string, ends: boolean): Scenario => ({
  id: `C9/${id}`,
  row: 'C9',
  kind: ends ? 'fault' : 'event',
  fits: fitsProrations,
  stage: (stage) => {
    const { ledger, random, currency } = stage;
    const cheap = ownPrice(stage, { unitAmount: amountOf(stage, random.int(12, 40) * 100) });
    const dear = ownPrice(stage, { unitAmount: amountOf(stage, random.int(50, 120) * 100) });
    const other = ownPrice(stage);
    const renewals = random.int(3, 8);
    const start = startFor(stage, other, renewals, { min: 2, max: 20 });
    const second = subscribeAt(stage, start, { price: other });
    const brings = addMonths(start, renewals);
    const first = subscribeAt(stage, addMonths(start, 1) + 5 * DAY, { price: cheap });
    const at = brings - random.int(12 * DAY, 14 * DAY);
    stage.at(at, () => {
      ledger.billing.changePlan(first(), { price: dear }, 'create_prorations');
      for (const item of ledger.book.all('invoiceitem')) {
        if (item.invoice === null && item.proration && item.period.start === at)
          ledger.invoices.movePending(item, second());
      }
    });
    if (ends) stage.at(at + 2 * DAY, () => void ledger.billing.cancelNow(first()));
    return () => {
      const invoice = ledger.billing.invoicesOf(second()).find(({ created }) => created >= brings);
      const lines = (invoice?.lines.data ?? []).filter(({ period }) => period.start === at);
      const evidence = [invoice?.id ?? '', first().id];
      if (!ends) return eventLabel({ row: 'C9', category, evidence });
      return errorLabel({
        row: 'C9',
        category,
        currency,
        amount: lines.reduce((sum, line) => sum + askedBy(line), 0),
        evidence,
      });
    };
  },
});

export const RESIDUAL_PRORATIONS: readonly Scenario[] = [
  elsewhere('ended-and-billed-elsewhere', true),
  elsewhere('billed-elsewhere', false),
];

/** A change waits as invoice items, and the subscription ends: they are billed with the end, or wait on. */
const leftOver = (id: string, invoiceNow: boolean): Scenario => ({
  id: `V8/${id}`,
  row: 'V8',
  kind: 'event',
  fits: fitsProrations,
  stage: (stage) => {
    const { ledger, random } = stage;
    const cheap = ownPrice(stage, { unitAmount: amountOf(stage, random.int(12, 40) * 100) });
    const dear = ownPrice(stage, { unitAmount: amountOf(stage, random.int(50, 120) * 100) });
    const start = startFor(stage, cheap, random.int(3, 8), { min: 16, max: 25 });
    const subscription = subscribeAt(stage, start, { price: cheap });
    const at = stage.end - random.int(8 * DAY, 12 * DAY);
    stage.at(at, () => {
      ledger.billing.changePlan(subscription(), { price: dear }, 'create_prorations');
    });
    const closing = later(stage, at + random.int(2 * DAY, 5 * DAY), () =>
      ledger.billing.cancelNow(subscription(), { invoiceNow }),
    );
    return () => {
      const waiting = ledger.book
        .all('invoiceitem')
        .find(({ invoice, amount, period }) => invoice === null && amount > 0 && period.start === at);
      return eventLabel({
        row: 'V8',
        category,
        evidence: [subscription().id, closing()?.id ?? waiting?.id ?? ''],
      });
    };
  },
});

export const LEFT_OVER_AFTER_END: readonly Scenario[] = [
  leftOver('billed-with-the-end', true),
  leftOver('still-waiting', false),
];
