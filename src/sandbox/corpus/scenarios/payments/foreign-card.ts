import { formatAmount } from '../../../ledger/arithmetic.ts';
import type { Charge, PaymentMethod } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, eventLabel, later, localTaxes, ownPrice, startFor } from '../../staging.ts';
import { paidOrder } from './one-off.ts';

/** Cards that bill their holder in a currency of their own, and about what 1 USD costs there, in hundredths. */
const BANKS = [
  { country: 'GB', currency: 'gbp', hundredths: 79 },
  { country: 'DE', currency: 'eur', hundredths: 93 },
  { country: 'PL', currency: 'pln', hundredths: 402 },
] as const;

/** A payment of `cents` US cents, more or less, with a card of another currency. */
type Payment = (stage: Stage, method: PaymentMethod, cents: number) => () => Charge;

export const orderBy: Payment = (stage, method, cents) => {
  const at = daysBeforeEnd(stage, { min: 2, max: 40 });
  const payment = paidOrder(stage, at, { method, amount: amountOf(stage, cents) });
  return () => payment().charge;
};

export const renewalBy: Payment = (stage, method, cents) => {
  const { ledger, random, customer } = stage;
  const price = ownPrice(stage, { unitAmount: amountOf(stage, cents) });
  const start = startFor(stage, price, random.int(1, 6), { min: 2, max: 25 });
  const subscription = later(stage, start, () =>
    ledger.billing.subscribe({ customer, method, price, taxRates: localTaxes(stage) }),
  );
  return () => {
    const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
    if (invoice === undefined) throw new Error('the subscription was billed');
    return ledger.credits.chargeOf(invoice);
  };
};

/** The customer asks about the amount of the statement, which nobody but their bank can have made. */
export function convertedByBank(
  row: string,
  id: string,
  pay: Payment,
  words: (shown: string, charge: Charge) => string,
  alone = false,
): Scenario {
  return {
    id,
    row,
    kind: 'event',
    writes: true,
    // The words are about one amount, and nothing else asks about another.
    sharesCustomer: false,
    alone,
    stage: (stage) => {
      const { random } = stage;
      const [first, second] = BANKS.filter(({ currency }) => currency !== stage.currency);
      const bank = random.chance(50) ? first : second;
      if (bank === undefined) throw new Error('a card of another currency');
      const method = stage.ledger.customers.attachCard(stage.customer, {
        brand: 'mastercard',
        last4: random.digits(4),
        country: bank.country,
        isDefault: false,
      });
      const cents = random.int(30, 250) * 100;
      const charge = pay(stage, method, cents);
      // The bank's rate, its fee, and the tax on top: about, not exactly.
      const shown = Math.round((cents * bank.hundredths * random.int(101, 104)) / 10_000) + 3;
      return () =>
        eventLabel({
          row,
          category: 'currency',
          evidence: [charge().id],
          ticket: {
            subject: 'Another amount on my statement',
            body: words(formatAmount(shown, bank.currency, 'en-US'), charge()),
          },
        });
    },
  };
}
