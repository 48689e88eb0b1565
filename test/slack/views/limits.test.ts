import { describe, expect, test } from 'vitest';
import {
  actions,
  bullets,
  button,
  context,
  divider,
  header,
  type KnownBlock,
  link,
  type ModalView,
  paragraph,
  preformatted,
  richText,
  span,
} from '../../../src/slack/views/blocks.ts';
import {
  assertModalWithinLimits,
  assertWithinLimits,
  limitFaults,
} from '../../../src/slack/views/check-limits.ts';

const text = (characters: number): string => 'x'.repeat(characters);
const section = (characters: number): KnownBlock => ({
  type: 'section',
  text: { type: 'plain_text', text: text(characters) },
});
const menu = (options: number, value = 'cus_1'): KnownBlock => ({
  type: 'actions',
  elements: [
    {
      type: 'static_select',
      action_id: 'choose',
      options: Array.from({ length: options }, () => ({ text: { type: 'plain_text', text: 'x' }, value })),
    },
  ],
});
const buttons = (count: number): KnownBlock =>
  actions(
    'row',
    Array.from({ length: count }, (_, place) => button('Go', `go:${place}`, 'an_1')),
  );

describe('assertWithinLimits', () => {
  test.each<[string, KnownBlock[]]>([
    ['a headline of 150', [header(text(150))]],
    ['50 blocks', Array.from({ length: 50 }, () => divider)],
    ['a section of 3,000', [section(3_000)]],
    ['25 buttons', [buttons(25)]],
    ['a button of 75 that carries 2,000', [actions('row', [button(text(75), 'go', text(2_000))])]],
    ['a menu of 100', [menu(100)]],
    ['10 context elements', [context(...Array.from({ length: 10 }, () => 'x'))]],
    ['rich text', [richText(paragraph(link('x', 'https://dashboard.stripe.com/')), bullets([[span('x')]]))]],
  ])('takes %s', (_, blocks) => {
    expect(() => assertWithinLimits(blocks)).not.toThrow();
  });

  test.each<[string, KnownBlock[], RegExp]>([
    ['no blocks', [], /blocks: 0 items/],
    ['a headline of 151', [header(text(151))], /blocks\[0\]\.text\.text: 151 characters/],
    ['51 blocks', Array.from({ length: 51 }, () => divider), /51 items, 1 to 50/],
    ['a section of 3,001', [section(3_001)], /3001 characters/],
    ['an empty section', [section(0)], /0 characters, 1 to 3000/],
    ['a section of nothing', [{ type: 'section' }], /neither text nor fields/],
    [
      '11 fields',
      [{ type: 'section', fields: Array(11).fill({ type: 'plain_text', text: 'x' }) }],
      /11 items/,
    ],
    ['26 buttons', [buttons(26)], /26 items, 1 to 25/],
    ['a button of 76', [actions('row', [button(text(76), 'go', 'an_1')])], /76 characters, 1 to 75/],
    ['a value of 2,001', [actions('row', [button('Go', 'go', text(2_001))])], /2001 characters/],
    [
      'an action id twice',
      [actions('row', [button('Go', 'go', '1'), button('Go', 'go', '2')])],
      /an action_id occurs twice/,
    ],
    ['a block id twice', [actions('row', [button('Go', 'go', '1')]), buttons(1)], /a block_id occurs twice/],
    ['a menu of 101', [menu(101)], /101 items, 1 to 100/],
    ['an option value of 76', [menu(1, text(76))], /76 characters, 1 to 75/],
    ['11 context elements', [context(...Array.from({ length: 11 }, () => 'x'))], /11 items, 1 to 10/],
    ['empty rich text', [richText()], /no elements/],
    ['an empty line', [richText(paragraph())], /no elements/],
    ['an empty span', [richText(preformatted(''))], /0 characters/],
    ['a link elsewhere', [richText(paragraph(link('x', 'javascript:alert(1)')))], /no https address/],
    ['mrkdwn', [{ type: 'section', text: { type: 'mrkdwn', text: 'x' } }], /mrkdwn instead of plain_text/],
    ['another block', [{ type: 'markdown', text: 'x' }], /markdown is a block none of our messages uses/],
    [
      'more than a message holds',
      Array.from({ length: 5 }, () => section(2_400)),
      /bytes of JSON, at most 12000/,
    ],
    [
      'many umlauts',
      [richText(preformatted('ü'.repeat(2_999))), section(3_000), section(2_999)],
      /bytes of JSON/,
    ],
  ])('refuses %s', (_, blocks, fault) => {
    expect(() => assertWithinLimits(blocks)).toThrow(fault);
  });

  test('names every fault', () => {
    expect(limitFaults([header(text(151)), section(3_001)], 'message')).toHaveLength(2);
  });
});

describe('assertModalWithinLimits', () => {
  const modal: ModalView = { type: 'modal', title: { type: 'plain_text', text: 'Reply' }, blocks: [divider] };
  test('takes what Slack takes', () => {
    expect(() => assertModalWithinLimits(modal)).not.toThrow();
  });
  test.each<[string, ModalView, RegExp]>([
    ['a title of 25', { ...modal, title: { type: 'plain_text', text: text(25) } }, /title\.text: 25/],
    ['101 blocks', { ...modal, blocks: Array(101).fill(divider) }, /101 items, 1 to 100/],
    ['metadata of 3,001', { ...modal, private_metadata: text(3_001) }, /private_metadata: 3001/],
    ['a close button of 25', { ...modal, close: { type: 'plain_text', text: text(25) } }, /close\.text: 25/],
  ])('refuses %s', (_, view, fault) => {
    expect(() => assertModalWithinLimits(view)).toThrow(fault);
  });
});
