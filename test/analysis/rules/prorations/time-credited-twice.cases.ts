import { timeCreditedTwice } from '../../../../src/analysis/rules/prorations/time-credited-twice.ts';
import { aHistory, aLine, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import {
  changed,
  charge,
  credit,
  end,
  november,
  onTeam,
  prices,
  taxOf,
  update,
  upgraded,
} from './upgrade.ts';

const later = at('2026-11-20T06:00:00Z');
const again = (lines: Parameters<typeof update>[0], parts: Parameters<typeof update>[1] = {}) =>
  update(lines, { id: 'in_Again', created: later, ...parts });
const twice = (second: Parameters<typeof credit>[0] = {}, parts: Parameters<typeof update>[1] = {}) => ({
  ...upgraded([credit(), charge()]),
  invoices: [november, update([credit(), charge()]), again([credit({ id: 'il_Again', ...second })], parts)],
});

export const cases: RuleCases = {
  rule: timeCreditedTwice,
  accept: [
    {
      name: 'two credits name the same line',
      history: twice(),
      expect: [
        {
          classification: 'leakage',
          category: 'proration',
          confidence: 'certain',
          amount: 4124,
          evidence: ['in_Upd', 'in_Again', 'il_Credit', 'il_Again', 'il_Nov'],
          correction: { kind: 'escalate', target: 'il_Again', amount: null },
        },
      ],
    },
    {
      name: 'a later credit for the rest of the same time, with tax',
      history: twice({
        // 49.00 × 19.75 of 30 days.
        amount: -3226,
        taxes: taxOf(-645, '20'),
        period: { start: at('2026-11-20T06:00:00Z'), end },
      }),
      expect: [{ classification: 'leakage', amount: 3871, evidence: ['in_Again', 'il_Again'] }],
    },
    {
      name: 'credits that name no line',
      history: {
        ...upgraded([]),
        invoices: [
          november,
          update([credit({ credited_items: null }), charge()]),
          again([credit({ id: 'il_Again', credited_items: null })]),
        ],
      },
      expect: [{ classification: 'leakage', confidence: 'high', amount: 4124, evidence: ['il_Again'] }],
    },
    {
      name: 'both on one invoice',
      history: upgraded([
        credit(),
        credit({ id: 'il_Same', amount: -4117, period: { start: changed + 3600, end } }),
        charge(),
      ]),
      expect: [{ classification: 'leakage', amount: 4117, evidence: ['in_Upd'] }],
    },
  ],
  reject: [
    { name: 'one credit, one charge', history: upgraded([credit(), charge()]) },
    { name: 'the second credit stands on a void invoice', history: twice({}, { status: 'void' }) },
    {
      name: 'up, down and up again: every credit has a charge of its own',
      history: aHistory({
        subscriptions: [onTeam],
        prices,
        invoices: [
          november,
          update([credit({ credited_items: null }), charge()]),
          anInvoice({
            id: 'in_Down',
            created: at('2026-11-16T18:00:00Z'),
            lines: [
              charge({
                id: 'il_DownCredit',
                amount: -7673,
                period: { start: at('2026-11-16T18:00:00Z'), end },
              }),
              aLine({
                id: 'il_DownCharge',
                amount: 3798,
                proration: true,
                period: { start: at('2026-11-16T18:00:00Z'), end },
              }),
            ],
          }),
          again([
            credit({
              id: 'il_UpCredit',
              amount: -3226,
              credited_items: null,
              period: { start: later, end },
            }),
            charge({ id: 'il_UpCharge', amount: 6518, period: { start: later, end } }),
          ]),
        ],
      }),
    },
    {
      name: 'two halves of what was paid for two seats',
      history: aHistory({
        subscriptions: [onTeam],
        prices,
        invoices: [
          anInvoice({ id: 'in_Nov', lines: [aLine({ id: 'il_Nov', quantity: 2, amount: 9800 })] }),
          update([credit()]),
          again([credit({ id: 'il_Again', amount: -3226, period: { start: later, end } })]),
        ],
      }),
    },
    {
      name: 'the line they name is not in the history',
      history: aHistory({
        subscriptions: [onTeam],
        prices,
        invoices: [update([credit()]), again([credit({ id: 'il_Again' })])],
      }),
    },
    {
      name: 'credits of two periods',
      history: {
        ...upgraded([]),
        invoices: [
          november,
          anInvoice({
            id: 'in_Oct',
            created: at('2026-10-10'),
            lines: [aLine({ id: 'il_Oct', period: { start: at('2026-10-10'), end: at('2026-11-10') } })],
          }),
          update([credit({ period: { start: changed, end } })]),
          again([
            credit({
              id: 'il_Again',
              amount: -2000,
              credited_items: null,
              period: { start: at('2026-10-20'), end: at('2026-11-10') },
            }),
          ]),
        ],
      },
    },
  ],
};
