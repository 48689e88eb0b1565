import { MINUTE } from '../../../ledger/arithmetic.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, eventLabel, later } from '../../staging.ts';
import { anOrder, paidOrder } from './one-off.ts';

const row = 'V3';
const category = 'authorization_hold';

/** One unit of the currency, minor units. */
const oneUnit = ({ currency }: Stage): number => (currency === 'jpy' ? 1 : currency === 'kwd' ? 1000 : 100);

export const CARD_CHECKS: readonly Scenario[] = [
  {
    id: 'V3/saved',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, customer, method } = stage;
      const check = later(stage, daysBeforeEnd(stage, { min: 1, max: 10 }), () =>
        ledger.payments.verifyCard(customer, method),
      );
      return () => eventLabel({ row, category, evidence: [check().id] });
    },
  },
  {
    id: 'V3/one-unit',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger } = stage;
      const at = daysBeforeEnd(stage, { min: 2, max: 20 });
      const request = anOrder(stage, { amount: oneUnit(stage), description: 'Card check', metadata: {} });
      const hold = later(stage, at, () => ledger.payments.authorize(request));
      stage.at(at + 10 * MINUTE, () => ledger.payments.release(hold()));
      return () => eventLabel({ row, category, evidence: [hold().charge.id] });
    },
  },
  {
    id: 'V3/given-up',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, customer, method, random } = stage;
      const at = daysBeforeEnd(stage, { min: 3, max: 10 });
      const check = later(stage, at, () => ledger.payments.verifyCard(customer, method, 'requires_action'));
      // A payment that went through later: nobody waits for the confirmation any more.
      paidOrder(stage, at + random.int(20, 300) * MINUTE);
      return () => eventLabel({ row, category, evidence: [check().id] });
    },
  },
];
