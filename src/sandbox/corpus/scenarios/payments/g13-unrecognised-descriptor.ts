import { formatAmount, formatDay } from '../../../ledger/arithmetic.ts';
import type { Charge } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  eventLabel,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { paidOrder } from './one-off.ts';

const row = 'G13';

/** The customer denies a charge that is ours. */
function denied(
  id: string,
  pay: (stage: Stage) => () => Charge,
  words: (amount: string, charge: Charge) => string,
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
      const charge = pay(stage);
      return () => {
        const { amount, currency, id: paid } = charge();
        return eventLabel({
          row,
          category: 'other',
          evidence: [paid],
          ticket: {
            subject: 'Unknown charge',
            body: words(formatAmount(amount, currency, 'en-US'), charge()),
          },
        });
      };
    },
  };
}

/** An order of an amount that nothing else costs. */
function anOrder(stage: Stage): () => Charge {
  const odd = stage.currency === 'kwd' ? 10 : 7;
  const payment = paidOrder(stage, daysBeforeEnd(stage, { min: 2, max: 25 }), {
    amount: amountOf(stage, stage.random.int(20, 300) * 100) + odd,
  });
  return () => payment().charge;
}

function aRenewal(stage: Stage): () => Charge {
  const { ledger, random } = stage;
  const price = ownPrice(stage);
  const subscription = subscribeAt(stage, startFor(stage, price, random.int(1, 6), { min: 2, max: 25 }), {
    price,
    quantity: random.int(1, 3),
  });
  return () => {
    const invoice = ledger.billing.invoicesOf(subscription()).at(-1);
    if (invoice === undefined) throw new Error('the subscription was billed');
    return ledger.credits.chargeOf(invoice);
  };
}

function anInvoice(stage: Stage): () => Charge {
  const { ledger, random, customer, method, currency } = stage;
  const bill = later(stage, daysBeforeEnd(stage, { min: 2, max: 25 }), () =>
    ledger.invoices.bill(customer, {
      currency,
      method,
      taxRates: localTaxes(stage),
      lines: [{ amount: amountOf(stage, random.int(30, 200) * 100), description: 'On-site support' }],
    }),
  );
  return () => ledger.credits.chargeOf(bill());
}

export const UNRECOGNISED_DESCRIPTORS: readonly Scenario[] = [
  denied(
    'G13/order',
    anOrder,
    (amount) => `There is a charge of ${amount} on my card that I do not recognise.`,
  ),
  denied(
    'G13/card-named',
    anOrder,
    (amount, charge) =>
      `I don't recognize this charge of ${amount} on my card ending in ${charge.payment_method_details?.card?.last4 ?? ''}. Who are you?`,
  ),
  denied(
    'G13/renewal',
    aRenewal,
    (amount, { created }) =>
      `On ${formatDay(created, 'en-US')} somebody charged ${amount} to my card. I do not recognise this charge.`,
    true,
  ),
  denied(
    'G13/invoice',
    anInvoice,
    (amount) => `What is this charge of ${amount}? I do not recognise this charge.`,
    true,
  ),
];
