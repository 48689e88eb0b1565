import type { Refund } from '../../../../src/analysis/billing-history.ts';
import { refundedTwice } from '../../../../src/analysis/rules/payments/refunded-twice.ts';
import { aCharge, aCreditNote, aHistory, aRefund, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const refund = (id: string, time: string, parts: Partial<Refund> = {}) =>
  aRefund({ id, amount: 2000, created: at(time), ...parts });
const history = (...refunds: Refund[]) =>
  aHistory({ charges: [aCharge({ amount: 9900, amount_refunded: 4000 })], refunds });
const first = refund('re_1', '2026-11-11T10:00:00Z');
const again = refund('re_2', '2026-11-11T10:04:00Z');
const found = (id: string) => ({
  classification: 'leakage' as const,
  category: 'refund' as const,
  amount: 2000,
  evidence: [id, 'ch_1'],
  correction: { kind: 'escalate' as const, target: id, amount: null },
});
/** 20.00 of ch_1, promised on 10 November. */
const promises = (...parts: object[]) => ({
  promises: parts.map((part, place) => ({
    ref: `p-${place + 1}`,
    customer: CUSTOMER,
    kind: 'refund' as const,
    charge: 'ch_1',
    amount: 2000,
    currency: 'usd',
    made_at: at('2026-11-10'),
    ...part,
  })),
});

export const cases: RuleCases = {
  rule: refundedTwice,
  accept: [
    { name: 'four minutes apart', history: history(first, again), expect: [found('re_2')] },
    {
      name: 'three times: two too many',
      history: history(first, again, refund('re_3', '2026-11-11T11:00:00Z')),
      expect: [found('re_2'), found('re_3')],
    },
    {
      name: 'for the same ticket',
      history: history({ ...first, metadata: { ticket: '7' } }, { ...again, metadata: { ticket: '7' } }),
      expect: [found('re_2')],
    },
    {
      name: 'days apart and for two reasons, promised once',
      history: history(first, refund('re_2', '2026-11-15', { reason: 'duplicate' })),
      policy: promises({}),
      expect: [{ ...found('re_2'), evidence: ['re_1', 're_2', 'ch_1', 'p-1'] }],
    },
  ],
  reject: [
    { name: 'two amounts', history: history(first, { ...again, amount: 1500 }) },
    {
      name: 'two tickets',
      history: history({ ...first, metadata: { ticket: '7' } }, { ...again, metadata: { ticket: '8' } }),
    },
    { name: 'days apart', history: history(first, refund('re_2', '2026-11-15')) },
    {
      name: 'days apart, promised twice',
      history: history(first, refund('re_2', '2026-11-15')),
      policy: promises({}, { made_at: at('2026-11-14') }),
    },
    {
      name: 'days apart, promised after both',
      history: history(first, refund('re_2', '2026-11-15')),
      policy: promises({ made_at: at('2026-11-16') }),
    },
    { name: 'the first failed', history: history({ ...first, status: 'failed' }, again) },
    {
      name: 'each by a credit note',
      history: {
        ...history(first, again),
        credit_notes: ['re_1', 're_2'].map((id) =>
          aCreditNote({ id: `cn_${id}`, refunds: [{ refund: id, amount_refunded: 2000 }] }),
        ),
      },
    },
  ],
};
