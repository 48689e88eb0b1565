import { formatMoney, toDecimal } from '../../../money.ts';
import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import { byCreation, lineTotal } from '../../history-index.ts';
import { type PeriodFee, periodFees } from '../../lifecycle/period-fees.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

const DAY_SECONDS = 86_400;
/** A period this long is a year's. */
const YEAR_DAYS_MIN = 360;

export const annualRenewal = defineRule({
  id: 'annual-renewal',
  version: 1,
  rows: ['V5'],
  category: 'renewal',
  title: 'A yearly subscription renewed',
  needs: ['subscriptions', 'invoices', 'prices'],
  proposes: [],
  check(history, context) {
    const { index } = context;
    return byCreation(history.subscriptions).flatMap((subscription) => {
      const yearly = periodFees(index, subscription).filter(isYearly);
      return yearly.slice(1).flatMap((fee, place) => {
        const before = yearly[place];
        const { invoice, line } = fee;
        if (before === undefined || invoice.billing_reason !== 'subscription_cycle') return [];
        if (
          line.unit_amount_decimal !== before.line.unit_amount_decimal ||
          line.period.start < before.line.period.end
        )
          return [];
        if (!context.isWorthExplaining(invoice.created, 'renewal')) return [];
        const amount = { amount: lineTotal(line), currency: line.currency };
        const product = productName(index, line.product);
        const reminded = history.events.find(
          ({ type, subject }) => type === 'invoice.upcoming' && subject === subscription.id,
        );
        return [
          explanation({
            title: 'A yearly subscription renewed',
            message:
              `${invoice.id} of ${isoDate(invoice.created)} renews ${product} for a year (${formatMoney(amount)}), as ${before.invoice.id} did on ${isoDate(before.invoice.created)} at the same price. ` +
              'Nothing was cancelled before. Tell the customer until when it runs, and how to end it.',
            facts: knownFacts({
              amount: fact.money(amount.amount, amount.currency),
              product: fact.text(product),
              renewed_at: fact.date(invoice.created),
              before_at: fact.date(before.invoice.created),
              period_end: fact.date(line.period.end),
              announced_at: reminded === undefined ? undefined : fact.date(reminded.created),
            }),
            evidence: [
              { object: 'subscription', id: subscription.id },
              { object: 'invoice', id: invoice.id },
              { object: 'invoice', id: before.invoice.id },
            ],
            recomputation: [
              {
                label: 'the same price as a year before',
                expression: `${toDecimal({ amount: before.line.amount, currency: line.currency })} + ${toDecimal({ amount: line.amount - before.line.amount, currency: line.currency })}`,
                result: toDecimal({ amount: line.amount, currency: line.currency }),
              },
            ],
            about: [{ object: 'line_item', id: line.id, part: 'whole' }],
            customer: subscription.customer,
            occurredAt: invoice.paid_at ?? invoice.created,
          }),
        ];
      });
    });
  },
});

function isYearly({ line: { period } }: PeriodFee): boolean {
  return period.end - period.start >= YEAR_DAYS_MIN * DAY_SECONDS;
}
