import { addMonths, DAY, HOUR, percentage } from '../../../ledger/arithmetic.ts';
import type { Coupon, Invoice, PromotionCode, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  errorLabel,
  inclusiveTaxes,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { missingOn } from './missing.ts';

const row = 'D6';
const category = 'discount';

function labelOf(
  stage: Stage,
  invoices: readonly Invoice[],
  amount: number,
  evidence: readonly string[],
): PlantedLabel {
  const { currency } = stage;
  return errorLabel({
    row,
    category,
    currency,
    amount,
    evidence: [...evidence, ...invoices.map(({ id }) => id)],
  });
}

/** The engine takes off less than the coupon grants on the last invoices. */
function less(
  id: string,
  terms: (stage: Stage) => Pick<Coupon, 'percent_off' | 'amount_off'>,
  taken: (granted: number) => number,
  options: { readonly quantity?: number; readonly inclusive?: boolean } = {},
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const taxRates = options.inclusive === true ? inclusiveTaxes(stage) : localTaxes(stage);
      const price = ownPrice(stage);
      const { percent_off, amount_off } = terms(stage);
      const coupon = ledger.catalogue.makeCoupon({
        name: 'Alumni',
        duration: 'forever',
        ...(percent_off === null
          ? { amountOff: { amount: amount_off ?? 0, currency } }
          : { percentOff: percent_off }),
      });
      const wrong: Coupon = {
        ...coupon,
        percent_off: percent_off === null ? null : taken(percent_off),
        amount_off: amount_off === null ? null : taken(amount_off),
      };
      const renewals = random.int(3, 8);
      const since = random.int(1, 3);
      const subscription = subscribeAt(stage, startFor(stage, price, renewals, { min: 2, max: 24 }), {
        price,
        quantity: options.quantity ?? 1,
        coupon: { coupon },
        taxRates,
        hooks: {
          discounts: (applied, { renewal }) =>
            renewal > renewals - since ? applied.map((one) => ({ ...one, coupon: wrong })) : applied,
        },
      });
      return () => {
        const due = ledger.billing.invoicesOf(subscription()).slice(-since);
        const off = (amount: number): number =>
          percent_off === null ? Math.min(amount_off ?? 0, amount) : percentage(amount, percent_off);
        return labelOf(stage, due, missingOn(due, taxRates, off), [coupon.id]);
      };
    },
  };
}

/** The coupon takes off what it grants, while somebody states more: which was promised decides. */
function stated(
  id: string,
  percents: { readonly granted: number; readonly stated: number },
  where: {
    readonly name?: string;
    readonly code?: string;
    readonly couponMetadata?: Readonly<Record<string, string>>;
    /** Says it when the subscription was sold; gives back the id of the record. */
    readonly sale?: (stage: Stage, subscription: Subscription) => string;
  },
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({
        name: where.name ?? 'Summer offer',
        percentOff: percents.granted,
        duration: 'forever',
        ...(where.couponMetadata === undefined ? {} : { metadata: where.couponMetadata }),
      });
      const promotionCode: PromotionCode | undefined =
        where.code === undefined ? undefined : ledger.catalogue.makePromotionCode(coupon, where.code);
      const start = startFor(stage, price, random.int(1, 5), { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, {
        price,
        coupon: { coupon, ...(promotionCode === undefined ? {} : { promotionCode }) },
      });
      let record: string | undefined;
      stage.at(start + 60, () => {
        record = where.sale?.(stage, subscription());
      });
      return () => {
        const due = ledger.billing.invoicesOf(subscription());
        const amount = missingOn(due, localTaxes(stage), (line) => percentage(line, percents.stated));
        const evidence = [coupon.id, ...(promotionCode === undefined ? [] : [promotionCode.id])];
        const label = labelOf(stage, due, amount, record === undefined ? evidence : [...evidence, record]);
        return { ...label, classification: 'likely_error' };
      };
    },
  };
}

/** The policy promised a larger percentage than the coupon on the subscription takes off. */
function promised(id: string, percents: { readonly granted: number; readonly promised: number }): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, policy } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({
        name: 'Returning customer',
        percentOff: percents.granted,
        duration: 'forever',
      });
      const renewals = random.int(1, 6);
      const start = startFor(stage, price, renewals, { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, { price, coupon: { coupon } });
      const entry = `promise-${random.digits(6)}`;
      const iso = (at: number): string => new Date(at * 1000).toISOString();
      stage.at(start, () => {
        policy.add('promises', {
          id: entry,
          customer: customer.id,
          subscription: subscription().id,
          kind: 'discount',
          percent: percents.promised,
          coupon: coupon.id,
          from: iso(start - DAY),
          until: iso(addMonths(start, 24)),
          made_at: iso(start - random.int(26, 90) * HOUR),
          source: 'ticket:20733',
        });
      });
      return () => {
        const due = ledger.billing.invoicesOf(subscription());
        const off = (amount: number): number => percentage(amount, percents.promised);
        return labelOf(stage, due, missingOn(due, localTaxes(stage), off), [entry]);
      };
    },
  };
}

const sayOnQuote = (stage: Stage, subscription: Subscription): string => {
  const amount = amountOf(stage, 5000);
  const { currency, customer, ledger } = stage;
  const metadata = { discount_percent: '25' };
  const expiresAt = daysBeforeEnd(stage, { min: 0, max: 1 });
  return ledger.sales.quote(customer, { amount, currency, subscription, metadata, expiresAt }).id;
};

export const DISCOUNTS_TOO_SMALL: readonly Scenario[] = [
  less(
    'D6/percent-below-coupon',
    () => ({ percent_off: 20, amount_off: null }),
    () => 10,
  ),
  less(
    'D6/amount-below-coupon',
    (stage) => ({ percent_off: null, amount_off: amountOf(stage, 1000) }),
    (granted) => granted / 2,
    { quantity: 5 },
  ),
  less(
    'D6/inclusive-tax',
    () => ({ percent_off: 50, amount_off: null }),
    () => 15,
    { inclusive: true },
  ),
  stated('D6/promotion-code', { granted: 20, stated: 25 }, { code: 'SAVE25OFF' }),
  stated('D6/name', { granted: 15, stated: 50 }, { name: 'Black Friday 50%' }),
  stated('D6/quote', { granted: 10, stated: 25 }, { sale: sayOnQuote }),
  stated('D6/coupon-metadata', { granted: 10, stated: 30 }, { couponMetadata: { promised_percent: '30' } }),
  promised('D6/promised', { granted: 10, promised: 35 }),
];
