import { addMonths, DAY, HOUR, MINUTE } from '../../../ledger/arithmetic.ts';
import type { PlantedLabel, Scenario } from '../../scenario.ts';
import { amountOf, eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { fitsProrations } from '../prorations/upgrade.ts';
import { asks } from './company-facts.ts';

/**
 * Changes that look like B8, B13 or B14 and are right. Where nothing deserves an explanation there is no label, and any
 * error is a false one.
 */

const nothing = (): readonly PlantedLabel[] => [];

/** B13: the seat went while the draft waited for its hour; the next renewal has the new number. */
const removedAfterTheDraft: Scenario = {
  id: 'B13/removed-after-the-draft',
  row: 'B13',
  kind: 'event',
  silent: true,
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(2, 7);
    const start = startFor(stage, price, renewals, { min: 2, max: 25 });
    const subscription = subscribeAt(stage, start, { price, quantity: 6 });
    const drafted = addMonths(start, renewals);
    asks(stage, drafted + 5 * MINUTE, subscription, 'change_quantity', { quantity: 4 });
    stage.at(drafted + random.int(10 * MINUTE, 50 * MINUTE), () =>
      ledger.billing.changePlan(subscription(), { quantity: 4 }, 'none'),
    );
    return nothing;
  },
};

/** B13: the seat went, and came back before the renewal. */
const addedAgain: Scenario = {
  id: 'B13/added-again',
  row: 'B13',
  kind: 'event',
  silent: true,
  fits: fitsProrations,
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(2, 7);
    const start = startFor(stage, price, renewals, { min: 2, max: 80 });
    const subscription = subscribeAt(stage, start, { price, quantity: 5 });
    const removed = addMonths(start, renewals - 1) + random.int(2, 10) * DAY;
    stage.at(removed, () => ledger.billing.changePlan(subscription(), { quantity: 4 }, 'create_prorations'));
    stage.at(removed + random.int(2, 10) * DAY, () =>
      ledger.billing.changePlan(subscription(), { quantity: 5 }, 'create_prorations'),
    );
    return nothing;
  },
};

/** B8: the customer cancelled, thought better of it, and said so. */
const keptByTheCustomer: Scenario = {
  id: 'B8/kept-by-the-customer',
  row: 'B8',
  kind: 'event',
  silent: true,
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = ownPrice(stage);
    const renewals = random.int(2, 7);
    const start = startFor(stage, price, renewals, { min: 2, max: 20 });
    const subscription = subscribeAt(stage, start, { price });
    const cancelled = addMonths(start, renewals) - random.int(3, 6) * DAY;
    const back = cancelled + random.int(HOUR, 2 * DAY);
    asks(stage, cancelled - MINUTE, subscription, 'cancel');
    stage.at(cancelled, () => ledger.billing.cancelAtPeriodEnd(subscription(), 'Too expensive'));
    asks(stage, back - MINUTE, subscription, 'reactivate');
    stage.at(back, () => ledger.billing.keep(subscription()));
    return nothing;
  },
};

/** B14: the customer wanted the dearer plan sooner than the schedule had it. */
const soonerAsAsked: Scenario = {
  id: 'B14/sooner-as-asked',
  row: 'B14',
  kind: 'event',
  silent: true,
  fits: fitsProrations,
  stage: (stage) => {
    const { ledger, random } = stage;
    const cheap = ownPrice(stage, { unitAmount: amountOf(stage, random.int(12, 40) * 100) });
    const dear = ownPrice(stage, { unitAmount: amountOf(stage, random.int(50, 120) * 100) });
    const renewals = random.int(2, 7);
    const start = startFor(stage, cheap, renewals, { min: 3, max: 25 });
    const subscription = subscribeAt(stage, start, { price: cheap });
    const planned = addMonths(start, renewals + 1);
    const asked = addMonths(start, renewals) - random.int(2, 8) * DAY;
    stage.at(asked - 5 * DAY, () =>
      ledger.billing.schedule(subscription(), [{ at: planned, price: dear }], planned + 300 * DAY),
    );
    asks(stage, asked, subscription, 'change_plan', { price: dear.id });
    stage.at(asked + HOUR, () => ledger.billing.changePlan(subscription(), { price: dear }, 'none'));
    return nothing;
  },
};

/** B14: a prorated phase that begins on the second; its two lines deserve their explanation. */
const phaseOnTime: Scenario = {
  id: 'V19/phase-on-time',
  row: 'V19',
  kind: 'event',
  fits: fitsProrations,
  stage: (stage) => {
    const { ledger, random } = stage;
    const cheap = ownPrice(stage, { unitAmount: amountOf(stage, random.int(12, 40) * 100) });
    const dear = ownPrice(stage, { unitAmount: amountOf(stage, random.int(50, 120) * 100) });
    const renewals = random.int(2, 7);
    const start = startFor(stage, cheap, renewals, { min: 14, max: 26 });
    const subscription = subscribeAt(stage, start, { price: cheap });
    const planned = addMonths(start, renewals) + random.int(4, 12) * DAY;
    stage.at(planned - 3 * DAY, () =>
      ledger.billing.schedule(
        subscription(),
        [{ at: planned, price: dear, proration: 'always_invoice' }],
        planned + 300 * DAY,
      ),
    );
    return () => {
      const last = ledger.billing.invoicesOf(subscription()).at(-1);
      return eventLabel({ row: 'V19', category: 'proration', evidence: [last?.id ?? ''] });
    };
  },
};

export const CHANGES_THAT_ARE_RIGHT: readonly Scenario[] = [
  removedAfterTheDraft,
  addedAgain,
  keptByTheCustomer,
  soonerAsAsked,
  phaseOnTime,
];
