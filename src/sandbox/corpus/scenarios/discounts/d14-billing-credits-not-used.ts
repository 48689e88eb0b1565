import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import {
  amountOf,
  errorLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { taxOnTop } from './missing.ts';

const row = 'D14';

interface Options {
  /** What was granted, US cents. */
  readonly cents: number;
  /** How much is used each month. */
  readonly units: { readonly min: number; readonly max: number };
  /** Renewals, counted from the last, that did not use the grant. */
  readonly since: number;
  readonly inclusive?: boolean;
  readonly expiresAfterEnd?: boolean;
  /** Granted in two parts, the second of them with priority. */
  readonly isSplit?: boolean;
  readonly percentOff?: number;
}

/** Usage that a prepaid grant should have paid, charged to the card. */
function notUsed(id: string, options: Options): Scenario {
  const { cents, units, since, percentOff } = options;
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const { billing, catalogue, grants } = ledger;
      const taxRates = options.inclusive === true ? inclusiveTaxes(stage) : localTaxes(stage);
      const meter = catalogue.makeMeter(`Tickets scanned ${random.digits(4)}`);
      const price = ownPrice(stage, { unitAmount: '10', meter: meter.id });
      const renewals = since + random.int(1, 4);
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const coupon =
        percentOff === undefined
          ? null
          : catalogue.makeCoupon({ name: 'Volume', percentOff, duration: 'forever' });
      const subscription = subscribeAt(stage, start, {
        price,
        taxRates,
        ...(coupon === null ? {} : { coupon: { coupon } }),
        hooks: { credits: ({ renewal }) => renewal <= renewals - since },
      });
      for (let month = 0; month < renewals; month += 1) {
        const at = addMonths(start, month) + random.int(1, 20) * DAY;
        const value = random.int(units.min, units.max) * 10;
        stage.at(at, () => billing.reportUsage(customer, meter, value));
      }
      const granted = later(stage, addMonths(start, renewals - since) + random.int(2, 20) * DAY, () => {
        const parts = options.isSplit === true ? [0.6, 0.4] : [1];
        return parts.map((part, at) =>
          grants.grant(customer, {
            name: 'Prepaid scans',
            amount: Math.floor((amountOf(stage, cents) * part) / 10) * 10,
            currency,
            category: 'paid',
            // Only this price: others of the customer are no business of this grant.
            prices: [price],
            priority: 50 - 10 * at,
            ...(options.expiresAfterEnd === true ? { expiresAt: stage.end + 5 * DAY } : {}),
          }),
        );
      });
      return () => {
        const due = billing.invoicesOf(subscription()).slice(-since);
        let left = granted().reduce((sum, grant) => sum + grants.left(grant), 0);
        const lacking: string[] = [];
        let amount = 0;
        for (const invoice of due) {
          for (const line of invoice.lines.data) {
            const net = line.amount - (line.discount_amounts ?? []).reduce((sum, off) => sum + off.amount, 0);
            const paid = Math.min(left, net);
            if (paid <= 0) continue;
            left -= paid;
            amount += paid + taxOnTop(taxRates, net) - taxOnTop(taxRates, net - paid);
            lacking.push(invoice.id);
          }
        }
        const evidence = [...granted().map((grant) => grant.id), ...lacking];
        return errorLabel({ row, category: 'credit', currency, amount, evidence });
      };
    },
  };
}

export const BILLING_CREDITS_NOT_USED: readonly Scenario[] = [
  notUsed('D14/part-of-an-invoice', { cents: 2000, units: { min: 500, max: 900 }, since: 1 }),
  notUsed('D14/all-of-an-invoice', { cents: 40_000, units: { min: 100, max: 300 }, since: 1 }),
  notUsed('D14/two-invoices', {
    cents: 9000,
    units: { min: 600, max: 800 },
    since: 2,
    expiresAfterEnd: true,
  }),
  notUsed('D14/two-grants-inclusive-tax', {
    cents: 3100,
    units: { min: 700, max: 900 },
    since: 1,
    inclusive: true,
    isSplit: true,
  }),
  notUsed('D14/after-a-discount', {
    cents: 2500,
    units: { min: 500, max: 700 },
    since: 1,
    percentOff: 15,
  }),
];
