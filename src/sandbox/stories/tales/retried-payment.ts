import { assert } from '../../../assert.ts';
import { DAY } from '../../ledger/arithmetic.ts';
import { RETRY_AFTER_SECONDS } from '../../ledger/billing/plan.ts';
import { validLabel } from '../../ledger/label.ts';
import { DECLINES } from '../../ledger/payments.ts';
import { beginLife, inTheirWords, writtenAt } from '../ordinary-life.ts';
import { firstName } from '../profiles.ts';
import type { Tale } from '../story.ts';

/** V2: the first attempt was declined, the second went through: two alerts, one payment. */
export const retriedPayment: Tale = {
  key: 'retried-payment',
  title: 'A declined attempt and its retry look like two payments',
  hero: (profile) => profile.language === 'en' && !profile.exempt,
  tell: (telling) => {
    const { ledger, profile, now } = telling;
    const { book, billing, credits } = ledger;
    const { random } = book;
    const life = beginLife(telling, {
      months: random.int(7, 21),
      renewedDaysAgo: { min: 5, max: 11 },
      plan: random.pick(['team', 'venue']),
      past: ['orders', 'upgraded', 'credited', 'welcome'],
    });
    ledger.advanceTo(life.lastRenewal - random.int(1, 3) * DAY);
    billing.failNextPayment(life.subscription, [
      { decline: DECLINES.insufficientFunds, retryAfterSeconds: RETRY_AFTER_SECONDS },
    ]);
    ledger.advanceTo(now);
    const invoice = billing.invoicesOf(life.subscription).at(-1);
    assert(invoice?.status === 'paid', 'the retry succeeded', { invoice: invoice?.id });
    const taken = credits.chargeOf(invoice);
    const failed = book
      .all('charge')
      .find((charge) => charge.payment_intent === taken.payment_intent && charge.status === 'failed');
    assert(failed !== undefined, 'the first attempt failed', { invoice: invoice.id });
    const { money, day } = inTheirWords(telling);
    const amount = money(invoice.total);
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: `${amount} twice in one week`,
          body: `Hello support,

my bank sent me an alert for ${amount} to Doorlist on ${day(failed.created)} and another one for exactly the same amount on ${day(taken.created)}. Our plan is billed once a month, so one of these shouldn't be there.

Please check and refund the extra one. A screenshot of both alerts is on my phone if you want to see it.

${firstName(profile)}
${profile.company}`,
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'en',
          created_at: writtenAt(telling),
        },
        label: validLabel('V2', 'failed-attempt-retried', 'payment_failure', [failed.id, taken.id]),
      },
    };
  },
};
