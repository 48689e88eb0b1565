import { describe, expect, test } from 'vitest';
import { DECLINES } from '../../../src/sandbox/ledger/payments.ts';
import { at, DAY, expectConsistent, first, last, of, open } from './setup.ts';

const request = (opened: ReturnType<typeof open>, amount = 1000) => ({
  customer: opened.customer,
  method: opened.method,
  amount,
  currency: 'usd',
  description: 'Order',
});

describe('payments', () => {
  test('a decline says why, and the same intent can be tried again', () => {
    const opened = open();
    const { payments } = opened.ledger;
    const failed = payments.fail(request(opened), DECLINES.expired);
    expect([failed.charge.status, failed.charge.failure_code, failed.intent.status]).toEqual([
      'failed',
      'expired_card',
      'requires_payment_method',
    ]);
    const charge = payments.attempt(failed.intent, opened.customer, opened.method, 'captured');
    expect([charge.status, failed.intent.latest_charge, failed.intent.status]).toEqual([
      'succeeded',
      charge.id,
      'succeeded',
    ]);
  });

  test('a hold is captured in part or released; a verification takes nothing', () => {
    const opened = open();
    const { payments } = opened.ledger;
    const part = payments.authorize(request(opened, 5000));
    expect([part.intent.amount_capturable, part.charge.captured]).toEqual([5000, false]);
    payments.capture(part, 3000);
    expect([part.charge.amount_captured, part.intent.amount_received]).toEqual([3000, 3000]);
    const released = payments.authorize(request(opened, 100));
    payments.release(released);
    expect([released.intent.status, released.charge.amount_captured]).toEqual(['canceled', 0]);
    expect(payments.verifyCard(opened.customer, opened.method).status).toBe('succeeded');
    const waiting = payments.requireAction(request(opened));
    expect([waiting.status, waiting.latest_charge]).toEqual(['requires_action', null]);
    payments.cancelIntent(waiting);
    expect(waiting.status).toBe('canceled');
  });

  test('refunds wait, fail and come through; what failed is refundable again', () => {
    const opened = open({ settings: { events: 'all' } });
    const { payments } = opened.ledger;
    const { charge } = payments.pay(request(opened));
    const pending = payments.refund(charge, 400, {
      reason: 'requested_by_customer',
      reference: null,
      status: 'pending',
      pendingReason: 'insufficient_funds',
    });
    expect([pending.status, pending.pending_reason, charge.amount_refunded]).toEqual([
      'pending',
      'insufficient_funds',
      400,
    ]);
    payments.settleRefund(pending, 'failed', { failureReason: 'lost_or_stolen_card' });
    expect([pending.status, pending.failure_reason, charge.amount_refunded]).toEqual([
      'failed',
      'lost_or_stolen_card',
      0,
    ]);
    const reversal = payments.refund(charge, 1000, { reason: 'duplicate', reference: null, as: 'reversal' });
    expect([reversal.destination_details?.card?.type, charge.refunded]).toEqual(['reversal', true]);
    expect(() => payments.refund(charge, 1, { reason: null, reference: null })).toThrow(
      /no more is refunded/,
    );
    expect(of(opened.ledger, 'event').map((event) => event.type)).toEqual(
      expect.arrayContaining(['refund.created', 'refund.failed']),
    );
    expectConsistent(opened.ledger);
  });

  test('a dispute has its deadline, is answered and settled', () => {
    const opened = open();
    const { payments, disputes, book } = opened.ledger;
    const { charge } = payments.pay(request(opened));
    const dispute = disputes.open(charge, { reason: 'duplicate', dueBy: book.now + 3 * DAY });
    expect([charge.disputed, dispute.status, dispute.amount, dispute.evidence_details.due_by]).toEqual([
      true,
      'needs_response',
      1000,
      book.now + 3 * DAY,
    ]);
    disputes.settle(dispute, 'under_review');
    expect(dispute.evidence_details.submission_count).toBe(1);
    disputes.settle(dispute, 'lost');
    expect([dispute.status, dispute.evidence_details.due_by]).toEqual(['lost', null]);
    const inquiry = disputes.open(payments.pay(request(opened)).charge, { status: 'warning_needs_response' });
    expect(inquiry.is_charge_refundable).toBe(true);
  });

  test('adaptive pricing shows another currency on intent and charge', () => {
    const opened = open();
    const { ledger, customer, method, price } = opened;
    ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 1999 }),
      presentment: { currency: 'eur', perThousand: 925 },
    });
    const charge = first(of(ledger, 'charge'));
    // 19.99 × 0.925 = 18.49075.
    expect([charge.amount, charge.presentment_details]).toEqual([
      1999,
      { presentment_amount: 1849, presentment_currency: 'eur' },
    ]);
  });
});

describe('customers', () => {
  test('a twin is the same person on a second record; the same card can be on both', () => {
    const { ledger, customer, method } = open();
    const twin = ledger.customers.twin(customer, { email: 'Jo@Roe.example' });
    const card = ledger.customers.attachCard(twin, {
      brand: 'visa',
      last4: '4242',
      country: 'GB',
      fingerprint: String(method.card?.fingerprint),
    });
    expect([twin.id === customer.id, twin.name, twin.email, card.card?.fingerprint]).toEqual([
      false,
      'Jo Roe',
      'Jo@Roe.example',
      method.card?.fingerprint,
    ]);
  });

  test('changes are told as events with what was before, and by whom', () => {
    const { ledger, customer, method } = open();
    ledger.customers.change(customer, { metadata: { plan: 'gold' } });
    ledger.advanceTo(at('2026-04-03T00:00:00Z'));
    ledger.customers.change(customer, { metadata: { plan: 'silver' }, taxExempt: 'exempt' });
    const told = last(of(ledger, 'event'));
    expect([told.type, told.created, told.data.previous_attributes]).toEqual([
      'customer.updated',
      at('2026-04-03T00:00:00Z'),
      { metadata: { plan: 'gold' }, tax_exempt: 'none' },
    ]);
    expect([told.request.id?.startsWith('req_'), told.data.object]).toMatchObject([
      true,
      { tax_exempt: 'exempt' },
    ]);
    ledger.customers.updateCard(method, { last4: '1111' });
    const updater = last(of(ledger, 'event'));
    expect([updater.type, updater.request.id, method.card?.last4]).toEqual([
      'payment_method.automatically_updated',
      null,
      '1111',
    ]);
    ledger.customers.change(customer, { name: 'Jo Roe' });
    expect(last(of(ledger, 'event'))).toBe(updater);
  });

  test('events change nothing else in the history', () => {
    const bytes = (['none', 'changes', 'all'] as const).map((events) => {
      const { ledger, customer, method, price } = open({ settings: { events } });
      const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
      ledger.billing.failNextPayment(subscription, [{ decline: DECLINES.generic, retryAfterSeconds: DAY }]);
      ledger.advanceTo(at('2026-07-01T00:00:00Z'));
      const written = ledger.objects.filter((object) => object.object !== 'event');
      expect(written.length < ledger.objects.length).toBe(events !== 'none');
      return JSON.stringify(written);
    });
    expect(new Set(bytes).size).toBe(1);
  });

  test('bank transfers add up on the cash balance', () => {
    const { ledger, customer } = open();
    ledger.customers.receiveCash(customer, 1000, 'usd');
    const second = ledger.customers.receiveCash(customer, 500, 'usd');
    expect([second.net_amount, second.ending_balance, second.type]).toEqual([500, 1500, 'funded']);
  });

  test('sales are what was agreed before anything was billed', () => {
    const { ledger, customer, method, price } = open();
    const coupon = ledger.catalogue.makeCoupon({ name: 'Launch', percentOff: 20, duration: 'once' });
    const promotionCode = ledger.catalogue.makePromotionCode(coupon, 'LAUNCH20');
    const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
    const session = ledger.sales.checkout(customer, {
      amount: 800,
      subtotal: 1000,
      currency: 'usd',
      subscription,
      coupons: [{ coupon, promotionCode }],
    });
    expect([session.mode, session.discounts]).toEqual([
      'subscription',
      [{ coupon: coupon.id, promotion_code: promotionCode.id }],
    ]);
    const quote = ledger.sales.quote(customer, {
      amount: 900,
      currency: 'usd',
      expiresAt: ledger.book.now + DAY,
    });
    expect([quote.status, quote.amount_total]).toEqual(['open', 900]);
  });
});
