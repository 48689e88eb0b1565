import { addMonths, DAY, HOUR, MINUTE } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Charge, Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  eventLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  orderId,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';

const row = 'V26';
const category = 'one_off';

/** A renewal is charged an hour after its draft. */
const CHARGED_AFTER = HOUR;
const RECENT = { min: 2, max: 26 };

interface Renewal {
  /** Unix seconds: when the last renewal is charged. */
  readonly chargedAt: number;
  readonly charges: () => readonly Charge[];
}

/** A monthly subscription of 20 to 150 USD, renewed so many days ago. */
function renewed(
  stage: Stage,
  daysAgo: { readonly min: number; readonly max: number },
  terms: Partial<Omit<SubscribeRequest, 'customer' | 'method'>> = {},
): Renewal {
  const price = ownPrice(stage);
  const renewals = stage.random.int(3, 8);
  const start = startFor(stage, price, renewals, daysAgo);
  const subscription = subscribeAt(stage, start, { price, ...terms });
  return {
    chargedAt: addMonths(start, renewals) + CHARGED_AFTER,
    charges: () => chargesOf(stage, stage.ledger.billing.invoicesOf(subscription())[renewals]),
  };
}

/** Nothing was charged where the customer's credit paid. */
const chargesOf = ({ ledger }: Stage, invoice: Invoice | undefined): readonly Charge[] =>
  invoice === undefined ? [] : ledger.credits.chargesOf(invoice);

/** Unlike what any subscription here costs, taxes on it or not. */
const orderAmount = (stage: Stage): number => amountOf(stage, stage.random.int(200, 400) * 100);

/** Two charges to tell apart; nothing to say where credit paid one of them. */
function label(
  first: readonly Charge[],
  second: readonly Charge[],
  ticket?: NonNullable<PlantedLabel['ticket']>,
): readonly PlantedLabel[] {
  if (first.length === 0 || second.length === 0) return [];
  return [
    eventLabel({
      row,
      category,
      evidence: [...first, ...second].map(({ id }) => id),
      ...(ticket === undefined ? {} : { ticket }),
    }),
  ];
}

/** A moment of the same day as a charge, before or after. */
const sameDay = ({ random }: Stage, at: number): number =>
  at + random.pick([-1, 1]) * random.int(20 * MINUTE, 15 * HOUR);

function orderOn(stage: Stage, at: number): () => readonly Charge[] {
  const { ledger, customer, method, currency } = stage;
  const amount = orderAmount(stage);
  const metadata = { order_id: orderId(stage) };
  const payment = later(stage, at, () =>
    ledger.payments.pay({ customer, method, currency, amount, metadata, description: 'Lanyards' }),
  );
  return () => [payment().charge];
}

// It is about all charges of the customer in those days: a fault among them would be the answer instead.
const together = { row, kind: 'event', sharesCustomer: false } as const;

export const CHARGES_CLOSE_TOGETHER: readonly Scenario[] = [
  {
    id: 'V26/renewal-and-order',
    ...together,
    stage: (stage) => {
      const renewal = renewed(stage, RECENT);
      const order = orderOn(stage, sameDay(stage, renewal.chargedAt));
      return () => label(renewal.charges(), order());
    },
  },
  {
    id: 'V26/renewal-and-invoice-by-hand',
    ...together,
    stage: (stage) => {
      const { ledger, customer, method, currency } = stage;
      const taxRates = inclusiveTaxes(stage);
      const renewal = renewed(stage, RECENT, { taxRates, billingMode: 'classic' });
      const amount = orderAmount(stage);
      const invoice = later(stage, sameDay(stage, renewal.chargedAt), () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates,
          lines: [{ amount, description: 'On-site training' }],
        }),
      );
      return () => label(renewal.charges(), chargesOf(stage, invoice()));
    },
  },
  {
    id: 'V26/renewal-with-coupon-and-priced-item',
    ...together,
    stage: (stage) => {
      const { ledger, customer, method, currency } = stage;
      const coupon = ledger.catalogue.makeCoupon({ name: 'Club', percentOff: 20, duration: 'forever' });
      const renewal = renewed(stage, RECENT, { coupon: { coupon } });
      const price = ownPrice(stage, { interval: null, unitAmount: orderAmount(stage) });
      const invoice = later(stage, sameDay(stage, renewal.chargedAt), () =>
        ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates: localTaxes(stage),
          lines: [{ price }],
        }),
      );
      return () => label(renewal.charges(), chargesOf(stage, invoice()));
    },
  },
  {
    id: 'V26/add-on-the-same-day',
    ...together,
    stage: (stage) => {
      const renewal = renewed(stage, RECENT);
      const addOn = ownPrice(stage, { unitAmount: orderAmount(stage) });
      const subscription = subscribeAt(stage, sameDay(stage, renewal.chargedAt), { price: addOn });
      return () => {
        const [first] = stage.ledger.billing.invoicesOf(subscription());
        return label(renewal.charges(), chargesOf(stage, first));
      };
    },
  },
  {
    id: 'V26/months-ago-and-asked',
    ...together,
    // The words could mean other charges just as well.
    alone: true,
    writes: true,
    stage: (stage) => {
      const { random } = stage;
      const price = ownPrice(stage);
      const at = daysBeforeEnd(stage, { min: 100, max: 200 });
      const subscription = subscribeAt(stage, at, { price });
      stage.at(at + random.int(10, 20) * DAY, () => stage.ledger.billing.cancelAtPeriodEnd(subscription()));
      const order = orderOn(stage, at + random.int(20 * MINUTE, 15 * HOUR));
      return () => {
        const [first] = stage.ledger.billing.invoicesOf(subscription());
        return label(chargesOf(stage, first), order(), {
          subject: 'Two charges',
          body: 'I see two charges of yours on one day. Did you charge me twice?',
        });
      };
    },
  },
];
