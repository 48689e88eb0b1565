import { assert } from '../../../assert.ts';
import { addMonths, DAY } from '../../ledger/arithmetic.ts';
import { RETRY_AFTER_SECONDS } from '../../ledger/billing/plan.ts';
import { renewAfterEnd } from '../../ledger/faults.ts';
import { DECLINES } from '../../ledger/payments.ts';
import { beginLife, inTheirWords, writtenAt } from '../ordinary-life.ts';
import type { Tale } from '../story.ts';

/** B1 once more, but nothing was paid: the renewal after the end is refused by the bank and stays open. */
export const billedAfterCancellation: Tale = {
  key: 'billed-after-cancellation',
  title: 'Billed again after the cancellation, not paid yet',
  hero: (profile) => profile.language === 'en' && !profile.exempt,
  tell: (telling) => {
    const { ledger, profile, now } = telling;
    const { random } = ledger.book;
    const life = beginLife(telling, {
      months: random.int(6, 12),
      renewedDaysAgo: { min: 1, max: 2 },
      plan: random.pick(['solo', 'team', 'venue']),
      past: ['orders'],
    });
    ledger.advanceTo(addMonths(life.lastRenewal, -1) + random.int(4, 19) * DAY);
    const cancelledAt = ledger.book.now;
    ledger.billing.cancelNow(life.subscription, 'The season is over');
    renewAfterEnd(ledger, life.subscription, 1);
    ledger.billing.failNextPayment(life.subscription, [
      { decline: DECLINES.insufficientFunds, retryAfterSeconds: RETRY_AFTER_SECONDS },
    ]);
    ledger.advanceTo(now);
    const open = ledger.billing.invoicesOf(life.subscription).at(-1);
    assert(open?.status === 'open', 'the renewal after the end is not paid', { status: open?.status });
    const { day } = inTheirWords(telling);
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: 'Payment reminder although I cancelled',
          body: `Hello,

I cancelled our plan on ${day(cancelledAt)}, and your site confirmed it. Now my bank tells me that it turned down a payment to Doorlist on ${day(life.lastRenewal)}, and I have a mail from you asking for it.

I do not think that we owe you anything for a plan we no longer have. Please withdraw the invoice.

${profile.name}
${profile.company}`,
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'en',
          created_at: writtenAt(telling),
        },
        // Nothing was taken, so the whole of it is too much as long as it stands.
        label: {
          row: 'B1',
          rule: 'charged-after-cancellation',
          category: 'cancellation',
          verdict: 'billing_error',
          classification: 'billing_error',
          amount: { amount: open.amount_remaining, currency: open.currency },
          correction: 'void_invoice',
          evidence: [life.subscription.id, open.id],
        },
      },
    };
  },
};
