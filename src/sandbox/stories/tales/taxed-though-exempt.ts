import { addMonths, DAY } from '../../ledger/arithmetic.ts';
import { taxDespiteExemption, taxOf } from '../../ledger/faults.ts';
import { beginLife, inTheirWords, writtenAt } from '../ordinary-life.ts';
import type { Tale } from '../story.ts';

/** F1: a body that has always been exempt finds tax on its invoices. */
export const taxedThoughExempt: Tale = {
  key: 'taxed-though-exempt',
  title: 'Tax was put on the invoice of an exempt customer',
  hero: (profile) => profile.exempt,
  tell: (telling) => {
    const { ledger, profile, now } = telling;
    const { random } = ledger.book;
    const life = beginLife(telling, {
      months: random.int(9, 23),
      renewedDaysAgo: { min: 3, max: 14 },
      plan: random.pick(['team', 'venue']),
      past: ['orders', 'declined', 'goodwill'],
    });
    const invoices = random.int(1, 2);
    ledger.advanceTo(addMonths(life.lastRenewal, 1 - invoices) - random.int(2, 9) * DAY);
    const fault = taxDespiteExemption(ledger, life.subscription);
    ledger.advanceTo(now);
    const { money, day } = inTheirWords(telling);
    const taxed = ledger.billing.invoicesOf(life.subscription).filter((invoice) => taxOf(invoice) > 0);
    const last = taxed.at(-1);
    const tax = money(last === undefined ? 0 : taxOf(last));
    const word = { US: 'sales tax', CA: 'HST', AU: 'GST' }[profile.address.country] ?? 'tax';
    const which =
      invoices === 1
        ? `Your invoice ${last?.number} of ${day(life.lastRenewal)} has ${tax} of ${word} on it.`
        : `Your last two invoices both have ${word} on them, ${tax} each time (the latest is ${last?.number} of ${day(life.lastRenewal)}).`;
    return {
      story: {
        customer_id: life.customer.id,
        ticket: {
          subject: `${word.slice(0, 1).toUpperCase()}${word.slice(1)} on our invoice although we are exempt`,
          body: `Dear Doorlist team,

${profile.company} is tax-exempt. You have had our certificate since we signed up, and your invoices never carried any tax until now.

${which} It was charged to our card as well. Our auditors will not let that pass, so please correct it and return the tax. If you need the certificate again, just tell me where to send it.

Kind regards,
${profile.name}
${profile.company}`,
          requester_email: profile.email,
          requester_name: profile.name,
          language: 'en',
          created_at: writtenAt(telling),
        },
        label: fault.label(),
      },
      exemptCustomers: [
        {
          customer: life.customer.id,
          from: new Date((life.customer.created - 30 * DAY) * 1000).toISOString().slice(0, 10),
          certificate: `EX-${random.digits(5)}`,
        },
      ],
    };
  },
};
