import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { anExecutor, type Executor, HOUR_MS, MINUTE_MS } from '../corrections/executor/setup.ts';
import { correctionOf, refundStep } from '../corrections/executor/steps.ts';
import { closeAll } from '../sandbox/stripe-writes/setup.ts';
import { newsOf } from './stripe-news.ts';

afterEach(closeAll);

const DAY_MS = 24 * HOUR_MS;
const REFUNDS = 'POST /v1/refunds';

async function aRefund(options: Parameters<typeof anExecutor>[0] = {}) {
  const it = await anExecutor(options);
  const news = newsOf(it);
  const [charge = ''] = it.charges;
  const id = await it.approved(correctionOf(refundStep(charge, 1900)));
  const refund = () => it.account.refundsOf(charge)[0]?.id ?? '';
  return { it, news, charge, id, refund };
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first, place) =>
    permutations(items.toSpliced(place, 1)).map((rest) => [first, ...rest]),
  );
}

/** What became of corrections, without what differs from one to the next. */
async function endsOf(it: Executor, ids: readonly string[]): Promise<readonly string[]> {
  const entries = await it.store().auditEntries({ fromMs: 0, toMs: 1e15, afterSeq: 0, lastSeq: 1e9 });
  const ends = ids.map(async (id, place) => {
    const { state, outcome, rev, effects } = await it.load(id);
    const audit = entries
      .filter(({ subject }) => subject === id)
      .map(({ kind, actor, details }) => ({ kind, actor, details: JSON.parse(details) as unknown }));
    const end = JSON.stringify({
      state,
      outcome,
      rev,
      effects: effects.map((effect) => effect.state),
      audit,
    });
    const charge = it.charges[place] ?? '';
    return [...it.account.refundsOf(charge).map((refund) => refund.id), charge, id.slice('co_'.length)]
      .reduce((text, own) => text.replaceAll(own, 'ID'), end)
      .replaceAll(/[0-9a-f]{64}/g, 'HASH')
      .replaceAll(/"fingerprint":"\w+"/g, '"fingerprint":"ID"')
      .replaceAll(/(?:an|fi)_[0-9a-z]{29}/g, 'ID');
  });
  return Promise.all(ends);
}

describe('F3', () => {
  const TYPES = [
    'refund.created',
    'charge.refunded',
    'refund.failed',
    'refund.updated',
    'charge.refund.updated',
  ];
  const orders = permutations([0, 1, 2, 3, 4]);
  /** What follows from an event happens before the next arrives, now and then, or after all; once each, or twice. */
  const PARTS = [
    { from: 0, copies: 1, isRunAfter: () => true },
    { from: 40, copies: 2, isRunAfter: (step: number) => step % 2 === 1 },
    { from: 80, copies: 2, isRunAfter: () => false },
  ];

  test('all 120 orders of five events about one refund end in the same state with the same audit', async () => {
    const ends: string[] = [];
    for (const [place, { from, copies, isRunAfter }] of PARTS.entries()) {
      const part = orders.slice(from, from + orders.length / PARTS.length);
      const it = await anExecutor({ charges: part.map(() => 4900) });
      const news = newsOf(it);
      const { webhooks, bank } = it.account;
      const cases: { readonly id: string; readonly events: readonly string[] }[] = [];
      webhooks.hold();
      for (const charge of it.charges) {
        const known = webhooks.deliveries.length;
        const id = await it.approved(correctionOf(refundStep(charge, 1900)));
        await it.runDue();
        bank.settle(it.account.refundsOf(charge)[0]?.id ?? '', 'failed', {
          failureReason: 'lost_or_stolen_card',
        });
        const events = webhooks.deliveries.slice(known).map(({ event }) => event);
        expect(events.map(({ type }) => type)).toEqual(TYPES);
        cases.push({ id, events: events.map((event) => event.id) });
      }
      webhooks.copies = copies;
      for (const step of TYPES.keys()) {
        const next = cases.map(({ events }, at) => events[part[at]?.[step] ?? 0] ?? '');
        await Promise.all(next.map((id) => webhooks.release([id])));
        if (isRunAfter(step)) await news.run();
      }
      await news.run();
      ends.push(
        ...(await endsOf(
          it,
          cases.map(({ id }) => id),
        )),
      );
      const reversed = it.audit('correction_settled').filter(({ state }) => state === 'reversed_by_stripe');
      expect(reversed, `part ${place}`).toHaveLength(part.length);
      expect(await it.store().verifyAudit()).toMatchObject({ ok: true });
    }
    expect(ends).toHaveLength(120);
    expect([...new Set(ends)]).toHaveLength(1);
    expect(JSON.parse(ends[0] ?? '{}')).toMatchObject({
      state: 'reversed_by_stripe',
      outcome:
        'The refund of $19.00 (ID) failed because the card was reported lost or stolen. The customer does not have that money: it is back on the Stripe balance. Check the customer again and return it another way.',
      effects: ['done'],
    });
  }, 120_000);
});

describe('F15: a refund that fails later', () => {
  test('is found by looking every day, where no news comes', async () => {
    const { it, news, id, refund } = await aRefund();
    it.account.webhooks.disconnect();
    await it.runDue();
    await news.run();
    for (let day = 0; day < 12; day += 1) {
      it.pass(DAY_MS);
      await news.run();
    }
    expect((await it.load(id)).state).toBe('executed');
    it.account.bank.settle(refund(), 'failed', { failureReason: 'declined' });
    it.pass(DAY_MS);
    await news.run();
    expect(await it.load(id)).toMatchObject({
      state: 'reversed_by_stripe',
      outcome: expect.stringContaining('because the bank declined it'),
    });
    expect(it.audit('correction_settled').at(-1)).toMatchObject({
      state: 'reversed_by_stripe',
      refunds: [
        { object: 'refund', id: refund(), status: 'failed', failure_reason: 'declined', amount: 1900 },
      ],
    });
    it.pass(DAY_MS);
    expect(await news.run()).toBe(0);
  });

  test('is looked for after an hour, then daily, for 30 days, and one that is called off counts too', async () => {
    const { it, news, id, refund } = await aRefund();
    it.account.webhooks.disconnect();
    it.account.bank.fate = { begins: { status: 'pending' } };
    await it.runDue();
    const looks = () => it.sandbox.requests.filter(({ path }) => path === `/v1/refunds/${refund()}`).length;
    await news.run();
    expect(looks()).toBe(1);
    it.pass(HOUR_MS - MINUTE_MS);
    expect(await news.run()).toBe(0);
    it.pass(MINUTE_MS);
    await news.run();
    expect(looks()).toBe(2);
    for (let day = 1; day < 40; day += 1) {
      it.pass(DAY_MS);
      await news.run();
    }
    expect(looks()).toBe(31);
    expect((await it.load(id)).state).toBe('executed');
    expect(await it.store().queueStatus()).toMatchObject({ needs_person: 0 });

    const second = await aRefund();
    second.it.account.bank.fate = { begins: { status: 'pending' } };
    await second.it.runDue();
    second.it.account.bank.settle(second.refund(), 'canceled');
    await second.news.run();
    expect(await second.it.load(second.id)).toMatchObject({
      state: 'reversed_by_stripe',
      outcome: expect.stringMatching(/^The refund of \$19\.00 \(re_\w+\) was cancelled before it arrived\./),
    });
  });

  test('is waited for while Stripe cannot be read: nothing follows from that', async () => {
    const { it, id, refund } = await aRefund();
    const news = newsOf(it, { lookMs: 300 });
    it.account.webhooks.disconnect();
    await it.runDue();
    it.account.bank.settle(refund(), 'failed');
    const away = it.sandbox.faults.add({
      route: (request) => request.path.startsWith('/v1/refunds/'),
      fault: faults.rateLimited(90),
    });
    await news.run();
    expect((await it.load(id)).state).toBe('executed');
    // Everything was looked at that was due, and the wait is Stripe's.
    it.sandbox.clearRequests();
    it.pass(89_000);
    expect(await news.run()).toBe(0);
    expect(it.sandbox.requests).toEqual([]);
    away.off();
    it.pass(MINUTE_MS);
    await newsOf(it).run();
    expect((await it.load(id)).state).toBe('reversed_by_stripe');
  });
});

describe('news', () => {
  test('about what is not carried out yet lets it go on now, and a lost answer is adopted', async () => {
    const { it, news, id } = await aRefund();
    it.account.webhooks.hold();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('after'), calls: 'first' });
    await it.runOne();
    expect(await it.runOne()).toBeNull();
    await it.account.webhooks.release();
    expect(await news.run()).toBeGreaterThan(0);
    await it.runDue();
    await news.run();
    expect((await it.load(id)).state).toBe('executed');
    expect(it.audit('effect_done')).toMatchObject([{ adopted: 'metadata' }]);
    expect(it.posts()).toEqual([REFUNDS]);
  });

  test('about somebody else’s refund is nothing, and a correction nobody knows is told', async () => {
    const { it, news, id, charge } = await aRefund();
    it.account.dashboard.refund(charge, { amount: 100 });
    const lost = 'co_01k9abcdefghjkmnpqrstvwxyz234';
    it.account.dashboard.does('POST', '/v1/refunds', {
      charge,
      amount: '50',
      metadata: { correction_id: lost },
    });
    await it.account.webhooks.settled();
    await news.run();
    expect((await it.load(id)).state).toBe('approved');
    const told = news.lines.filter((line) => line.includes('does not know'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(lost);
  });

  test('that lies changes nothing: what Stripe says when it is asked counts', async () => {
    const { it, news, id, refund } = await aRefund();
    await it.runDue();
    await news.run();
    await it.store().recordStripeEvent({
      id: 'evt_lie',
      type: 'refund.failed',
      object_id: refund(),
      correction_id: id,
    });
    await news.run();
    expect((await it.load(id)).state).toBe('executed');
  });
});
