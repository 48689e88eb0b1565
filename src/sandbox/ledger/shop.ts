import type { Book } from './book.ts';
import type { Catalogue } from './catalogue.ts';
import type { Events } from './events.ts';
import { aCoupon, aProduct, aPromotionCode, aTaxRate, type TaxRateSpec } from './objects/catalogue.ts';
import { aCustomPrice, type PriceRequest } from './objects/price.ts';
import type { Coupon, Meter, Price, Product, PromotionCode, TaxRate } from './wire.ts';

export interface ProductRequest {
  readonly name: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** `txcd_…`. `txcd_00000000` is Stripe's code for what is not taxable. */
  readonly taxCode?: string;
  readonly unitLabel?: string;
}

export interface CouponRequest {
  /** Default: made up. */
  readonly id?: string;
  readonly name: string;
  readonly percentOff?: number;
  readonly amountOff?: { readonly amount: number; readonly currency: string };
  /** Amounts off in other currencies, minor units. */
  readonly currencyOptions?: Readonly<Record<string, number>>;
  readonly duration: 'once' | 'forever' | { readonly months: number };
  /** Products it is limited to. */
  readonly products?: readonly Product[];
  readonly redeemBy?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface TaxRateRequest extends Omit<TaxRateSpec, 'id' | 'created' | 'state' | 'taxType'> {
  readonly state?: string | null;
  readonly taxType?: TaxRateSpec['taxType'];
  readonly inclusive?: boolean;
  /** Charged on top of the taxes before it. Stripe has no field for it; only `taxable_amount` shows it. */
  readonly compound?: boolean;
}

/** The price list a ledger opened with, and what a scenario adds to it while it plays. */
export class Shop implements Catalogue {
  private readonly book: Book;
  private readonly list: Catalogue;
  private readonly events: Events;
  private readonly compound = new Set<string>();
  private readonly zeroRates = new Map<string, TaxRate>();
  private readonly collected = new Map<string, readonly TaxRate[]>();

  constructor(book: Book, list: Catalogue, events: Events) {
    this.book = book;
    this.list = list;
    this.events = events;
  }

  get products(): Catalogue['products'] {
    return this.list.products;
  }

  get objects(): Catalogue['objects'] {
    return this.list.objects;
  }

  price(...which: Parameters<Catalogue['price']>): Price {
    return this.list.price(...which);
  }

  /** Taxes collected there: the list's, or what {@link collectTax} said. */
  taxRates(country: string, state: string | null): readonly TaxRate[] {
    return (
      this.collected.get(`${country}-${state}`) ??
      this.collected.get(country) ??
      this.list.taxRates(country, state)
    );
  }

  /** From now on automatic tax collects these there (none: nothing). A place is `DE` or `US-NY`. */
  collectTax(place: string, rates: readonly TaxRate[]): void {
    this.collected.set(place, rates);
  }

  makeProduct(request: ProductRequest): Product {
    const product = aProduct(
      this.book.id('product'),
      request.name,
      request.description ?? request.name,
      this.book.now,
    );
    product.metadata = { ...request.metadata };
    product.tax_code = request.taxCode ?? null;
    product.unit_label = request.unitLabel ?? null;
    return this.book.add(product);
  }

  /** A price of a product. See {@link PriceRequest}; e.g. `{ currency: 'usd', unitAmount: 1200 }` monthly. */
  makePrice(product: Product, request: PriceRequest): Price {
    return this.book.add(aCustomPrice(this.book.id('price'), product.id, request, this.book.now));
  }

  /** Takes a price off the list: it can no longer be bought, whoever has it keeps it. */
  retire(price: Price): void {
    this.events.change('price.updated', price, () => {
      price.active = false;
    });
  }

  makeMeter(name: string): Meter {
    const event = name.toLowerCase().replaceAll(/\W+/g, '_');
    return this.book.add({
      id: this.book.id('meter'),
      object: 'billing.meter',
      created: this.book.now,
      customer_mapping: { event_payload_key: 'stripe_customer_id', type: 'by_id' },
      default_aggregation: { formula: 'sum' },
      display_name: name,
      event_name: event,
      event_time_window: null,
      livemode: false,
      status: 'active',
      status_transitions: { deactivated_at: null },
      updated: this.book.now,
      value_settings: { event_payload_key: 'value' },
    });
  }

  makeCoupon(request: CouponRequest): Coupon {
    const coupon = aCoupon({
      id: request.id ?? this.book.random.token(8),
      name: request.name,
      duration: request.duration,
      created: this.book.now,
      ...(request.percentOff === undefined ? {} : { percentOff: request.percentOff }),
      ...(request.amountOff === undefined ? {} : { amountOff: request.amountOff }),
    });
    coupon.metadata = { ...request.metadata };
    coupon.redeem_by = request.redeemBy ?? null;
    // A history that was read with `applies_to` says so on every coupon.
    coupon.applies_to = { products: (request.products ?? []).map((product) => product.id) };
    if (request.currencyOptions !== undefined) {
      coupon.currency_options = Object.fromEntries(
        Object.entries(request.currencyOptions).map(([currency, amount]) => [
          currency,
          { amount_off: amount },
        ]),
      );
    }
    return this.book.add(coupon);
  }

  makePromotionCode(
    coupon: Coupon,
    code: string,
    options: { readonly customer?: string; readonly expiresAt?: number } = {},
  ): PromotionCode {
    const promotion = aPromotionCode(this.book.id('promotion_code'), code, coupon.id, this.book.now);
    promotion.customer = options.customer ?? null;
    promotion.expires_at = options.expiresAt ?? null;
    return this.book.add(promotion);
  }

  makeTaxRate(request: TaxRateRequest): TaxRate {
    const rate = aTaxRate({
      id: this.book.id('tax_rate'),
      displayName: request.displayName,
      percentage: request.percentage,
      country: request.country,
      state: request.state ?? null,
      taxType: request.taxType ?? 'vat',
      created: this.book.now,
    });
    rate.inclusive = request.inclusive ?? false;
    if (request.compound === true) this.compound.add(rate.id);
    return this.book.add(rate);
  }

  isCompound(rate: TaxRate): boolean {
    return this.compound.has(rate.id);
  }

  /** The rate of nothing that Stripe Tax puts on lines where no tax is collected. */
  zeroRate(country: string, state: string | null): TaxRate {
    const place = state === null ? country : `${country}-${state}`;
    const known = this.zeroRates.get(place);
    if (known !== undefined) return known;
    const made = this.makeTaxRate({ displayName: 'Tax', percentage: 0, country, state });
    this.zeroRates.set(place, made);
    return made;
  }

  /** The product of a price, wherever it was made. */
  productOf(price: Price): Product | undefined {
    return this.product(typeof price.product === 'string' ? price.product : price.product.id);
  }

  product(id: string): Product | undefined {
    const made = this.book.find(id);
    if (made?.object === 'product') return made;
    return Object.values(this.list.products).find((product) => product.id === id);
  }
}
