import { paidInParts } from '../../../../src/analysis/rules/duplicates/paid-in-parts.ts';
import { aCharge, aHistory, anInvoice, aPayment, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const inParts = (amounts: readonly number[], parts = {}) => {
  const invoice = anInvoice({
    status: 'open',
    payments: amounts.map((amount, place) =>
      aPayment({ id: `inpay_${place}`, payment_intent: `pi_${place}`, amount_paid: amount }),
    ),
    ...parts,
  });
  return aHistory({
    invoices: [invoice],
    charges: amounts.map((amount, place) =>
      aCharge({
        id: `ch_${place}`,
        payment_intent: `pi_${place}`,
        amount,
        created: at('2026-11-10') + place * 3600,
      }),
    ),
  });
};
const outside = (amount: number) =>
  aPayment({ id: 'inpay_out', payment_intent: null, payment_record: 'pr_1', amount_paid: amount });
const found = (variant: string, ...evidence: string[]) => [
  {
    classification: 'valid_but_confusing' as const,
    category: 'other' as const,
    variant,
    amount: null,
    evidence,
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: paidInParts,
  accept: [
    {
      name: 'two halves',
      history: inParts([2450, 2450], { status: 'paid' }),
      expect: found('complete', 'in_1', 'ch_0', 'ch_1'),
    },
    {
      name: 'two of three parts so far',
      history: inParts([1600, 1600]),
      expect: found('running', 'in_1', 'ch_0', 'ch_1'),
    },
    {
      name: 'three unequal parts',
      history: inParts([1000, 3000, 900], { status: 'paid' }),
      expect: found('complete', 'ch_2'),
    },
    {
      name: 'a part by card, the rest outside Stripe',
      history: aHistory({
        invoices: [anInvoice({ payments: [aPayment({ amount_paid: 1900 }), outside(3000)] })],
        charges: [aCharge({ id: 'ch_part', payment_intent: 'pi_in_1', amount: 1900 })],
      }),
      expect: found('complete', 'in_1', 'ch_part'),
    },
  ],
  reject: [
    { name: 'paid at once', history: inParts([4900], { status: 'paid' }) },
    { name: 'more than it asked for: an error', history: inParts([4900, 4900], { status: 'paid' }) },
    {
      name: 'two parts by card and the whole outside Stripe: an error',
      history: (() => {
        const history = inParts([2450, 2450], { status: 'paid' });
        return {
          ...history,
          invoices: history.invoices.map((invoice) => ({
            ...invoice,
            payments: [...invoice.payments, outside(4900)],
          })),
        };
      })(),
    },
    { name: 'long ago, and nobody asks', history: { ...inParts([2450, 2450]) }, worthExplaining: false },
    {
      name: 'an attempt that failed',
      history: (() => {
        const history = inParts([4900, 4900]);
        return {
          ...history,
          charges: history.charges.map((charge, place) =>
            place === 0 ? aCharge({ ...charge, status: 'failed', captured: false }) : charge,
          ),
        };
      })(),
    },
  ],
};
