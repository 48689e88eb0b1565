import { isRecord, type JsonRecord, records, textAt } from '../json.ts';
import { BLOCK_OF, MAXIMUM_MARKDOWN_CHARACTERS, type Surface } from './blocks.ts';
import { Complaints, list } from './schema.ts';

const MAXIMUM_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };
const MAXIMUM_TABLE_CHARACTERS = 10_000;
const MAXIMUM_CHARTS = 2;
/** Undocumented, measured in slackapi/bolt-js issue 2509: 13,297 characters in one block, 125 less per further block. */
const MAXIMUM_CUMULATIVE_CHARACTERS = 13_297;
const CHARACTERS_PER_FURTHER_BLOCK = 125;

export type BlockTrouble =
  | { readonly error: 'invalid_blocks'; readonly complaints: readonly string[] }
  | { readonly error: 'invalid_attachments'; readonly complaints: readonly string[] }
  | { readonly error: 'msg_blocks_too_long'; readonly complaints: readonly string[] };

/**
 * Checks the blocks of one message or view as Slack does on receipt; null when it would take them. `pointer` is where
 * they lie in the request. Only messages posted through the Web API have a limit on all their text together.
 */
export function checkBlocks(
  blocks: unknown,
  surface: Surface,
  options: { readonly pointer?: string; readonly limitTogether?: boolean; readonly min?: number } = {},
): BlockTrouble | null {
  const { pointer = '/blocks', limitTogether = false, min = 0 } = options;
  const complaints = new Complaints();
  list(BLOCK_OF[surface], { min, max: MAXIMUM_BLOCKS[surface] })(blocks, pointer, complaints);
  const all = everyBlock(records(blocks), pointer);
  checkExpansion(records(blocks), surface, pointer, complaints);
  checkIds(all, complaints);
  checkActionIds(all, complaints);
  checkMarkdown(all, complaints);
  checkFocus(all, complaints);
  checkCharts(all, complaints);
  if (complaints.list.length > 0) return { error: 'invalid_blocks', complaints: complaints.list };
  const tables = checkTables(all);
  if (tables !== null) return tables;
  return limitTogether && tooLongTogether(records(blocks))
    ? { error: 'msg_blocks_too_long', complaints: [] }
    : null;
}

interface Placed {
  readonly block: JsonRecord;
  readonly pointer: string;
}

/** Blocks with those inside containers, carousels and plans. */
function everyBlock(blocks: readonly JsonRecord[], pointer: string): readonly Placed[] {
  return blocks.flatMap((block, index) => {
    const at = `${pointer}/${index}`;
    return [
      { block, pointer: at },
      ...everyBlock(records(block['child_blocks']), `${at}/child_blocks`),
      ...(block['type'] === 'carousel' ? everyBlock(records(block['elements']), `${at}/elements`) : []),
    ];
  });
}

/** A markdown block becomes several: each heading and line across one, and each run of text between them. */
function checkExpansion(
  blocks: readonly JsonRecord[],
  surface: Surface,
  pointer: string,
  complaints: Complaints,
): void {
  if (blocks.length > MAXIMUM_BLOCKS[surface]) return;
  const count = blocks.reduce(
    (sum, block) => sum + (block['type'] === 'markdown' ? expandedCount(textAt(block, 'text')) : 1),
    0,
  );
  if (count > MAXIMUM_BLOCKS[surface])
    complaints.add(`no more than ${MAXIMUM_BLOCKS[surface]} items allowed`, pointer);
}

/** How many blocks Slack makes of one markdown block. */
export function expandedCount(markdown: string): number {
  let count = 0;
  let inText = false;
  let fenced = false;
  for (const line of markdown.split('\n').map((one) => one.trim())) {
    const fence = line.startsWith('```');
    if (fence) fenced = !fenced;
    const alone = !fenced && !fence && /^(?:#{1,6}\s|(?:-{3,}|\*{3,}|_{3,})$)/.test(line);
    if (alone) count += 1;
    else if (line !== '' && !inText) count += 1;
    if (alone) inText = false;
    else if (line !== '') inText = true;
  }
  return Math.max(1, count);
}

function checkIds(all: readonly Placed[], complaints: Complaints): void {
  const seen = new Set<string>();
  for (const { block, pointer } of all) {
    const id = block['block_id'];
    if (typeof id !== 'string') continue;
    if (seen.has(id)) complaints.add(`\`block_id\` ${id} already exists`, `${pointer}/block_id`);
    seen.add(id);
  }
}

/** Within one block every action_id is there once. */
function checkActionIds(all: readonly Placed[], complaints: Complaints): void {
  for (const { block, pointer } of all) {
    const seen = new Set<string>();
    for (const element of elementsOf(block)) {
      const id = element['action_id'];
      if (typeof id !== 'string') continue;
      if (seen.has(id)) complaints.add(`\`action_id\` ${id} already exists for this block`, pointer);
      seen.add(id);
    }
  }
}

/** The interactive elements of a block. */
export function elementsOf(block: JsonRecord): readonly JsonRecord[] {
  const single = [block['accessory'], block['element']].filter(isRecord);
  return [...records(block['elements']), ...records(block['actions']), ...single];
}

function checkMarkdown(all: readonly Placed[], complaints: Complaints): void {
  const markdown = all.filter(({ block }) => block['type'] === 'markdown');
  const sum = markdown.reduce((total, { block }) => total + textAt(block, 'text').length, 0);
  const last = markdown.at(-1);
  if (markdown.length > 1 && last !== undefined && sum > MAXIMUM_MARKDOWN_CHARACTERS)
    complaints.add(
      `markdown text must be less than ${MAXIMUM_MARKDOWN_CHARACTERS + 1} characters in total`,
      last.pointer,
    );
}

function checkFocus(all: readonly Placed[], complaints: Complaints): void {
  const focused = all.filter(({ block }) =>
    elementsOf(block).some((element) => element['focus_on_load'] === true),
  );
  const second = focused[1];
  if (second !== undefined) complaints.add('only one element can set focus_on_load', second.pointer);
}

function checkCharts(all: readonly Placed[], complaints: Complaints): void {
  const charts = all.filter(({ block }) => block['type'] === 'data_visualization');
  const extra = charts[MAXIMUM_CHARTS];
  if (extra !== undefined)
    complaints.add(`no more than ${MAXIMUM_CHARTS} data_visualization blocks allowed`, extra.pointer);
}

function checkTables(all: readonly Placed[]): BlockTrouble | null {
  const tables = all.filter(({ block }) => block['type'] === 'table' || block['type'] === 'data_table');
  if (tables.length > 1) return { error: 'invalid_attachments', complaints: ['only_one_table_allowed'] };
  const [only] = tables;
  if (only === undefined || charactersIn(only.block['rows']) <= MAXIMUM_TABLE_CHARACTERS) return null;
  const complaints = new Complaints();
  complaints.add(`must be less than ${MAXIMUM_TABLE_CHARACTERS + 1} characters`, `${only.pointer}/rows`);
  return { error: 'invalid_blocks', complaints: complaints.list };
}

function tooLongTogether(blocks: readonly JsonRecord[]): boolean {
  const overhead = Math.max(0, blocks.length - 1) * CHARACTERS_PER_FURTHER_BLOCK;
  return charactersIn(blocks) + overhead > MAXIMUM_CUMULATIVE_CHARACTERS;
}

/** Characters people can read: every `text`, at any depth. */
function charactersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + charactersIn(entry), 0);
  if (!isRecord(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, entry]) =>
      sum + (key === 'text' && typeof entry === 'string' ? entry.length : charactersIn(entry)),
    0,
  );
}
