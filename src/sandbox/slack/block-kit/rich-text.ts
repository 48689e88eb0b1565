import { id } from './composition.ts';
import { boolean, byType, type Check, integer, list, object, oneOf, text, url } from './schema.ts';

/** The `rich_text` block and what lies in it. */
const MAXIMUM_PARTS = 1000;
const MAXIMUM_TEXT_CHARACTERS = 12_000;
const type = text({ max: 50 });
const short = text({ max: 255 });

const style = object({
  optional: {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    code: boolean,
    underline: boolean,
    highlight: boolean,
    client_highlight: boolean,
    unlink: boolean,
  },
});

function part(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}) {
  return object({ required: { type, ...required }, optional: { style, ...optional } });
}

const plain = part({ text: text({ max: MAXIMUM_TEXT_CHARACTERS }) });
const link = part({ url }, { text: text({ max: MAXIMUM_TEXT_CHARACTERS }), unsafe: boolean });

const inline = byType({
  text: plain,
  link,
  broadcast: part({ range: oneOf('here', 'channel', 'everyone') }),
  color: part({ value: short }),
  channel: part({ channel_id: short }),
  date: part(
    { timestamp: integer({ min: 0, max: 4_102_444_800 }), format: short },
    { url, fallback: text({ max: MAXIMUM_TEXT_CHARACTERS }) },
  ),
  emoji: part({ name: short }, { unicode: short, url }),
  team: part({ team_id: short }),
  user: part({ user_id: short }),
  usergroup: part({ usergroup_id: short }),
});

const border = integer({ min: 0, max: 1 });
const inlines = list(inline, { max: MAXIMUM_PARTS });
const section = object({ required: { type, elements: inlines } });

export const richText: Check = object({
  required: {
    type,
    elements: list(
      byType({
        rich_text_section: section,
        rich_text_list: object({
          required: {
            type,
            style: oneOf('bullet', 'ordered'),
            elements: list(byType({ rich_text_section: section }), { max: MAXIMUM_PARTS }),
          },
          optional: {
            indent: integer({ min: 0, max: 8 }),
            offset: integer({ min: 0, max: MAXIMUM_PARTS }),
            border,
          },
        }),
        rich_text_quote: object({ required: { type, elements: inlines }, optional: { border } }),
        rich_text_preformatted: object({
          required: { type, elements: list(byType({ text: plain, link }), { max: MAXIMUM_PARTS }) },
          optional: { border, language: short },
        }),
      }),
      { max: MAXIMUM_PARTS },
    ),
  },
  optional: { block_id: id },
});
