import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredCorrection } from '../../../db/corrections/index.ts';
import type { CorrectionKind } from '../../../src/analysis/finding.ts';
import { CORRECTION_STATES, EFFECT_STATES } from '../../../src/corrections/states.ts';
import { checkBlocks } from '../../../src/sandbox/slack/block-kit/check-blocks.ts';
import { checkView } from '../../../src/sandbox/slack/block-kit/check-view.ts';
import {
  assertHomeWithinLimits,
  assertModalWithinLimits,
  assertWithinLimits,
} from '../../../src/slack/views/check-limits.ts';
import type { CorrectionCardInput } from '../../../src/slack/views/correction-card.ts';
import {
  correctionCard,
  correctionModal,
  homeView,
  type KnownBlock,
  remarkMessage,
  reminderMessage,
  requesterCard,
} from '../../../src/slack/views/index.ts';
import { hostileMatch, hostileResult, hostileText } from './hostile-results.ts';
import { decided, effect, PROPOSED_MS, stored } from './stored-corrections.ts';

const RUNS = { numRuns: 40 };

const KINDS: readonly CorrectionKind[] = [
  'refund',
  'credit_note',
  'void_invoice',
  'customer_balance_credit',
  'cancel_subscription',
  'remove_discount',
  'cancel_payment_intent',
  'update_price',
];
const amount = fc.option(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), { nil: null });
const currency = fc.option(fc.constantFrom('usd', 'jpy', 'kwd', '<!channel>'), { nil: null });
const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  target: hostileText,
  amount,
  currency,
  params: fc.dictionary(
    fc.oneof(fc.constantFrom('refund_amount', 'credit_amount', 'lines', 'amount', 'discounts'), hostileText),
    fc.oneof(fc.integer(), hostileText, fc.constant([{ amount: 1, tax_amounts: [{ amount: 1 }] }])),
    { maxKeys: 5 },
  ),
});
const correction: fc.Arbitrary<StoredCorrection> = fc
  .record({
    state: fc.constantFrom(...CORRECTION_STATES),
    mode: fc.constantFrom('dry_run' as const, 'live' as const),
    is_identified: fc.boolean(),
    ticket_id: fc.option(hostileText, { nil: null }),
    customer: hostileText,
    requester: fc.oneof(fc.constantFrom('slack:U012AB3CD', 'zendesk:7'), hostileText),
    outcome: fc.option(hostileText, { nil: null }),
    preview: fc.oneof(
      fc.constant(null),
      fc.anything(),
      fc.record({
        lines: fc.array(fc.record({ label: hostileText, before: hostileText, after: hostileText }), {
          maxLength: 20,
        }),
        next_invoice: fc.constantFrom(null, { before: null, after: { amount: 1, currency: '<!channel>' } }),
        notes: fc.array(hostileText, { maxLength: 10 }),
      }),
    ),
    reasons: fc.array(hostileText, { maxLength: 9 }),
    steps: fc.array(step, { minLength: 1, maxLength: 41 }),
    effect: fc.constantFrom(...EFFECT_STATES),
    sentence: fc.option(hostileText, { nil: null }),
    made: fc.array(fc.record({ object: hostileText, id: hostileText }), { maxLength: 5 }),
    amount,
    currency,
  })
  .map(({ steps, reasons, effect: state, sentence, made: [first, ...also], ...rest }) => {
    const [main] = steps;
    const drafted = {
      ...stored().drafted,
      kind: main?.kind ?? 'refund',
      target: main?.target ?? '',
      amount: rest.amount,
      currency: rest.currency,
      steps,
    };
    const decisions = reasons.map((reason, n) => decided('reject', 'slack:U012AB3CD', n, reason));
    const result = first === undefined ? null : JSON.stringify({ ...first, also });
    const effects = steps.map(({ kind, target }, position) =>
      effect(state, { position, kind, target, result, sentence }),
    );
    return stored({ ...rest, decisions, effects }, drafted);
  });
const input: fc.Arbitrary<CorrectionCardInput> = fc.record({
  correction,
  customer: fc.option(hostileMatch, { nil: null }),
  finding: fc.option(
    hostileResult.map(({ findings }) => findings[0] ?? null),
    { nil: null },
  ),
  ticket: fc.option(fc.record({ id: hostileText, url: hostileText }), { nil: null }),
  names: hostileText.map((name) => new Map([[stored().requester, name]])),
});

/** Every text Slack would parse, format or notify somebody for. */
function parsed(blocks: readonly KnownBlock[]): string[] {
  return [...JSON.stringify(blocks).matchAll(/"type":"(mrkdwn|broadcast|usergroup|channel)"/g)].map(
    ([whole]) => whole,
  );
}

describe('a correction, whatever is in it', () => {
  test('its messages fit Slack, by our limits and by the local Slack’s', () => {
    fc.assert(
      fc.property(input, (one) => {
        for (const { text, blocks } of [
          correctionCard(one),
          requesterCard(one),
          reminderMessage(one, PROPOSED_MS),
        ]) {
          assertWithinLimits(blocks);
          expect(checkBlocks(blocks, 'message')?.complaints ?? []).toEqual([]);
          expect(parsed(blocks)).toEqual([]);
          expect(text).not.toMatch(/<[@!#]|(?<![\p{L}\p{N}_+-])@(?:here|channel|everyone)/u);
        }
      }),
      RUNS,
    );
  });

  test('its buttons carry its id and version, and nothing else', () => {
    fc.assert(
      fc.property(input, (one) => {
        const values = [...JSON.stringify(correctionCard(one).blocks).matchAll(/"value":"([^"]*)"/g)];
        const { id, version } = one.correction;
        expect(values.every(([, value]) => value === `${id}:${version}`)).toBe(true);
      }),
      RUNS,
    );
  });

  test('its forms and the Home tab fit Slack', () => {
    fc.assert(
      fc.property(fc.array(input, { minLength: 1, maxLength: 10 }), (inputs) => {
        for (const act of ['change', 'reject', 'ask', 'abandon'] as const) {
          const view = correctionModal(act, inputs[0]?.correction ?? stored(), 'C0FINANCE');
          assertModalWithinLimits(view);
          expect(checkView(view, 'modal')).toEqual([]);
        }
        const list = {
          shown: inputs.map((one) => ({ ...one, card: { channel: 'C1', ts: '1.2' } })),
          total: 250,
        };
        const content = { kind: 'approver', account: 'slack:U1', now_ms: PROPOSED_MS } as const;
        const view = homeView(
          { ...content, waiting: list, needs_person: list, decided: list },
          () => 'https://acme.slack.com/archives/C1/p12',
        );
        assertHomeWithinLimits(view);
        expect(checkView(view, 'home')).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test('a remark is shown as it stands, and mentions only accounts', () => {
    fc.assert(
      fc.property(hostileText, (sentence) => {
        const { text, blocks } = remarkMessage(sentence);
        assertWithinLimits(blocks);
        expect(parsed(blocks)).toEqual([]);
        expect(text).not.toMatch(/<[@!#]/);
      }),
      RUNS,
    );
    const { blocks } = remarkMessage('This was decided already by slack:U012AB3CD. State: approved.');
    expect(JSON.stringify(blocks)).toContain('{"type":"user","user_id":"U012AB3CD"}');
  });
});
