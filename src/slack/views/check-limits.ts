import { assert } from '../../assert.ts';
import type { HomeView, KnownBlock, ModalView } from './blocks.ts';
import { WEB_ADDRESS } from './head.ts';
import { jsonBytes } from './inert.ts';
import { LIMITS } from './limits.ts';

/** Any value of JSON, seen as what it may hold. */
type Item = Readonly<Record<string, unknown>>;
type Limit = keyof typeof LIMITS;

/** @throws {AssertionError} naming every place that Slack would refuse in a message made of `blocks`. */
export function assertWithinLimits(blocks: readonly KnownBlock[]): void {
  const faults = limitFaults(blocks, 'message');
  assert(faults.length === 0, 'Slack would refuse these blocks', { faults });
}

/** As {@link assertWithinLimits}, for a whole modal. */
export function assertModalWithinLimits(view: ModalView): void {
  const faults = limitFaults(view.blocks as readonly KnownBlock[], 'modal');
  const check = new Checker(faults);
  check.text('title', view.title, 'modal_title');
  if (view.close !== undefined) check.text('close', view.close, 'modal_button');
  if (view.submit !== undefined) check.text('submit', view.submit, 'modal_button');
  check.length('private_metadata', view.private_metadata, 'private_metadata', 0);
  check.length('callback_id', view.callback_id, 'callback_id', 0);
  assert(faults.length === 0, 'Slack would refuse this modal', { faults });
}

/** As {@link assertWithinLimits}, for a Home tab. */
export function assertHomeWithinLimits({ blocks }: HomeView): void {
  const faults = limitFaults(blocks as readonly KnownBlock[], 'home');
  assert(faults.length === 0, 'Slack would refuse this Home tab', { faults });
}

/** What Slack would refuse, one line per place; empty when nothing. Only block types we use are known. */
export function limitFaults(blocks: readonly KnownBlock[], surface: 'message' | 'modal' | 'home'): string[] {
  const faults: string[] = [];
  const check = new Checker(faults);
  check.count('blocks', blocks, surface === 'message' ? 'blocks_per_message' : 'blocks_per_modal');
  const bytes = jsonBytes(blocks);
  const most = surface === 'message' ? LIMITS.message_bytes : LIMITS.modal_bytes;
  if (bytes > most) faults.push(`blocks: ${bytes} bytes of JSON, at most ${most}`);
  const ids = blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  if (new Set(ids).size < ids.length) faults.push(`blocks: a block_id occurs twice: ${ids.join(', ')}`);
  for (const [place, block] of blocks.entries()) check.block(`blocks[${place}]`, block);
  return faults;
}

class Checker {
  private readonly faults: string[];

  constructor(faults: string[]) {
    this.faults = faults;
  }

  block(path: string, block: KnownBlock): void {
    this.length(`${path}.block_id`, block.block_id, 'block_id', 1);
    switch (block.type) {
      case 'header':
        this.text(`${path}.text`, block.text, 'header');
        break;
      case 'section':
        this.section(path, block);
        break;
      case 'context':
        this.count(`${path}.elements`, block.elements, 'context_elements');
        for (const [place, element] of block.elements.entries())
          this.text(`${path}.elements[${place}]`, element, 'context_text');
        break;
      case 'actions':
        this.count(`${path}.elements`, block.elements, 'actions_elements');
        this.unique(`${path}.elements`, block.elements);
        for (const [place, element] of block.elements.entries())
          this.interactive(`${path}.elements[${place}]`, element);
        break;
      case 'rich_text':
        this.richText(path, block.elements);
        break;
      case 'divider':
        break;
      case 'input':
        this.input(path, block);
        break;
      default:
        this.faults.push(`${path}: ${block.type} is a block none of our messages uses`);
    }
  }

  text(path: string, value: unknown, limit: Limit): void {
    const { type, text } = item(value);
    if (type !== 'plain_text') this.faults.push(`${path}: ${String(type)} instead of plain_text`);
    this.length(`${path}.text`, text ?? '', limit, 1);
  }

  count(path: string, items: readonly unknown[], limit: Limit): void {
    const most = LIMITS[limit];
    if (items.length < 1 || items.length > most)
      this.faults.push(`${path}: ${items.length} items, 1 to ${most} allowed`);
  }

  length(path: string, value: unknown, limit: Limit, least: number): void {
    if (value === undefined) return;
    const most = LIMITS[limit];
    if (typeof value !== 'string') this.faults.push(`${path}: no text`);
    else if (value.length < least || value.length > most)
      this.faults.push(`${path}: ${value.length} characters, ${least} to ${most} allowed`);
  }

  private section(path: string, block: Extract<KnownBlock, { type: 'section' }>): void {
    const { text, fields, accessory } = block;
    if (text === undefined && fields === undefined) this.faults.push(`${path}: neither text nor fields`);
    if (text !== undefined) this.text(`${path}.text`, text, 'section_text');
    if (fields !== undefined) {
      this.count(`${path}.fields`, fields, 'section_fields');
      for (const [place, field] of fields.entries())
        this.text(`${path}.fields[${place}]`, field, 'section_field');
    }
    if (accessory !== undefined) this.interactive(`${path}.accessory`, accessory);
  }

  private input(path: string, { label, hint, element }: Extract<KnownBlock, { type: 'input' }>): void {
    this.text(`${path}.label`, label, 'input_label');
    if (hint !== undefined) this.text(`${path}.hint`, hint, 'input_hint');
    const { type, action_id, initial_value } = item(element);
    if (type === 'static_select') {
      this.interactive(`${path}.element`, element);
      return;
    }
    this.length(`${path}.element.action_id`, action_id ?? '', 'action_id', 1);
    this.length(`${path}.element.initial_value`, initial_value, 'input_value', 0);
    if (type !== 'plain_text_input')
      this.faults.push(`${path}.element: ${String(type)} is an input none of our modals uses`);
  }

  private confirm(path: string, { title, text, confirm, deny }: Item): void {
    this.text(`${path}.title`, title, 'confirm_title');
    this.text(`${path}.text`, text, 'confirm_text');
    this.text(`${path}.confirm`, confirm, 'confirm_button');
    this.text(`${path}.deny`, deny, 'confirm_button');
  }

  private interactive(path: string, element: unknown): void {
    const { type, action_id, text, value, url, style, placeholder, options, confirm } = item(element);
    if (confirm !== undefined) this.confirm(`${path}.confirm`, item(confirm));
    this.length(`${path}.action_id`, action_id ?? '', 'action_id', 1);
    if (type === 'button') {
      this.text(`${path}.text`, text, 'button_text');
      this.length(`${path}.value`, value, 'button_value', 1);
      this.length(`${path}.url`, url, 'url', 1);
      if (style !== undefined && style !== 'primary' && style !== 'danger')
        this.faults.push(`${path}.style: ${String(style)}`);
    } else if (type === 'static_select' && Array.isArray(options)) {
      if (placeholder !== undefined) this.text(`${path}.placeholder`, placeholder, 'placeholder');
      this.count(`${path}.options`, options, 'select_options');
      for (const [place, option] of options.entries()) this.option(`${path}.options[${place}]`, item(option));
    } else this.faults.push(`${path}: ${String(type)} is an element none of our messages uses`);
  }

  private option(path: string, { text, value, description }: Item): void {
    this.text(`${path}.text`, text, 'option_text');
    this.length(`${path}.value`, value ?? '', 'option_value', 1);
    if (description !== undefined) this.text(`${path}.description`, description, 'option_description');
  }

  private unique(path: string, elements: readonly unknown[]): void {
    const ids = elements.map((element) => item(element)['action_id']);
    if (new Set(ids).size < ids.length) this.faults.push(`${path}: an action_id occurs twice`);
  }

  private richText(path: string, parts: readonly unknown[]): void {
    if (parts.length === 0) this.faults.push(`${path}: no elements`);
    for (const [place, part] of parts.entries()) {
      const at = `${path}.elements[${place}]`;
      const { type, elements } = item(part);
      if (!Array.isArray(elements) || elements.length === 0) this.faults.push(`${at}: no elements`);
      else if (type === 'rich_text_list') this.richText(at, elements);
      else for (const [index, span] of elements.entries()) this.span(`${at}.elements[${index}]`, item(span));
    }
  }

  private span(path: string, { type, text, url, user_id, fallback }: Item): void {
    if (type === 'user') {
      if (!/^[UW][A-Z0-9]{2,30}$/.test(String(user_id))) this.faults.push(`${path}.user_id: no user id`);
      return;
    }
    if (type === 'date') {
      this.length(`${path}.fallback`, fallback ?? '', 'rich_text_element', 1);
      return;
    }
    if (type !== 'text' && type !== 'link') {
      this.faults.push(`${path}: ${String(type)} is an element none of our messages uses`);
      return;
    }
    this.length(`${path}.text`, text ?? '', 'rich_text_element', 1);
    if (type === 'text') return;
    this.length(`${path}.url`, url ?? '', 'url', 1);
    if (!WEB_ADDRESS.test(String(url))) this.faults.push(`${path}.url: no https address`);
  }
}

function item(value: unknown): Item {
  return typeof value === 'object' && value !== null ? (value as Item) : {};
}
