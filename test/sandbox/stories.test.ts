import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { formatAmount } from '../../src/sandbox/ledger/arithmetic.ts';
import type { LedgerObject, LedgerObjectOf } from '../../src/sandbox/ledger/wire.ts';
import { exportWorldHistory } from '../../src/sandbox/stories/export-history.ts';
import { PROFILES } from '../../src/sandbox/stories/profiles.ts';
import type { Story, World } from '../../src/sandbox/stories/story.ts';
import { buildWorld, TALES } from '../../src/sandbox/stories/world.ts';
import { readHistoryFile } from '../../src/stripe/history-file.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';

const SEEDS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233];
const worlds = SEEDS.map((seed) => buildWorld(seed));
const DAY = 86_400;

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const storyOf = (world: World, key: string): Story => {
  const story = world.stories.find((candidate) => candidate.key === key);
  if (story === undefined) throw new Error(`no story ${key}`);
  return story;
};
const of = <Name extends LedgerObject['object']>(
  world: World,
  story: Story,
  kind: Name,
): LedgerObjectOf<Name>[] =>
  world.objects.filter(
    (object): object is LedgerObjectOf<Name> =>
      object.object === kind && 'customer' in object && object.customer === story.customer_id,
  );

/** Words nobody outside a billing team uses. */
const JARGON =
  /\b(prorat\w*|authori[sz]ation|capture\w*|credit note|webhook|API|Stripe|invoice item|billing cycle|payment intent|dunning|charge id|anteilig\w*)\b|\b(cus|in|ch|pi|sub|re)_/i;

describe.each(worlds)('the world of seed $seed', (world) => {
  test('has ten customers with ten stories: five errors, five that only look wrong, two in German', () => {
    expect(world.stories.map((story) => story.key)).toEqual(TALES.map((tale) => tale.key));
    expect(new Set(world.stories.map((story) => story.customer_id)).size).toBe(10);
    expect(new Set(world.stories.map((story) => story.email)).size).toBe(10);
    expect(world.objects.filter((object) => object.object === 'customer')).toHaveLength(10);
    const rows = world.stories.map((story) => story.label.row).sort();
    expect(rows).toEqual(['A1', 'A4', 'B1', 'D1', 'F1', 'V1', 'V15', 'V19', 'V2', 'V4']);
    const errors = world.stories.filter((story) => story.label.verdict === 'billing_error');
    expect(errors).toHaveLength(5);
    expect(errors.every((story) => (story.label.amount?.amount ?? 0) > 0)).toBe(true);
    expect(world.stories.filter((story) => story.ticket.language === 'de')).toHaveLength(2);
  });

  test('tickets are in the customer’s own words', () => {
    for (const { ticket, email } of world.stories) {
      const text = `${ticket.subject}\n${ticket.body}`;
      expect(text).not.toMatch(JARGON);
      expect(text).not.toMatch(/undefined|null|NaN|\[object|\b0[.,]00\b/);
      expect(ticket.subject.length).toBeLessThan(90);
      expect(ticket.body.split(/\s+/).length).toBeGreaterThan(40);
      expect(email).toMatch(/^[a-z.-]+@[a-z0-9-]+\.example$/);
      expect([ticket.requester_email, ticket.created_at < world.now]).toEqual([email, true]);
    }
  });

  test('each customer has at least half a year of ordinary invoices around the event', () => {
    for (const story of world.stories) {
      const invoices = of(world, story, 'invoice');
      expect(invoices.length, story.key).toBeGreaterThanOrEqual(7);
      const span = world.now - Math.min(...invoices.map((invoice) => invoice.created));
      expect(span, story.key).toBeGreaterThan(175 * DAY);
      expect(span, story.key).toBeLessThan(25 * 31 * DAY);
      for (const id of story.label.evidence) {
        const found = world.objects.some((object) => object.id === id) || id.startsWith('promise-');
        expect(found, `${story.key} ${id}`).toBe(true);
      }
    }
  });

  test('A1: one order, two payments within ten minutes, days ago; the label is the second', () => {
    const story = storyOf(world, 'duplicate-charge');
    const orders = of(world, story, 'charge').filter(({ metadata }) => metadata['order_id'] !== undefined);
    const doubled = [...new Set(orders.map(({ metadata }) => metadata['order_id']))]
      .map((id) => orders.filter(({ metadata }) => metadata['order_id'] === id))
      .filter((charges) => charges.length > 1);
    expect(doubled).toHaveLength(1);
    const [[first, second] = []] = doubled;
    expect((second?.created ?? 0) - (first?.created ?? 0)).toBeLessThanOrEqual(600);
    expect(world.now - (second?.created ?? 0)).toBeLessThan(10 * DAY);
    expect(story.label.amount?.amount).toBe(second?.amount);
    expect(second?.amount).toBe(first?.amount);
    expect(story.ticket.body).toContain(String(first?.metadata['order_id']));
  });

  test('A4: two running subscriptions to one price; the label is all that the later one took', () => {
    const story = storyOf(world, 'duplicate-subscription');
    const [older, newer, ...more] = of(world, story, 'subscription');
    expect(more).toEqual([]);
    expect([older?.status, newer?.status]).toEqual(['active', 'active']);
    expect(older?.items.data[0]?.price.id).toBe(newer?.items.data[0]?.price.id);
    expect(newer?.created).toBeGreaterThan(older?.created ?? 0);
    const taken = of(world, story, 'invoice')
      .filter((invoice) => invoice.parent?.subscription_details?.subscription === newer?.id)
      .map((invoice) => invoice.amount_paid);
    expect(story.label.amount?.amount).toBe(sum(taken));
  });

  test('B1: the last invoice bills time after the end', () => {
    const story = storyOf(world, 'charged-after-cancellation');
    const [subscription] = of(world, story, 'subscription');
    const invoices = of(world, story, 'invoice');
    const late = invoices.filter((invoice) =>
      invoice.lines.data.some(
        (line) => line.period.start >= (subscription?.ended_at ?? Number.POSITIVE_INFINITY),
      ),
    );
    expect(late).toEqual(invoices.slice(-1));
    expect(story.label.amount?.amount).toBe(late[0]?.amount_paid);
    expect(subscription?.status).toBe('canceled');
  });

  test('D1: the promise covers invoices that carry no discount', () => {
    const story = storyOf(world, 'missing-discount');
    const { promises } = parsePolicy(world.policy);
    const [promise] = promises ?? [];
    if (promise?.kind !== 'discount' || promise.percent === undefined) throw new Error('no promise');
    const { from = 0, until = 0, percent } = promise;
    expect(promise.customer).toBe(story.customer_id);
    const covered = of(world, story, 'invoice').filter(({ created }) => created >= from && created < until);
    expect(covered.length).toBeGreaterThan(0);
    expect(covered.every((invoice) => invoice.total_discount_amounts?.length === 0)).toBe(true);
    // Untaxed, and a whole percentage of a round price: exact without any rounding.
    const owed = covered.map((invoice) => (invoice.total * percent) / 100);
    expect(owed.every(Number.isInteger)).toBe(true);
    expect(story.label.amount?.amount).toBe(sum(owed));
  });

  test('F1: the snapshot says exempt and tax was charged, on the last invoices only', () => {
    const story = storyOf(world, 'taxed-though-exempt');
    const invoices = of(world, story, 'invoice');
    const tax = invoices.map((invoice) => sum((invoice.total_taxes ?? []).map(({ amount }) => amount)));
    const firstTaxed = tax.findIndex((amount) => amount > 0);
    expect(tax.slice(firstTaxed).every((amount) => amount > 0)).toBe(true);
    expect(tax.length - firstTaxed).toBeLessThanOrEqual(2);
    expect(invoices.every((invoice) => invoice.customer_tax_exempt === 'exempt')).toBe(true);
    expect(story.label.amount?.amount).toBe(sum(tax));
  });

  test('V1: two equal amounts on the card, one of them never taken', () => {
    const story = storyOf(world, 'card-hold');
    const recent = of(world, story, 'payment_intent').filter(
      (intent) => intent.metadata['order_id'] !== undefined && world.now - intent.created < 5 * DAY,
    );
    const statuses = recent.map((intent) => intent.status).sort();
    expect(['requires_capture succeeded', 'canceled succeeded']).toContain(statuses.join(' '));
    expect(new Set(recent.map((intent) => intent.amount)).size).toBe(1);
    const charges = of(world, story, 'charge').filter((charge) =>
      recent.some((intent) => intent.id === charge.payment_intent),
    );
    expect(charges.filter((charge) => charge.captured)).toHaveLength(1);
  });

  test('V4: the refund was made two to four days ago and is complete', () => {
    const story = storyOf(world, 'refund-on-its-way');
    const refund = of(world, story, 'refund').at(-1);
    const age = world.now - (refund?.created ?? 0);
    expect(age).toBeGreaterThan(2 * DAY);
    expect(age).toBeLessThan(5 * DAY);
    expect([refund?.status, refund?.destination_details?.card?.type]).toEqual(['succeeded', 'refund']);
  });

  test('V15: the first invoice after the granted months is the first without the discount', () => {
    const story = storyOf(world, 'discount-ended');
    const offs = of(world, story, 'invoice').map((invoice) => invoice.total_discount_amounts?.length ?? 0);
    expect(offs.at(-1)).toBe(0);
    expect(offs.slice(0, -1).every((count) => count === 1)).toBe(true);
    const [discount] = of(world, story, 'discount');
    expect(of(world, story, 'invoice').at(-1)?.created).toBeGreaterThanOrEqual(
      discount?.end ?? Number.POSITIVE_INFINITY,
    );
  });

  test('V19: an invoice of one credit and one charge in the running period', () => {
    const story = storyOf(world, 'mid-cycle-upgrade');
    const invoice = of(world, story, 'invoice').at(-1);
    expect(invoice?.billing_reason).toBe('subscription_update');
    expect(invoice?.lines.data.map((line) => Math.sign(line.amount))).toEqual([-1, 1]);
    const item = of(world, story, 'subscription')[0]?.items.data[0];
    expect(invoice?.lines.data[0]?.period.end).toBe(item?.current_period_end);
    const locale = PROFILES.find((profile) => profile.email === story.email)?.locale ?? '';
    expect(story.ticket.body).toContain(formatAmount(invoice?.total ?? 0, invoice?.currency ?? '', locale));
  });

  test('V2: a failed and a succeeded attempt at one payment, three days apart', () => {
    const story = storyOf(world, 'retried-payment');
    const [failed, taken] = story.label.evidence.map((id) =>
      of(world, story, 'charge').find((charge) => charge.id === id),
    );
    expect([failed?.status, taken?.status]).toEqual(['failed', 'succeeded']);
    expect(failed?.payment_intent).toBe(taken?.payment_intent);
    expect((taken?.created ?? 0) - (failed?.created ?? 0)).toBe(3 * DAY);
  });

  test('the policy file is valid, and its prices are those that were charged', () => {
    const policy = parsePolicy(world.policy);
    const list = new Map(
      (policy.prices ?? []).map((price) => [`${price.product} ${price.interval} ${price.currency}`, price]),
    );
    for (const object of world.objects) {
      if (object.object !== 'price') continue;
      const listed = list.get(`${String(object.product)} ${object.recurring?.interval} ${object.currency}`);
      expect(listed?.unit_amount_decimal, object.id).toBe(object.unit_amount_decimal);
    }
  });

  test('an independent judgement agrees with every label, and finds no other error', () => {
    const policy = parsePolicy(world.policy);
    for (const story of world.stories) {
      const file = exportWorldHistory(world, story.customer_id);
      const history = toBillingHistory(file.objects, {
        exportedAt: world.now,
        livemode: false,
        apiVersion: file.api_version,
        gaps: [],
      });
      const { analysis } = analyze({ history, policy, asOf: world.now, ticket: story.ticket });
      const { label } = story;
      const told = analysis.findings.find((finding) => finding.rule === label.rule);
      expect([story.key, analysis.verdict, told?.amount ?? null]).toEqual([
        story.key,
        label.verdict,
        label.amount,
      ]);
      expect([told?.classification, told?.category]).toEqual([label.classification, label.category]);
      expect(told?.correction?.kind ?? null).toBe(label.correction);
      expect(told?.evidence.map(({ id }) => id)).toEqual(expect.arrayContaining([...label.evidence]));
      const errors = analysis.findings.filter((finding) => finding.classification.endsWith('_error'));
      expect(errors.map((finding) => finding.rule)).toEqual(label.amount === null ? [] : [label.rule]);
    }
  });
});

test('a customer’s part of a world is a history file that can be read back', async () => {
  const world = buildWorld(7);
  const folder = await mkdtemp(join(tmpdir(), 'billing-check-stories-'));
  try {
    for (const story of world.stories) {
      const file = exportWorldHistory(world, story.customer_id);
      const path = join(folder, `${story.key}.json`);
      await writeFile(path, JSON.stringify(file));
      const read = await readHistoryFile(path);
      expect(read.objects).toHaveLength(file.objects.length);
      expect(read.exported_at).toBe(world.now);
      expect(read.ticket?.body).toBe(story.ticket.body);
      parsePolicy(read.policy);
      const others = world.stories.filter((other) => other !== story);
      const text = JSON.stringify(file);
      for (const other of others) expect(text).not.toContain(other.customer_id);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  expect(() => exportWorldHistory(world, 'cus_nobody')).toThrow('the world has this customer');
});

test('any moment can be the present', () => {
  for (const now of ['2026-01-31T23:30:00Z', '2027-03-01T00:10:00Z', '2028-02-29T12:00:00Z']) {
    const world = buildWorld(3, { now: Date.parse(now) / 1000 });
    expect(world.stories).toHaveLength(10);
    for (const story of world.stories) expect(story.ticket.created_at).toBeLessThan(world.now);
  }
});
