import { multiply } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { errorLabel } from '../../staging.ts';
import { linesOf, type Terms, tooMuchOn } from './too-much.ts';
import { meteredLife } from './usage.ts';
import { perUnit, thresholdInvoiceOf, thresholdOf } from './v28-threshold-invoice.ts';

const row = 'E8';

/** Used in the last period: two thirds of it reach the threshold and are billed there. */
const USED = 160;

interface Again extends Terms {
  /** The closing line says the whole period, or only what came after the threshold. */
  readonly period: 'whole' | 'rest';
}

function billedAgain(id: string, again: Again): Scenario {
  const { percentOff } = again;
  return {
    id: `E8/${id}`,
    row,
    kind: 'fault',
    stage: (stage) => {
      const life = meteredLife(stage, {
        ...again,
        price: perUnit,
        threshold: thresholdOf(stage),
        units: (period, last) => (period === last ? USED : 40 + period),
        hooks: (last) => ({
          lines: (drafts, { renewal, reason }) =>
            renewal === last && reason === 'subscription_cycle'
              ? drafts.map((draft) => ({
                  ...draft,
                  quantity: USED,
                  amount: multiply(draft.price?.unitAmount ?? 0, USED),
                  period: again.period === 'whole' ? life.lastPeriod : draft.period,
                }))
              : drafts,
        }),
      });
      return () => {
        const early = thresholdInvoiceOf(life, life.lastPeriod.start);
        const closing = life.last();
        const before = linesOf([early]).reduce((sum, line) => sum + (line.quantity ?? 0), 0);
        const due = multiply(life.price.unit_amount ?? 0, USED - before);
        return errorLabel({
          row,
          category: 'usage',
          currency: stage.currency,
          amount: tooMuchOn(linesOf([closing]), life.taxRates, () => due, percentOff),
          evidence: [early.id, closing.id],
        });
      };
    },
  };
}

export const THRESHOLD_USAGE_BILLED_AGAIN: readonly Scenario[] = [
  billedAgain('whole-period', { period: 'whole' }),
  billedAgain('whole-period-discounted', { period: 'whole', percentOff: 25 }),
  billedAgain('as-if-for-the-rest', { period: 'rest' }),
  billedAgain('whole-period-inclusive', { period: 'whole', inclusive: true }),
];
