import { DAY, HOUR, MINUTE } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { daysBeforeEnd, eventLabel, later } from '../../staging.ts';
import { anOrder } from './one-off.ts';

const row = 'V1';
const category = 'authorization_hold';

export const HOLDS: readonly Scenario[] = [
  {
    id: 'V1/held-then-paid',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const at = daysBeforeEnd(stage, { min: 1, max: 5 });
      const request = anOrder(stage);
      const hold = later(stage, at, () => ledger.payments.authorize(request));
      later(stage, at + random.int(5 * MINUTE, 50 * MINUTE), () => ledger.payments.pay(request));
      return () => eventLabel({ row, category, evidence: [hold().charge.id] });
    },
  },
  {
    id: 'V1/released-then-paid',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const at = daysBeforeEnd(stage, { min: 3, max: 25 });
      const request = anOrder(stage);
      const hold = later(stage, at, () => ledger.payments.authorize(request));
      stage.at(at + 3 * MINUTE, () => ledger.payments.release(hold()));
      later(stage, at + random.int(5 * MINUTE, 5 * HOUR), () => ledger.payments.pay(request));
      return () => eventLabel({ row, category, evidence: [hold().charge.id] });
    },
  },
  {
    id: 'V1/captured-later',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger } = stage;
      const at = daysBeforeEnd(stage, { min: 6, max: 25 });
      const request = anOrder(stage);
      const hold = later(stage, at, () => ledger.payments.authorize(request));
      stage.at(at + 4 * DAY, () => ledger.payments.capture(hold()));
      return () => eventLabel({ row, category, evidence: [hold().charge.id] });
    },
  },
];
