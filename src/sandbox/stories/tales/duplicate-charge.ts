import { chargeTwice } from '../../ledger/faults.ts';
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

/** A1: one order, two payments a few minutes apart. */
export const duplicateCharge: Tale = {
  key: 'duplicate-charge',
  title: 'One order was charged twice',
  hero: (profile) => profile.language === 'en' && !profile.exempt,
  tell: (telling) => {
    const { ledger, profile, now } = telling;
    const { random } = ledger.book;
    const life = beginLife(telling, {
      months: random.int(8, 20),
      renewedDaysAgo: { min: 12, max: 22 },
      plan: random.pick(['solo', 'team']),
      past: ['orders', 'welcome', 'declined', 'credited'],
    });
    ledger.advanceTo(workingHour(telling, { min: 3, max: 9 }));
    const order = random.pick<Order>(ORDERS);
    const amount = orderAmount(order, profile.currency);
    const orderId = newOrderId(telling);
    const fault = chargeTwice(ledger, {
      customer: life.customer,
      method: life.method,
      amount,
      currency: profile.currency,
      description: order.what,
      metadata: { order_id: orderId },
    });
    ledger.advanceTo(now);
    const { money, day } = inTheirWords(telling);
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: `Charged twice for order ${orderId}`,
          body: `Hi,

On ${day(fault.at)} I ordered ${order.words} (order ${orderId}). The page hung for a while after I pressed "Pay", then it said thank you. We got one confirmation and one parcel, but my card statement shows ${money(amount)} from you twice on that day.

Could you look into it and send the second ${money(amount)} back? I have to explain it to our treasurer.

Thanks a lot,
${firstName(profile)}
${profile.company}`,
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'en',
          created_at: writtenAt(telling),
        },
        label: fault.label(),
      },
    };
  },
};
