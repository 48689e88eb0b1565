import { DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { daysBeforeEnd, eventLabel, ownPrice, subscribeAt } from '../../staging.ts';

const row = 'V22';

function converted(id: string, interval: 'month' | 'year', classic: boolean): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage, { interval });
      const ended = daysBeforeEnd(stage, { min: 2, max: 28 });
      const subscription = subscribeAt(stage, ended - random.int(7, 30) * DAY, {
        price,
        trialEnd: ended,
        ...(classic ? { billingMode: 'classic' as const } : {}),
      });
      return () => {
        const paid = ledger.billing
          .invoicesOf(subscription())
          .find((invoice) => invoice.status === 'paid' && invoice.total > 0);
        return eventLabel({ row, category: 'trial', evidence: [subscription().id, paid?.id ?? ''] });
      };
    },
  };
}

export const TRIALS_CONVERTED: readonly Scenario[] = [
  converted('V22/monthly', 'month', false),
  converted('V22/yearly', 'year', false),
  converted('V22/classic', 'month', true),
];
