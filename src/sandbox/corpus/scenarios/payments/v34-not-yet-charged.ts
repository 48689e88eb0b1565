import { DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  eventLabel,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';

const row = 'V34';
const category = 'renewal';

export const NOT_YET_CHARGED: readonly Scenario[] = [
  {
    id: 'V34/draft',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const draft = later(stage, daysBeforeEnd(stage, { min: 1, max: 15 }), () =>
        ledger.invoices.draft(customer, {
          currency,
          method,
          lines: [{ amount: amountOf(stage, random.int(30, 200) * 100), description: 'Extra check-ins' }],
        }),
      );
      return () => eventLabel({ row, category, evidence: [draft().id] });
    },
  },
  {
    id: 'V34/sent',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const sent = later(stage, daysBeforeEnd(stage, { min: 1, max: 20 }), () =>
        ledger.invoices.bill(customer, {
          currency,
          collectionMethod: 'send_invoice',
          daysUntilDue: 30,
          taxRates: localTaxes(stage),
          lines: [{ amount: amountOf(stage, random.int(30, 200) * 100), description: 'Training day' }],
        }),
      );
      return () => eventLabel({ row, category, evidence: [sent().id] });
    },
  },
  {
    id: 'V34/subscription-by-invoice',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger } = stage;
      const price = ownPrice(stage);
      const subscription = subscribeAt(stage, startFor(stage, price, 1, { min: 2, max: 12 }), {
        price,
        collectionMethod: 'send_invoice',
        daysUntilDue: 14,
      });
      stage.at(stage.end - 16 * DAY, () => {
        const [first] = ledger.billing.invoicesOf(subscription());
        if (first?.status === 'open') ledger.invoices.pay(first, stage.method);
      });
      return () => {
        const last = ledger.billing.invoicesOf(subscription()).at(-1);
        return eventLabel({ row, category, evidence: [last?.id ?? ''] });
      };
    },
  },
];
