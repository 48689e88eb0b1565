import { describe, expect, test } from 'vitest';
import { amounts, at, DAY, expectConsistent, first, last, of, open, taxOf } from './setup.ts';

const MAY = at('2026-05-01T10:00:00Z');

describe('discounts', () => {
  test('come off in order: the item’s own first, then the subscription’s, each on what is left', () => {
    const { ledger, customer, method, price } = open();
    const { catalogue } = ledger;
    const own = catalogue.makeCoupon({ name: 'Own', percentOff: 50, duration: 'forever' });
    const flat = catalogue.makeCoupon({
      name: 'Flat',
      amountOff: { amount: 300, currency: 'usd' },
      duration: 'forever',
    });
    const tenth = catalogue.makeCoupon({ name: 'Tenth', percentOff: 10, duration: 'forever' });
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      items: [
        { price: price({ unitAmount: 2000 }), coupon: { coupon: own } },
        { price: price({ unitAmount: 500 }) },
      ],
      coupons: [{ coupon: flat }, { coupon: tenth }],
    });
    const invoice = first(ledger.billing.invoicesOf(subscription));
    // 20.00 - 10.00 own = 10.00, and 5.00: 3.00 off is split 2.00 and 1.00; a tenth of 8.00 and of 4.00 comes off.
    const off = invoice.lines.data.map((line) => (line.discount_amounts ?? []).map((entry) => entry.amount));
    expect([off, invoice.total]).toEqual([
      [
        [1000, 200, 80],
        [100, 40],
      ],
      1080,
    ]);
    expect(invoice.discounts).toHaveLength(2);
    expect(invoice.lines.data[0]?.discounts).toHaveLength(1);
    expect(last(invoice.lines.data[0]?.pretax_credit_amounts ?? [])).toMatchObject({
      amount: 80,
      type: 'discount',
    });
    expectConsistent(ledger);
  });

  test('reach only their products and currencies; the customer’s counts where the subscription has none', () => {
    const { ledger, customer, method, price } = open();
    const { catalogue } = ledger;
    const included = catalogue.makeProduct({ name: 'Included' });
    const covered = catalogue.makePrice(included, { currency: 'usd', unitAmount: 1000 });
    const coupon = catalogue.makeCoupon({
      name: 'Some',
      percentOff: 25,
      duration: 'forever',
      products: [included],
    });
    ledger.discounts.attach(customer, coupon);
    const yen = catalogue.makeCoupon({
      name: 'Yen',
      amountOff: { amount: 500, currency: 'jpy' },
      currencyOptions: { usd: 400 },
      duration: 'once',
    });
    const plain = ledger.billing.subscribe({
      customer,
      method,
      items: [{ price: covered }, { price: price({ unitAmount: 1000 }) }],
    });
    const own = ledger.billing.subscribe({ customer, method, price: covered, coupon: { coupon: yen } });
    ledger.advanceTo(MAY + DAY);
    const totals = [plain, own].map((one) => ledger.billing.invoicesOf(one).map((invoice) => invoice.total));
    // The once-coupon of the second is used up in May, so the customer's discount counts there.
    expect(totals).toEqual([
      [1750, 1750],
      [600, 750],
    ]);
    expect(customer.discount?.source.coupon).toBe(coupon.id);
    expectConsistent(ledger);
  });
});

describe('taxes', () => {
  test('inclusive tax is inside the amount, exclusive on top, compound on top of the ones before', () => {
    const { ledger, customer, method, price } = open();
    const { catalogue } = ledger;
    const inside = catalogue.makeTaxRate({
      displayName: 'VAT',
      percentage: 20,
      country: 'GB',
      inclusive: true,
    });
    const gst = catalogue.makeTaxRate({ displayName: 'GST', percentage: 5, country: 'CA' });
    const qst = catalogue.makeTaxRate({
      displayName: 'QST',
      percentage: 9.975,
      country: 'CA',
      compound: true,
    });
    const bill = (taxRates: (typeof gst)[]) =>
      ledger.invoices.bill(customer, {
        currency: 'usd',
        method,
        taxRates,
        lines: [{ price: price({ unitAmount: 12_000, interval: null }) }],
      });
    const vat = bill([inside]);
    expect([vat.total, vat.total_excluding_tax, vat.total_taxes?.[0]]).toMatchObject([
      12_000,
      10_000,
      { amount: 2000, taxable_amount: 10_000, tax_behavior: 'inclusive' },
    ]);
    const both = bill([gst, qst]);
    // 6.00, and 9.975 % of 126.00 = 12.5685.
    expect([both.total, both.total_taxes?.map((tax) => [tax.amount, tax.taxable_amount])]).toEqual([
      13_857,
      [
        [600, 12_000],
        [1257, 12_600],
      ],
    ]);
    expectConsistent(ledger);
  });

  test('automatic tax follows the place, the tax id and the exemption at that moment', () => {
    const { ledger, customer, method, price } = open({ country: 'DE', currency: 'eur' });
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 10_000 }),
      automaticTax: true,
    });
    const taxId = ledger.customers.addTaxId(customer, {
      type: 'eu_vat',
      value: 'DE123456789',
      country: 'DE',
      status: 'pending',
    });
    const months = ['2026-05-02', '2026-06-02', '2026-07-02', '2026-08-02'].map((day) =>
      at(`${day}T00:00:00Z`),
    );
    const [may, june, july, august] = months as [number, number, number, number];
    ledger.advanceTo(may);
    ledger.customers.verifyTaxId(taxId, 'verified');
    ledger.advanceTo(june);
    ledger.customers.change(customer, { taxExempt: 'exempt' });
    ledger.advanceTo(july);
    ledger.customers.change(customer, {
      shipping: { line1: '1 Rue', city: 'Paris', postalCode: '75001', state: null, country: 'FR' },
      taxExempt: 'none',
    });
    ledger.advanceTo(august);
    const taxes = ledger.billing
      .invoicesOf(subscription)
      .map((invoice) => invoice.total_taxes?.map((tax) => [tax.amount, tax.taxability_reason]));
    expect(taxes).toEqual([
      [[1900, 'standard_rated']],
      [[1900, 'standard_rated']],
      [[0, 'reverse_charge']],
      [[0, 'customer_exempt']],
      [[0, 'not_collecting']],
    ]);
    const [, second] = ledger.billing.invoicesOf(subscription);
    expect([second?.customer_tax_ids, second?.automatic_tax.status]).toEqual([
      [{ type: 'eu_vat', value: 'DE123456789' }],
      'complete',
    ]);
    expectConsistent(ledger);
  });

  test('are rounded on each line, or once for the invoice', () => {
    const totals = (['line', 'invoice'] as const).map((taxRounding) => {
      const { ledger, customer, method } = open({ settings: { taxRounding } });
      const rate = ledger.catalogue.makeTaxRate({ displayName: 'Tax', percentage: 10, country: 'US' });
      const invoice = ledger.invoices.bill(customer, {
        currency: 'usd',
        method,
        taxRates: [rate],
        lines: [1, 2, 3].map((count) => ({ amount: 105, description: `Thing ${count}` })),
      });
      expectConsistent(ledger);
      return [invoice.total, invoice.lines.data.map(taxOf)];
    });
    expect(totals).toEqual([
      [348, [11, 11, 11]],
      [347, [11, 11, 10]],
    ]);
  });
});

describe('balance and credits', () => {
  test('what is too small to charge is owed on the next invoice', () => {
    const { ledger, customer, method } = open();
    const bill = (amount: number) =>
      ledger.invoices.bill(customer, { currency: 'usd', method, lines: [{ amount, description: 'Work' }] });
    const small = bill(49);
    expect([
      small.status,
      small.amount_due,
      small.amount_paid,
      small.ending_balance,
      customer.balance,
    ]).toEqual(['paid', 0, 0, 49, 49]);
    const next = bill(1000);
    expect([next.starting_balance, next.amount_due, next.amount_paid, customer.balance]).toEqual([
      49, 1049, 1049, 0,
    ]);
    expect(of(ledger, 'customer_balance_transaction').map((entry) => [entry.type, entry.amount])).toEqual([
      ['invoice_too_small', 49],
      ['applied_to_invoice', -49],
    ]);
    expectConsistent(ledger);
  });

  test('balances of different currencies do not mix', () => {
    const { ledger, customer, method } = open();
    const bill = (currency: string) =>
      ledger.invoices.bill(customer, { currency, method, lines: [{ amount: 1000, description: 'Work' }] });
    bill('usd');
    ledger.credits.giveBalanceCredit(customer, 700, 'eur', 'Sorry');
    expect([customer.balance, ledger.credits.balanceOf(customer, 'eur')]).toEqual([0, -700]);
    const euros = bill('eur');
    expect([euros.amount_due, ledger.credits.balanceOf(customer, 'eur')]).toEqual([300, 0]);
  });

  test('billing credits pay for usage before tax, the soonest to expire first', () => {
    const { ledger, customer, method, price } = open();
    const meter = ledger.catalogue.makeMeter('Calls');
    const rate = ledger.catalogue.makeTaxRate({ displayName: 'VAT', percentage: 20, country: 'GB' });
    const later = ledger.grants.grant(customer, { amount: 5000, currency: 'usd' });
    const sooner = ledger.grants.grant(customer, { amount: 300, currency: 'usd', expiresAt: MAY + 30 * DAY });
    const gone = ledger.grants.grant(customer, { amount: 900, currency: 'usd', expiresAt: MAY - DAY });
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      items: [{ price: price({ unitAmount: 1000 }) }, { price: price({ unitAmount: 10, meter: meter.id }) }],
      taxRates: [rate],
    });
    ledger.billing.reportUsage(customer, meter, 80);
    ledger.advanceTo(MAY + DAY);
    const invoice = last(ledger.billing.invoicesOf(subscription));
    expect([amounts(invoice), invoice.total]).toEqual([[1000, 800], 1200]);
    expect(invoice.total_pretax_credit_amounts?.map((entry) => entry.amount)).toEqual([300, 500]);
    expect([later, sooner, gone].map((grant) => ledger.grants.left(grant))).toEqual([4500, 0, 900]);
    expectConsistent(ledger);
  });
});

describe('credit notes', () => {
  test('on a paid invoice give money back with its tax, on an open one they lower what is due', () => {
    const { ledger, customer, method, price } = open();
    const rate = ledger.catalogue.makeTaxRate({ displayName: 'VAT', percentage: 20, country: 'GB' });
    const request = {
      currency: 'usd',
      method,
      taxRates: [rate],
      lines: [{ price: price({ unitAmount: 1000, interval: null }) }, { amount: 500, description: 'Work' }],
    } as const;
    const paid = ledger.invoices.bill(customer, request);
    const [plan, work] = paid.lines.data;
    if (plan === undefined || work === undefined) throw new Error('two lines');
    const note = ledger.credits.issue({
      invoice: paid,
      lines: [{ line: plan, net: 400 }, { line: work }],
      to: 'card',
      reason: 'duplicate',
    });
    expect([note.amount, note.post_payment_amount, note.refunds[0]?.amount_refunded, note.type]).toEqual([
      1080,
      1080,
      1080,
      'post_payment',
    ]);
    const taxOnly = ledger.credits.issue({
      invoice: paid,
      lines: [{ line: plan, net: 600, tax: 'only' }],
      to: 'balance',
      reason: 'order_change',
    });
    expect([taxOnly.amount, customer.balance, taxOnly.number.slice(-5)]).toEqual([120, -120, 'CN-02']);
    ledger.credits.void(taxOnly);
    expect([customer.balance, paid.post_payment_credit_notes_amount, taxOnly.status]).toEqual([
      0,
      1080,
      'void',
    ]);

    const sent = ledger.invoices.bill(customer, { ...request, collectionMethod: 'send_invoice' });
    const line = first(sent.lines.data);
    const lowered = ledger.credits.issue({
      invoice: sent,
      lines: [{ line }],
      to: 'balance',
      reason: 'order_change',
    });
    expect([lowered.pre_payment_amount, lowered.type, sent.amount_due, sent.amount_remaining]).toEqual([
      1200,
      'pre_payment',
      600,
      600,
    ]);
    ledger.invoices.pay(sent, method);
    expect([sent.status, sent.amount_paid]).toEqual(['paid', 600]);
    expectConsistent(ledger);
  });

  test('inclusive tax is part of what is credited, and a faulty note keeps the tax', () => {
    const { ledger, customer, method } = open();
    const inside = ledger.catalogue.makeTaxRate({
      displayName: 'VAT',
      percentage: 20,
      country: 'GB',
      inclusive: true,
    });
    const onTop = ledger.catalogue.makeTaxRate({ displayName: 'VAT', percentage: 20, country: 'GB' });
    const bill = (rate: typeof inside) =>
      ledger.invoices.bill(customer, {
        currency: 'usd',
        method,
        taxRates: [rate],
        lines: [{ amount: 1200, description: 'Work' }],
      });
    const credit = (invoice: ReturnType<typeof bill>, tax: 'none' | 'proportional') =>
      ledger.credits.issue({
        invoice,
        lines: [{ line: first(invoice.lines.data), tax }],
        to: 'card',
        reason: 'order_change',
      });
    const whole = credit(bill(inside), 'proportional');
    expect([whole.amount, whole.total_excluding_tax, whole.total_taxes?.[0]?.amount]).toEqual([
      1200, 1000, 200,
    ]);
    const kept = credit(bill(onTop), 'none');
    expect([kept.amount, kept.total_taxes]).toEqual([1200, []]);
    expectConsistent(ledger);
  });
});

describe('settling by hand', () => {
  test('part payments add up; what comes after is overpaid, and belongs to the customer', () => {
    const { ledger, customer, method } = open();
    const invoice = ledger.invoices.bill(customer, {
      currency: 'usd',
      method,
      collectionMethod: 'send_invoice',
      lines: [{ amount: 3000, description: 'Work' }],
    });
    ledger.invoices.pay(invoice, method, 1000);
    expect([invoice.status, invoice.amount_paid, invoice.amount_remaining]).toEqual(['open', 1000, 2000]);
    ledger.invoices.pay(invoice, method);
    expect([invoice.status, invoice.amount_remaining]).toEqual(['paid', 0]);
    ledger.invoices.payAgain(invoice, method, { amount: 2000 });
    ledger.invoices.payAgain(invoice, method, { amount: 500, toBalance: true });
    expect([invoice.amount_paid, invoice.amount_overpaid, customer.balance]).toEqual([3000, 2500, -500]);
    expect(of(ledger, 'invoice_payment').map((payment) => payment.amount_paid)).toEqual([
      1000, 2000, 2000, 500,
    ]);
    expectConsistent(ledger);
  });

  test('a void invoice gives the balance back, and money taken for it leaves it void', () => {
    const { ledger, customer, method } = open();
    ledger.credits.giveBalanceCredit(customer, 400, 'usd', 'Sorry');
    const invoice = ledger.invoices.bill(customer, {
      currency: 'usd',
      method,
      collectionMethod: 'send_invoice',
      lines: [{ amount: 1000, description: 'Work' }],
    });
    expect([invoice.amount_due, customer.balance]).toEqual([600, 0]);
    ledger.invoices.void(invoice);
    expect([invoice.status, customer.balance]).toEqual(['void', -400]);
    ledger.invoices.payAgain(invoice, method);
    expect([invoice.status, invoice.amount_paid, last(of(ledger, 'charge')).amount]).toEqual([
      'void',
      600,
      600,
    ]);
    const written = ledger.invoices.bill(customer, {
      currency: 'usd',
      method,
      collectionMethod: 'send_invoice',
      lines: [{ amount: 2000, description: 'Work' }],
    });
    ledger.invoices.markUncollectible(written);
    ledger.invoices.pay(written, method);
    expect([written.status, written.amount_paid]).toEqual(['paid', 1600]);
    expectConsistent(ledger);
  });

  test('drafts are edited, discounted, deleted; pending items move and go', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
    const draft = ledger.invoices.draft(customer, {
      currency: 'usd',
      method,
      lines: [{ amount: 800, description: 'Work' }],
    });
    ledger.invoices.addLine(draft, { amount: 200, description: 'More work' });
    const coupon = ledger.catalogue.makeCoupon({ name: 'Ten', percentOff: 10, duration: 'once' });
    ledger.invoices.discount(draft, { coupon });
    expect([draft.status, draft.total]).toEqual(['draft', 900]);
    ledger.invoices.finalize(draft);
    ledger.invoices.collect(draft);
    expect([draft.status, draft.amount_paid]).toEqual(['paid', 900]);
    const waste = ledger.invoices.draft(customer, {
      currency: 'usd',
      lines: [{ amount: 1, description: 'Oops' }],
    });
    ledger.invoices.delete(waste);
    expect(of(ledger, 'invoice')).not.toContain(waste);
    const stays = ledger.invoices.addPending(customer, {
      currency: 'usd',
      amount: 300,
      description: 'Later',
    });
    const goes = ledger.invoices.addPending(customer, { currency: 'usd', amount: 99, description: 'Never' });
    ledger.invoices.movePending(stays, subscription);
    ledger.invoices.deletePending(goes);
    ledger.advanceTo(MAY + DAY);
    expect(amounts(last(ledger.billing.invoicesOf(subscription)))).toEqual([300, 1000]);
    expectConsistent(ledger);
  });
});
