import { DAY } from '../../../ledger/arithmetic.ts';
import type { Charge, Invoice } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, eventLabel, inclusiveTaxes, later, localTaxes } from '../../staging.ts';

const row = 'V30';
const category = 'other';

/** A sent invoice that the customer pays bit by bit. */
function sentAt(stage: Stage, at: number, how: { readonly inclusive?: boolean } = {}): () => Invoice {
  const { ledger, random, customer, currency } = stage;
  const amount = amountOf(stage, random.int(200, 900) * 100);
  return later(stage, at, () =>
    ledger.invoices.bill(customer, {
      currency,
      collectionMethod: 'send_invoice',
      daysUntilDue: 60,
      taxRates: how.inclusive === true ? inclusiveTaxes(stage) : localTaxes(stage),
      lines: [{ amount, description: `Venue licence ${random.digits(3)}` }],
    }),
  );
}

function label(invoice: Invoice, parts: readonly Charge[], ticket?: PlantedLabel['ticket']): PlantedLabel {
  return eventLabel({
    row,
    category,
    evidence: [invoice.id, ...parts.map(({ id }) => id)],
    ...(ticket === undefined ? {} : { ticket }),
  });
}

/**
 * Parts of an invoice, in hundredths of it, paid by card a week apart; what they leave is paid last (`rest: 'card'`),
 * comes from outside Stripe, or is still to come.
 */
function inParts(
  id: string,
  how: {
    readonly hundredths: readonly number[];
    readonly rest: 'card' | 'outside' | 'to_come';
    readonly inclusive?: boolean;
    readonly alone?: true;
    readonly daysAgo?: { readonly min: number; readonly max: number };
    readonly ticket?: NonNullable<PlantedLabel['ticket']>;
  },
): Scenario {
  const { hundredths, rest, inclusive = false, daysAgo = { min: 24, max: 45 }, ticket } = how;
  return {
    id,
    row,
    kind: 'event',
    ...(how.alone === undefined ? {} : { alone: how.alone }),
    ...(ticket === undefined ? {} : { writes: true }),
    stage: (stage) => {
      const { ledger, method } = stage;
      const at = daysBeforeEnd(stage, daysAgo);
      const invoice = sentAt(stage, at, { inclusive });
      const week = (place: number): number => at + (1 + place * 7) * DAY;
      // Where the customer's credit paid it all, there is nothing to pay in parts.
      const isOpen = (): boolean => invoice().status === 'open';
      const pay = (place: number, amount: () => number) =>
        later(stage, week(place), () =>
          isOpen() ? [ledger.invoices.pay(invoice(), method, amount()).charge] : [],
        );
      const parts = hundredths.map((share, place) =>
        pay(place, () => partOf(invoice(), share, stage.currency)),
      );
      if (rest === 'card') parts.push(pay(parts.length, () => invoice().amount_remaining));
      if (rest === 'outside') {
        stage.at(week(parts.length), () => {
          if (isOpen()) ledger.invoices.payOutOfBand(invoice());
        });
      }
      return () => {
        const charges = parts.flatMap((part) => part());
        return charges.length === 0 ? [] : label(invoice(), charges, ticket);
      };
    },
  };
}

/** So many hundredths of what an invoice asks for; amounts in dinars end in zero. */
function partOf({ amount_due }: Invoice, hundredths: number, currency: string): number {
  const step = currency === 'kwd' ? 10 : 1;
  return Math.floor((amount_due * hundredths) / 100 / step) * step;
}

export const PAID_IN_PARTS: readonly Scenario[] = [
  inParts('V30/two-halves', { hundredths: [50], rest: 'card' }),
  inParts('V30/three-parts-with-inclusive-tax', { hundredths: [30, 30], rest: 'card', inclusive: true }),
  inParts('V30/two-of-three-so-far', { hundredths: [33, 33], rest: 'to_come' }),
  inParts('V30/deposit-and-the-rest-outside', { hundredths: [20], rest: 'outside' }),
  inParts('V30/unequal-parts-and-more-to-come', { hundredths: [10, 25, 15], rest: 'to_come' }),
  inParts('V30/months-ago-and-asked', {
    hundredths: [25, 25, 25],
    rest: 'card',
    // The words could mean other charges just as well.
    alone: true,
    daysAgo: { min: 150, max: 220 },
    ticket: {
      subject: 'I do not recognise these charges',
      body: 'My statement has several charges by you some months ago that I do not recognise. What are they?',
    },
  }),
];
