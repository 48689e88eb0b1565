import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EMPTY_POLICY } from '../../src/analysis/policy.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { parseMoment } from '../../src/policy/moment.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { PolicyError } from '../../src/policy/policy-error.ts';

const EXAMPLE = `
version: 1
timezone: UTC
variance_threshold_percent: 10
x-note: { anything: [goes, here] }
prices:
  - { product: prod_Pro, interval: month, currency: usd, unit_amount: 4900, from: 2025-01-01, until: 2026-08-01 }
  - { product: prod_Pro, interval: month, currency: usd, unit_amount: 3900, from: 2026-08-01, notice_sent_at: 2026-06-20 }
  - { id: frame-17, customer: cus_Acme, product: prod_Seat, interval: month, currency: gbp, unit_amount: 2000,
      discount_percent: 15, minimum_quantity: 20, from: 2026-10-01, until: 2027-10-01, x-owner: sales }
price_change_notice_days: 30
seats:
  - { customer: cus_Acme, subscription: sub_1, quantity: 14, from: 2026-02-01, until: 2026-10-24 }
one_time_fees: [price_Setup]
discount_stacking: forbidden
refund_on_cancel: { full_within_days: 14 }
on_downgrade: credit
multiple_subscriptions:
  metadata_keys: [workspace_id]
  exclusive_products: [[prod_Basic, prod_Pro, prod_Business]]
promises:
  - { id: p-1, customer: cus_Acme, kind: credit, amount: 2500, currency: usd, made_at: 2026-10-29T14:00:00Z, due_by: 2026-11-10, source: "ticket:41877" }
  - { customer: cus_Acme, kind: refund, amount: 4900, currency: usd, invoice: in_1, made_at: 2026-11-03 }
  - { id: p-3, customer: cus_Acme, kind: discount, percent: 20, from: 2026-09-14, until: 2027-03-14, made_at: 2026-09-10, coupon: WELCOME20 }
  - { id: p-4, customer: cus_Acme, kind: trial, days: 30, made_at: 2026-10-29 }
  - { id: p-5, customer: cus_Acme, kind: quote, amount: 1240, currency: gbp, subscription: sub_1, made_at: 2026-11-18T10:40:00Z, valid_until: 2026-11-25 }
requests:
  - { customer: cus_Acme, subscription: sub_1, kind: cancel, at: 2026-09-20T17:45:00Z, effective: period_end, source: "ticket:39114" }
consent_required: [reactivate, change_plan, add_on, one_off]
accounts:
  - { customer: cus_Acme, status: closed, closed_at: 2026-08-30T11:00:00Z }
tax:
  seller_country: DE
  registrations: [{ country: DE, from: 2015-01-01 }, { country: US, state: TX, from: 2022-03-01 }]
  rates: [{ country: DE, percentage: 19 }, { country: HU, percentage: 27 }]
  exempt_customers: [{ customer: cus_Library, from: 2026-01-01, certificate: TX-1182 }]
approvals:
  second_person_over: { usd: 50000, eur: 50000, jpy: 50000 }
  maximum: { usd: 500000 }
reply: { signature: "The Billing Team" }
rules: { duplicate-charge: { window_hours: 12 }, discount-ended: { enabled: false } }
models: { small: claude-haiku-5-5, prices: { claude-haiku-5-5: { input: 0.1, output: 0.5 } }, timeout_seconds: 20 }
`;

describe('policy file', () => {
  it('reads every section, with times, defaults and references filled in', () => {
    const policy = parsePolicy(parse(EXAMPLE));
    expect(
      policy.prices?.map((entry) => [entry.ref, entry.unit_amount_decimal, entry.interval_count]),
    ).toEqual([
      ['prices[0]', '4900', 1],
      ['prices[1]', '3900', 1],
      ['frame-17', '2000', 1],
    ]);
    expect(policy.prices?.[0]?.until).toBe(Date.UTC(2026, 7, 1) / 1000);
    expect(policy.promises?.map((entry) => entry.ref)).toEqual(['p-1', 'promises[1]', 'p-3', 'p-4', 'p-5']);
    expect(policy.refund_on_cancel).toEqual({ full_within_days: 14, otherwise: 'none' });
    expect(policy.multiple_subscriptions?.allowed).toBe(false);
    expect(policy.requests?.[0]).toMatchObject({ ref: 'requests[0]', effective: 'period_end' });
    expect(policy.tax?.exempt_customers?.[0]?.ref).toBe('tax.exempt_customers[0]');
    expect(policy.approvals?.expires_after_hours).toBe(72);
    expect(policy.reply).toEqual({ tone: 'friendly', language: 'auto', signature: 'The Billing Team' });
    expect(policy.rules).toEqual({
      'duplicate-charge': { enabled: true, thresholds: { window_hours: 12 } },
      'discount-ended': { enabled: false, thresholds: {} },
    });
    expect(policy.entitlements).toBeUndefined();
    expect('seats' in parsePolicy({ version: 1 })).toBe(false);
  });

  it.each([
    [{}, 'policy.version: expected 1'],
    [{ version: 2 }, 'policy.version: expected 1'],
    ['just text', /^policy: expected object/],
    [{ version: 1, refunds: [] }, 'policy.refunds: unknown key'],
    [
      {
        version: 1,
        promises: [{}, {}]
          .map(() => ({
            customer: 'cus_1',
            kind: 'credit',
            currency: 'usd',
            made_at: '2026-01-01',
            amount: 49.5,
          }))
          .slice(0, 1),
      },
      'policy.promises[0].amount: expected an integer in minor units',
    ],
    [
      { version: 1, promises: [{ customer: 'c', kind: 'gift', made_at: '2026-01-01' }] },
      /promises\[0\]\.kind: expected kind to be credit/,
    ],
    [
      { version: 1, models: { prices: { own: { input: 1 } } } },
      'policy.models.prices.own.output: expected US dollars, e.g. 0.05',
    ],
    [
      { version: 1, models: { prices: { own: { input: 1, output: 2, thinking: 3 } } } },
      'policy.models.prices.own.thinking: unknown key',
    ],
    [
      { version: 1, models: { prices: { own: { input: 0.000_000_1, output: 2 } } } },
      'policy.models.prices.own.input: expected US dollars with at most six decimals',
    ],
    [
      { version: 1, models: { per_day_usd: -1 } },
      'policy.models.per_day_usd: expected US dollars, 0 or more',
    ],
    [
      { version: 1, models: { per_day_usd: 'five' } },
      'policy.models.per_day_usd: expected US dollars, e.g. 0.05',
    ],
    [{ version: 1, timezone: 'Berlin' }, 'policy.timezone: expected an IANA time zone, e.g. Europe/Berlin'],
    [
      { version: 1, accounts: [{ customer: 'c', status: 'closed', closed_at: '2026-02-31' }] },
      /closed_at: expected an ISO 8601/,
    ],
    [
      { version: 1, accounts: [{ customer: 'c', status: 'closed' }] },
      /accounts\[0\]\.closed_at: expected an ISO 8601/,
    ],
    [
      { version: 1, prices: [{ product: 'p', currency: 'USD', unit_amount: 1 }] },
      /prices\[0\]\.currency: expected a lower-case ISO currency/,
    ],
    [
      { version: 1, prices: [{ product: 'p', currency: 'usd' }] },
      'policy.prices[0]: give either unit_amount or unit_amount_decimal',
    ],
    [
      { version: 1, promises: [{ customer: 'c', kind: 'discount', made_at: '2026-01-01', amount: 5 }] },
      /amount and currency go together/,
    ],
    [
      { version: 1, rules: { 'duplicate-charge': { enabled: 'no' } } },
      /rules\.duplicate-charge\.enabled: expected true or false/,
    ],
  ])('names the place of a fault: %j', (written, message) => {
    const expected =
      typeof message === 'string'
        ? new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
        : message;
    expect(() => parsePolicy(written)).toThrow(PolicyError);
    expect(() => parsePolicy(written)).toThrow(expected);
  });

  it('lets each section of the file replace the embedded one, and refuses embedded entitlements', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'policy-'));
    const file = join(folder, 'policy.yaml');
    await writeFile(file, 'version: 1\none_time_fees: [price_B]\n');
    const embedded = { version: 1, one_time_fees: ['price_A'], on_downgrade: 'none' };
    expect(await loadPolicy({ file, embedded })).toMatchObject({
      one_time_fees: ['price_B'],
      on_downgrade: 'none',
    });
    expect(await loadPolicy({ embedded: undefined })).toEqual(EMPTY_POLICY);
    await expect(
      loadPolicy({ embedded: { version: 1, entitlements: { file: '/etc/passwd', columns: {} } } }),
    ).rejects.toThrow(/policy\.entitlements: not allowed in a history file/);
    await expect(loadPolicy({ file: join(folder, 'none.yaml') })).rejects.toThrow(
      /cannot be read \(ENOENT\)/,
    );
    await writeFile(file, 'version: 1\n  prices: [\n');
    await expect(loadPolicy({ file })).rejects.toThrow(/not valid YAML \(line \d+\)/);
    await writeFile(
      file,
      'a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n',
    );
    await expect(loadPolicy({ file })).rejects.toThrow(PolicyError);
  });
});

describe('moments', () => {
  it.each([
    ['2026-08-01', 'UTC', '2026-08-01T00:00:00Z'],
    ['2026-08-01', 'Europe/Berlin', '2026-07-31T22:00:00Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z'],
    ['2026-03-29T12:00:00', 'Europe/Berlin', '2026-03-29T10:00:00Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00Z'],
    ['2026-08-01T10:00:00+02:00', 'UTC', '2026-08-01T08:00:00Z'],
    ['2026-08-01T10:00Z', 'Asia/Tokyo', '2026-08-01T10:00:00Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(parseMoment(text, zone)).toBe(Date.parse(expected) / 1000);
  });

  it.each(['2026-13-01', '2026-02-30', 'yesterday', '2026-08-01T25:00Z', '20260801', ''])(
    'refuses %s',
    (text) => {
      expect(parseMoment(text, 'UTC')).toBeNull();
    },
  );
});
