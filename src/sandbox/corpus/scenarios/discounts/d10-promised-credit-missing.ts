import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, errorLabel } from '../../staging.ts';

const row = 'D10';

const iso = (at: number): string => new Date(at * 1000).toISOString();

/** An amount that nobody is given by chance, minor units. */
const oddAmount = ({ random, currency }: Stage): number =>
  currency === 'kwd' ? random.int(301, 899) * 10 : random.int(1301, 4899);

/** A credit was promised, and what was given since (if anything) is not it. */
function promised(
  id: string,
  options: {
    /** Days between promise and deadline; without one, POLICY.md says ten. */
    readonly dueAfterDays?: number;
    /** Happens some days after the promise. */
    readonly instead?: (stage: Stage, amount: number) => void;
    /** Promises of the same amount, of which one is kept. */
    readonly twice?: boolean;
  } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    // Credit on the balance pays whatever is billed next.
    sharesCustomer: options.instead === undefined && options.twice !== true,
    stage: (stage) => {
      const { ledger, random, customer, currency, policy } = stage;
      const amount = oddAmount(stage);
      const made = daysBeforeEnd(stage, { min: 18, max: 60 });
      const { dueAfterDays } = options;
      const promise = (at: number, source: string): string => {
        const entry = `promise-${random.digits(6)}`;
        policy.add('promises', {
          id: entry,
          customer: customer.id,
          kind: 'credit',
          amount,
          currency,
          made_at: iso(at),
          ...(dueAfterDays === undefined ? {} : { due_by: iso(at + dueAfterDays * DAY) }),
          source,
        });
        return entry;
      };
      if (options.twice === true) {
        const kept = promise(made - 30 * DAY, 'ticket:51180');
        stage.at(made - 28 * DAY, () => {
          ledger.credits.giveBalanceCredit(customer, amount, currency, `Credit as promised (${kept})`);
        });
      }
      const entry = promise(made, 'ticket:51877');
      stage.at(made + random.int(HOUR, 6 * DAY), () => options.instead?.(stage, amount));
      return () => errorLabel({ row, category: 'credit', currency, amount, evidence: [entry, customer.id] });
    },
  };
}

export const PROMISED_CREDITS_MISSING: readonly Scenario[] = [
  promised('D10/forgotten', { dueAfterDays: 7 }),
  promised('D10/no-date-given'),
  promised('D10/second-of-two', { twice: true }),
  // POLICY.md: kept when a credit of that amount exists; this one is for something else, and says so.
  promised('D10/another-credit', {
    instead: ({ ledger, customer, currency }, amount) => {
      const other = Math.floor(amount / 20) * 10;
      ledger.credits.giveBalanceCredit(customer, other, currency, 'Referral of a colleague');
    },
  }),
  // Money that was on its way and never came.
  promised('D10/refund-failed', {
    dueAfterDays: 14,
    instead: ({ ledger, customer, method, currency }, amount) => {
      const { charge } = ledger.payments.pay({
        customer,
        method,
        currency,
        amount: 3 * amount,
        description: 'Printed programmes',
        metadata: { order_id: `ord_${ledger.book.random.digits(7)}` },
      });
      const refund = ledger.payments.refund(charge, amount, {
        reason: 'requested_by_customer',
        reference: ledger.payments.acquirerReference(),
      });
      ledger.payments.settleRefund(refund, 'failed', { failureReason: 'expired_or_canceled_card' });
    },
  }),
];
