import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../src/check/timeline.ts';
import { aCharge, aHistory, anInvoice, aRefund, at } from '../analysis/builders.ts';

const naming = (...ids: readonly string[]) => [{ evidence: ids.map((id) => ({ object: 'charge', id })) }];

describe('the timeline of a check', () => {
  it('holds what findings name and what else was new, oldest first', () => {
    const history = aHistory({
      charges: [
        aCharge({ id: 'ch_2', created: at('2026-11-10T10:00:00Z') }),
        aCharge({ id: 'ch_1', created: at('2026-10-10T10:00:00Z') }),
      ],
      refunds: [aRefund({ id: 're_1', created: at('2026-11-12T10:00:00Z'), amount: 1_200 })],
      invoices: [
        anInvoice({ id: 'in_1', created: at('2026-10-09T10:00:00Z') }),
        anInvoice({ id: 'in_draft', status: 'draft' }),
      ],
    });
    const entries = timelineOf(history, naming('ch_2'));
    expect(entries.map(({ id }) => id)).toEqual(['in_1', 'ch_1', 'ch_2', 're_1']);
    expect(entries.filter(({ at_issue }) => at_issue).map(({ id }) => id)).toEqual(['ch_2']);
    expect(entries.at(-1)).toEqual({
      object: 'refund',
      id: 're_1',
      at: '2026-11-12T10:00:00.000Z',
      amount: { amount: 1_200, currency: 'usd' },
      status: 'succeeded',
      at_issue: false,
    });
  });

  it('keeps what is named before what is new, and neither without end', () => {
    const charges = Array.from({ length: 100 }, (_, place) =>
      aCharge({ id: `ch_${place}`, created: at('2026-01-01') + place * 86_400 }),
    );
    const history = aHistory({ charges });
    expect(timelineOf(history, naming('ch_0')).map(({ id }) => id)).toEqual([
      'ch_0',
      ...['93', '94', '95', '96', '97', '98', '99'].map((place) => `ch_${place}`),
    ]);
    const many = timelineOf(history, naming(...charges.map(({ id }) => id)));
    expect(many).toHaveLength(24);
    expect(many.at(-1)?.id).toBe('ch_99');
  });

  it('is the same whatever the order of the objects', () => {
    const charges = ['ch_b', 'ch_a', 'ch_c'].map((id) => aCharge({ id }));
    const one = timelineOf(aHistory({ charges }), naming('ch_a'));
    const other = timelineOf(aHistory({ charges: [...charges].reverse() }), naming('ch_a'));
    expect(one).toEqual(other);
    expect(one.map(({ id }) => id)).toEqual(['ch_a', 'ch_b', 'ch_c']);
  });
});
