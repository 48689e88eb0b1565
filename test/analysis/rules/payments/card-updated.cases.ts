import { cardUpdated } from '../../../../src/analysis/rules/payments/card-updated.ts';
import { aCharge, aHistory, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const updated = (day: string, type = 'payment_method.automatically_updated') => ({
  events: [
    {
      object: 'event' as const,
      id: 'evt_1',
      created: at(day),
      type,
      subject: 'pm_1',
      request: null,
      data: { object: {}, previous_attributes: null },
    },
  ],
});
const charge = (parts = {}) => aCharge({ payment_method: 'pm_1', ...parts });
const found = [
  {
    classification: 'valid_but_confusing' as const,
    category: 'payment_failure' as const,
    amount: null,
    evidence: ['evt_1', 'ch_1'],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: cardUpdated,
  accept: [
    {
      name: 'charged five days after',
      history: aHistory({ charges: [charge()], ...updated('2026-11-05') }),
      expect: found,
    },
    {
      name: 'only the first charge after it',
      history: aHistory({
        charges: [charge(), charge({ id: 'ch_2', created: at('2026-11-15') })],
        ...updated('2026-11-05'),
      }),
      expect: found,
    },
    {
      name: 'an old card object',
      history: aHistory({ charges: [charge()], ...updated('2026-11-05', 'customer.source.updated') }),
      expect: found,
    },
  ],
  reject: [
    { name: 'charged before', history: aHistory({ charges: [charge()], ...updated('2026-11-12') }) },
    {
      name: 'another card',
      history: aHistory({ charges: [charge({ payment_method: 'pm_2' })], ...updated('2026-11-05') }),
    },
    {
      name: 'changed by the customer',
      history: aHistory({ charges: [charge()], ...updated('2026-11-05', 'payment_method.updated') }),
    },
    {
      name: 'long ago, and nobody asks',
      history: aHistory({ charges: [charge()], ...updated('2026-11-05') }),
      worthExplaining: false,
    },
  ],
};
