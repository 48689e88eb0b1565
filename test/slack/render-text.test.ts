import { describe, expect, test } from 'vitest';
import { renderBlocksAsText, renderModalAsText } from '../../src/slack/render-text.ts';
import { columns, wrapRuns } from '../../src/slack/terminal-runs.ts';
import {
  actions,
  bold,
  bullets,
  button,
  context,
  divider,
  header,
  type KnownBlock,
  link,
  paragraph,
  preformatted,
  richText,
  span,
} from '../../src/slack/views/blocks.ts';

const ESCAPE = '\u001b';
const show = (blocks: KnownBlock[], options = {}): string =>
  renderBlocksAsText({ text: 'fallback', blocks }, { width: 40, color: false, ...options });

describe('renderBlocksAsText', () => {
  test('lays out every block we use', () => {
    const blocks: KnownBlock[] = [
      header('Headline'),
      richText(
        paragraph(bold('Jane'), span(' · '), link('Open', 'https://dashboard.stripe.com/customers/cus_1')),
        bullets([[span('a line of arithmetic that is longer than the screen')], [span('b')]]),
        preformatted('Hi Jane,\n\n  indented'),
      ),
      { type: 'rich_text', elements: [{ type: 'rich_text_quote', elements: [span('quoted')] }] },
      {
        type: 'section',
        text: { type: 'plain_text', text: 'Jane Roe\ncus_1' },
        accessory: button('Check', 'a', 'b'),
      },
      divider,
      actions('row', [
        button('One button', 'a', '1', 'primary'),
        button('Two', 'b', '1'),
        button('Three is longer', 'c', '1'),
      ]),
      {
        type: 'actions',
        elements: [
          {
            type: 'static_select',
            action_id: 'm',
            placeholder: { type: 'plain_text', text: 'Choose' },
            options: Array.from({ length: 8 }, (_, place) => ({
              text: { type: 'plain_text', text: `Customer ${place}` },
              value: `${place}`,
            })),
          },
        ],
      },
      context('small', 'print'),
    ];
    expect(show(blocks)).toBe(`Headline

Jane · Open↗
• a line of arithmetic that is longer
  than the screen
• b
┌───────────────────────────────────────
│ Hi Jane,
│
│   indented
└───────────────────────────────────────

▌ quoted

Jane Roe                       [ Check ]
cus_1

────────────────────────────────────────

[ One button ]  [ Two ]
[ Three is longer ]

[ Choose ▾ ]
  ○ Customer 0
  ○ Customer 1
  ○ Customer 2
  ○ Customer 3
  ○ Customer 4
  ○ Customer 5
  … and 2 more

small
print`);
  });

  test('can list the addresses of links', () => {
    const shown = show([richText(paragraph(link('Open', 'https://dashboard.stripe.com/x')))], {
      links: true,
    });
    expect(shown).toBe('Open↗1\n\n↗1 https://dashboard.stripe.com/x');
  });

  test('a message without blocks is its text, as Slack shows it', () => {
    expect(
      renderBlocksAsText({ text: 'a &lt; b &amp;amp; c', blocks: [] }, { width: 80, color: false }),
    ).toBe('a < b &amp; c');
  });

  test('colour changes no character', () => {
    const blocks = [
      header('Headline'),
      richText(paragraph(bold('x'), span(' y '), link('z', 'https://dashboard.stripe.com/'))),
      actions('row', [button('One', 'a', '1', 'primary')]),
      context('small'),
    ];
    const coloured = show(blocks, { color: true });
    expect(coloured).toContain(ESCAPE);
    expect(coloured.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')).toBe(show(blocks));
  });

  test('nothing in a message moves the cursor', () => {
    const hostile = `${ESCAPE}[2J\u202e\u0007x`;
    const shown = show([
      header(hostile),
      context(hostile),
      richText(preformatted(hostile)),
      actions('row', [button(hostile, 'a', '1')]),
    ]);
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
  });
});

test('renderModalAsText puts the title above the blocks', () => {
  const view = {
    type: 'modal',
    title: { type: 'plain_text', text: 'Reply' },
    blocks: [context('small')],
  } as const;
  expect(renderModalAsText({ ...view, blocks: [...view.blocks] }, { width: 80, color: false })).toBe(
    '▣ Reply\n\nsmall',
  );
});

describe('wrapRuns', () => {
  const lines = (text: string, width: number, indent = 0): string[] =>
    wrapRuns([{ text }], width, ({ text: shown }) => shown, indent);

  test('breaks at spaces, keeps line breaks, hangs further lines', () => {
    expect(lines('one two three', 7)).toEqual(['one two', 'three']);
    expect(lines('one\n\ntwo', 7)).toEqual(['one', '', 'two']);
    expect(lines('one two three', 7, 2)).toEqual(['one two', '  three']);
  });

  test('breaks a word only when no line holds it; wide characters count two', () => {
    expect(lines('aaaaaaaaaa', 4)).toEqual(['aaaa', 'aaaa', 'aa']);
    expect(lines('返金してください', 8)).toEqual(['返金して', 'ください']);
    expect(columns('返金')).toBe(4);
    expect(columns('e\u0301')).toBe(1);
    expect(columns('⚠️')).toBe(2);
  });

  test('styles survive a break', () => {
    const runs = [{ text: 'one two ', style: 'bold' } as const, { text: 'three' }];
    const painted = wrapRuns(runs, 7, ({ text, style }) => (style === 'bold' ? `*${text}*` : text));
    expect(painted).toEqual(['*one two*', 'three']);
  });
});
