import { priceParts } from '../../../ledger/pricing.ts';
import type { InvoiceLine } from '../../../ledger/wire.ts';
import type { Scenario } from '../../scenario.ts';
import { errorLabel } from '../../staging.ts';
import { aboveParts, linesOf, type Terms } from './too-much.ts';
import { type MeteredRequest, meteredLife, withUnits } from './usage.ts';
import { graduated, perUnit, thresholdInvoiceOf, thresholdOf } from './v28-threshold-invoice.ts';

const row = 'E8';

/** Used in the last period: two thirds of it reach the threshold and are billed there. */
const USED = 160;

interface Again extends Terms {
  /** The closing line says the whole period, or only what came after the threshold. */
  readonly period: 'whole' | 'rest';
  readonly price?: MeteredRequest['price'];
}

function billedAgain(id: string, again: Again): Scenario {
  const { percentOff } = again;
  return {
    id: `E8/${id}`,
    row,
    kind: 'fault',
    stage: (stage) => {
      const life = meteredLife(stage, {
        price: perUnit,
        ...again,
        threshold: thresholdOf(stage),
        units: (period, last) => (period === last ? USED : 40 + period),
        hooks: (last) => ({
          lines: (drafts, { renewal, reason, copy }) =>
            renewal === last && reason === 'subscription_cycle'
              ? withUnits(drafts, life.price, USED, copy).map((draft) =>
                  again.period === 'whole' ? { ...draft, period: life.lastPeriod } : draft,
                )
              : drafts,
        }),
      });
      return () => {
        const early = thresholdInvoiceOf(life, life.lastPeriod.start);
        const closing = life.last();
        const flat = (line: InvoiceLine): boolean => /flat fee/.test(line.description ?? '');
        const before = linesOf([early]).reduce(
          (sum, line) => sum + (flat(line) ? 0 : (line.quantity ?? 0)),
          0,
        );
        const right = priceParts(life.price, USED - before, stage.currency, before);
        return errorLabel({
          row,
          category: 'usage',
          currency: stage.currency,
          amount: aboveParts(
            linesOf([closing]),
            right.map(({ amount }) => amount),
            life.taxRates,
            percentOff,
          ),
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
  billedAgain('tiers-begin-again', { period: 'whole', price: graduated }),
  billedAgain('whole-period-inclusive', { period: 'whole', inclusive: true }),
];
