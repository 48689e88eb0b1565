import { anothersCardCharged } from '../../../../src/analysis/rules/payments/anothers-card-charged.ts';
import { aCharge, aCustomer, aHistory, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const method = (customer: string | null) => ({
  object: 'payment_method' as const,
  id: 'pm_9',
  customer,
  created: at('2026-01-01'),
  type: 'card',
  card: null,
});
const history = (owner: string | null, parts = {}, customers = [aCustomer()]) =>
  aHistory({
    customers,
    payment_methods: [method(owner)],
    charges: [aCharge({ payment_method: 'pm_9', ...parts })],
  });
const found = (amount: number) => [
  {
    classification: 'likely_error' as const,
    category: 'payment_failure' as const,
    amount,
    evidence: ['ch_1', 'pm_9'],
    correction: null,
  },
];
const card = { brand: 'visa', last4: '4242', country: 'US', fingerprint: 'fp_1', capture_before: null };
const stranger = aCustomer({ id: 'cus_Else', email: 'joe@else.example' });

export const cases: RuleCases = {
  rule: anothersCardCharged,
  accept: [
    { name: 'the method is another customer’s', history: history('cus_Else'), expect: found(4900) },
    {
      name: 'whose record is there too',
      history: history('cus_Else', {}, [aCustomer(), stranger]),
      expect: found(4900),
    },
    {
      name: 'part of it is refunded',
      history: history('cus_Else', { amount_refunded: 900 }),
      expect: found(4000),
    },
    {
      name: 'the card on the charge ties nobody to the method’s owner',
      history: aHistory({
        customers: [aCustomer(), stranger],
        payment_methods: [{ ...method('cus_Else'), card }],
        charges: [aCharge({ payment_method: 'pm_9', card })],
      }),
      expect: found(4900),
    },
  ],
  reject: [
    { name: 'their own', history: history(CUSTOMER) },
    { name: 'nobody’s', history: history(null) },
    {
      name: 'of another record of the same person',
      history: history('cus_Twin', {}, [aCustomer(), aCustomer({ id: 'cus_Twin' })]),
    },
    { name: 'refunded', history: history('cus_Else', { amount_refunded: 4900 }) },
  ],
};
