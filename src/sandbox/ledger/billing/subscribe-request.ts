import type { Coupon, Customer, PaymentMethod, Price, PromotionCode, TaxRate } from '../wire.ts';
import type { BillingHooks } from './hooks.ts';
import type { AfterDeclines, PlannedDecline, Presentment } from './plan.ts';

export interface CouponChoice {
  readonly coupon: Coupon;
  readonly promotionCode?: PromotionCode;
}

export interface ItemRequest {
  readonly price: Price;
  readonly quantity?: number;
  readonly taxRates?: readonly TaxRate[];
  readonly coupon?: CouponChoice;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface SubscribeRequest extends Partial<Omit<ItemRequest, 'coupon' | 'metadata' | 'taxRates'>> {
  readonly customer: Customer;
  readonly method: PaymentMethod | null;
  /** Several items, instead of `price` and `quantity`. */
  readonly items?: readonly ItemRequest[];
  /** Default tax rates of the whole subscription. */
  readonly taxRates?: readonly TaxRate[];
  readonly automaticTax?: boolean;
  readonly coupon?: CouponChoice;
  /** More discounts, taken after `coupon`. */
  readonly coupons?: readonly CouponChoice[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly description?: string;
  /** Default: that of the first price. Other prices need a currency option for it. */
  readonly currency?: string;
  /** Unix seconds. Nothing is charged before; the cycle is anchored there. */
  readonly trialEnd?: number;
  /** Default `flexible`, as for every new subscription since 2025-09-30.clover. */
  readonly billingMode?: 'classic' | 'flexible';
  /** Flexible mode: discounts inside proration amounts (default) or as amounts of their own. */
  readonly prorationDiscounts?: 'included' | 'itemized';
  readonly collectionMethod?: 'charge_automatically' | 'send_invoice';
  readonly daysUntilDue?: number;
  /** Unix seconds before now: time already used, billed with the first invoice. */
  readonly backdateTo?: number;
  /** Unix seconds after now: the first full period begins there; the time until then is prorated. */
  readonly anchor?: number;
  /** Whether that first part is charged. Default `create_prorations`. */
  readonly firstPeriod?: 'create_prorations' | 'none';
  /** Invoice as soon as usage of a period reaches this, minor units. */
  readonly threshold?: number;
  /** One-time prices on the first invoice. */
  readonly once?: readonly { readonly price: Price; readonly quantity?: number }[];
  /** How the first payment fails; see `failNextPayment`. */
  readonly declines?: readonly PlannedDecline[];
  readonly afterDeclines?: AfterDeclines;
  readonly presentment?: Presentment;
  readonly hooks?: BillingHooks;
}

/** The items asked for, however they were asked for. */
export function itemsOf(request: SubscribeRequest): [ItemRequest, ...ItemRequest[]] {
  const [first, ...more] = request.items ?? [];
  if (first !== undefined) return [first, ...more];
  if (request.price === undefined) throw new Error('a subscription needs a price or items');
  return [
    { price: request.price, ...(request.quantity === undefined ? {} : { quantity: request.quantity }) },
  ];
}
