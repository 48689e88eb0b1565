import type { InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { changesPileUp } from '../../../../src/analysis/rules/prorations/changes-pile-up.ts';
import { aCreditNote, aHistory, aLine, anInvoice, aSubscription, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { charge, credit, end, november, onTeam, prices, update, upgraded } from './upgrade.ts';

const second = at('2026-11-16T18:00:00Z');
const third = at('2026-11-20T06:00:00Z');
const lineAt = (start: number, id: string, amount: number, team: boolean): InvoiceLine =>
  aLine({
    id,
    amount,
    proration: true,
    period: { start, end },
    ...(team ? { price: 'price_Team', product: 'prod_Team' } : {}),
  });
const down = (credited = -7673) =>
  anInvoice({
    id: 'in_Down',
    created: second,
    billing_reason: 'subscription_update',
    lines: [lineAt(second, 'il_Down-', credited, true), lineAt(second, 'il_Down+', 3798, false)],
  });
const up = (credited = -3226) =>
  anInvoice({
    id: 'in_Up',
    created: third,
    billing_reason: 'subscription_update',
    lines: [lineAt(third, 'il_Up-', credited, false), lineAt(third, 'il_Up+', 6518, true)],
  });
/** Right is 49.00 + 42.09 − 38.75 + 32.92 = 85.26; the dearest plan costs 99.00. */
const churned = (...later: ReturnType<typeof anInvoice>[]) =>
  aHistory({
    subscriptions: [onTeam],
    prices,
    invoices: [november, update([credit(), charge()]), ...later],
  });

export const cases: RuleCases = {
  rule: changesPileUp,
  accept: [
    {
      name: 'going back credited too little',
      history: churned(down(-2000), up()),
      // 85.26 + 56.73 = 141.99
      expect: [
        {
          classification: 'billing_error',
          category: 'proration',
          amount: 4299,
          evidence: ['sub_1', 'in_Nov', 'in_Upd', 'in_Down', 'in_Up'],
          correction: { kind: 'credit_note', target: 'in_Up', amount: 4299 },
        },
      ],
    },
    {
      name: 'neither way back is credited in full',
      history: churned(down(-4000), up(-1000)),
      // 85.26 + 36.73 + 22.26 = 144.25
      expect: [{ classification: 'billing_error', amount: 4525, evidence: ['in_Up'] }],
    },
    {
      name: 'part of it given back already',
      history: {
        ...churned(down(-2000), up()),
        credit_notes: [aCreditNote({ invoice: 'in_Up', amount: 299 })],
      },
      expect: [{ classification: 'billing_error', amount: 4000, evidence: ['in_Up'] }],
    },
  ],
  reject: [
    { name: 'up, down and up, every line right', history: churned(down(), up()) },
    { name: 'one change', history: upgraded([credit(), charge({ amount: 9900 })]) },
    {
      name: 'seats up and down: the most seats count',
      history: aHistory({
        subscriptions: [aSubscription()],
        prices,
        invoices: [
          november,
          update([
            credit(),
            charge({ quantity: 4, amount: 16_497, price: 'price_Pro', product: 'prod_Pro' }),
          ]),
          anInvoice({
            id: 'in_Down',
            created: second,
            lines: [
              { ...lineAt(second, 'il_Down-', -15_190, false), quantity: 4 },
              { ...lineAt(second, 'il_Down+', 11_393, false), quantity: 3 },
            ],
          }),
        ],
      }),
    },
    {
      name: 'the wrong invoice was voided',
      history: churned(down(-2000), { ...up(), status: 'void' }, { ...down(), id: 'in_Right' }),
    },
    {
      name: 'all of it was credited',
      history: {
        ...churned(down(-2000), up()),
        credit_notes: [
          aCreditNote({ invoice: 'in_Up', amount: 3292 }),
          aCreditNote({ id: 'cn_2', invoice: 'in_Down', amount: 1007 }),
        ],
      },
    },
  ],
};
