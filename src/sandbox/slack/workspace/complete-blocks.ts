import { randomBytes } from 'node:crypto';
import { isRecord, type JsonRecord, records, textAt } from '../json.ts';

const INTERACTIVE =
  /^(?:button|overflow|checkboxes|radio_buttons|feedback_buttons|icon_button|workflow_button|.*_select|.*picker|.*_input)$/;

/** Blocks as Slack keeps them: one without a `block_id` is given one, an element without an `action_id` likewise. */
export function completeBlocks(blocks: readonly JsonRecord[]): readonly JsonRecord[] {
  return blocks.map((block) => {
    const nested = {
      ...inside(block, 'accessory'),
      ...inside(block, 'element'),
      ...all(block, 'elements'),
      ...all(block, 'actions'),
      ...(Array.isArray(block['child_blocks'])
        ? { child_blocks: completeBlocks(records(block['child_blocks'])) }
        : {}),
    };
    return { block_id: randomId(), ...block, ...nested };
  });
}

function inside(block: JsonRecord, key: string): JsonRecord {
  const element = block[key];
  return isRecord(element) ? { [key]: completeElement(element) } : {};
}

function all(block: JsonRecord, key: string): JsonRecord {
  return Array.isArray(block[key]) ? { [key]: records(block[key]).map(completeElement) } : {};
}

function completeElement(element: JsonRecord): JsonRecord {
  return INTERACTIVE.test(textAt(element, 'type')) ? { action_id: randomId(), ...element } : element;
}

function randomId(): string {
  return randomBytes(4).toString('base64url');
}
