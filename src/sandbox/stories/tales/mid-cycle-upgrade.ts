import { assert } from '../../../assert.ts';
import { DAY, HOUR } from '../../ledger/arithmetic.ts';
import { validLabel } from '../../ledger/label.ts';
import { beginLife, inTheirWords, writtenAt } from '../ordinary-life.ts';
import type { Tale } from '../story.ts';

/** V19: an upgrade in the middle of the month: a credit, a charge, and a total nobody recognises. */
export const midCycleUpgrade: Tale = {
  key: 'mid-cycle-upgrade',
  title: 'An upgrade shows a credit and a charge',
  // Amounts of three-decimal currencies end in zero, which a prorated amount would not.
  hero: (profile) => profile.language === 'en' && !profile.exempt && profile.currency !== 'kwd',
  tell: (telling) => {
    const { ledger, profile, catalogue, now } = telling;
    const { random } = ledger.book;
    const toVenue = random.chance(50);
    const life = beginLife(telling, {
      months: random.int(6, 20),
      renewedDaysAgo: { min: 12, max: 25 },
      plan: toVenue ? 'team' : 'solo',
      past: ['orders', 'welcome', 'goodwill', 'declined'],
    });
    const dearer = catalogue.price(toVenue ? 'venue' : 'team', 'month', profile.currency);
    ledger.advanceTo(life.lastRenewal + random.int(4, 9) * DAY + random.int(0, 5 * HOUR));
    const changedAt = ledger.book.now;
    const invoice = ledger.billing.changePlan(life.subscription, { price: dearer }, 'always_invoice');
    assert(invoice !== null, 'an upgrade is invoiced at once');
    ledger.advanceTo(now);
    const { money, day } = inTheirWords(telling);
    const [credit, charge] = invoice.lines.data;
    const plan = toVenue ? 'Venue' : 'Team';
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: `I don't understand invoice ${invoice.number}`,
          body: `Hi there,

we moved up to the ${plan} plan on ${day(changedAt)}. Your website says ${money(dearer.unit_amount ?? 0)} a month. The invoice I got has a line of ${money(credit?.amount ?? 0)}, another of ${money(charge?.amount ?? 0)}, and in the end you took ${money(invoice.total)} from our card. That is on top of the normal payment on ${day(life.lastRenewal)}.

None of these numbers is the price I agreed to. Have we been overcharged? And what will we pay next month?

Regards,
${profile.name}
${profile.company}`,
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'en',
          created_at: writtenAt(telling),
        },
        label: validLabel('V19', 'plan-change-proration', 'proration', [invoice.id]),
      },
    };
  },
};
