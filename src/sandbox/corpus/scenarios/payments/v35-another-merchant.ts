import { formatAmount } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, eventLabel } from '../../staging.ts';

const row = 'V35';

/** An amount that nothing in the account comes near: no price of the corpus is as small or as large. */
function foreign(id: string, cents: number, words: (amount: string) => string): Scenario {
  return {
    id,
    row,
    kind: 'event',
    writes: true,
    sharesCustomer: false,
    stage: (stage) => () => {
      const amount = amountOf(stage, cents) + (stage.currency === 'kwd' ? 0 : 7);
      return eventLabel({
        row,
        category: 'other',
        evidence: [stage.customer.id],
        ticket: {
          subject: 'A charge I do not know',
          body: words(formatAmount(amount, stage.currency, 'en-US')),
        },
      });
    },
  };
}

export const OTHER_MERCHANTS: readonly Scenario[] = [
  foreign(
    'V35/large',
    987_600,
    (amount) => `There is a charge of ${amount} on my card that I do not recognise.`,
  ),
  foreign(
    'V35/larger',
    4_321_000,
    (amount) => `I don't recognize this charge of ${amount}. What is this charge for?`,
  ),
];
