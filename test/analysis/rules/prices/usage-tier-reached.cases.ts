import type { InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { usageTierReached } from '../../../../src/analysis/rules/prices/usage-tier-reached.ts';
import { anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { callsLine, callsPrice, callsTiers, usageHistory } from './usage-fixtures.ts';

const bill = (lines: readonly Partial<InvoiceLine>[], id = 'in_1', created = '2026-11-10T10:00:00Z') =>
  anInvoice({
    id,
    created: at(created),
    lines: lines.map((parts, place) =>
      callsLine(parts.quantity ?? 0, { unit_amount_decimal: null, id: `il_${id}_${place}`, ...parts }),
    ),
  });
const october = (quantity: number, amount: number) =>
  bill([{ quantity, amount }], 'in_Oct', '2026-10-10T10:00:00Z');

const graduated = { prices: [callsTiers('graduated')] };
const volume = { prices: [callsTiers('volume')] };

export const cases: RuleCases = {
  rule: usageTierReached,
  accept: [
    {
      name: 'graduated: past the first thousand',
      history: usageHistory([october(800, 1600), bill([{ quantity: 1500, amount: 2500 }])], [], graduated),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'usage',
          variant: 'graduated',
          amount: null,
          evidence: ['in_Oct', 'in_1', 'price_Calls'],
          correction: null,
        },
      ],
    },
    {
      name: 'graduated, each tier on a line of its own',
      history: usageHistory(
        [
          october(800, 1600),
          bill([
            { quantity: 1000, amount: 2000 },
            { quantity: 500, amount: 500 },
          ]),
        ],
        [],
        graduated,
      ),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'graduated',
          amount: null,
          evidence: ['il_in_1_0', 'il_in_1_1'],
        },
      ],
    },
    {
      name: 'volume: more units that cost less, and back',
      history: usageHistory(
        [
          october(900, 1800),
          bill([{ quantity: 1100, amount: 1100 }], 'in_Nov', '2026-11-10T10:00:00Z'),
          bill([{ quantity: 1000, amount: 2000 }], 'in_Late', '2026-11-18T10:00:00Z'),
        ],
        [],
        volume,
      ),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'volume',
          amount: null,
          evidence: ['in_Oct', 'in_Nov'],
        },
        {
          classification: 'valid_but_confusing',
          variant: 'volume',
          amount: null,
          evidence: ['in_Nov', 'in_Late'],
        },
      ],
    },
  ],
  reject: [
    {
      name: 'the same tier',
      history: usageHistory([october(800, 1600), bill([{ quantity: 900, amount: 1800 }])], [], graduated),
    },
    {
      name: 'an amount that the tiers do not make',
      history: usageHistory([october(800, 1600), bill([{ quantity: 1500, amount: 3000 }])], [], graduated),
    },
    {
      name: 'a price without tiers, and one whose tiers are not in the history',
      history: usageHistory([october(800, 800), bill([{ quantity: 1500, amount: 1500 }])], [], {
        prices: [callsPrice({ billing_scheme: 'tiered', tiers_mode: 'graduated', tiers: null })],
      }),
    },
    {
      name: 'the first invoice',
      history: usageHistory([bill([{ quantity: 1500, amount: 2500 }])], [], graduated),
    },
    {
      name: 'long ago, and nobody asked',
      history: usageHistory([october(800, 1600), bill([{ quantity: 1500, amount: 2500 }])], [], graduated),
      worthExplaining: false,
    },
  ],
};
