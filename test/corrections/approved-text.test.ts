import { describe, expect, it } from 'vitest';
import { type Approved, approvalMac, approvedHash, isSameMac } from '../../src/corrections/approved-text.ts';

const approved: Approved = {
  correction_id: 'co_1',
  version: 1,
  fingerprint: 'f00d',
  requester: 'slack:U9',
  requester_human: null,
  customer: 'cus_1',
  livemode: false,
  mode: 'live',
  amount: 4900,
  currency: 'usd',
  steps: [
    {
      kind: 'credit_note',
      target: 'in_1',
      amount: 4900,
      currency: 'usd',
      params: { invoice: 'in_1', refund_amount: 4900, lines: [{ type: 'invoice_line_item', amount: 4900 }] },
    },
  ],
};
const [first] = approved.steps;
if (first === undefined) throw new Error('a step');

describe('what was approved', () => {
  it('has the same hash however its keys are ordered', () => {
    const { params, ...step } = first;
    const reordered = { ...step, params: Object.fromEntries(Object.entries(params).reverse()) };
    const { steps: _, ...rest } = approved;
    expect(approvedHash({ steps: [reordered], ...rest })).toBe(approvedHash(approved));
  });

  it.each<[string, Partial<Approved>]>([
    ['the amount', { amount: 4901 }],
    ['the currency', { currency: 'eur' }],
    ['the customer', { customer: 'cus_2' }],
    ['who asked', { requester: 'slack:U8' }],
    ['which human asked', { requester_human: 'h1' }],
    ['the version', { version: 2 }],
    ['the mode', { livemode: true }],
    ['the correction', { correction_id: 'co_2' }],
    ['the finding', { fingerprint: 'beef' }],
    ['a target', { steps: [{ ...first, target: 'in_2' }] }],
    ['a parameter', { steps: [{ ...first, params: { ...first.params, refund_amount: 4901 } }] }],
    ['a further step', { steps: [first, first] }],
  ])('is another once %s changes', (_, change) => {
    expect(approvedHash({ ...approved, ...change })).not.toBe(approvedHash(approved));
  });

  it('is signed for one person and one moment', () => {
    const hash = approvedHash(approved);
    const by = { actor: 'slack:U1', human: null, decidedAtMs: 1_000 };
    const mac = approvalMac('key', hash, by);
    expect(isSameMac(mac, approvalMac('key', hash, { ...by }))).toBe(true);
    for (const other of [
      approvalMac('other key', hash, by),
      approvalMac('key', approvedHash({ ...approved, amount: 1 }), by),
      approvalMac('key', hash, { ...by, actor: 'slack:U2' }),
      approvalMac('key', hash, { ...by, decidedAtMs: 1_001 }),
      approvalMac('key', hash, { ...by, human: 'h1' }),
      mac.slice(1),
      '',
    ])
      expect(isSameMac(mac, other)).toBe(false);
  });
});
