import { assert } from '../../../../assert.ts';
import { addMonths, DAY, prorate } from '../../../ledger/arithmetic.ts';
import type { ProrationBehavior } from '../../../ledger/billing.ts';
import type { CreditNote, Invoice, InvoiceLine, Price, Subscription } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, eventLabel, later, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { agreedTerms, type Terms, taxesOf, tooMuchOn } from '../prices/too-much.ts';
import { fitsProrations, upgrade, withItsTax } from '../prorations/upgrade.ts';

const row = 'B14';
const category = 'renewal';

const cheapPrice = (stage: Stage): Price =>
  ownPrice(stage, { unitAmount: amountOf(stage, stage.random.int(12, 40) * 100) });
const dearPrice = (stage: Stage): Price =>
  ownPrice(stage, { unitAmount: amountOf(stage, stage.random.int(50, 120) * 100) });

interface AtRenewal extends Terms {
  readonly kind: 'early' | 'late';
  /** Renewals that billed the wrong terms. */
  readonly wrong: number;
  /** The same price for more units instead of a dearer one. */
  readonly units?: { readonly few: number; readonly many: number };
  /** Invoices are sent, and not paid yet. */
  readonly sent?: boolean;
  readonly partCredited?: boolean;
}

/** A phase without proration that is to begin with a renewal comes so many renewals too early, or too late. */
function atRenewal(
  id: string,
  { kind, wrong, units, sent = false, partCredited = false, ...terms }: AtRenewal,
): Scenario {
  return {
    id: `B14/${id}`,
    row,
    kind: 'fault',
    fits: ({ currency }) => !partCredited || currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const cheap = cheapPrice(stage);
      const dear = units === undefined ? dearPrice(stage) : cheap;
      const [few, many] = [units?.few ?? 1, units?.many ?? 1];
      const taxRates = taxesOf(stage, terms);
      const renewals = random.int(2, 4) + wrong;
      const start = startFor(stage, cheap, renewals, { min: 3, max: 25 });
      const [from, to] = kind === 'early' ? [cheap, dear] : [dear, cheap];
      const [before, after] = kind === 'early' ? [few, many] : [many, few];
      const subscription = subscribeAt(stage, start, {
        price: from,
        quantity: before,
        taxRates,
        ...agreedTerms(stage, terms),
        ...(sent ? { collectionMethod: 'send_invoice', daysUntilDue: 30 } : {}),
      });
      const firstWrong = addMonths(start, renewals - wrong + 1);
      const planned = kind === 'early' ? addMonths(start, renewals + 1) : firstWrong;
      // Early: a day before the first renewal that is wrong. Late: it has not come yet, or came after the last of them.
      const comes = kind === 'early' ? firstWrong - DAY : addMonths(start, renewals) + DAY;
      const schedule = later(stage, addMonths(start, renewals - wrong) + 2 * DAY, () =>
        ledger.billing.schedule(
          subscription(),
          [{ at: planned, price: to, quantity: after, offBy: comes - planned }],
          planned + 300 * DAY,
        ),
      );
      const invoices = (): readonly Invoice[] =>
        ledger.billing.invoicesOf(subscription()).filter(({ created }) => created >= firstWrong);
      if (sent) {
        stage.at(stage.end - 2 * DAY, () => {
          for (const invoice of ledger.billing.invoicesOf(subscription()).slice(0, -1)) {
            if (invoice.status === 'open') ledger.invoices.pay(invoice, stage.method);
          }
        });
      }
      let note: CreditNote | null = null;
      if (partCredited) {
        stage.at(stage.end - DAY, () => {
          const invoice = invoices().at(-1);
          const line = invoice?.lines.data[0];
          assert(invoice !== undefined && line !== undefined, 'the wrong terms were billed', { firstWrong });
          note = ledger.credits.issue({
            invoice,
            lines: [{ line, net: Math.floor((cheap.unit_amount ?? 0) / 10) }],
            to: invoice.amount_paid < invoice.total ? 'balance' : 'card',
            reason: 'order_change',
          });
        });
      }
      return () =>
        errorLabel({
          row,
          category,
          currency,
          amount:
            tooMuchOn(
              invoices().flatMap(({ lines }) => lines.data),
              taxRates,
              () => (cheap.unit_amount ?? 0) * few,
              terms.percentOff,
            ) - (note?.amount ?? 0),
          evidence: [schedule().id, subscription().id, ...invoices().map((invoice) => invoice.id)],
        });
    },
  };
}

interface Within {
  readonly kind: 'early' | 'late';
  readonly proration: Exclude<ProrationBehavior, 'none'>;
  readonly billingMode?: 'classic' | 'flexible';
}

/** A prorated phase that begins in the middle of a period comes some days too early, or too late. */
function withinPeriod(id: string, { kind, proration, billingMode = 'flexible' }: Within): Scenario {
  return {
    id: `B14/${id}`,
    row,
    kind: 'fault',
    fits: fitsProrations,
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const [cheap, dear] = [cheapPrice(stage), dearPrice(stage)];
      const [from, to] = kind === 'early' ? [cheap, dear] : [dear, cheap];
      const renewals = random.int(2, 7);
      const start = startFor(stage, from, renewals, { min: 21, max: 26 });
      const subscription = subscribeAt(stage, start, { price: from, billingMode });
      const [begin, end] = [addMonths(start, renewals), addMonths(start, renewals + 1)];
      const [one, other] = [begin + random.int(4, 8) * DAY, begin + random.int(11, 19) * DAY];
      const [planned, comes] = kind === 'early' ? [other, one] : [one, other];
      const schedule = later(stage, begin + 2 * DAY, () =>
        ledger.billing.schedule(
          subscription(),
          [{ at: planned, price: to, proration, offBy: comes - planned }],
          planned + 300 * DAY,
        ),
      );
      return () => {
        const [fee, ...changes] = ledger.billing
          .invoicesOf(subscription())
          .filter(({ created }) => created >= begin);
        assert(fee !== undefined, 'the period was billed', { begin });
        const billed = linesOfChange(stage, subscription(), changes);
        const debit = billed.find(({ amount }) => amount > 0);
        const share = (price: Price): number => prorate(price.unit_amount ?? 0, end - planned, end - begin);
        const actual = billed.reduce((sum, { amount }) => sum + amount, 0);
        const over = actual - (share(to) - share(from));
        const whole = kind === 'early' ? (debit?.amount ?? 0) : (from.unit_amount ?? 0);
        return errorLabel({
          row,
          category,
          currency,
          amount: withItsTax(stage, over, whole),
          evidence: [
            schedule().id,
            subscription().id,
            ...(kind === 'early' ? changes : [fee]).map(({ id: it }) => it),
          ],
        });
      };
    },
  };
}

/** Credit and charge of the change, on its own invoice or waiting for the next one, before tax. */
function linesOfChange(
  stage: Stage,
  subscription: Subscription,
  changes: readonly Invoice[],
): readonly Pick<InvoiceLine, 'amount'>[] {
  const waiting = stage.ledger.book.all('invoiceitem').filter(({ invoice, parent }) => {
    return invoice === null && parent?.subscription_details?.subscription === subscription.id;
  });
  return [...changes.flatMap(({ lines }) => lines.data), ...waiting];
}

/** No error, and nothing to say: a phase without proration within a period. An upgrade beside it is told. */
const waitsForTheRenewal: Scenario = {
  id: 'V20/phase-waits-for-the-renewal',
  row: 'V20',
  kind: 'event',
  fits: fitsProrations,
  stage: (stage) => {
    const { ledger, random } = stage;
    const beside = upgrade(stage, { behavior: 'create_prorations' });
    const [cheap, dear] = [cheapPrice(stage), dearPrice(stage)];
    const renewals = random.int(2, 6);
    const start = startFor(stage, dear, renewals, { min: 3, max: 25 });
    const subscription = subscribeAt(stage, start, { price: dear });
    const planned = addMonths(start, renewals - 1) + random.int(3, 20) * DAY;
    stage.at(addMonths(start, renewals - 1) + DAY, () =>
      ledger.billing.schedule(subscription(), [{ at: planned, price: cheap }], planned + 300 * DAY),
    );
    return () => eventLabel({ row: 'V20', category: 'proration', evidence: [beside.invoice().id] });
  },
};

export const PHASES_OFF_SCHEDULE: readonly Scenario[] = [
  atRenewal('a-renewal-early', { kind: 'early', wrong: 1 }),
  atRenewal('two-renewals-late', { kind: 'late', wrong: 2, inclusive: true }),
  atRenewal('more-units-early-with-coupon', {
    kind: 'early',
    wrong: 1,
    units: { few: 3, many: 8 },
    percentOff: 20,
  }),
  atRenewal('late-and-open', { kind: 'late', wrong: 1, sent: true }),
  atRenewal('late-and-part-credited', { kind: 'late', wrong: 1, partCredited: true }),
  withinPeriod('days-early', { kind: 'early', proration: 'always_invoice' }),
  withinPeriod('days-late-waiting', { kind: 'late', proration: 'create_prorations' }),
  withinPeriod('days-early-classic', { kind: 'early', proration: 'always_invoice', billingMode: 'classic' }),
  waitsForTheRenewal,
];
