import { addMonths, DAY } from '../../ledger/arithmetic.ts';
import { renewAfterEnd } from '../../ledger/faults.ts';
import { beginLife, inTheirWords, swissSpelling, writtenAt } from '../ordinary-life.ts';
import type { Tale } from '../story.ts';

/** B1: the subscription has ended, the renewals go on. Told in German. */
export const chargedAfterCancellation: Tale = {
  key: 'charged-after-cancellation',
  title: 'Charged again after the cancellation took effect',
  hero: (profile) => profile.language === 'de',
  tell: (telling) => {
    const { ledger, profile, now } = telling;
    const { random } = ledger.book;
    const life = beginLife(telling, {
      months: random.int(7, 18),
      renewedDaysAgo: { min: 3, max: 12 },
      plan: random.pick(['solo', 'team', 'venue']),
      past: ['orders', 'welcome', 'declined', 'upgraded'],
    });
    ledger.advanceTo(addMonths(life.lastRenewal, -1) + random.int(4, 19) * DAY);
    const cancelledAt = ledger.book.now;
    const atOnce = random.chance(50);
    if (atOnce) ledger.billing.cancelNow(life.subscription, 'Saison ist vorbei');
    else ledger.billing.cancelAtPeriodEnd(life.subscription, 'Saison ist vorbei');
    const fault = renewAfterEnd(ledger, life.subscription, 1);
    ledger.advanceTo(now);
    const { money, day } = inTheirWords(telling);
    const label = fault.label();
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: 'Trotz Kündigung wieder abgebucht',
          body: swissSpelling(
            profile.locale,
            `Guten Tag,

am ${day(cancelledAt)} habe ich unser Abo gekündigt, ${atOnce ? 'und zwar mit sofortiger Wirkung' : 'zum Ende des schon bezahlten Monats'}. Die Bestätigung kam gleich per Mail, und ${atOnce ? 'seitdem können wir uns bei Doorlist auch nicht mehr anmelden' : 'inzwischen können wir uns bei Doorlist auch nicht mehr anmelden'}. Das ist ja in Ordnung so.

Heute sehe ich aber auf der Kreditkartenabrechnung, dass Sie am ${day(life.lastRenewal)} schon wieder ${money(label.amount?.amount ?? 0)} abgebucht haben. Dafür gibt es keinen Grund mehr.

Bitte erstatten Sie mir den Betrag und stellen Sie sicher, dass nächsten Monat nicht noch einmal etwas kommt.

Mit freundlichen Grüßen
${profile.name}
${profile.company}`,
          ),
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'de',
          created_at: writtenAt(telling),
        },
        label,
      },
    };
  },
};
