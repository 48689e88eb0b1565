import fc from 'fast-check';
import Stripe from 'stripe';
import { expect, test } from 'vitest';
import type { Invoice } from '../../../src/sandbox/ledger/wire.ts';
import { accountFetch } from '../../../src/sandbox/stripe/in-process.ts';
import { SANDBOX_KEYS, StripeAccount } from '../../../src/sandbox/stripe/server.ts';
import { first, open, sum } from '../ledger/setup.ts';

const opened = open();
const { ledger, customer, method } = opened;
const vat = ledger.catalogue.makeTaxRate({ displayName: 'VAT', percentage: 19, country: 'DE' });
const lines = [
  { amount: 7333, description: 'One' },
  { amount: 2501, description: 'Other' },
];
const paid = ledger.invoices.bill(customer, { currency: 'usd', method, taxRates: [vat], lines });
const sent = ledger.invoices.bill(customer, {
  currency: 'usd',
  taxRates: [vat],
  lines,
  collectionMethod: 'send_invoice',
});
ledger.invoices.pay(sent, method, 4000);
const single = ledger.payments.pay({
  customer,
  method,
  amount: 5000,
  currency: 'usd',
  description: 'One-off',
}).charge;
const objects = [...ledger.catalogue.objects, ...ledger.objects];

/** The SDK, talking to an account of its own without a network. */
function client() {
  const account = new StripeAccount({ world: { objects }, now: () => ledger.book.now * 1000 });
  const stripe = new Stripe(SANDBOX_KEYS.write, {
    httpClient: Stripe.createFetchHttpClient(accountFetch(account)),
    telemetry: false,
    maxNetworkRetries: 0,
  });
  return { account, stripe };
}

test('an account answers without a network, on a clock that only its owner moves', async () => {
  const { account, stripe } = client();
  const refund = await stripe.refunds.create({ charge: single.id, amount: 5 }, { idempotencyKey: 'k' });
  expect(refund.created).toBe(ledger.book.now);
  account.clock.set(ledger.book.now + 86_400);
  const again = await stripe.refunds.create({ charge: single.id, amount: 5 }, { idempotencyKey: 'k' });
  expect([again.id === refund.id, again.created]).toEqual([false, ledger.book.now + 86_400]);
  expect(() => account.clock.advance(-1)).toThrow('only runs forward');
  expect(() => account.clock.set(ledger.book.now)).toThrow('only runs forward');
});

type Step = (stripe: Stripe, account: StripeAccount) => Promise<unknown>;
const amount = fc.integer({ min: 1, max: 9000 });
const invoices: readonly Invoice[] = [paid, sent];
const steps: fc.Arbitrary<Step> = fc.oneof(
  amount.map(
    (minor): Step =>
      (stripe) =>
        stripe.refunds.create({ charge: single.id, amount: minor }),
  ),
  amount.map(
    (minor): Step =>
      async (_stripe, account) =>
        account.dashboard.refund(chargeOf(account, paid), { amount: minor }),
  ),
  fc.tuple(fc.constantFrom(...invoices), amount, fc.integer({ min: 0, max: 2 })).map(
    ([invoice, minor, where]): Step =>
      async (stripe) => {
        const params = {
          invoice: invoice.id,
          lines: [
            {
              type: 'invoice_line_item' as const,
              invoice_line_item: first(invoice.lines.data).id,
              amount: minor,
            },
          ],
        };
        const total = minor + Math.round(minor * 0.19);
        const { amount_remaining, status } = await stripe.invoices.retrieve(invoice.id);
        const post = Math.max(0, total - (status === 'open' ? amount_remaining : 0));
        const part =
          (['refund_amount', 'credit_amount', 'out_of_band_amount'] as const)[where] ?? 'credit_amount';
        return stripe.creditNotes.create({ ...params, ...(post > 0 ? { [part]: post } : {}) });
      },
  ),
  fc.integer({ min: -3000, max: 3000 }).map(
    (minor): Step =>
      (stripe) =>
        stripe.customers.createBalanceTransaction(customer.id, { amount: minor, currency: 'usd' }),
  ),
  fc.constant<Step>(async (_stripe, account) => {
    const [refund] = account.objects('refund').filter(({ status }) => status === 'succeeded');
    if (refund !== undefined) account.bank.settle(refund.id, 'failed');
  }),
);

const chargeOf = (account: StripeAccount, invoice: Invoice): string => {
  const [payment] = account.objects('invoice_payment').filter((one) => one.invoice === invoice.id);
  const intent = account.object('payment_intent', String(payment?.payment.payment_intent));
  return String(intent?.latest_charge);
};

test('whatever is asked of it, no money comes from nowhere', { timeout: 60_000 }, async () => {
  let done = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 12 }), async (run) => {
      const { account, stripe } = client();
      for (const step of run) {
        try {
          await step(stripe, account);
          done += 1;
        } catch (error) {
          // Refused in Stripe's way, to the SDK or to somebody at the Dashboard; anything else is a fault of the sandbox.
          const { statusCode, status } = error as { statusCode?: number; status?: number };
          expect(statusCode ?? status, String(error)).toBe(400);
          refused += 1;
        }
      }
      expectNothingLost(account);
    }),
    { numRuns: 150, seed: 5 },
  );
  expect(Math.min(done, refused)).toBeGreaterThan(100);
});

function expectNothingLost(account: StripeAccount): void {
  for (const charge of account.objects('charge')) {
    const live = account.refundsOf(charge.id).filter(({ status }) => status !== 'failed');
    expect(charge.amount_refunded).toBe(sum(live.map((refund) => refund.amount)));
    expect(charge.amount_refunded).toBeLessThanOrEqual(charge.amount_captured);
    expect(charge.refunded).toBe(charge.amount_refunded === charge.amount_captured);
  }
  const notes = account.objects('credit_note');
  for (const invoice of account.objects('invoice')) {
    const own = notes.filter((note) => note.invoice === invoice.id);
    expect(invoice.pre_payment_credit_notes_amount).toBe(sum(own.map((note) => note.pre_payment_amount)));
    expect(invoice.post_payment_credit_notes_amount).toBe(sum(own.map((note) => note.post_payment_amount)));
    expect(sum(own.map((note) => note.total))).toBeLessThanOrEqual(invoice.total);
    expect(invoice.amount_remaining).toBe(invoice.amount_due - invoice.amount_paid);
    expect(invoice.amount_remaining).toBeGreaterThanOrEqual(0);
    expect(invoice.status === 'paid').toBe(invoice.amount_remaining === 0);
  }
  for (const note of notes) {
    const entry = account.object('customer_balance_transaction', String(note.customer_balance_transaction));
    const parts =
      sum(note.refunds.map((one) => one.amount_refunded)) +
      (note.out_of_band_amount ?? 0) -
      (entry?.amount ?? 0);
    expect(parts).toBe(note.post_payment_amount);
    expect(note.pre_payment_amount + note.post_payment_amount).toBe(note.total);
  }
  const entries = account.objects('customer_balance_transaction');
  expect(account.object('customer', customer.id)?.balance).toBe(sum(entries.map((entry) => entry.amount)));
}
