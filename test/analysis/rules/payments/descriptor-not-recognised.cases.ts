import { descriptorNotRecognised } from '../../../../src/analysis/rules/payments/descriptor-not-recognised.ts';
import { aCharge, aHistory, anInvoice, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const ours = (parts = {}) => aHistory({ charges: [aCharge({ statement_descriptor: 'DOORLIST', ...parts })] });
const says = (body: string) => ({
  subject: 'Unknown charge',
  body,
  requester_email: null,
  created_at: at('2026-11-15'),
});
const found = (...evidence: string[]) => [
  {
    classification: 'valid_but_confusing' as const,
    category: 'other' as const,
    amount: null,
    evidence,
    correction: null,
  },
];
const invoice = anInvoice();

export const cases: RuleCases = {
  rule: descriptorNotRecognised,
  accept: [
    {
      name: 'the amount is ours',
      history: ours(),
      ticket: says("I don't recognize this charge of $49.00."),
      expect: found('ch_1'),
    },
    {
      name: 'amount and card are ours',
      history: ours(),
      ticket: says("I don't recognize this charge of $49.00 on my card ending in 4242."),
      expect: found('ch_1'),
    },
    {
      name: 'of an invoice',
      history: aHistory({
        invoices: [invoice],
        charges: [paidBy(invoice, { statement_descriptor: 'DOORLIST' })],
      }),
      ticket: says("I don't recognize this charge of $49.00."),
      expect: found('ch_in_1', 'in_1'),
    },
  ],
  reject: [
    {
      name: 'nobody denies it',
      history: ours(),
      ticket: { ...says('Why did you charge $49.00?'), subject: 'A question' },
    },
    { name: 'another amount', history: ours(), ticket: says("I don't recognize this charge of $12.00.") },
    {
      name: 'another card',
      history: ours(),
      ticket: says("I don't recognize this charge of $49.00 on my card ending in 9999."),
    },
    {
      name: 'no descriptor is known',
      history: ours({ statement_descriptor: null }),
      ticket: says("I don't recognize this charge of $49.00."),
    },
    { name: 'without a ticket', history: ours() },
  ],
};
