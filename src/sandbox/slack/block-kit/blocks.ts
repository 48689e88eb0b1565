import { anyText, id, imageSource, mrkdwn, plainText } from './composition.ts';
import {
  ACTIONS_ELEMENTS,
  button,
  CONTEXT_ACTIONS_ELEMENTS,
  CONTEXT_ELEMENTS,
  INPUT_ELEMENTS,
  image,
  SECTION_ACCESSORIES,
} from './elements.ts';
import { richText } from './rich-text.ts';
import {
  boolean,
  byType,
  type Check,
  integer,
  list,
  needsOneOf,
  number,
  object,
  oneOf,
  type Rule,
  rules,
  text,
  url,
} from './schema.ts';

/** One schema per block type. Limits are Slack's, in characters or items. */
const type = text({ max: 50 });
const MAXIMUM_LABEL_CHARACTERS = 2000;
const MAXIMUM_TABLE_ROWS = 100;
const MAXIMUM_TABLE_COLUMNS = 20;
const MAXIMUM_TASKS = 50;
export const MAXIMUM_MARKDOWN_CHARACTERS = 12_000;

function block(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
  rule?: Rule,
): Check {
  return object({
    required: { type, ...required },
    optional: { block_id: id, ...optional },
    ...(rule === undefined ? {} : { rule }),
  });
}

const unsupportedElement = (found: string): string =>
  `unsupported element: ${found.startsWith('multi_') ? 'multiselect' : found}`;

const actions = block({ elements: list(byType(ACTIONS_ELEMENTS, unsupportedElement), { max: 25 }) });
const context = block({ elements: list(byType(CONTEXT_ELEMENTS, unsupportedElement), { max: 10 }) });
const header = block({ text: plainText(150) });
const divider = block({});
const section = block(
  {},
  {
    text: anyText(3000),
    fields: list(anyText(2000), { max: 10 }),
    accessory: byType(SECTION_ACCESSORIES, unsupportedElement),
    expand: boolean,
  },
  needsOneOf('text', 'fields'),
);
const imageBlock = block(
  { alt_text: text({ max: 2000 }) },
  { ...imageSource.optional, title: plainText(2000) },
  imageSource.rule,
);
const input = block(
  {
    label: plainText(MAXIMUM_LABEL_CHARACTERS),
    element: byType(INPUT_ELEMENTS, unsupportedElement),
  },
  { hint: plainText(MAXIMUM_LABEL_CHARACTERS), optional: boolean, dispatch_action: boolean },
);
const video = block(
  { video_url: url, thumbnail_url: url, alt_text: text({ max: 2000 }), title: plainText(199) },
  {
    title_url: url,
    author_name: text({ max: 49 }),
    provider_name: text({ max: 255 }),
    provider_icon_url: url,
    description: plainText(200),
  },
);

const rawText = object({ required: { type, text: text({ max: 10_000 }) } });
const rawNumber = object({ required: { type, value: number, text: text({ max: 10_000 }) } });
const cell = byType({ raw_text: rawText, raw_number: rawNumber, rich_text: richText });
const row = list(cell, { max: MAXIMUM_TABLE_COLUMNS });

const table = block(
  { rows: list(row, { max: MAXIMUM_TABLE_ROWS }) },
  {
    column_settings: list(
      object({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: boolean } }),
      { max: MAXIMUM_TABLE_COLUMNS },
    ),
  },
);

/** The first row is the header, of plain cells only. */
const plainHeader: Rule = (value, pointer, complaints) => {
  const rows: readonly unknown[] = Array.isArray(value['rows']) ? value['rows'] : [];
  const headers = byType({ raw_text: rawText, raw_number: rawNumber });
  if (Array.isArray(rows[0]))
    rows[0].forEach((entry, index) => {
      headers(entry, `${pointer}/rows/0/${index}`, complaints);
    });
};

const dataTable = block(
  { caption: text({ max: 2000 }), rows: list(row, { min: 2, max: MAXIMUM_TABLE_ROWS + 1 }) },
  {
    page_size: integer({ min: 1, max: 100 }),
    row_header_column_index: integer({ min: 0, max: MAXIMUM_TABLE_COLUMNS - 1 }),
  },
  plainHeader,
);

const card = block(
  {},
  {
    hero_image: image,
    icon: image,
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    actions: list(button, { max: 25 }),
  },
  needsOneOf('hero_image', 'title', 'actions', 'body'),
);

const foldsToBeFolded: Rule = (value, pointer, complaints) => {
  if (value['default_collapsed'] === true && value['is_collapsible'] !== true)
    complaints.add('default_collapsed requires is_collapsible', pointer);
};

const container = block(
  {
    child_blocks: list(
      byType({
        actions,
        context,
        divider,
        header,
        image: imageBlock,
        input,
        rich_text: richText,
        section,
        table,
        video,
      }),
      { max: 10 },
    ),
  },
  {
    title: plainText(150),
    rich_text_title: richText,
    subtitle: anyText(150),
    width: oneOf('narrow', 'standard', 'wide', 'full'),
    icon: image,
    is_collapsible: boolean,
    default_collapsed: boolean,
    has_header_divider: boolean,
  },
  rules(needsOneOf('title', 'rich_text_title'), foldsToBeFolded),
);

const source = object({ required: { type: oneOf('url'), url, text: text({ max: 255 }) } });
const taskFields = {
  required: {
    task_id: text({ max: 255 }),
    title: text({ max: 256 }),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  optional: { details: richText, output: richText, sources: list(source, { max: 50 }) },
};
/** In a plan a task needs no type of its own. */
const task = object({
  required: taskFields.required,
  optional: { type: oneOf('task_card'), block_id: id, ...taskFields.optional },
});

/** Charts are not in the published types: only what is known of them is checked. */
const anything: Check = () => {};
const chart = byType({ pie: anything, bar: anything, line: anything, area: anything });

const BLOCKS = {
  actions,
  alert: block({ text: anyText(3000) }, { level: oneOf('default', 'info', 'warning', 'error', 'success') }),
  card,
  carousel: block({ elements: list(byType({ card }), { max: 10 }) }),
  container,
  context,
  context_actions: block({
    elements: list(byType(CONTEXT_ACTIONS_ELEMENTS, unsupportedElement), { max: 5 }),
  }),
  data_table: dataTable,
  data_visualization: block({ title: text({ max: 50 }), chart }),
  divider,
  header,
  image: imageBlock,
  input,
  markdown: block({ text: text({ max: MAXIMUM_MARKDOWN_CHARACTERS }) }),
  plan: block({ title: text({ max: 256 }) }, { tasks: list(task, { min: 0, max: MAXIMUM_TASKS }) }),
  rich_text: richText,
  section,
  table,
  task_card: block(taskFields.required, taskFields.optional),
  video,
} as const;

export type BlockType = keyof typeof BLOCKS;
export type Surface = 'message' | 'modal' | 'home';

/** Blocks that belong to messages only, and the one that does not. A `file` block comes from Slack, never to it. */
const ONLY_IN_MESSAGES: readonly BlockType[] = [
  'carousel',
  'context_actions',
  'data_table',
  'data_visualization',
  'markdown',
  'plan',
  'table',
  'task_card',
];
const NEVER_IN_MESSAGES: readonly BlockType[] = ['alert'];

function schemas(excluded: readonly BlockType[]): Check {
  return byType(
    Object.fromEntries(Object.entries(BLOCKS).filter(([name]) => !excluded.some((one) => one === name))),
  );
}

export const BLOCK_OF: Readonly<Record<Surface, Check>> = {
  message: schemas(NEVER_IN_MESSAGES),
  modal: schemas(ONLY_IN_MESSAGES),
  home: schemas(ONLY_IN_MESSAGES),
};
