import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';
import {
  type RawObject,
  rawCharge,
  rawCoupon,
  rawCustomer,
  rawDiscount,
  rawDispute,
  rawIntent,
  rawInvoice,
  rawLine,
  rawList,
  rawPayment,
  rawPrice,
  rawRefund,
  rawSubscription,
} from './raw-objects.ts';

const SHARED = fileURLToPath(new URL('../../../shared/data/stripe/', import.meta.url));
const map = (...objects: unknown[]): BillingHistory =>
  toBillingHistory(objects, { exportedAt: 1_800_000_000, livemode: false });
const moneyGaps = (history: BillingHistory): [string | null, string][] =>
  history.gaps.filter((gap) => gap.could_hold_money).map((gap) => [gap.scope, gap.message]);
const fixture = (name: string): { objects: unknown[] } =>
  JSON.parse(readFileSync(new URL(`../fixtures/stripe/${name}`, import.meta.url), 'utf8'));

describe('shapes of different API versions', () => {
  const before = map(...fixture('acme-pre-basil.json').objects);
  const now = map(...fixture('acme-current.json').objects);

  it('make the same history', () => {
    expect(normalised(before)).toEqual(normalised(now));
  });

  it('lack nothing', () => {
    expect(before.gaps).toEqual([]);
    expect(now.gaps).toEqual([]);
  });

  it('say what the old fields said', () => {
    const [first, second] = [...before.invoices].sort((a, b) => a.created - b.created);
    expect(first).toMatchObject({ id: 'in_1', subscription: 'sub_1', status: 'paid', total: 4165 });
    expect(first?.payments).toMatchObject([
      { status: 'paid', amount_paid: 4165, charge: 'ch_1', payment_intent: 'pi_1' },
    ]);
    expect(first?.total_taxes).toMatchObject([{ amount: 665, tax_rate: 'txr_vat', inclusive: false }]);
    expect(first?.lines[0]).toMatchObject({
      price: 'price_Pro',
      product: 'prod_Pro',
      unit_amount_decimal: '4000',
      proration: false,
      discount_amounts: [{ amount: 500, discount: 'di_1' }],
    });
    expect(second?.lines[0]).toMatchObject({
      amount: -2000,
      proration: true,
      credited_items: { invoice: 'in_1', invoice_line_items: ['il_1'] },
      invoice_item: 'ii_2',
    });
    expect(before.subscriptions[0]?.items[0]).toMatchObject({
      price: 'price_Team',
      current_period_start: 1_718_000_000,
      current_period_end: 1_720_592_000,
    });
    expect(before.subscriptions[0]?.discounts).toMatchObject([{ id: 'di_1', coupon: 'SPRING' }]);
    expect(before.credit_notes[0]).toMatchObject({
      refunds: [{ refund: 're_1', amount_refunded: 1190 }],
      post_payment_amount: 1190,
      total_taxes: [{ amount: 190, tax_rate: 'txr_vat' }],
    });
    expect(before.coupons[0]).toMatchObject({ id: 'SPRING', percent_off: '12.5' });
    expect(before.tax_rates[0]).toMatchObject({ id: 'txr_vat', percentage: '19' });
  });

  it('are told apart object by object, not file by file', () => {
    const mixed = map(...fixture('acme-pre-basil.json').objects, ...fixture('acme-current.json').objects);
    expect(mixed.invoices.flatMap(({ payments }) => payments.map(({ id }) => id)).sort()).toEqual([
      'inpay_1',
      'inpay_2',
    ]);
    expect(mixed.gaps).toEqual([]);
  });
});

/** What only one of the two versions says: made-up ids of payments, the charge's own mention of its invoice. */
function normalised(history: BillingHistory): Record<string, unknown> {
  const sorted = Object.fromEntries(
    Object.entries(history).map(([key, value]) => [
      key,
      Array.isArray(value)
        ? [...value].sort((a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1))
        : value,
    ]),
  );
  return {
    ...sorted,
    invoices: (sorted['invoices'] as BillingHistory['invoices']).map((invoice) => ({
      ...invoice,
      payments: invoice.payments.map((payment) => ({ ...payment, id: 'made up before, real now' })),
    })),
    charges: (sorted['charges'] as BillingHistory['charges']).map((charge) => ({ ...charge, invoice: null })),
    payment_intents: (sorted['payment_intents'] as BillingHistory['payment_intents']).map((intent) => ({
      ...intent,
      invoice: null,
    })),
  };
}

describe('subscription schedules', () => {
  const phase = { start_date: 100, end_date: 200, proration_behavior: 'none', items: [{ price: 'price_1' }] };
  const released = {
    object: 'subscription_schedule',
    id: 'sub_sched_1',
    created: 50,
    customer: 'cus_1',
    subscription: null,
    released_subscription: 'sub_1',
    released_at: 150,
    status: 'released',
    phases: [phase],
  };

  it('tell which subscription they had, and until when', () => {
    expect(map(released).subscription_schedules).toMatchObject([
      { id: 'sub_sched_1', subscription: 'sub_1', status: 'released', ended_at: 150 },
    ]);
    expect(
      map({ ...released, released_at: null, status: 'active' }).subscription_schedules[0]?.ended_at,
    ).toBeNull();
  });
});

describe('lifting objects out of each other', () => {
  it('finds objects that occur only nested', () => {
    const history = map(
      rawSubscription({
        customer: rawCustomer({
          tax_ids: rawList([{ id: 'txi_1', object: 'tax_id', type: 'eu_vat', value: 'DE1' }]),
        }),
        latest_invoice: rawInvoice({
          payments: rawList([
            rawPayment({
              payment: {
                type: 'payment_intent',
                payment_intent: rawIntent({
                  latest_charge: rawCharge({
                    refunds: rawList([rawRefund()]),
                    disputed: true,
                    dispute: rawDispute(),
                  }),
                }),
              },
            }),
          ]),
        }),
        discounts: [rawDiscount()],
      }),
    );
    expect(history.customers.map(({ id }) => id)).toEqual(['cus_Acme']);
    expect(history.tax_ids.map(({ id }) => id)).toEqual(['txi_1']);
    expect(history.invoices.map(({ id }) => id)).toEqual(['in_1']);
    expect(history.charges.map(({ id, amount_refunded }) => [id, amount_refunded])).toEqual([['ch_1', 1000]]);
    expect(history.refunds.map(({ id }) => id)).toEqual(['re_1']);
    expect(history.disputes.map(({ id, due_by }) => [id, due_by])).toEqual([['dp_1', 1_790_000_999]]);
    expect(history.coupons.map(({ id }) => id)).toEqual(['SPRING']);
    expect(history.prices.map(({ id }) => id)).toEqual(['price_Pro']);
    expect(history.subscriptions[0]).toMatchObject({ customer: 'cus_Acme', latest_invoice: 'in_1' });
    expect(history.invoices[0]?.payments[0]?.charge).toBe('ch_1');
    expect(history.gaps).toEqual([]);
  });

  it('lets the top-level copy win, and fills in what it lacks', () => {
    const older = rawCharge({ description: 'older', amount_refunded: 4900, statement_descriptor: 'ACME' });
    const history = map(rawIntent({ latest_charge: older }), rawCharge({ description: 'newer' }));
    expect(history.charges).toHaveLength(1);
    expect(history.charges[0]).toMatchObject({
      description: 'newer',
      amount_refunded: 0,
      statement_descriptor: 'ACME',
    });
  });

  it('takes the most recent of nested copies, whatever the order', () => {
    const before = rawIntent({ id: 'pi_a', latest_charge: rawCharge() });
    const after = rawIntent({
      id: 'pi_b',
      latest_charge: rawCharge({ amount_refunded: 4900, refunded: true }),
    });
    expect(map(before, after).charges[0]?.amount_refunded).toBe(4900);
    expect(map(after, before).charges[0]?.amount_refunded).toBe(4900);
  });

  it('counts what was returned as the larger of the charge’s word and its live refunds', () => {
    const refunds = [
      rawRefund({ amount: 3000 }),
      rawRefund({ id: 're_2', amount: 1900, status: 'pending' }),
      rawRefund({ id: 're_3', amount: 4900, status: 'failed' }),
    ];
    const [charge] = map(rawCharge({ amount_refunded: 1000 }), ...refunds).charges;
    expect(charge).toMatchObject({ amount_refunded: 4900, refunded: true });
    expect(map(rawCharge({ amount_refunded: 4000 }), rawRefund()).charges[0]).toMatchObject({
      amount_refunded: 4000,
      refunded: false,
    });
  });

  it('counts a refund that names only the payment intent', () => {
    expect(map(rawCharge(), rawRefund({ charge: null })).charges[0]?.amount_refunded).toBe(1000);
  });

  it('reads neither an event’s snapshot nor a pending update as an object', () => {
    const event = {
      id: 'evt_1',
      object: 'event',
      created: 1_790_000_000,
      type: 'charge.succeeded',
      request: { id: 'req_1' },
      data: { object: rawCharge({ id: 'ch_old' }) },
    };
    const history = map(
      event,
      rawSubscription({ latest_invoice: null, pending_update: { discount: rawDiscount() } }),
    );
    expect(history.charges).toEqual([]);
    expect(history.coupons).toEqual([]);
    expect(history.events[0]).toMatchObject({ subject: 'ch_old', request: 'req_1' });
  });

  it('puts payments that stand alone on their invoice', () => {
    const history = map(rawInvoice({ payments: undefined }), rawPayment(), rawCharge());
    expect(history.invoices[0]?.payments.map(({ id, charge }) => [id, charge])).toEqual([
      ['inpay_1', 'ch_1'],
    ]);
  });

  it('puts a discount that only a line still carries on the invoice', () => {
    const line = rawLine({
      discounts: [rawDiscount({ subscription: null, customer: 'cus_Acme' })],
      discount_amounts: [{ amount: 100, discount: 'di_1' }],
    });
    const history = map(rawInvoice({ lines: rawList([line]) }));
    expect(history.invoices[0]?.discounts).toMatchObject([{ id: 'di_1', coupon: 'SPRING' }]);
    expect(history.invoices[0]?.lines[0]?.discounts).toEqual(['di_1']);
  });

  it('leaves a discount off a subscription that names others or none, though an invoice remembers it', () => {
    const remembered = rawInvoice({ discounts: [rawDiscount()] });
    const discountsOf = (parts: Parameters<typeof rawSubscription>[0]) =>
      map(rawSubscription(parts), remembered).subscriptions[0]?.discounts;
    expect(discountsOf({ latest_invoice: null, discounts: [] })).toEqual([]);
    expect(discountsOf({ latest_invoice: null, discount: null })).toEqual([]);
    expect(discountsOf({ latest_invoice: null, discounts: undefined })).toMatchObject([{ id: 'di_1' }]);
  });

  it('never reads a preview as a draft', () => {
    const preview = rawInvoice({ id: 'in_draft', preview: true, status: 'draft', payments: undefined });
    const nameless = rawInvoice({ id: undefined, preview: true, status: null, payments: undefined });
    const stripes = rawInvoice({ id: 'upcoming_in_1', status: 'draft', payments: undefined });
    const history = map(preview, nameless, stripes);
    expect(history.invoices).toEqual([]);
    expect(history.invoice_previews.map(({ id }) => id).sort()).toEqual([
      'in_draft',
      'preview:sub_1',
      'upcoming_in_1',
    ]);
  });

  it('prefers a price to a plan of the same id, and a whole coupon to a deleted stub', () => {
    const history = map(
      { id: 'price_Pro', object: 'plan', amount: 1, currency: 'usd', interval: 'year', interval_count: 1 },
      rawPrice(),
      { id: 'SPRING', object: 'coupon', deleted: true },
      rawCoupon(),
    );
    expect(history.prices).toMatchObject([{ unit_amount: 4900, recurring: { interval: 'month' } }]);
    expect(history.coupons).toMatchObject([{ id: 'SPRING', applies_to_known: false }]);
    expect(map(rawCoupon({ applies_to: null })).coupons).toMatchObject([
      { applies_to_known: true, applies_to_products: null },
    ]);
    expect(map(rawCoupon({ applies_to: { products: ['prod_A'] } })).coupons[0]?.applies_to_products).toEqual([
      'prod_A',
    ]);
  });

  it('reads decimals from numbers, strings and the SDK’s Decimal', () => {
    const decimal = { toFixed: () => '0.5', toString: () => '0.5' };
    const of = (value: unknown) =>
      map(rawPrice({ unit_amount_decimal: value })).prices[0]?.unit_amount_decimal;
    expect([of('12.345'), of(12.5), of(decimal), of(1e-7), of('nonsense')]).toEqual([
      '12.345',
      '12.5',
      '0.5',
      '0.0000001',
      '4900',
    ]);
  });
});

describe('what is missing', () => {
  const gapsOf = (...objects: RawObject[]) => moneyGaps(map(...objects)).map(([scope]) => scope);

  it.each<[string, RawObject[], (string | null)[]]>([
    ['a refund’s charge', [rawRefund()], ['re_1']],
    ['a refund’s payment', [rawRefund({ charge: null })], ['re_1']],
    ['a subscription’s latest invoice', [rawSubscription()], ['sub_1']],
    ['a dispute’s charge', [rawDispute()], ['dp_1']],
    ['an invoice’s payment', [rawInvoice()], ['in_1']],
    ['an intent’s charge', [rawIntent()], ['pi_1']],
    ['the dispute of a disputed charge', [rawCharge({ disputed: true })], ['ch_1']],
    ['an old charge’s invoice', [rawCharge({ invoice: 'in_9' })], ['ch_1']],
    ['nothing: the intent’s charge is known', [rawInvoice(), rawCharge()], []],
    ['nothing: the attempt took no money', [rawIntent({ status: 'canceled', amount_received: 0 })], []],
    [
      'nothing: prices, products, methods',
      [rawCharge({ payment_method: 'pm_9', balance_transaction: 'txn_9' })],
      [],
    ],
    ['the rest of the lines', [rawInvoice({ lines: rawList([rawLine()], true) }), rawCharge()], ['in_1']],
    [
      'the rest of the refunds',
      [rawCharge({ amount_refunded: 4900, refunds: rawList([rawRefund()], true) })],
      ['ch_1'],
    ],
    [
      'nothing: the refunds known add up',
      [rawCharge({ amount_refunded: 1000, refunds: rawList([rawRefund()], true) })],
      [],
    ],
  ])('%s', (_, objects, scopes) => {
    expect(gapsOf(...objects)).toEqual(scopes);
  });

  it('names an object that cannot be used, with the field, and goes on', () => {
    const history = map(rawCharge({ amount: 'lots' }), rawCharge({ id: 'ch_2' }), rawPrice({ type: 7 }));
    expect(history.charges.map(({ id }) => id)).toEqual(['ch_2']);
    expect(history.gaps).toEqual([
      {
        message:
          'The charge ch_1 was left out, because objects[0].amount is malformed (expected an integer).',
        could_hold_money: true,
        scope: 'ch_1',
      },
      {
        message:
          'The price price_Pro was left out, because objects[2].type is malformed (expected one of one_time, recurring).',
        could_hold_money: false,
        scope: 'price_Pro',
      },
    ]);
  });

  it('counts kinds it does not read', () => {
    const gaps = map(
      { object: 'payout', id: 'po_1' },
      { object: 'payout', id: 'po_2' },
      { object: 'balance' },
    ).gaps;
    expect(gaps).toEqual([
      {
        message: '3 objects of kinds that are not read were ignored (balance, payout).',
        could_hold_money: false,
        scope: null,
      },
    ]);
  });

  it('keeps the weight of gaps too many to name', () => {
    const history = map(
      ...Array.from({ length: 300 }, (_, n) => rawRefund({ id: `re_${n}`, charge: `ch_${n}` })),
    );
    expect(history.gaps).toHaveLength(201);
    expect(history.gaps.at(-1)).toMatchObject({ could_hold_money: true, scope: null });
  });
});

describe('any input', () => {
  const kinds = [
    'customer',
    'invoice',
    'charge',
    'subscription',
    'refund',
    'credit_note',
    'discount',
    'coupon',
  ];
  const anyObject = fc
    .tuple(fc.constantFrom(...kinds, 'event', 'price', 'payout'), fc.jsonValue({ maxDepth: 3 }))
    .map(([object, rest]) => ({
      ...(typeof rest === 'object' && rest !== null && !Array.isArray(rest) ? rest : { metadata: rest }),
      object,
      id: 'x_1',
    }));
  /** A real object with one field replaced by anything. */
  const broken = fc
    .tuple(
      fc.constantFrom(rawInvoice(), rawCharge(), rawSubscription(), rawRefund(), rawDiscount(), rawPayment()),
      fc.nat(),
      fc.jsonValue({ maxDepth: 2 }),
    )
    .map(([object, n, value]) => {
      const keys = Object.keys(object);
      return { ...object, [keys[n % keys.length] ?? 'id']: value };
    });

  it('is mapped without throwing, to values that survive cloning', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), anyObject, broken), { maxLength: 6 }), (objects) => {
        const history = map(...objects);
        expect(structuredClone(history)).toEqual(history);
      }),
      { numRuns: 300 },
    );
  });

  it('is mapped alike in any order', () => {
    const objects = fixture('acme-pre-basil.json').objects;
    fc.assert(
      fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), (shuffled) => {
        expect(normalised(map(...shuffled))).toEqual(normalised(map(...objects)));
      }),
      { numRuns: 25 },
    );
  });
});

describe.runIf(existsSync(SHARED))('Stripe’s own examples', () => {
  const file = `${SHARED}fixtures3-2026-07-29.json`;
  const resources: Record<string, RawObject> = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8')).resources
    : {};

  it('of every kind are read', () => {
    const wanted: Record<string, keyof BillingHistory> = {
      customer: 'customers',
      subscription: 'subscriptions',
      subscription_schedule: 'subscription_schedules',
      invoice: 'invoices',
      invoiceitem: 'invoice_items',
      charge: 'charges',
      payment_intent: 'payment_intents',
      setup_intent: 'setup_intents',
      payment_method: 'payment_methods',
      refund: 'refunds',
      credit_note: 'credit_notes',
      customer_balance_transaction: 'customer_balance_transactions',
      customer_cash_balance_transaction: 'customer_cash_balance_transactions',
      dispute: 'disputes',
      coupon: 'coupons',
      promotion_code: 'promotion_codes',
      price: 'prices',
      product: 'products',
      tax_rate: 'tax_rates',
      tax_id: 'tax_ids',
      'checkout.session': 'checkout_sessions',
      quote: 'quotes',
      event: 'events',
      'billing.credit_grant': 'credit_grants',
      'billing.meter_event_summary': 'meter_event_summaries',
    };
    for (const [kind, list] of Object.entries(wanted)) {
      const example = resources[kind];
      const history = map(example);
      expect(history[list], kind).toEqual(
        expect.arrayContaining([expect.objectContaining({ id: example?.['id'] })]),
      );
      expect(history.gaps.filter((gap) => gap.message.includes('malformed'))).toEqual([]);
    }
  });

  it.each(existsSync(SHARED) ? readdirSync(`${SHARED}recorded`) : [])(
    'recorded: %s lacks nothing',
    (name) => {
      const file = JSON.parse(readFileSync(`${SHARED}recorded/${name}`, 'utf8'));
      const history = map(...file.objects);
      expect(history.gaps).toEqual([]);
      expect(history.customers).toHaveLength(1);
      for (const invoice of history.invoices) {
        const lines = invoice.lines.reduce((sum, line) => sum + line.amount, 0);
        expect(lines).toBe(invoice.subtotal);
        expect(invoice.payments.map(({ charge }) => history.charges.some(({ id }) => id === charge))).toEqual(
          [true],
        );
      }
    },
  );
});
