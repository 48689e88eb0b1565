import { describe, expect, it } from 'vitest';
import type { EffectRow, StoredCorrection } from '../../db/corrections/index.ts';
import type { CorrectionStep } from '../../src/analysis/finding.ts';
import { effectLine } from '../../src/cli/corrections/effect-line.ts';
import { ageOf } from '../../src/cli/corrections/moments.ts';
import { previewLines } from '../../src/cli/corrections/preview-lines.ts';
import { renderCorrection } from '../../src/cli/corrections/render-correction.ts';
import { stepLines } from '../../src/cli/corrections/step-lines.ts';
import { START_MS } from '../db/helpers.ts';
import { correctionsWorld, drafted } from './corrections-world.ts';

const step = (over: Partial<CorrectionStep>): CorrectionStep => ({
  kind: 'refund',
  target: 'ch_1',
  amount: 4_900,
  currency: 'usd',
  params: {},
  ...over,
});
const effect = (over: Partial<EffectRow>): EffectRow => ({
  id: 'ef_1',
  correction_id: 'co_1',
  position: 0,
  kind: 'credit_note',
  target: 'in_1',
  amount: 4_900,
  currency: 'usd',
  params: '{}',
  state: 'planned',
  idempotency_key: null,
  first_sent_at_ms: null,
  result: null,
  settled_at_ms: null,
  request_hash: null,
  sent_server_s: null,
  unclear: 0,
  tries: 0,
  absent_server_s: null,
  sentence: null,
  ...over,
});

describe('a step in words', () => {
  it.each<[string, Partial<CorrectionStep>, string, string[]]>([
    [
      'a refund',
      { params: { charge: 'ch_1', amount: 4_900, reason: 'duplicate' } },
      'refund of $49.00, ch_1',
      ['reason: duplicate'],
    ],
    [
      'a refund that is less than its step',
      { params: { amount: 900 } },
      'refund of $49.00, ch_1',
      ['amount: $9.00'],
    ],
    [
      'credit on the balance',
      {
        kind: 'customer_balance_credit',
        target: 'cus_1',
        params: { customer: 'cus_1', amount: -4_900, currency: 'usd', description: 'For\u001b[2J May' },
      },
      'balance credit of $49.00, cus_1',
      ['description: For [2J May'],
    ],
    [
      'a credit note in three parts, one of them nothing',
      { kind: 'credit_note', params: { refund_amount: 0, credit_amount: 4_000, out_of_band_amount: 900 } },
      'credit note of $49.00, ch_1',
      ['to the customer balance: $40.00', 'returned outside Stripe, by hand: $9.00'],
    ],
    [
      'a credit note with a line of its own words',
      {
        kind: 'credit_note',
        params: { lines: [{ type: 'custom_line_item', description: 'Rest', amount: 4_900 }, 'odd'] },
      },
      'credit note of $49.00, ch_1',
      ['line Rest: $49.00', 'odd'],
    ],
    [
      'a cancellation',
      {
        kind: 'cancel_subscription',
        target: 'sub_1',
        amount: null,
        currency: null,
        params: { subscription: 'sub_1', prorate: false, invoice_now: true },
      },
      'cancelled subscription, sub_1',
      ['unused time is not credited', 'what is open is billed at once'],
    ],
    [
      'another cancellation',
      { kind: 'cancel_subscription', amount: null, params: { prorate: true, invoice_now: false } },
      'cancelled subscription, ch_1',
      ['unused time is credited', 'nothing is billed at once'],
    ],
    [
      'a discount that goes',
      { kind: 'remove_discount', amount: null, params: { discounts: '', proration_behavior: 'none' } },
      'removed discount, ch_1',
      ['no discount stays', 'proration behavior: none'],
    ],
    [
      'a discount that goes while another stays',
      { kind: 'remove_discount', amount: null, params: { discounts: [{ discount: 'di_1' }] } },
      'removed discount, ch_1',
      ['discounts: [{"discount":"di_1"}]'],
    ],
  ])('is told with its parameters: %s', (_what, over, what, details) => {
    expect(stepLines(step(over))).toEqual({ what, details });
  });

  it('is bounded', () => {
    const params = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`key_${at}`, 'x'.repeat(999)]));
    const { details } = stepLines(step({ params }));
    expect(details).toHaveLength(21);
    expect(details.at(-1)).toBe('and 10 more');
    expect(Math.max(...details.map(({ length }) => length))).toBeLessThan(350);
  });
});

describe('what became of a step', () => {
  it.each<[Partial<EffectRow>, string]>([
    [{}, '1 credit note, in_1: planned'],
    [
      {
        state: 'done',
        result: JSON.stringify({
          object: 'credit_note',
          id: 'cn_1',
          status: 'issued',
          also: [{ object: 'refund', id: 're_1' }],
        }),
      },
      '1 credit note, in_1: done, cn_1 (issued), with re_1',
    ],
    [
      { state: 'skipped', result: JSON.stringify({ method: 'POST', path: '/v1/credit_notes', params: {} }) },
      '1 credit note, in_1: skipped, it would have sent POST /v1/credit_notes',
    ],
    [
      { position: 1, state: 'needs_person', sentence: 'Stripe does not say.\u202e', result: '[]' },
      '2 credit note, in_1: needs person. Stripe does not say.',
    ],
  ])('is one line: %j', (over, line) => {
    expect(effectLine(effect(over))).toBe(line);
  });
});

describe('before and after', () => {
  it('is a line for each value, and nothing where Stripe was not asked or the row holds something else', () => {
    const preview = {
      lines: [
        { label: 'Invoice in_1', before: '$49.00 paid', after: '$0.00 paid' },
        { label: 'Balance', before: '$0.00', after: '$0.00' },
      ],
      next_invoice: { before: { amount: 4_900, currency: 'usd' }, after: null },
      notes: ['The credit note is sent by e-mail.'],
    };
    expect(previewLines(preview)).toEqual([
      'Invoice in_1: $49.00 paid → $0.00 paid',
      'Balance: $0.00, unchanged',
      'Next invoice: $49.00 → none',
      'The credit note is sent by e-mail.',
    ]);
    const many = Array.from({ length: 50 }, () => ({ label: 'a', before: 'b', after: 'c' }));
    expect(previewLines({ lines: many, next_invoice: null, notes: [] })).toHaveLength(41);
    for (const other of [null, 'text', {}, { ...preview, next_invoice: { before: 1.5 } }])
      expect(previewLines(other)).toEqual([]);
  });
});

describe('a whole correction', () => {
  const shownWith = async (over: Partial<StoredCorrection>, isTTY = false) => {
    const world = await correctionsWorld();
    const stored = await world.withStore((store) => store.loadCorrection(world.id));
    if (stored === null) throw new Error('a correction was expected');
    const correction = { ...stored, id: 'co_1', ...over };
    const text = renderCorrection(
      { correction, customer: null, finding: null, audit: [] },
      { isTTY, columns: 80 },
    );
    return text;
  };

  it('that was carried out, made smaller, after the check was erased', async () => {
    const smaller = drafted(3_000);
    const text = await shownWith({
      state: 'executed',
      outcome: null,
      original: drafted(),
      drafted: { ...smaller, justification: '', alternatives: [] },
      ticket_id: null,
      livemode: true,
      decisions: [
        {
          correction_version: 2,
          actor: 'zendesk:7',
          human: null,
          verdict: 'approve',
          reason: null,
          approved_hash: 'h',
          mac: 'm',
          decided_at_ms: START_MS,
        },
      ],
      effects: [effect({ state: 'done', result: '{"id":"cn_1","status":"issued"}' })],
    });
    await expect(text).toMatchFileSnapshot('examples/correction-carried-out.txt');
  });

  it('that is done by hand, in a dry run, for somebody who has to be confirmed', async () => {
    const text = await shownWith({
      mode: 'dry_run',
      is_identified: false,
      customer: 'no id',
      drafted: {
        ...drafted(),
        kind: 'update_price',
        amount: null,
        currency: null,
        steps: [
          {
            kind: 'update_price',
            target: 'si_1',
            amount: null,
            currency: null,
            params: { price: 'price_2' },
          },
        ],
      },
    });
    await expect(text).toMatchFileSnapshot('examples/correction-by-hand.txt');
  });

  it('is coloured on a terminal alone', async () => {
    expect(await shownWith({}, true)).toContain('\u001b[1m');
    expect(await shownWith({})).not.toContain('\u001b');
  });
});

it('an age is told in its largest unit', () => {
  const hour = 3_600_000;
  expect([-1, 0, 59_999, 60_000, hour, 47 * hour, 48 * hour].map(ageOf)).toEqual([
    '0 min',
    '0 min',
    '0 min',
    '1 min',
    '1 h',
    '47 h',
    '2 d',
  ]);
});
