import { HOUR, MINUTE } from '../../ledger/arithmetic.ts';
import { validLabel } from '../../ledger/label.ts';
import {
  beginLife,
  inTheirWords,
  newOrderId,
  ORDERS,
  orderAmount,
  workingHour,
  writtenAt,
} from '../ordinary-life.ts';
import { firstName } from '../profiles.ts';
import type { Tale } from '../story.ts';

/** V1: the kit was reserved on the card, then the dates changed and it was paid: the bank lists both. */
export const cardHold: Tale = {
  key: 'card-hold',
  title: 'A hold on the card looks like a second payment',
  hero: (profile) => profile.language === 'en' && !profile.exempt,
  tell: (telling) => {
    const { ledger, profile, now } = telling;
    const { random } = ledger.book;
    const life = beginLife(telling, {
      months: random.int(6, 18),
      renewedDaysAgo: { min: 8, max: 24 },
      plan: random.pick(['solo', 'team', 'venue']),
      past: ['welcome', 'upgraded', 'credited', 'declined'],
    });
    ledger.advanceTo(workingHour(telling, { min: 2, max: 4 }));
    const rental = ORDERS[2];
    const request = {
      customer: life.customer,
      method: life.method,
      amount: orderAmount(rental, profile.currency),
      currency: profile.currency,
      description: rental.what,
      metadata: { order_id: newOrderId(telling) },
    };
    const hold = ledger.payments.authorize(request);
    ledger.advanceTo(ledger.book.now + random.int(20 * MINUTE, 50 * MINUTE));
    const payment = ledger.payments.pay(request);
    // Sometimes the hold has already been let go; the bank still shows it for a few days.
    if (random.chance(35)) {
      ledger.advanceTo(Math.min(ledger.book.now + random.int(2 * HOUR, 20 * HOUR), now - 6 * HOUR));
      ledger.payments.release(hold);
    }
    ledger.advanceTo(now);
    const { money, day } = inTheirWords(telling);
    const amount = money(request.amount);
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: 'Two payments for one scanner rental',
          body: `Hi,

on ${day(hold.charge.created)} I booked the scanner kit (order ${request.metadata.order_id}), noticed that I had picked the wrong weekend, and changed the dates half an hour later. Now my banking app lists ${amount} to Doorlist two times. One of them says "pending".

I only rented one kit! Did you really take ${amount} twice? ${amount} is a lot of money for us and I need it back before the weekend of the event.

${firstName(profile)}
${profile.company}`,
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'en',
          created_at: writtenAt(telling),
        },
        label: validLabel('V1', 'authorization-hold', 'authorization_hold', [
          hold.intent.id,
          hold.charge.id,
          payment.charge.id,
        ]),
      },
    };
  },
};
