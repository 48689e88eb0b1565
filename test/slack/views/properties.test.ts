import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkBlocks } from '../../../src/sandbox/slack/block-kit/check-blocks.ts';
import { checkView } from '../../../src/sandbox/slack/block-kit/check-view.ts';
import { ACTIONS } from '../../../src/slack/ids.ts';
import { renderBlocksAsText, renderModalAsText } from '../../../src/slack/render-text.ts';
import { assertModalWithinLimits, assertWithinLimits } from '../../../src/slack/views/check-limits.ts';
import {
  acknowledgement,
  ambiguousMessage,
  draftModal,
  failureMessage,
  notFoundMessage,
  progressMessage,
  type ResultMessageInput,
  refusedMessage,
  resultMessage,
  type SlackMessage,
  triageChannelMessage,
} from '../../../src/slack/views/index.ts';
import { LIMITS } from '../../../src/slack/views/limits.ts';
import { hostileMatch, hostileResult, hostileText, hostileTriage } from './hostile-results.ts';

const ID = 'an_01k9zzzzzzzzzzzzzzzzzzzzzzz';
const RUNS = { numRuns: 40 };

const ticket = fc.option(
  fc.record({
    id: fc.oneof(fc.constant('4711'), hostileText),
    url: fc.constantFrom('https://acme.zendesk.com/agent/tickets/4711', 'javascript:alert(1)', ''),
  }),
  { nil: null },
);
const resultInput: fc.Arbitrary<ResultMessageInput> = fc.record({
  id: fc.constant(ID),
  result: hostileResult,
  livemode: fc.boolean(),
  query: hostileText,
  ticket,
  stage: fc.constantFrom('deterministic', 'final'),
  expanded: fc.boolean(),
  canPutOnTicket: fc.boolean(),
});

const messages: readonly (readonly [string, fc.Arbitrary<SlackMessage>])[] = [
  ['resultMessage', resultInput.map(resultMessage)],
  [
    'triageChannelMessage',
    fc
      .record({
        id: fc.constant(ID),
        result: hostileResult,
        livemode: fc.boolean(),
        ticket: fc.record({ id: hostileText, url: hostileText }),
        isUpdate: fc.boolean(),
      })
      .map(triageChannelMessage),
  ],
  [
    'ambiguousMessage',
    fc
      .record({
        query: hostileText,
        customers: fc.oneof(
          fc.array(hostileMatch, { maxLength: 6 }),
          fc.array(hostileMatch, { minLength: 100, maxLength: 300 }),
        ),
      })
      .map(ambiguousMessage),
  ],
  [
    'progressMessage',
    fc
      .record({
        query: hostileText,
        steps: fc.array(
          fc.oneof(
            hostileMatch.map((match) => ({
              kind: 'customer_found' as const,
              customer: { ...match, created: 1_700_000_000 },
            })),
            fc.record({ kind: fc.constant('history_read' as const), invoices: fc.nat(), charges: fc.nat() }),
            fc.record({ kind: fc.constant('rules_run' as const), rules: fc.nat(), findings: fc.nat() }),
            fc.constant({ kind: 'writing' as const }),
          ),
        ),
        elapsedMs: fc.nat(),
      })
      .map(progressMessage),
  ],
  ['acknowledgement', hostileText.map((query) => acknowledgement({ query }))],
  ['notFoundMessage', fc.record({ query: hostileText, message: hostileText }).map(notFoundMessage)],
  ['failureMessage', hostileText.map((sentence) => failureMessage({ sentence }))],
  ['refusedMessage', hostileText.map((reason) => refusedMessage({ reason }))],
];

describe.each(messages)('%s, whatever the input', (_, arbitrary) => {
  test("stays within Slack's limits", () => {
    fc.assert(
      fc.property(arbitrary, ({ text, blocks }) => {
        assertWithinLimits(blocks);
        // The sandbox's Slack was written apart, from the same documentation.
        expect(checkBlocks(blocks, 'message', { limitTogether: true })).toBeNull();
        expect(text.trim().length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(LIMITS.fallback_text);
      }),
      RUNS,
    );
  });

  test('is inert: nothing is parsed, mentioned, linked elsewhere or turned around', () => {
    fc.assert(
      fc.property(arbitrary, ({ text, blocks }) => {
        const strings = stringsOf(blocks);
        for (const { key, value } of strings) {
          if (key === 'type')
            expect(['mrkdwn', 'markdown', 'user', 'broadcast', 'channel']).not.toContain(value);
          else if (key === 'url') expect(value).toMatch(TRUSTED_ADDRESS);
          else if (key !== 'value') expectInert(value);
        }
        expect(text).not.toMatch(
          /[<>*`~]|(?<![\p{L}\p{N}_+-])@|:\/\/|\p{Cc}|[\u202A-\u202E\u2066-\u2069\u200B]/u,
        );
        expect(text.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
      }),
      RUNS,
    );
  });

  test('can be shown in a terminal of any width', () => {
    fc.assert(
      fc.property(arbitrary, fc.constantFrom(0, 40, 92, Number.NaN), (message, width) => {
        const shown = renderBlocksAsText(message, { width, color: false });
        expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
        expect(shown.trim()).not.toBe('');
      }),
      { numRuns: 40 },
    );
  });
});

describe('resultMessage, whatever the input', () => {
  test('nothing jumps when the wording is refined: same blocks in the same order', () => {
    fc.assert(
      fc.property(resultInput, hostileTriage, (input, triage) => {
        const before = resultMessage({ ...input, stage: 'deterministic' });
        const after = resultMessage({ ...input, stage: 'final', result: { ...input.result, triage } });
        const shape = ({ blocks }: SlackMessage) => blocks.map(({ type, block_id }) => [type, block_id]);
        expect(shape(after)).toEqual(shape(before));
        // Findings do not depend on the wording at all, nor do the headline and the buttons.
        const worded = new Set(changed(before, after));
        expect(worded.size).toBeLessThanOrEqual(4);
        for (const place of worded) expect(['rich_text', 'context']).toContain(before.blocks[place]?.type);
      }),
      RUNS,
    );
  });

  test('its buttons carry the id of the analysis, some with the place of a finding, and nothing else', () => {
    fc.assert(
      fc.property(resultInput, (input) => {
        const values = stringsOf(resultMessage(input).blocks).filter(({ key }) => key === 'value');
        const carried = new Set(values.map(({ value }) => value.replace(/:\d{1,3}$/, '')));
        expect(carried).toEqual(new Set([ID]));
      }),
      RUNS,
    );
  });

  test('offers the ticket only where there is one and the draft may go there', () => {
    fc.assert(
      fc.property(resultInput, (input) => {
        const actions = stringsOf(resultMessage(input).blocks).filter(({ key }) => key === 'action_id');
        const offered = actions.some(({ value }) => value === ACTIONS.putOnTicket);
        expect(offered).toBe(input.ticket !== null && input.canPutOnTicket);
      }),
      RUNS,
    );
  });
});

test('draftModal stays within the limits and inert, whatever the draft', () => {
  fc.assert(
    fc.property(hostileTriage, (triage) => {
      const modal = draftModal({ id: ID, result: { triage } });
      assertModalWithinLimits(modal);
      expect(checkView(modal, 'modal')).toEqual([]);
      for (const { key, value } of stringsOf(modal.blocks)) if (key === 'text') expectInert(value);
      expect(renderModalAsText(modal, { width: 80, color: false })).toContain('Reply to the customer');
    }),
    RUNS,
  );
});

const TRUSTED_ADDRESS = /^https:\/\/(?:dashboard\.stripe\.com|acme\.zendesk\.com)\//;

/** Even in elements that Slack does not parse, nothing has the shape of a mention or hides or reorders text. */
function expectInert(value: string): void {
  expect(value).not.toMatch(/<[@!#]/);
  expect(value.replaceAll('\n', '')).not.toMatch(
    /\p{Cc}|\p{Cs}|[\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u,
  );
}

function stringsOf(value: unknown, key = ''): { readonly key: string; readonly value: string }[] {
  if (typeof value === 'string') return [{ key, value }];
  if (Array.isArray(value)) return value.flatMap((item) => stringsOf(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => stringsOf(item, name));
}

function changed(before: SlackMessage, after: SlackMessage): number[] {
  return before.blocks.flatMap((block, place) =>
    JSON.stringify(block) === JSON.stringify(after.blocks[place]) ? [] : [place],
  );
}
