import type { Charge } from '../../analysis/billing-history.ts';
import type { DiscountPool } from './discount.ts';

/** What mapping one object needs to know of the others. */
export interface MappingContext {
  readonly discounts: DiscountPool;
  /** Product of a price known by id. */
  productOf(price: string | null): string | null;
  /** Unit amount of a price known by id, for lines of old API versions. */
  unitAmountOf(price: string | null): string | null;
  /** Percentage of a tax rate known by id. */
  taxPercentageOf(taxRate: string | null): string | null;
  /** The succeeded charge of a payment intent. */
  chargeOf(paymentIntent: string | null): Charge | null;
  /** Amount of a refund known by id, in minor units. */
  refundAmountOf(refund: string | null): number | null;
}
