import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { Invoice } from '../../src/analysis/billing-history.ts';
import { EMPTY_POLICY, type Policy } from '../../src/analysis/policy.ts';
import { chargedAboveAgreedPrice } from '../../src/analysis/rules/prices/charged-above-agreed-price.ts';
import { aHistory, aLine, anInvoice, aPrice, aSubscription, at, CUSTOMER, paidBy } from './builders.ts';

const asOf = at('2026-12-09T09:00:00Z');
const billed = anInvoice({ id: 'in_Nov', lines: [aLine({ id: 'il_Nov' })] });
const preview = (amount: number, parts: Partial<Invoice> = {}): Invoice =>
  anInvoice({
    id: 'upcoming_in_1',
    status: 'draft',
    created: asOf,
    billing_reason: 'upcoming',
    lines: [
      aLine({
        id: 'il_tmp_1',
        amount,
        unit_amount_decimal: String(amount),
        period: { start: at('2026-12-10'), end: at('2027-01-10') },
      }),
    ],
    ...parts,
  });
const contract: Policy = {
  ...EMPTY_POLICY,
  prices: [
    {
      ref: 'contract-1',
      customer: CUSTOMER,
      product: 'prod_Pro',
      interval_count: 1,
      currency: 'usd',
      unit_amount_decimal: '3900',
    },
  ],
};

function judged(previews: readonly Invoice[]) {
  const history = aHistory({
    subscriptions: [aSubscription()],
    prices: [aPrice()],
    invoices: [billed],
    charges: [paidBy(billed)],
    invoice_previews: previews,
  });
  const { analysis } = analyze({
    history,
    policy: contract,
    asOf,
    ticket: null,
    rules: [chargedAboveAgreedPrice],
  });
  const [finding] = analysis.findings;
  return { repeats: finding?.repeats, urgency: analysis.urgency, findings: analysis.findings };
}

const WILL_REPEAT = 'The next invoice, within 72 hours, will repeat it.';

describe('a look ahead at the next invoice', () => {
  it('says that the fault will be repeated, and makes it urgent', () => {
    const { repeats, urgency, findings } = judged([preview(4900)]);
    expect(repeats).toBe(true);
    expect(urgency).toMatchObject({ level: 'urgent', reasons: expect.arrayContaining([WILL_REPEAT]) });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.amount).toEqual({ amount: 1000, currency: 'usd' });
  });

  it('says that it will not, whatever the settings look like', () => {
    const { repeats, urgency } = judged([preview(3900)]);
    expect(repeats).toBe(false);
    expect(urgency.reasons).not.toContain(WILL_REPEAT);
  });

  it('believes the settings where there is no preview, or one of another subscription', () => {
    const settings = judged([]).repeats;
    expect(settings).toBe(true);
    expect(judged([preview(3900, { subscription: 'sub_Other' })]).repeats).toBe(settings);
  });
});
