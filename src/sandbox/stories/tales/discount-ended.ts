import { validLabel } from '../../ledger/label.ts';
import { aCoupon } from '../../ledger/objects/catalogue.ts';
import { beginLife, inTheirWords, swissSpelling, writtenAt } from '../ordinary-life.ts';
import type { Tale } from '../story.ts';

/** V15: the introductory discount has run its months. Told in German. */
export const discountEnded: Tale = {
  key: 'discount-ended',
  title: 'The invoice is higher because a discount has ended',
  hero: (profile) => profile.language === 'de',
  tell: (telling) => {
    const { ledger, profile, now } = telling;
    const { book } = ledger;
    const { random } = book;
    const months = random.pick([6, 9, 12]);
    const percent = random.pick([20, 25, 30, 40]);
    const coupon = book.add(
      aCoupon({
        id: `START${percent}-${random.token(6).toUpperCase()}`,
        name: `${percent} % Starterrabatt`,
        percentOff: percent,
        duration: { months },
        created: book.now,
      }),
    );
    const life = beginLife(telling, {
      months,
      renewedDaysAgo: { min: 2, max: 12 },
      plan: random.pick(['team', 'venue']),
      past: ['orders'],
      coupon,
    });
    ledger.advanceTo(now);
    const { money, day } = inTheirWords(telling);
    const [before, after] = ledger.billing.invoicesOf(life.subscription).slice(-2);
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: 'Rechnung auf einmal viel höher',
          body: swissSpelling(
            profile.locale,
            `Hallo zusammen,

wir zahlen seit ${months} Monaten immer ${money(before?.total ?? 0)} im Monat. Am ${day(life.lastRenewal)} wurden plötzlich ${money(after?.total ?? 0)} von der Karte abgebucht. Wir haben am Tarif nichts geändert und auch nichts dazubestellt.

Eine Preiserhöhung wurde uns nicht angekündigt. Ich gehe deshalb von einem Fehler aus und bitte um Korrektur der Rechnung ${after?.number ?? ''}.

Viele Grüße
${profile.name}
${profile.company}`,
          ),
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'de',
          created_at: writtenAt(telling),
        },
        label: validLabel('V15', 'discount-ended', 'discount', [after?.id ?? '', before?.id ?? '']),
      },
    };
  },
};
