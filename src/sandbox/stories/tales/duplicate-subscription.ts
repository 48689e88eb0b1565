import { subscribeAgain } from '../../ledger/faults.ts';
import { beginLife, inTheirWords, workingHour, writtenAt } from '../ordinary-life.ts';
import type { Tale } from '../story.ts';

/** A4: signing in on a new laptop started the same plan a second time. */
export const duplicateSubscription: Tale = {
  key: 'duplicate-subscription',
  title: 'The same plan is billed twice a month',
  hero: (profile) => profile.language === 'en' && !profile.exempt,
  tell: (telling) => {
    const { ledger, profile, catalogue, now } = telling;
    const { random } = ledger.book;
    const life = beginLife(telling, {
      months: random.int(9, 22),
      renewedDaysAgo: { min: 20, max: 26 },
      plan: random.pick(['solo', 'team', 'venue']),
      past: ['orders', 'welcome', 'goodwill'],
    });
    // Two renewals when it was noticed late, else only the first payment.
    const noticedLate = random.chance(50);
    ledger.advanceTo(workingHour(telling, noticedLate ? { min: 36, max: 45 } : { min: 6, max: 14 }));
    const startedAt = ledger.book.now;
    const fault = subscribeAgain(ledger, life.subscription, {
      customer: life.customer,
      method: life.method,
      price: life.price,
      taxRates: catalogue.taxRates(profile.address.country, profile.address.state),
    });
    ledger.advanceTo(now);
    const { money, day } = inTheirWords(telling);
    const [first] = ledger.billing.invoicesOf(fault.subscription);
    const each = money(first?.total ?? 0);
    const seen = noticedLate
      ? `Since ${day(startedAt)} there are two payments of ${each} to Doorlist every month instead of one.`
      : `On ${day(startedAt)} you took ${each}, although our usual ${each} had already gone out on ${day(life.lastRenewal)}.`;
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: 'Paying for two plans?',
          body: `Hello Doorlist team,

I went through our card statements this morning. ${seen}

We have one account and one login that we all share, nothing else. My guess is that our new colleague clicked through the sign-up again when he set up his laptop. He says he only wanted to log in.

Please stop the second one and refund what it has cost us. The first one has to keep running, we have an event on Saturday!

Best regards
${profile.name}
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
