import { DAY, MINUTE } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { CustomerChange } from '../../../ledger/customers.ts';
import type { Payment, PaymentRequest } from '../../../ledger/payments.ts';
import type { Customer, PaymentMethod, Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  errorLabel,
  later,
  localTaxes,
  ONE_SUBSCRIPTION_EACH,
  orderId,
  ownPrice,
  startFor,
  subscribeAt,
  takenBy,
} from '../../staging.ts';

const row = 'A3';
const category = 'identity';

/** The customer's second record, with its card. */
interface SecondRecord {
  readonly customer: Customer;
  readonly method: PaymentMethod;
}

interface RecordTerms {
  /** What the second record says otherwise than the first. */
  readonly change: (stage: Stage) => CustomerChange;
  readonly card: 'same' | 'another';
}

/** Signed up with another address, and paid with the same card. */
const SAME_CARD: RecordTerms = {
  change: ({ random }) => ({ email: `office.${random.token(6)}@mail.example`.toLowerCase() }),
  card: 'same',
};

/** The same mailbox and name, spelled in another way; another card. */
const SAME_MAILBOX: RecordTerms = {
  change: ({ customer, random }) => {
    const [local = '', domain = ''] = (customer.email ?? '').split('@');
    return { email: `${local.toUpperCase()}${random.chance(50) ? '+billing' : ''}@${domain}` };
  },
  card: 'another',
};

/** Makes the second record; called when it comes into being. */
function secondRecord(stage: Stage, { change, card }: RecordTerms): SecondRecord {
  const { ledger, random, country } = stage;
  const customer = ledger.customers.twin(stage.customer, change(stage));
  const { last4 = '', fingerprint } = stage.method.card ?? {};
  const isSame = card === 'same' && typeof fingerprint === 'string';
  const method = ledger.customers.attachCard(customer, {
    brand: 'visa',
    last4: isSame ? last4 : random.digits(4),
    country,
    ...(isSame ? { fingerprint } : {}),
  });
  return { customer, method };
}

interface TwoSubscriptions {
  readonly first: () => Subscription;
  readonly second: () => Subscription;
}

/** A subscription on the first record, and from `again` on one to `price` on the second. */
function subscribeOnBoth(
  stage: Stage,
  prices: { readonly first: Price; readonly second: Price },
  record: RecordTerms,
  options: { readonly again?: number; readonly terms?: Partial<SubscribeRequest> } = {},
): TwoSubscriptions {
  const { again = daysBeforeEnd(stage, { min: 5, max: 100 }), terms = {} } = options;
  const start = startFor(stage, prices.first, prices.first.recurring?.interval === 'year' ? 1 : 7, {
    min: 6,
    max: 25,
  });
  return {
    first: subscribeAt(stage, start, { price: prices.first, ...terms }),
    second: later(stage, again, () =>
      stage.ledger.billing.subscribe({
        taxRates: localTaxes(stage),
        price: prices.second,
        ...terms,
        ...secondRecord(stage, record),
      }),
    ),
  };
}

/** Everything the second subscription took: it began later, on the same terms. */
function secondIsTooMuch(stage: Stage, { first, second }: TwoSubscriptions, returned = 0): PlantedLabel {
  return errorLabel({
    row,
    category,
    currency: stage.currency,
    amount: takenBy(stage.ledger.billing.invoicesOf(second())) - returned,
    evidence: [stage.customer.id, String(second().customer), first().id, second().id],
  });
}

function signedUpTwice(
  id: string,
  record: RecordTerms,
  how: Partial<Pick<Scenario, 'fits' | 'sharesCustomer'>> & {
    readonly price?: (stage: Stage) => Price;
    readonly terms?: Partial<SubscribeRequest>;
  } = {},
): Scenario {
  const { price = (stage) => ownPrice(stage), terms = {}, ...rest } = how;
  return {
    id,
    row,
    kind: 'fault',
    ...rest,
    stage: (stage) => {
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const own = price(stage);
      const both = subscribeOnBoth(stage, { first: own, second: own }, record, { terms });
      return () => secondIsTooMuch(stage, both);
    },
  };
}

/** One purchase paid on each record, so many seconds apart. */
function paidOnBoth(
  id: string,
  record: RecordTerms,
  how: {
    readonly metadata: (stage: Stage) => Readonly<Record<string, string>>;
    readonly secondsApart: { readonly min: number; readonly max: number };
    /** The share of the second payment that went back already. */
    readonly returned?: number;
  },
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    fits: ({ currency }) => how.returned === undefined || currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 8, max: 50 });
      const what: Omit<PaymentRequest, 'customer' | 'method'> = {
        amount: amountOf(stage, random.int(20, 300) * 100),
        currency,
        description: 'Guest app, launch package',
        metadata: how.metadata(stage),
      };
      const pay = (record: SecondRecord): Payment => ledger.payments.pay({ ...what, ...record });
      const first = later(stage, at, () => pay({ customer: stage.customer, method: stage.method }));
      const again = at + random.int(how.secondsApart.min, how.secondsApart.max);
      const second = later(stage, again, () => pay(secondRecord(stage, record)));
      const { returned } = how;
      if (returned !== undefined) {
        stage.at(again + 2 * DAY, () => {
          ledger.payments.refund(second().charge, Math.floor(what.amount * returned), {
            reason: 'requested_by_customer',
            reference: ledger.payments.acquirerReference(),
          });
        });
      }
      return () => {
        const [kept, excess] = [first().charge, second().charge];
        return errorLabel({
          row,
          category,
          currency,
          amount: excess.amount - excess.amount_refunded,
          evidence: [stage.customer.id, String(excess.customer), kept.id, excess.id],
        });
      };
    },
  };
}

const order = (stage: Stage) => ({ order_id: orderId(stage) });

export const CHARGED_ON_TWO_RECORDS: readonly Scenario[] = [
  signedUpTwice('A3/same-card', SAME_CARD, { terms: { quantity: 3, billingMode: 'classic' } }),
  signedUpTwice('A3/same-mailbox', SAME_MAILBOX),
  signedUpTwice('A3/by-the-year', SAME_CARD, { price: (stage) => ownPrice(stage, { interval: 'year' }) }),
  paidOnBoth('A3/one-order', SAME_MAILBOX, {
    metadata: order,
    secondsApart: { min: 5 * MINUTE, max: 5 * DAY },
  }),
  paidOnBoth('A3/same-card-minutes-later', SAME_CARD, {
    metadata: () => ({}),
    secondsApart: { min: 20, max: 9 * MINUTE },
  }),
  paidOnBoth('A3/part-refunded', SAME_CARD, {
    metadata: order,
    secondsApart: { min: MINUTE, max: 3 * DAY },
    returned: 0.4,
  }),
  {
    id: 'A3/same-tax-id',
    row,
    kind: 'fault',
    // Whoever has a tax id may be taxed otherwise by automatic tax.
    alone: true,
    fits: ({ country }) => country === 'DE' || country === 'FR',
    stage: (stage) => {
      const { ledger, random, customer, country } = stage;
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const digits = random.digits(country === 'DE' ? 9 : 11);
      const price = ownPrice(stage);
      const both = subscribeOnBoth(
        stage,
        { first: price, second: price },
        {
          change: () => ({
            name: `${customer.name} Events`,
            email: `accounts@${random.token(8)}.example`.toLowerCase(),
          }),
          card: 'another',
        },
      );
      // The authority has not confirmed it: no reverse charge.
      const number = { type: 'eu_vat' as const, country, status: 'unverified' as const };
      stage.at(stage.start + DAY, () => {
        ledger.customers.addTaxId(customer, { ...number, value: `${country}${digits}` });
      });
      stage.at(stage.end - 3 * DAY, () => {
        const twin = ledger.book.get('customer', String(both.second().customer));
        // As people write it on forms.
        ledger.customers.addTaxId(twin, {
          ...number,
          value: `${country} ${digits.slice(0, 3)} ${digits.slice(3)}`,
        });
      });
      return () => secondIsTooMuch(stage, both);
    },
  },
  {
    id: 'A3/better-plan-on-the-second',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const product = ledger.catalogue.makeProduct({ name: `Kiosk ${random.digits(3)}` });
      const unitAmount = amountOf(stage, random.int(20, 90) * 100);
      const first = ledger.catalogue.makePrice(product, { currency, unitAmount });
      const second = ledger.catalogue.makePrice(product, { currency, unitAmount: unitAmount * 3 });
      const both = subscribeOnBoth(stage, { first, second }, SAME_CARD, {
        again: daysBeforeEnd(stage, { min: 35, max: 90 }),
      });
      return () => {
        // The later one replaces the earlier, which should have ended then.
        const since = both.second().start_date;
        const renewals = ledger.billing.invoicesOf(both.first()).filter(({ created }) => created >= since);
        return errorLabel({
          row,
          category,
          currency,
          amount: takenBy(renewals),
          evidence: [stage.customer.id, String(both.second().customer), both.first().id, both.second().id],
        });
      };
    },
  },
  {
    id: 'A3/part-credited-with-coupon',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger } = stage;
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({ name: 'Early bird', percentOff: 25, duration: 'forever' });
      const again = daysBeforeEnd(stage, { min: 12, max: 80 });
      const both = subscribeOnBoth(stage, { first: price, second: price }, SAME_MAILBOX, {
        again,
        terms: { coupon: { coupon } },
      });
      const note = later(stage, again + 4 * DAY, () => {
        const [invoice] = ledger.billing.invoicesOf(both.second());
        const line = invoice?.lines.data[0];
        if (invoice === undefined || line === undefined) throw new Error('the second record was billed');
        return ledger.credits.issue({
          invoice,
          lines: [{ line, net: Math.floor(line.amount / 5) }],
          to: 'card',
          reason: 'duplicate',
        });
      });
      return () => secondIsTooMuch(stage, both, note().amount);
    },
  },
  {
    id: 'A3/nobody-says',
    row,
    kind: 'fault',
    sharesCustomer: false,
    stage: (stage) => {
      stage.policy.leaveOut('multiple_subscriptions');
      const price = ownPrice(stage);
      const both = subscribeOnBoth(stage, { first: price, second: price }, SAME_CARD);
      return () => ({ ...secondIsTooMuch(stage, both), classification: 'likely_error' });
    },
  },
];
