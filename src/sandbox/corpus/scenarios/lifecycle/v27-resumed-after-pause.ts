import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { asks } from './company-facts.ts';

const row = 'V27';

type Behavior = Parameters<Stage['ledger']['billing']['pause']>[1];

interface Pause {
  readonly behavior: Behavior;
  /** Days from the pause to the renewal that is charged again. */
  readonly days: { readonly min: number; readonly max: number };
  readonly resumes: 'by-date' | 'by-hand';
  /** What the company wrote down of it. */
  readonly asked?: 'pause' | 'both';
  /** How long ago the first renewal after it was, in days. */
  readonly charged: { readonly min: number; readonly max: number };
  /** There was another one some months before. */
  readonly isSecond?: boolean;
  readonly terms?: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;
}

/** Paused for a while, then charged again as agreed. */
export function resumed(id: string, pause: Pause): Scenario {
  const { behavior, days, resumes, asked, charged, isSecond = false, terms = () => ({}) } = pause;
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(isSecond ? 7 : 4, 9);
      const start = startFor(stage, price, renewals, charged);
      const renewed = addMonths(start, renewals);
      const until = renewed - random.int(DAY, 4 * DAY);
      const from = renewed - random.int(days.min * DAY, days.max * DAY);
      const subscription = subscribeAt(stage, start, { price, ...terms(stage) });
      if (isSecond) {
        const earlier = start + random.int(5, 20) * DAY;
        asks(stage, earlier - 300, subscription, 'pause');
        stage.at(earlier, () => ledger.billing.pause(subscription(), behavior, earlier + 35 * DAY));
      }
      if (asked !== undefined) asks(stage, from - 300, subscription, 'pause');
      if (asked === 'both') asks(stage, until - 300, subscription, 'resume');
      stage.at(from, () =>
        ledger.billing.pause(subscription(), behavior, resumes === 'by-date' ? until : null),
      );
      if (resumes === 'by-hand') stage.at(until, () => ledger.billing.resume(subscription()));
      return () => {
        const first = ledger.billing.invoicesOf(subscription()).find(({ created }) => created >= until);
        return eventLabel({ row, category: 'pause', evidence: [subscription().id, first?.id ?? ''] });
      };
    },
  };
}

export const RESUMED_AFTER_PAUSES: readonly Scenario[] = [
  resumed('V27/by-date', {
    behavior: 'void',
    days: { min: 6, max: 12 },
    resumes: 'by-date',
    charged: { min: 2, max: 14 },
  }),
  resumed('V27/by-hand-with-seats', {
    behavior: 'keep_as_draft',
    days: { min: 6, max: 12 },
    resumes: 'by-hand',
    charged: { min: 2, max: 14 },
    terms: ({ random }) => ({ quantity: random.int(2, 12) }),
  }),
  resumed('V27/paused-for-months', {
    behavior: 'void',
    days: { min: 40, max: 75 },
    resumes: 'by-date',
    charged: { min: 2, max: 20 },
  }),
  resumed('V27/asked-for-months-ago', {
    behavior: 'mark_uncollectible',
    days: { min: 40, max: 75 },
    resumes: 'by-date',
    asked: 'pause',
    charged: { min: 2, max: 20 },
  }),
  resumed('V27/asked-to-resume', {
    behavior: 'void',
    days: { min: 40, max: 75 },
    resumes: 'by-hand',
    asked: 'both',
    charged: { min: 34, max: 50 },
  }),
  resumed('V27/for-the-second-time', {
    behavior: 'void',
    days: { min: 40, max: 75 },
    resumes: 'by-date',
    asked: 'pause',
    isSecond: true,
    charged: { min: 2, max: 20 },
  }),
];
