import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SlackSandbox, startSlackSandbox } from '../../src/sandbox/slack/index.ts';
import { BOT_TOKEN, clientOf, manifest, refusal, SIGNING_SECRET } from './slack-setup.ts';

type Json = Readonly<Record<string, unknown>>;

let sandbox: SlackSandbox;
beforeAll(async () => {
  sandbox = await startSlackSandbox({
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    manifest: manifest(),
    rateLimits: { tiers: false },
  });
});
afterAll(() => sandbox.close());

const chars = (count: number) => 'x'.repeat(count);
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string, more: Json = {}) => ({ type: 'section', text: mrkdwn(text), ...more });
const button = (change: Json = {}) => ({ type: 'button', text: plain('Go'), ...change });
const actions = (...elements: Json[]) => ({ type: 'actions', elements });
const option = (index: number, change: Json = {}) => ({
  text: plain(`Option ${index}`),
  value: String(index),
  ...change,
});
const select = (change: Json) => ({ type: 'static_select', options: [option(1)], ...change });
const rich = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
const raw = (text: string) => ({ type: 'raw_text', text });
const image = { type: 'image', image_url: 'https://images.example/a.png', alt_text: 'A chart' };
const input = (element: Json, change: Json = {}) => ({
  type: 'input',
  label: plain('Why'),
  element,
  ...change,
});
const card = { type: 'card', title: mrkdwn('Refund') };
const task = { type: 'task_card', task_id: 't', title: 'Read', status: 'complete' };

async function post(blocks: readonly Json[]): Promise<string | Json> {
  const call = clientOf(sandbox).apiCall('chat.postMessage', {
    channel: sandbox.known.support.id,
    text: 'fallback',
    blocks,
  });
  return call.then(
    () => 'accepted',
    async () => refusal(call),
  );
}

describe('what a message may hold', () => {
  /** Blocks by a size: taken at the limit, refused one over it, at this place. */
  const LIMITS: readonly (readonly [string, number, (size: number) => Json[], string])[] = [
    ['blocks', 50, (size) => times(size, () => ({ type: 'divider' })), '/blocks'],
    ['section text', 3000, (size) => [section(chars(size))], '/blocks/0/text/text'],
    [
      'section fields',
      10,
      (size) => [{ type: 'section', fields: times(size, () => mrkdwn('f')) }],
      '/blocks/0/fields',
    ],
    [
      'field text',
      2000,
      (size) => [{ type: 'section', fields: [mrkdwn(chars(size))] }],
      '/blocks/0/fields/0/text',
    ],
    ['header text', 150, (size) => [{ type: 'header', text: plain(chars(size)) }], '/blocks/0/text/text'],
    [
      'context elements',
      10,
      (size) => [{ type: 'context', elements: times(size, () => mrkdwn('c')) }],
      '/blocks/0/elements',
    ],
    ['actions elements', 25, (size) => [actions(...times(size, () => button()))], '/blocks/0/elements'],
    [
      'button text',
      75,
      (size) => [actions(button({ text: plain(chars(size)) }))],
      '/blocks/0/elements/0/text/text',
    ],
    ['button value', 2000, (size) => [actions(button({ value: chars(size) }))], '/blocks/0/elements/0/value'],
    [
      'button url',
      3000,
      (size) => [actions(button({ url: `https://a.example/${chars(size - 18)}` }))],
      '/blocks/0/elements/0/url',
    ],
    [
      'accessibility label',
      75,
      (size) => [actions(button({ accessibility_label: chars(size) }))],
      '/blocks/0/elements/0/accessibility_label',
    ],
    [
      'action id',
      255,
      (size) => [actions(button({ action_id: chars(size) }))],
      '/blocks/0/elements/0/action_id',
    ],
    ['block id', 255, (size) => [section('s', { block_id: chars(size) })], '/blocks/0/block_id'],
    [
      'options',
      100,
      (size) => [actions(select({ options: times(size, option) }))],
      '/blocks/0/elements/0/options',
    ],
    [
      'option text',
      75,
      (size) => [actions(select({ options: [option(1, { text: plain(chars(size)) })] }))],
      '/blocks/0/elements/0/options/0/text/text',
    ],
    [
      'option value',
      150,
      (size) => [actions(select({ options: [option(1, { value: chars(size) })] }))],
      '/blocks/0/elements/0/options/0/value',
    ],
    [
      'option description',
      75,
      (size) => [actions(select({ options: [option(1, { description: plain(chars(size)) })] }))],
      '/blocks/0/elements/0/options/0/description/text',
    ],
    [
      'placeholder',
      150,
      (size) => [actions(select({ placeholder: plain(chars(size)) }))],
      '/blocks/0/elements/0/placeholder/text',
    ],
    [
      'overflow options',
      5,
      (size) => [section('s', { accessory: { type: 'overflow', options: times(size, option) } })],
      '/blocks/0/accessory/options',
    ],
    [
      'radio buttons',
      10,
      (size) => [actions({ type: 'radio_buttons', options: times(size, option) })],
      '/blocks/0/elements/0/options',
    ],
    [
      'checkboxes',
      10,
      (size) => [actions({ type: 'checkboxes', options: times(size, option) })],
      '/blocks/0/elements/0/options',
    ],
    [
      'confirm title',
      100,
      (size) => [actions(button({ confirm: { title: plain(chars(size)), text: plain('Sure?') } }))],
      '/blocks/0/elements/0/confirm/title/text',
    ],
    [
      'confirm text',
      300,
      (size) => [actions(button({ confirm: { text: plain(chars(size)) } }))],
      '/blocks/0/elements/0/confirm/text/text',
    ],
    [
      'confirm button',
      30,
      (size) => [actions(button({ confirm: { text: plain('Sure?'), confirm: plain(chars(size)) } }))],
      '/blocks/0/elements/0/confirm/confirm/text',
    ],
    ['image alt text', 2000, (size) => [{ ...image, alt_text: chars(size) }], '/blocks/0/alt_text'],
    ['image title', 2000, (size) => [{ ...image, title: plain(chars(size)) }], '/blocks/0/title/text'],
    [
      'input label',
      2000,
      (size) => [input({ type: 'plain_text_input' }, { label: plain(chars(size)) })],
      '/blocks/0/label/text',
    ],
    [
      'input length',
      3000,
      (size) => [input({ type: 'plain_text_input', max_length: size })],
      '/blocks/0/element/max_length',
    ],
    ['markdown text', 12_000, (size) => [{ type: 'markdown', text: chars(size) }], '/blocks/0/text'],
    [
      'markdown text together',
      12_000,
      (size) => [
        { type: 'markdown', text: chars(6000) },
        { type: 'markdown', text: chars(size - 6000) },
      ],
      '/blocks/1',
    ],
    [
      // Every heading of a markdown block becomes a block of its own.
      'blocks made of markdown',
      50,
      (size) => [{ type: 'markdown', text: times(size, (index) => `# Heading ${index}`).join('\n') }],
      '/blocks',
    ],
    ['table rows', 100, (size) => [{ type: 'table', rows: times(size, () => [raw('1')]) }], '/blocks/0/rows'],
    [
      'table columns',
      20,
      (size) => [{ type: 'table', rows: [times(size, () => raw('1'))] }],
      '/blocks/0/rows/0',
    ],
    [
      'table characters',
      10_000,
      (size) => [{ type: 'table', rows: [[raw(chars(5000)), raw(chars(size - 5000))]] }],
      '/blocks/0/rows',
    ],
    [
      'data table rows',
      101,
      (size) => [{ type: 'data_table', caption: 'Charges', rows: times(size, () => [raw('1')]) }],
      '/blocks/0/rows',
    ],
    [
      'data table page',
      100,
      (size) => [
        { type: 'data_table', caption: 'Charges', page_size: size, rows: times(2, () => [raw('1')]) },
      ],
      '/blocks/0/page_size',
    ],
    ['card title', 150, (size) => [{ ...card, title: mrkdwn(chars(size)) }], '/blocks/0/title/text'],
    ['card body', 200, (size) => [{ ...card, body: mrkdwn(chars(size)) }], '/blocks/0/body/text'],
    [
      'carousel cards',
      10,
      (size) => [{ type: 'carousel', elements: times(size, () => card) }],
      '/blocks/0/elements',
    ],
    [
      'container children',
      10,
      (size) => [
        { type: 'container', title: plain('More'), child_blocks: times(size, () => ({ type: 'divider' })) },
      ],
      '/blocks/0/child_blocks',
    ],
    [
      'context actions',
      5,
      (size) => [
        {
          type: 'context_actions',
          elements: times(size, () => ({ type: 'icon_button', icon: 'trash', text: plain('Remove') })),
        },
      ],
      '/blocks/0/elements',
    ],
    [
      'plan tasks',
      50,
      (size) => [{ type: 'plan', title: 'Checking', tasks: times(size, () => task) }],
      '/blocks/0/tasks',
    ],
    [
      'chart title',
      50,
      (size) => [{ type: 'data_visualization', title: chars(size), chart: { type: 'bar' } }],
      '/blocks/0/title',
    ],
  ];

  test.each(LIMITS)('%s: %i', async (_name, limit, make, pointer) => {
    expect(await post(make(limit))).toBe('accepted');
    const refused = await post(make(limit + 1));
    expect(refused).toMatchObject({ ok: false, error: 'invalid_blocks' });
    const { errors, response_metadata } = refused as unknown as {
      errors: string[];
      response_metadata: { messages: string[] };
    };
    expect(errors.at(-1)).toContain(`[json-pointer:${pointer}]`);
    expect(response_metadata.messages).toEqual(errors.map((error) => `[ERROR] ${error}`));
  });

  test('all text together: about 13,200 characters, which no documentation says', async () => {
    const blocks = (last: number) => [...times(4, () => section(chars(3000))), section(chars(last))];
    // 13,297 less 125 for each of the four further blocks.
    expect(await post(blocks(797))).toBe('accepted');
    expect(await post(blocks(798))).toMatchObject({ error: 'msg_blocks_too_long' });
  });

  test('one table', async () => {
    const table = { type: 'table', rows: [[raw('1')]] };
    expect(await post([table, table])).toMatchObject({
      error: 'invalid_attachments',
      response_metadata: { messages: ['[ERROR] only_one_table_allowed'] },
    });
  });

  test('the words of a refusal are Slack’s', async () => {
    expect(await post([section(chars(3001))])).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: {
        messages: [
          '[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]',
          '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
        ],
      },
    });
    expect(await post([{ type: 'sections' }])).toMatchObject({
      errors: ['unsupported type: sections [json-pointer:/blocks/0/type]'],
    });
  });

  const REFUSED: readonly (readonly [string, Json[], string])[] = [
    ['an empty text', [section('')], 'must be more than 0 characters'],
    ['an empty button', [actions(button({ text: plain('') }))], 'must be more than 0 characters'],
    ['an empty rich text', [rich('')], 'must be more than 0 characters'],
    ['an empty cell', [{ type: 'table', rows: [[raw('')]] }], 'must be more than 0 characters'],
    ['no elements', [actions()], 'must provide at least 1 items'],
    ['no options', [actions(select({ options: [] }))], 'must provide at least 1 items'],
    ['a section of nothing', [{ type: 'section' }], 'must define one of: text, fields'],
    ['mrkdwn in a header', [{ type: 'header', text: mrkdwn('h') }], 'unsupported type: mrkdwn'],
    ['an unknown property', [section('s', { color: 'red' })], 'invalid additional property: color'],
    ['an unknown element', [actions({ type: 'slider' })], 'unsupported element: slider'],
    [
      'a menu of many in actions',
      [actions({ type: 'multi_users_select' })],
      'unsupported element: multiselect',
    ],
    ['a text as block type', [mrkdwn('x')], 'unsupported type: mrkdwn'],
    ['an alert', [{ type: 'alert', text: plain('!') }], 'unsupported type: alert'],
    ['a file', [{ type: 'file', source: 'remote', external_id: 'f' }], 'unsupported type: file'],
    ['two blocks of one id', times(2, () => section('s', { block_id: 'b' })), '`block_id` b already exists'],
    [
      'two actions of one id in a block',
      [actions(...times(2, () => button({ action_id: 'a' })))],
      '`action_id` a already exists',
    ],
    ['an unknown style', [actions(button({ style: 'green' }))], 'must be a valid enum value'],
    ['a script as a link', [actions(button({ url: 'javascript:alert(1)' }))], 'must be a valid URL'],
    [
      'an image without words',
      [{ type: 'image', image_url: image.image_url }],
      'missing required field: alt_text',
    ],
    [
      'a task without status',
      [{ type: 'task_card', task_id: 't', title: 'T' }],
      'missing required field: status',
    ],
    [
      'an icon without words',
      [{ type: 'context_actions', elements: [{ type: 'icon_button', icon: 'trash' }] }],
      'missing required field: text',
    ],
    [
      'a data table without caption',
      [{ type: 'data_table', rows: times(2, () => [raw('1')]) }],
      'missing required field: caption',
    ],
    [
      'a rich header cell',
      [{ type: 'data_table', caption: 'c', rows: [[rich('h')], [raw('1')]] }],
      'unsupported type: rich_text',
    ],
    [
      'a fold that is not foldable',
      [
        {
          type: 'container',
          title: plain('t'),
          default_collapsed: true,
          child_blocks: [{ type: 'divider' }],
        },
      ],
      'default_collapsed requires is_collapsible',
    ],
    [
      'three charts',
      times(3, () => ({ type: 'data_visualization', title: 't', chart: { type: 'pie' } })),
      'no more than 2 data_visualization',
    ],
  ];

  test.each(REFUSED)('not %s', async (_name, blocks, complaint) => {
    const refused = await post(blocks);
    expect(refused).toMatchObject({ error: 'invalid_blocks' });
    expect(JSON.stringify(refused)).toContain(complaint);
  });

  test('one of everything', async () => {
    const everything = [
      section('text', { accessory: image, expand: true }),
      { type: 'header', text: plain('Header') },
      { type: 'divider' },
      { type: 'context', elements: [image, mrkdwn('m'), plain('p')] },
      image,
      actions(
        button({ action_id: 'a', style: 'primary', url: 'https://dashboard.example/x?y=1' }),
        select({ action_id: 'b' }),
        { type: 'overflow', options: [option(1, { url: 'https://a.example' })] },
        { type: 'users_select' },
        { type: 'conversations_select', filter: { include: ['public'] } },
        { type: 'channels_select' },
        { type: 'external_select', min_query_length: 0 },
        { type: 'datepicker', initial_date: '2026-11-21' },
        { type: 'timepicker', initial_time: '23:59' },
        { type: 'datetimepicker', initial_date_time: 1_790_000_000 },
      ),
      section('menus of many', { accessory: { type: 'multi_static_select', options: [option(1)] } }),
      input({ type: 'plain_text_input', multiline: true, min_length: 0 }),
      input({ type: 'number_input', is_decimal_allowed: false }),
      input({ type: 'email_text_input' }),
      { type: 'markdown', text: '# A\ntext\n---\nmore' },
      {
        type: 'rich_text',
        elements: [
          { type: 'rich_text_list', style: 'bullet', elements: rich('item').elements },
          { type: 'rich_text_quote', elements: [{ type: 'link', url: 'https://a.example', text: 'a' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'code' }] },
          {
            type: 'rich_text_section',
            elements: [
              { type: 'user', user_id: 'U1' },
              { type: 'emoji', name: 'tada' },
            ],
          },
        ],
      },
      { type: 'table', rows: [[raw('a'), { type: 'raw_number', value: 1, text: '1' }, rich('b')]] },
      { ...card, actions: [button()], hero_image: image },
      {
        type: 'container',
        title: plain('Fold'),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: [section('inner')],
      },
      {
        type: 'context_actions',
        elements: [
          {
            type: 'feedback_buttons',
            action_id: 'f',
            positive_button: { text: plain('Good'), value: 'good' },
            negative_button: { text: plain('Bad'), value: 'bad' },
          },
        ],
      },
      { ...task, details: rich('d'), sources: [{ type: 'url', url: 'https://a.example', text: 's' }] },
      { type: 'plan', title: 'Plan', tasks: [task] },
      {
        type: 'video',
        title: plain('v'),
        video_url: 'https://v.example',
        thumbnail_url: 'https://t.example',
        alt_text: 'v',
      },
    ];
    expect(await post(everything)).toBe('accepted');
  });
});

describe('what a view may hold', () => {
  const modal = (change: Json = {}) => ({
    type: 'modal',
    title: plain('Check'),
    blocks: [section('s')],
    ...change,
  });

  /** Without a trigger: what is wrong with the view is said before that is. */
  function open(view: Json): Promise<Json> {
    return refusal(clientOf(sandbox).apiCall('views.open', { view }));
  }

  test.each([
    ['title', 24, (size: number) => modal({ title: plain(chars(size)) }), '/view/title/text'],
    ['submit', 24, (size: number) => modal({ submit: plain(chars(size)) }), '/view/submit/text'],
    ['close', 24, (size: number) => modal({ close: plain(chars(size)) }), '/view/close/text'],
    [
      'private metadata',
      3000,
      (size: number) => modal({ private_metadata: chars(size) }),
      '/view/private_metadata',
    ],
    ['callback id', 255, (size: number) => modal({ callback_id: chars(size) }), '/view/callback_id'],
    [
      'blocks',
      100,
      (size: number) => modal({ blocks: times(size, () => ({ type: 'divider' })) }),
      '/view/blocks',
    ],
  ])('%s: %i', async (_name, limit, make, pointer) => {
    // A view at its limit reaches the check of the trigger, one over it does not.
    expect(await open(make(limit))).toMatchObject({ error: 'invalid_arguments' });
    expect(JSON.stringify(await open(make(limit)))).toContain('missing required field: trigger_id');
    expect(JSON.stringify(await open(make(limit + 1)))).toContain(`[json-pointer:${pointer}]`);
  });

  test.each([
    [
      'an input without a submit button',
      { blocks: [input({ type: 'plain_text_input' })] },
      'must define `submit`',
    ],
    ['no blocks', { blocks: [] }, 'must provide at least 1 items'],
    ['a table', { blocks: [{ type: 'table', rows: [[raw('1')]] }] }, 'unsupported type: table'],
    ['markdown', { blocks: [{ type: 'markdown', text: 'm' }] }, 'unsupported type: markdown'],
    ['an unknown property', { colour: 'red' }, 'invalid additional property: colour'],
    ['mrkdwn in its title', { title: mrkdwn('x') }, 'unsupported type: mrkdwn'],
  ])('not %s', async (_name, change, complaint) => {
    const refused = await open(modal(change));
    expect(refused).toMatchObject({ error: 'invalid_arguments' });
    expect(JSON.stringify(refused)).toContain(complaint);
  });
});
