import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { Invoice, InvoiceLine } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  errorLabel,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';
import { isoTime, type Terms, taxesOf, tooMuchOn } from './too-much.ts';

const row = 'E9';

interface OneOff extends Terms {
  /** As a manual invoice, as an item that the next renewal takes up, or as a one-time price on a manual invoice. */
  readonly as: 'invoice' | 'item' | 'price';
  /** US cents that the customer agreed to; nothing was agreed to where it is left out. */
  readonly agreed?: number;
  /** True: the invoice was sent and is not paid. */
  readonly open?: boolean;
}

/** In cents, before tax. */
const BILLED = 45_000;

function notAgreed(id: string, oneOff: OneOff): Scenario {
  const { as, agreed, quantity = 1 } = oneOff;
  return {
    id: `E9/${id}`,
    row,
    kind: 'fault',
    // Consent is asked for by the whole company: whatever else the customer bought would need its own.
    alone: true,
    stage: (stage) => {
      const { ledger, random, customer, method, currency, policy } = stage;
      policy.set('consent_required', ['one_off']);
      const taxRates = taxesOf(stage, oneOff);
      const amount = amountOf(stage, BILLED);
      const description = random.pick([
        'Data migration',
        'Consulting day',
        'Express setup',
        'Extra training',
      ]);
      const price = ownPrice(stage);
      const fee = ownPrice(stage, { unitAmount: amount, interval: null });
      const start = startFor(stage, price, random.int(3, 8), { min: 3, max: 20 });
      const subscription = subscribeAt(stage, start, { price, taxRates });
      const at = as === 'item' ? start + random.int(35, 75) * DAY : daysBeforeEnd(stage, { min: 4, max: 60 });
      const billed = later(stage, at, (): Invoice | null => {
        if (as === 'item') {
          ledger.invoices.addPending(customer, {
            currency,
            amount,
            description,
            subscription: subscription(),
          });
          return null;
        }
        return ledger.invoices.bill(customer, {
          currency,
          method,
          taxRates,
          ...(oneOff.open === true ? { collectionMethod: 'send_invoice', daysUntilDue: 30 } : {}),
          lines: [as === 'price' ? { price: fee, quantity } : { amount, description }],
        });
      });
      const ref = `one-off-${random.digits(6)}`;
      if (agreed !== undefined) {
        policy.add('requests', {
          id: ref,
          customer: customer.id,
          kind: 'one_off',
          amount: amountOf(stage, agreed),
          currency,
          at: isoTime(at - random.int(3, 15) * DAY),
        });
      }
      agreedOneOff(stage);
      return () => {
        const found = oneOffOn(ledger.billing.invoicesOf(subscription()), billed());
        return errorLabel({
          row,
          category: 'one_off',
          currency,
          amount: tooMuchOn([found.line], taxRates, () =>
            agreed === undefined ? 0 : amountOf(stage, agreed),
          ),
          evidence: [...(agreed === undefined ? [] : [ref]), found.invoice.id],
        });
      };
    },
  };
}

/** Another one, some weeks before, that was asked for: a look-alike. */
function agreedOneOff(stage: Stage): void {
  const { ledger, random, customer, method, currency, policy } = stage;
  const amount = amountOf(stage, 18_000);
  const at = daysBeforeEnd(stage, { min: 100, max: 200 });
  stage.at(at, () => {
    ledger.invoices.bill(customer, {
      currency,
      method,
      taxRates: localTaxes(stage),
      lines: [{ amount, description: 'On-site help' }],
    });
  });
  policy.add('requests', {
    id: `help-${random.digits(6)}`,
    customer: customer.id,
    kind: 'one_off',
    amount,
    currency,
    at: isoTime(at - random.int(2, 200) * HOUR),
  });
}

function oneOffOn(
  renewals: readonly Invoice[],
  manual: Invoice | null,
): { readonly invoice: Invoice; readonly line: InvoiceLine } {
  for (const invoice of manual === null ? renewals : [manual]) {
    const line = invoice.lines.data.find(
      ({ parent }) => manual !== null || parent?.type === 'invoice_item_details',
    );
    if (line !== undefined) return { invoice, line };
  }
  throw new Error('the one-off was billed');
}

export const ONE_OFFS_NOT_AGREED: readonly Scenario[] = [
  notAgreed('manual-invoice', { as: 'invoice' }),
  notAgreed('manual-invoice-open', { as: 'invoice', open: true }),
  notAgreed('item-with-the-renewal', { as: 'item' }),
  notAgreed('one-time-price', { as: 'price', quantity: 2, inclusive: true }),
  notAgreed('above-what-was-agreed', { as: 'invoice', agreed: 30_000 }),
  notAgreed('item-above-what-was-agreed', { as: 'item', agreed: 40_000 }),
];
