import { addMonths, DAY } from '../../ledger/arithmetic.ts';
import { forgetDiscount } from '../../ledger/faults.ts';
import { beginLife, inTheirWords, writtenAt } from '../ordinary-life.ts';
import { firstName } from '../profiles.ts';
import type { Tale } from '../story.ts';

/** D1: a discount was promised in a ticket and never attached. */
export const missingDiscount: Tale = {
  key: 'missing-discount',
  title: 'A promised discount never arrived',
  // Where no tax is collected, what is missing is the percentage itself, to the cent in every way of reckoning.
  hero: (profile) =>
    profile.language === 'en' &&
    !profile.exempt &&
    /^(TX|WA|CO)$|^$/.test(profile.address.state ?? '') &&
    ['US', 'KW'].includes(profile.address.country),
  tell: (telling) => {
    const { ledger, profile, now } = telling;
    const { random } = ledger.book;
    const life = beginLife(telling, {
      months: random.int(8, 20),
      renewedDaysAgo: { min: 2, max: 10 },
      plan: random.pick(['team', 'venue']),
      past: ['orders', 'welcome', 'upgraded', 'declined'],
    });
    const invoices = random.int(1, 3);
    const percent = random.pick([10, 20, 30]);
    // The promise starts at midnight, a few days before the first invoice it should have lowered.
    const from = midnight(addMonths(life.lastRenewal, 1 - invoices) - random.int(3, 8) * DAY);
    const until = addMonths(from, 12);
    const madeAt = from - random.int(20, 60) * 3600;
    const id = `promise-${profile.email.split('@')[1]?.split('.')[0] ?? 'discount'}`;
    const fault = forgetDiscount(ledger, life.subscription, { id, percent, from });
    ledger.advanceTo(now);
    const { money, day } = inTheirWords(telling);
    const full = money(ledger.billing.invoicesOf(life.subscription).at(-1)?.total ?? 0);
    const since =
      invoices === 1
        ? `The first invoice after that, on ${day(life.lastRenewal)}, was for the full ${full}.`
        : `There have been ${invoices === 2 ? 'two' : 'three'} invoices since then, and each one was for the full ${full}, the last one on ${day(life.lastRenewal)}.`;
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: `Where are my ${percent}% off?`,
          body: `Hey there,

when I wrote to you about leaving, your colleague Marta offered me ${percent}% off our plan for a year if we stay, starting ${day(from)}. That was generous and it's why we're still here.

${since} I waited in case it takes a while to show up, but now I think somebody forgot.

Can you fix it for the coming months and give us back what we paid too much so far?

Cheers
${firstName(profile)}, ${profile.company}`,
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'en',
          created_at: writtenAt(telling),
        },
        label: fault.label(),
      },
      promises: [
        {
          id,
          customer: life.customer.id,
          kind: 'discount',
          percent,
          from: isoDate(from),
          until: isoDate(until),
          made_at: new Date(madeAt * 1000).toISOString(),
          source: `ticket:${random.int(30_000, 40_000)}`,
        },
      ],
    };
  },
};

const midnight = (at: number): number => Math.floor(at / DAY) * DAY;
const isoDate = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);
