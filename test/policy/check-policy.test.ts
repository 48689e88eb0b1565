import { mkdtemp, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPolicyFile } from '../../src/policy/check-policy.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { openPolicySource } from '../../src/policy/policy-source.ts';

const RULES = [{ id: 'duplicate-charge', thresholds: { window_hours: 24 } }];

async function files(contents: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'policy-'));
  for (const [name, text] of Object.entries(contents)) await writeFile(join(folder, name), text);
  return folder;
}

async function complaintsOf(text: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const folder = await files({ 'policy.yaml': text, ...more });
  const { complaints } = await checkPolicyFile(join(folder, 'policy.yaml'), RULES);
  return complaints.map(({ line, place, message }) => `${line} ${place}: ${message}`);
}

describe('policy check', () => {
  it('finds faults of form on their lines', async () => {
    const found = await complaintsOf(
      'version: 1\npromises:\n  - customer: cus_A\n    kind: credit\n    amount: 1.5\n    currency: usd\n    made_at: 2026-01-01\nstuff: 1\n',
    );
    expect(found).toEqual([
      '5 policy.promises[0].amount: expected an integer in minor units',
      '8 policy.stuff: unknown key',
    ]);
  });

  it.each([
    [
      'two prices at one time',
      'prices:\n  - { product: p, currency: usd, unit_amount: 1 }\n  - { product: p, currency: usd, unit_amount: 2 }',
      '4 policy.prices[1]: it sets another price than prices[0]',
    ],
    [
      'a rise without notice',
      'price_change_notice_days: 30\nprices:\n  - { product: p, currency: usd, unit_amount: 1, until: 2026-02-01 }\n  - { product: p, currency: usd, unit_amount: 2, from: 2026-02-01, notice_sent_at: 2026-01-20 }',
      '5 policy.prices[1]: it raises the price on 2026-02-01 with notice on 2026-01-20 only',
    ],
    [
      'two numbers of seats',
      'seats:\n  - { customer: c, quantity: 3 }\n  - { customer: c, quantity: 4, from: 2026-01-01 }',
      '4 policy.seats[1]: it gives another quantity than seats[0]',
    ],
    [
      'an empty time',
      'seats:\n  - { customer: c, quantity: 3, from: 2026-02-01, until: 2026-02-01 }',
      '3 policy.seats[0].until: it does not lie after from',
    ],
    [
      'stacked promises',
      'discount_stacking: forbidden\npromises:\n  - { customer: c, kind: discount, percent: 5, made_at: 2026-01-01 }\n  - { customer: c, kind: discount, percent: 5, made_at: 2026-01-01 }',
      '5 policy.promises[1]: it promises a second discount',
    ],
    [
      'due before made',
      'promises:\n  - { customer: c, kind: trial, days: 5, made_at: 2026-02-01, due_by: 2026-01-01 }',
      '3 policy.promises[0].due_by: 2026-01-01 lies before made_at',
    ],
    [
      'closed twice',
      'accounts:\n  - { customer: c, status: closed, closed_at: 2026-01-01 }\n  - { customer: c, status: closed, closed_at: 2026-02-01 }',
      '4 policy.accounts[1]: the account was closed at another time',
    ],
    [
      'asked for after closing',
      'accounts: [{ customer: c, status: closed, closed_at: 2026-01-01 }]\nrequests:\n  - { customer: c, kind: add_on, at: 2026-02-01 }',
      '4 policy.requests[0]: add_on was asked for on 2026-02-01, after',
    ],
    [
      'two rates',
      'tax:\n  rates: [{ country: DE, percentage: 19 }, { country: DE, percentage: 7 }]',
      '3 policy.tax.rates[1]: it gives another percentage',
    ],
    [
      'a rate without registration',
      'tax: { registrations: [{ country: DE }], rates: [{ country: FR, percentage: 20 }] }',
      '2 policy.tax.rates[0]: a rate for FR',
    ],
    [
      'a limit never reached',
      'approvals: { second_person_over: { usd: 5 }, maximum: { usd: 4 } }',
      '2 policy.approvals.second_person_over.usd: 5 is above',
    ],
    [
      'one product in two groups',
      'multiple_subscriptions: { exclusive_products: [[a, b], [b, c]] }',
      '2 policy.multiple_subscriptions.exclusive_products[1]: b is in exclusive_products[0] too',
    ],
    [
      'one id twice',
      'seats: [{ id: x, customer: c, quantity: 1 }]\naccounts: [{ id: x, customer: d, status: closed, closed_at: 2026-01-01 }]',
      '3 policy.accounts[0].id: "x" is the id of seats[0] too',
    ],
    [
      'an unknown rule',
      'rules: { no-such: { enabled: false } }',
      '2 policy.rules.no-such: no rule of that name',
    ],
    [
      'an unknown threshold',
      'rules: { duplicate-charge: { hours: 3 } }',
      '2 policy.rules.duplicate-charge.hours: the rule has no threshold of that name; it has window_hours',
    ],
  ])('finds %s', async (_, text, expected) => {
    const found = await complaintsOf(`version: 1\n${text}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it('has nothing against entries that follow or repeat each other, or are about different things', async () => {
    expect(
      await complaintsOf(`version: 1
prices:
  - { product: p, currency: usd, unit_amount: 1, until: 2026-02-01 }
  - { product: p, currency: usd, unit_amount: 2, from: 2026-02-01 }
  - { product: p, currency: usd, unit_amount: 9, customer: c }
  - { product: p, currency: eur, unit_amount: 3 }
  - { product: p, currency: eur, unit_amount: 3 }
seats:
  - { customer: c, quantity: 3, until: 2026-01-01 }
  - { customer: c, quantity: 4, from: 2026-01-01 }
  - { customer: d, quantity: 9 }
rules: { duplicate-charge: { window_hours: 3 } }
`),
    ).toEqual([]);
  });
});

describe('entitlements from a CSV file', () => {
  const POLICY = `version: 1
timezone: Europe/Berlin
seats: [{ customer: cus_A, quantity: 1, until: 2026-01-01 }]
entitlements:
  file: data.csv
  columns: { customer: Customer ID, quantity: Seats, product: Plan, unit_amount: Price, currency: Cur, from: Since }
`;

  it('become seats and contract prices that cite their line', async () => {
    const folder = await files({
      'policy.yaml': POLICY,
      'data.csv':
        '\uFEFFCustomer ID;Seats;Plan;Price;Cur;Since\r\ncus_B;12;prod_Pro;4900;usd;2026-01-01\r\n\r\n"cus_C";;prod_Pro;3900;usd;\r\n',
    });
    const policy = await loadPolicy({ file: join(folder, 'policy.yaml') });
    expect(policy.seats).toEqual([
      expect.objectContaining({ ref: 'seats[0]', customer: 'cus_A', quantity: 1 }),
      // 2026-01-01 in Berlin begins an hour before it does in UTC.
      { ref: 'data.csv:2', customer: 'cus_B', product: 'prod_Pro', quantity: 12, from: 1_767_222_000 },
    ]);
    expect(
      policy.prices?.map(({ ref, customer, unit_amount_decimal }) => [ref, customer, unit_amount_decimal]),
    ).toEqual([
      ['data.csv:2', 'cus_B', '4900'],
      ['data.csv:4', 'cus_C', '3900'],
    ]);
  });

  it.each([
    ['a missing file', {}, 'policy.entitlements.file: data.csv cannot be read (ENOENT)'],
    [
      'a missing column',
      { 'data.csv': 'Customer ID,Seats\ncus_A,1\n' },
      'policy.entitlements.columns.product: data.csv has no column "Plan"; it has "Customer ID", "Seats"',
    ],
    [
      'a word for a number',
      { 'data.csv': 'Customer ID,Seats,Plan,Price,Cur,Since\ncus_A,two,,,,\n' },
      'data.csv, line 2: Seats: expected a number, found "two"',
    ],
    [
      'a date that is none',
      { 'data.csv': 'Customer ID,Seats,Plan,Price,Cur,Since\ncus_A,2,,,,soon\n' },
      'data.csv:2: from: expected an ISO 8601 date',
    ],
    [
      'seats of nobody',
      { 'data.csv': 'Customer ID,Seats,Plan,Price,Cur,Since\n,2,,,,\n' },
      'data.csv:2: give customer or subscription',
    ],
    [
      'broken quotes',
      { 'data.csv': 'Customer ID,Seats\n"cus_A,2\n' },
      'policy.entitlements.file: data.csv is not valid CSV',
    ],
  ])('refuse %s in one sentence', async (_, more, sentence) => {
    const folder = await files({ 'policy.yaml': POLICY, ...more });
    await expect(loadPolicy({ file: join(folder, 'policy.yaml') })).rejects.toThrow(sentence);
    expect((await checkPolicyFile(join(folder, 'policy.yaml'), RULES)).complaints).not.toEqual([]);
  });

  it('are read at the moment of the check, and a fault keeps the last good policy', async () => {
    const head = 'Customer ID,Seats,Plan,Price,Cur,Since\n';
    const folder = await files({ 'policy.yaml': POLICY, 'data.csv': `${head}cus_B,12,,,,\n` });
    const faults: (string | null)[] = [];
    const source = await openPolicySource({
      file: join(folder, 'policy.yaml'),
      onFault: (fault) => faults.push(fault),
    });
    const seats = async () => (await source.current()).seats?.map(({ quantity }) => quantity);
    let second = 1_700_000_000;
    const write = async (text: string): Promise<void> => {
      await writeFile(join(folder, 'data.csv'), text);
      second += 1;
      await utimes(join(folder, 'data.csv'), second, second);
    };
    expect(await seats()).toEqual([1, 12]);
    await write(`${head}cus_B,13,,,,\n`);
    expect(await seats()).toEqual([1, 13]);
    await write(`${head}cus_B,lots,,,,\n`);
    expect(await seats()).toEqual([1, 13]);
    expect(await seats()).toEqual([1, 13]);
    await write(`${head}cus_B,14,,,,\n`);
    expect(await seats()).toEqual([1, 14]);
    expect(faults).toEqual([expect.stringContaining('expected a number'), null]);
  });
});
