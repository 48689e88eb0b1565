import { DAY } from '../../../ledger/arithmetic.ts';
import type { PostalAddress } from '../../../ledger/objects/customer.ts';
import type { Invoice, InvoiceLine, Subscription, TaxRate } from '../../../ledger/wire.ts';
import type { Stage } from '../../scenario.ts';
import { amountOf, localTaxes, ownPrice } from '../../staging.ts';

/** What several scenarios about tax need. */

const TAXED: ReadonlySet<string> = new Set(['DE', 'AT', 'CH', 'GB', 'IE', 'AU', 'JP', 'US-NY', 'CA-ON']);

type Place = Pick<Stage, 'country' | 'state'>;

/** Whether the merchant collects tax there. */
export const isTaxed = ({ country, state }: Place): boolean =>
  TAXED.has(country) || TAXED.has(`${country}-${state}`);

/** The one tax the merchant collects where the customer is. */
export function localTax(stage: Stage): TaxRate {
  const [rate] = localTaxes(stage);
  if (rate === undefined) throw new Error(`no tax is collected in ${stage.country}`);
  return rate;
}

/** The same tax by law as another rate: name, kind and place agree. */
export function likeTax(
  stage: Stage,
  rate: TaxRate,
  change: { readonly percentage?: number; readonly inclusive?: boolean } = {},
): TaxRate {
  return stage.ledger.catalogue.makeTaxRate({
    displayName: rate.display_name,
    percentage: change.percentage ?? rate.percentage,
    inclusive: change.inclusive ?? rate.inclusive,
    country: rate.country ?? stage.country,
    state: rate.state,
    taxType: rate.tax_type ?? 'vat',
  });
}

/** The place of an entry in the policy file's `tax` section. */
export const placeOf = ({ country, state }: { readonly country: string; readonly state: string | null }) => ({
  country,
  ...(state === null ? {} : { state }),
});

export const midnight = (at: number): number => Math.floor(at / DAY) * DAY;
export const isoDay = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

export type LineTaxRow = NonNullable<InvoiceLine['taxes']>[number];

/** Every row of tax on an invoice's lines. */
export const taxRows = (invoice: Invoice): readonly LineTaxRow[] =>
  invoice.lines.data.flatMap((line) => line.taxes ?? []);

/** Rows of tax by this rate. */
export const rowsOf = (invoice: Invoice, { id }: TaxRate): readonly LineTaxRow[] =>
  taxRows(invoice).filter((row) => row.tax_rate_details?.tax_rate === id);

/** An address in a place. */
export const addressIn = (place: string, city: string): PostalAddress => {
  const [country = '', state] = place.split('-');
  return { line1: '7 New Street', city, postalCode: '10115', state: state ?? null, country };
};

/**
 * An upgrade in the last period: after renewals that were wrong already, or as the first thing that is wrong. Then what it
 * credits was right.
 */
export type Upgraded = 'after_wrong_renewals' | 'first_wrong';

/** Invoices from the end that are wrong. */
export const wrongInvoices = (renewals: number, upgraded: Upgraded | undefined): number => {
  if (upgraded === undefined) return renewals;
  return upgraded === 'first_wrong' ? 1 : renewals + 1;
};

/** The rows of tax that count: with those of credits, unless what they credit was right. */
export const counted = (
  rows: readonly LineTaxRow[],
  upgraded: Upgraded | undefined,
): readonly LineTaxRow[] => (upgraded === 'first_wrong' ? rows.filter(({ amount }) => amount > 0) : rows);

/**
 * To a dearer plan some days after the renewal at `renewal`, billed at once: a charge with its tax, and a credit that
 * takes tax of the old plan back.
 */
export function upgradeAfter(stage: Stage, subscription: () => Subscription, renewal: number): void {
  const dearer = ownPrice(stage, { unitAmount: amountOf(stage, stage.random.int(250, 400) * 100) });
  stage.at(renewal + stage.random.int(1, 3) * DAY, () =>
    stage.ledger.billing.changePlan(subscription(), { price: dearer }, 'always_invoice'),
  );
}
