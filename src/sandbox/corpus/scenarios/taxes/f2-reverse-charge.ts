import { addMonths, DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, TaxRate } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { errorLabel, localTaxes, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { counted, taxRows, type Upgraded, upgradeAfter, wrongInvoices } from './staging.ts';

const row = 'F2';

/** Digits of a VAT id, by the state that gives it, as VIES knows them. */
const DIGITS = { DE: 9, AT: 8, IE: 7, FR: 11, NL: 9 } as const;
type Member = keyof typeof DIGITS;

export const isMember = (country: string): country is Member => country in DIGITS;

/** A VAT id of the customer's country. */
export function vatId({ country, random }: Stage): string {
  if (!isMember(country)) throw new Error(`no member state: ${country}`);
  const digits = random.digits(DIGITS[country]);
  if (country === 'AT') return `ATU${digits}`;
  if (country === 'IE') return `IE${digits}KH`;
  return country === 'NL' ? `NL${digits}B01` : `${country}${digits}`;
}

/** Another member state, where the merchant is at home. */
export const sellerFor = (country: string): string => (country === 'DE' ? 'FR' : 'DE');

/** What the subscription is taxed by: the place's rate, or where nothing is collected the merchant's own. */
function usualTax(stage: Stage): TaxRate {
  const [local] = localTaxes(stage);
  return (
    local ??
    stage.ledger.catalogue.makeTaxRate({ displayName: 'VAT', percentage: 20, country: stage.country })
  );
}

const charged = (invoice: Invoice, upgraded: Upgraded | undefined): number =>
  counted(taxRows(invoice), upgraded).reduce((sum, { amount }) => sum + amount, 0);

/** How the VAT id came to be known, told from the first of the invoices that should have no tax. */
interface IdStory {
  /** Seconds before that invoice at which the id is added. */
  readonly before: number;
  readonly verifiedAfter?: number;
  readonly removed?: boolean;
  readonly upgraded?: Upgraded;
}

/** A business abroad with a verified VAT id is charged tax all the same. */
function taxedDespiteId(
  id: string,
  story: IdStory,
  terms: (stage: Stage, tax: TaxRate) => Partial<SubscribeRequest>,
): Scenario {
  return {
    id: `F2/${id}`,
    row,
    kind: 'fault',
    // The customer's other invoices would carry the id too.
    alone: true,
    fits: ({ country }) => isMember(country),
    stage: (stage) => {
      const { ledger, random, customer, country, currency, policy } = stage;
      const tax = usualTax(stage);
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const wrong = story.upgraded === 'first_wrong' ? 0 : random.int(1, 3);
      const start = startFor(stage, price, renewals, { min: 4, max: 24 });
      policy.tax({ seller_country: sellerFor(country) });
      const subscription = subscribeAt(stage, start, { price, taxRates: [tax], ...terms(stage, tax) });
      const known = addMonths(start, renewals - wrong + (wrong === 0 ? 0 : 1)) - story.before;
      if (story.upgraded !== undefined) upgradeAfter(stage, subscription, addMonths(start, renewals));
      let taxId: string | null = null;
      stage.at(known, () => {
        const request = { type: 'eu_vat', value: vatId(stage), country } as const;
        const { verifiedAfter } = story;
        const added = ledger.customers.addTaxId(customer, {
          ...request,
          status: verifiedAfter === undefined ? 'verified' : 'pending',
        });
        if (verifiedAfter !== undefined) {
          stage.at(known + verifiedAfter, () => ledger.customers.verifyTaxId(added, 'verified'));
        }
        if (story.removed === true) {
          stage.at(stage.end - 2 * DAY, () => ledger.customers.removeTaxId(added));
        } else taxId = added.id;
      });
      return () =>
        ledger.billing
          .invoicesOf(subscription())
          .slice(-wrongInvoices(wrong, story.upgraded))
          .map((invoice) =>
            errorLabel({
              row,
              category: 'tax',
              // Nobody can say any more whether an id that is gone was valid.
              classification: taxId === null ? 'likely_error' : 'billing_error',
              currency,
              amount: charged(invoice, story.upgraded),
              evidence: [invoice.id, ...(taxId === null ? [] : [taxId])],
            }),
          );
    },
  };
}

export const REVERSE_CHARGE_NOT_APPLIED: readonly Scenario[] = [
  taxedDespiteId('verified', { before: 3 * DAY }, ({ random }) => ({ quantity: random.int(1, 9) })),
  taxedDespiteId('pending-at-first', { before: 5 * DAY, verifiedAfter: 9 * HOUR }, ({ ledger }) => ({
    billingMode: 'classic',
    coupon: {
      coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' }),
    },
  })),
  taxedDespiteId('automatic-tax', { before: 2 * DAY }, (_, tax) => ({
    taxRates: [],
    automaticTax: true,
    hooks: {
      taxes: () => [
        {
          rate: tax,
          percentage: tax.percentage,
          inclusive: false,
          charged: true,
          reason: 'standard_rated',
        },
      ],
    },
  })),
  taxedDespiteId('two-products', { before: 12 * DAY }, (stage) => ({
    items: [{ price: ownPrice(stage) }, { price: ownPrice(stage), quantity: 3 }],
  })),
  taxedDespiteId('upgraded', { before: 3 * DAY, upgraded: 'after_wrong_renewals' }, () => ({})),
  taxedDespiteId('known-before-upgrade', { before: -5 * HOUR, upgraded: 'first_wrong' }, () => ({})),
  // Pending at the last renewal, which is therefore right; verified before the upgrade.
  taxedDespiteId(
    'verified-before-upgrade',
    { before: 12 * HOUR, verifiedAfter: 20 * HOUR, upgraded: 'first_wrong' },
    () => ({}),
  ),
  taxedDespiteId('id-removed-since', { before: 3 * DAY, removed: true }, () => ({ quantity: 2 })),
];
