import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Invoice } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { isMember, sellerFor, vatId } from './f2-reverse-charge.ts';
import { addressIn, isTaxed } from './staging.ts';

const row = 'V18';
const category = 'tax';

type Place = Pick<Stage, 'country' | 'state'>;

const lastTwo = (invoices: readonly Invoice[]): readonly [Invoice, Invoice] => {
  const [before, last] = invoices.slice(-2);
  if (before === undefined || last === undefined) throw new Error('two invoices were made');
  return [before, last];
};

const WHY_TAX = {
  subject: 'Tax on my invoices',
  body: 'I only noticed now that you charge VAT or sales tax on my invoices. Why did that start?',
};

/** The last renewal lies this many days back, so that what explains it is of the last periods. */
const RECENT = { min: 10, max: 24 };

/** An id that comes after the invoice: the seller had nothing to go by. */
function idCameLater(id: string, status: 'verified' | 'pending', automaticTax: boolean): Scenario {
  return {
    id: `V18/${id}`,
    row,
    kind: 'event',
    alone: true,
    fits: (place) => isTaxed(place) && isMember(place.country),
    stage: (stage) => {
      const { ledger, random, customer, country, policy } = stage;
      const price = ownPrice(stage);
      const start = startFor(stage, price, random.int(1, 8), RECENT);
      policy.tax({ seller_country: sellerFor(country) });
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 5), automaticTax });
      let taxId = '';
      stage.at(stage.end - random.int(1, 8) * DAY, () => {
        const request = { type: 'eu_vat', value: vatId(stage), country, status } as const;
        taxId = ledger.customers.addTaxId(customer, request).id;
      });
      return () => {
        const last = ledger.billing.invoicesOf(subscription()).at(-1);
        return eventLabel({ row, category, evidence: [last?.id ?? '', taxId] });
      };
    },
  };
}

/** Where the merchant collects tax, near places where it does not. */
const MOVES: Readonly<Record<string, readonly [place: string, city: string]>> = {
  'US-TX': ['US-NY', 'Albany'],
  'US-CO': ['US-NY', 'Buffalo'],
  FR: ['DE', 'Bonn'],
  NL: ['DE', 'Kiel'],
  SG: ['GB', 'Leeds'],
};
const keyOf = ({ country, state }: Place): string => (state === null ? country : `${country}-${state}`);

/** The customer moves to a place where tax is collected. */
function moved(id: string, how: 'automatic' | 'by_hand' | 'ships', askedLater = false): Scenario {
  return {
    id: `V18/${id}`,
    row,
    kind: 'event',
    alone: true,
    writes: askedLater,
    fits: (place) => MOVES[keyOf(place)] !== undefined,
    stage: (stage) => {
      const { ledger, random, customer } = stage;
      const [place = '', city = ''] = MOVES[keyOf(stage)] ?? [];
      const price = ownPrice(stage);
      const renewals = random.int(6, 9);
      const start = startFor(stage, price, renewals, RECENT);
      const subscription = subscribeAt(stage, start, { price, automaticTax: how !== 'by_hand' });
      const since = askedLater ? random.int(2, 4) : 0;
      stage.at(addMonths(start, renewals - since) - random.int(1, 20) * DAY, () => {
        const address = addressIn(place, city);
        ledger.customers.change(customer, how === 'ships' ? { shipping: address } : { address });
        if (how !== 'by_hand') return;
        ledger.billing.update(subscription(), {
          taxRates: [...ledger.catalogue.taxRates(address.country, address.state)],
        });
      });
      return () => {
        const invoices = ledger.billing.invoicesOf(subscription());
        const [before, first] = lastTwo(invoices.slice(0, invoices.length - since));
        return eventLabel({
          row,
          category,
          evidence: [first.id, before.id],
          ...(askedLater ? { ticket: WHY_TAX } : {}),
        });
      };
    },
  };
}

/** A business abroad takes its VAT id off, and pays tax like everybody else. */
const ID_REMOVED: Scenario = {
  id: 'V18/id-removed',
  row,
  kind: 'event',
  alone: true,
  fits: (place) => isTaxed(place) && isMember(place.country),
  stage: (stage) => {
    const { ledger, random, customer, country, policy } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(2, 8);
    const start = startFor(stage, price, renewals, RECENT);
    policy.tax({ seller_country: sellerFor(country) });
    stage.at(start - DAY, () => {
      const taxId = ledger.customers.addTaxId(customer, {
        type: 'eu_vat',
        value: vatId(stage),
        country,
        status: 'verified',
      });
      stage.at(addMonths(start, renewals) - random.int(1, 20) * DAY, () =>
        ledger.customers.removeTaxId(taxId),
      );
    });
    const subscription = subscribeAt(stage, start, { price, automaticTax: true });
    return () => {
      const [before, last] = lastTwo(ledger.billing.invoicesOf(subscription()));
      return eventLabel({ row, category, evidence: [last.id, before.id] });
    };
  },
};

export const TAX_BEGAN: readonly Scenario[] = [
  idCameLater('id-came-later', 'verified', false),
  moved('moved', 'automatic'),
  ID_REMOVED,
  moved('moved-rate-set-by-hand', 'by_hand'),
  idCameLater('id-not-yet-verified', 'pending', true),
  moved('ships-there-now', 'ships'),
  moved('asked-months-later', 'automatic', true),
];
