import { validLabel } from '../../ledger/label.ts';
import {
  beginLife,
  inTheirWords,
  newOrderId,
  ORDERS,
  type Order,
  orderAmount,
  workingHour,
  writtenAt,
} from '../ordinary-life.ts';
import { firstName } from '../profiles.ts';
import type { Tale } from '../story.ts';

/** V4: the refund was made days ago; the bank has not shown it yet. */
export const refundOnItsWay: Tale = {
  key: 'refund-on-its-way',
  title: 'A refund has been made but has not arrived yet',
  hero: (profile) => profile.language === 'en' && !profile.exempt,
  tell: (telling) => {
    const { ledger, profile, now } = telling;
    const { random } = ledger.book;
    const life = beginLife(telling, {
      months: random.int(8, 16),
      renewedDaysAgo: { min: 6, max: 24 },
      plan: random.pick(['solo', 'team']),
      past: ['orders', 'welcome', 'upgraded'],
    });
    ledger.advanceTo(workingHour(telling, { min: 27, max: 40 }));
    const order = random.pick<Order>(ORDERS);
    const orderId = newOrderId(telling);
    const orderedAt = ledger.book.now;
    const amount = orderAmount(order, profile.currency);
    const { charge } = ledger.payments.pay({
      customer: life.customer,
      method: life.method,
      amount,
      currency: profile.currency,
      description: order.what,
      metadata: { order_id: orderId },
    });
    ledger.advanceTo(workingHour(telling, { min: 3, max: 4 }));
    const refund = ledger.payments.refund(charge, amount, {
      reason: 'requested_by_customer',
      // Banks give the reference after a day or two.
      reference: random.chance(70) ? ledger.payments.acquirerReference() : null,
      metadata: { order_id: orderId },
    });
    ledger.advanceTo(now);
    const { money, day } = inTheirWords(telling);
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: 'Still waiting for my refund',
          body: `Hello,

we had to call off our event, so I cancelled order ${orderId} (${order.words}, ordered on ${day(orderedAt)}). On ${day(refund.created)} you wrote that the ${money(amount)} had been sent back to my card.

I checked again this morning and there is nothing. Was it really sent? Where is the money now, and when will I have it?

Thank you
${firstName(profile)} (${profile.company})`,
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'en',
          created_at: writtenAt(telling),
        },
        label: validLabel('V4', 'refund-in-transit', 'refund', [refund.id, charge.id]),
      },
    };
  },
};
