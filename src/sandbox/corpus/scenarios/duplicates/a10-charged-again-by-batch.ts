import { DAY, MINUTE } from '../../../ledger/arithmetic.ts';
import type { Payment } from '../../../ledger/payments.ts';
import type { Customer, PaymentMethod } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, errorLabel, later, orderId } from '../../staging.ts';

/*
 * A script that ran twice. Each run gives every charge an order number of its own, so that only the run's mark joins
 * them; that it was one run, and not two that were meant, is known to engineering alone: likely, never proved.
 */

const row = 'A10';
const category = 'duplicate_charge';

type Mark = (stage: Stage) => Readonly<Record<string, string>>;

/** How scripts mark what they write. */
const MIGRATION: Mark = ({ random }) => ({ migration_batch: `wave-${random.digits(3)}` });
const IMPORT: Mark = ({ random }) => ({ import_id: `imp_${random.digits(6)}` });
const JOB: Mark = ({ random }) => ({ job: `annual-fees-${random.digits(4)}` });
const SCRIPT: Mark = ({ random }) => ({ scriptRun: `r-${random.digits(5)}` });

interface Payer {
  readonly customer: Customer;
  readonly method: PaymentMethod;
}

/** What the run charges everybody, and when it charged this payer: once for each number of seconds after `at`. */
function charges(
  stage: Stage,
  payer: Payer,
  run: {
    readonly at: number;
    readonly amount: number;
    readonly mark: Readonly<Record<string, string>>;
    readonly seconds: readonly number[];
  },
): readonly (() => Payment)[] {
  const { ledger, currency } = stage;
  return run.seconds.map((seconds) =>
    later(stage, run.at + seconds, () =>
      ledger.payments.pay({
        ...payer,
        currency,
        amount: run.amount,
        description: 'Membership fee',
        metadata: { ...run.mark, order_id: orderId(stage) },
      }),
    ),
  );
}

/** Every charge but the first is likely too much, less what went back. */
function labels(stage: Stage, payments: readonly (() => Payment)[]): readonly PlantedLabel[] {
  const [first, ...again] = payments.map((payment) => payment().charge);
  if (first === undefined) return [];
  return again.map((charge) => ({
    ...errorLabel({
      row,
      category,
      currency: stage.currency,
      amount: charge.amount - charge.amount_refunded,
      evidence: [first.id, charge.id],
    }),
    classification: 'likely_error',
  }));
}

function ranAgain(
  id: string,
  how: {
    readonly mark: Mark;
    /** Seconds after the first charge. */
    readonly seconds: (stage: Stage) => readonly number[];
    /** Hundredths of the last charge that went back already. */
    readonly refunded?: number;
    readonly otherCustomers?: number;
  },
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    fits: ({ currency }) => how.refunded === undefined || currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, customer, method, country } = stage;
      const run = {
        at: daysBeforeEnd(stage, { min: 8, max: 55 }),
        amount: amountOf(stage, random.int(20, 200) * 100),
        mark: how.mark(stage),
        seconds: [0, ...how.seconds(stage)],
      };
      const own = charges(stage, { customer, method }, run);
      const { refunded, otherCustomers = 0 } = how;
      if (refunded !== undefined) {
        stage.at(run.at + 2 * DAY, () => {
          const last = own.at(-1)?.().charge;
          if (last === undefined) throw new Error('the run charged the customer');
          ledger.payments.refund(last, Math.floor((last.amount * refunded) / 100), {
            reason: 'duplicate',
            reference: ledger.payments.acquirerReference(),
          });
        });
      }
      // Whom else it charged: strangers, who live at the same place.
      const others = Array.from({ length: otherCustomers }, (_, place) => {
        const other = ledger.customers.twin(customer, {
          name: `Member ${place + 1} ${random.digits(4)}`,
          email: `member.${random.token(8)}@mail.example`.toLowerCase(),
        });
        const card = ledger.customers.attachCard(other, { brand: 'visa', last4: random.digits(4), country });
        return charges(stage, { customer: other, method: card }, { ...run, at: run.at + place + 1 });
      });
      return () => [own, ...others].flatMap((payments) => labels(stage, payments));
    },
  };
}

const minutesLater = ({ random }: Stage): readonly number[] => [random.int(30, 25 * MINUTE)];

export const CHARGED_AGAIN_BY_BATCH: readonly Scenario[] = [
  ranAgain('A10/migration', { mark: MIGRATION, seconds: minutesLater }),
  ranAgain('A10/import-part-refunded', { mark: IMPORT, seconds: minutesLater, refunded: 35 }),
  ranAgain('A10/job-three-times', { mark: JOB, seconds: () => [4 * MINUTE, 11 * MINUTE] }),
  ranAgain('A10/other-customers-too', { mark: SCRIPT, seconds: minutesLater, otherCustomers: 3 }),
];
