import { addMonths, DAY, multiply } from '../../../ledger/arithmetic.ts';
import type { BillingHooks } from '../../../ledger/billing.ts';
import type { LineDraft } from '../../../ledger/compose/draft.ts';
import { priceParts } from '../../../ledger/pricing.ts';
import type { Invoice, Meter, Price, Subscription, TaxRate } from '../../../ledger/wire.ts';
import type { Stage } from '../../scenario.ts';
import { ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { agreedTerms, type Terms, taxesOf } from './too-much.ts';

/** A metered subscription and what was used of it. */
export interface MeteredLife {
  readonly meter: Meter;
  readonly price: Price;
  readonly taxRates: readonly TaxRate[];
  readonly subscription: () => Subscription;
  /** How many periods have been closed, and when the last of them began and ended (Unix seconds). */
  readonly renewals: number;
  readonly lastPeriod: { readonly start: number; readonly end: number };
  readonly invoices: () => readonly Invoice[];
  /** The invoice that closed the last period. */
  readonly last: () => Invoice;
}

export interface MeteredRequest extends Terms {
  /** Amount and tiers of the price; its meter is made here. */
  readonly price: (stage: Stage) => Omit<Parameters<typeof ownPrice>[1] & object, 'meter'>;
  /** Units used in a period, counted from 1; `last` is the number of the last one that was closed. */
  readonly units: (period: number, last: number) => number;
  /** Minor units of usage before tax at which Stripe bills early. */
  readonly threshold?: number;
  readonly hooks?: (last: number) => BillingHooks;
}

/** Days after the beginning of a period on which two thirds of its usage happen, and the rest. */
const EARLY_DAYS = { min: 2, max: 9 } as const;
const LATE_DAYS = { min: 12, max: 24 } as const;

/** Subscribes to a metered price and uses it in every period that was closed before the end. */
export function meteredLife(stage: Stage, request: MeteredRequest): MeteredLife {
  const { ledger, random, customer } = stage;
  const meter = ledger.catalogue.makeMeter(`Scans ${random.digits(5)}`);
  const price = ownPrice(stage, { ...request.price(stage), meter: meter.id });
  const taxRates = taxesOf(stage, request);
  const renewals = random.int(3, 7);
  const start = startFor(stage, price, renewals, { min: 2, max: 25 });
  const subscription = subscribeAt(stage, start, {
    price,
    taxRates,
    ...agreedTerms(stage, request),
    ...(request.threshold === undefined ? {} : { threshold: request.threshold }),
    ...(request.hooks === undefined ? {} : { hooks: request.hooks(renewals) }),
  });
  for (let period = 1; period <= renewals; period += 1) {
    const begin = addMonths(start, period - 1);
    const units = request.units(period, renewals);
    const early = Math.ceil((units * 2) / 3);
    for (const [value, { min, max }] of [
      [early, EARLY_DAYS],
      [units - early, LATE_DAYS],
    ] as const) {
      stage.at(begin + random.int(min * DAY, max * DAY), () =>
        ledger.billing.reportUsage(customer, meter, value),
      );
    }
  }
  const invoices = (): readonly Invoice[] => ledger.billing.invoicesOf(subscription());
  return {
    meter,
    price,
    taxRates,
    subscription,
    renewals,
    lastPeriod: { start: addMonths(start, renewals - 1), end: addMonths(start, renewals) },
    invoices,
    last: () => {
      const invoice = invoices().findLast(({ billing_reason }) => billing_reason === 'subscription_cycle');
      if (invoice === undefined) throw new Error('a period was closed');
      return invoice;
    },
  };
}

/** The same usage lines for another number of units, part by part as Stripe bills the price. */
export function withUnits(
  drafts: readonly LineDraft[],
  price: Price,
  units: number,
  copy: (draft: LineDraft) => LineDraft,
): readonly LineDraft[] {
  const [first] = drafts;
  if (first === undefined) return drafts;
  return priceParts(price, units, price.currency).map((part, place) => {
    const draft = drafts[place] ?? copy(first);
    return {
      ...draft,
      quantity: part.quantity,
      amount: part.tier === null ? multiply(part.unitAmount, units) : part.amount,
      description: draft.description.replace(
        /^\d+ × (.*?)(?: \((?:Tier \d(?: flat fee)? )?at .*)?$/,
        `${part.quantity} × $1 (${part.tier === null ? '' : `${part.tier} `}at the price of the unit)`,
      ),
      ...(draft.price === null ? {} : { price: { ...draft.price, unitAmount: part.unitAmount } }),
    };
  });
}
