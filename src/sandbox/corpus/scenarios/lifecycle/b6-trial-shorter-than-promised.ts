import { assert } from '../../../../assert.ts';
import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import {
  daysBeforeEnd,
  errorLabel,
  inclusiveTaxes,
  later,
  ownPrice,
  subscribeAt,
  takenBy,
} from '../../staging.ts';
import { isoTime } from './company-facts.ts';

const row = 'B6';

interface Promise {
  /** Free days promised, and given; no trial at all where null. */
  readonly days: number;
  readonly given: number | null;
  /** How long ago the subscription began, in days. */
  readonly began: { readonly min: number; readonly max: number };
  readonly interval?: 'month' | 'year';
  readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
  /** The promise names the customer only: it is about whatever they subscribe to next. */
  readonly isGeneral?: boolean;
  readonly isPartCredited?: boolean;
}

/**
 * Fewer free days than promised. What was billed for a period that began within them was not owed when it was charged:
 * the first period that is owed begins when they are over.
 */
function promised(id: string, promise: Promise): Scenario {
  const { days, given, began, interval = 'month', terms = () => ({}) } = promise;
  const { isGeneral = false, isPartCredited = false } = promise;
  return {
    id,
    row,
    kind: 'fault',
    ...(isGeneral ? { alone: true } : {}),
    ...(isPartCredited ? { fits: ({ currency }) => currency !== 'kwd' } : {}),
    stage: (stage) => {
      const { ledger, random, customer, currency, policy } = stage;
      const price = ownPrice(stage, { interval });
      const start = daysBeforeEnd(stage, began);
      const subscription = subscribeAt(stage, start, {
        price,
        ...(given === null ? {} : { trialEnd: start + given * DAY }),
        ...terms(stage),
      });
      const entry = `promise-${random.digits(6)}`;
      stage.at(start, () =>
        policy.add('promises', {
          id: entry,
          customer: customer.id,
          ...(isGeneral ? {} : { subscription: subscription().id }),
          kind: 'trial',
          days,
          made_at: isoTime(start - random.int(HOUR, 9 * DAY)),
        }),
      );
      const early = (): readonly Invoice[] =>
        ledger.billing.invoicesOf(subscription()).filter(({ total, lines }) => {
          return total > 0 && lines.data.some(({ period }) => period.start < start + days * DAY - HOUR);
        });
      const returned = isPartCredited
        ? later(stage, start + ((given ?? 0) + 2) * DAY, () => {
            const [invoice] = early();
            const line = invoice?.lines.data[0];
            assert(invoice !== undefined && line !== undefined, 'it was billed too early', { start });
            return ledger.credits.issue({
              invoice,
              lines: [{ line, net: Math.floor(line.amount / 3) }],
              to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
              reason: 'order_change',
            }).amount;
          })
        : () => 0;
      return () =>
        errorLabel({
          row,
          category: 'trial',
          currency,
          amount: takenBy(early()) - returned(),
          evidence: [subscription().id, entry, ...early().map((invoice) => invoice.id)],
        });
    },
  };
}

export const TRIALS_SHORTER_THAN_PROMISED: readonly Scenario[] = [
  promised('B6/no-trial', { days: 30, given: null, began: { min: 2, max: 29 } }),
  promised('B6/half-of-it', { days: 30, given: 14, began: { min: 16, max: 60 } }),
  promised('B6/two-months-of-seats', {
    days: 60,
    given: null,
    began: { min: 33, max: 85 },
    terms: ({ random }) => ({ quantity: random.int(2, 15) }),
  }),
  promised('B6/yearly-with-inclusive-tax', {
    days: 45,
    given: 30,
    began: { min: 32, max: 120 },
    interval: 'year',
    terms: (stage) => ({ taxRates: inclusiveTaxes(stage), billingMode: 'classic' }),
  }),
  promised('B6/promised-before-any-subscription', {
    days: 21,
    given: 7,
    began: { min: 9, max: 40 },
    isGeneral: true,
    terms: ({ ledger }) => ({
      coupon: {
        coupon: ledger.catalogue.makeCoupon({ name: 'Launch', percentOff: 20, duration: 'forever' }),
      },
    }),
  }),
  promised('B6/part-credited', { days: 30, given: 7, began: { min: 12, max: 60 }, isPartCredited: true }),
];
