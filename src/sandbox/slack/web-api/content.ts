import { checkBlocks } from '../block-kit/check-blocks.ts';
import { isRecord, type JsonRecord, records, textAt } from '../json.ts';
import type { Arguments } from './arguments.ts';
import { Refusal, refusalWith } from './refusal.ts';

export const MAXIMUM_MESSAGE_CHARACTERS = 40_000;
/** Of `chat.update`, in bytes of UTF-8. */
const MAXIMUM_UPDATE_BYTES = 4000;
export const MAXIMUM_MARKDOWN_CHARACTERS = 12_000;

export interface Content {
  readonly text: string;
  readonly blocks: readonly JsonRecord[];
  /** Which of them the call gave. */
  readonly given: { readonly text: boolean; readonly blocks: boolean };
}

/** Text, blocks or markdown of a message, checked. */
export function readContent(args: Arguments, purpose: 'post' | 'update' | 'respond'): Content {
  if (records(args.structure('attachments', 'invalid_attachments')).length > 0)
    throw refusalWith('invalid_attachments', ['the sandbox shows no attachments: use blocks']);
  const markdown = args.text('markdown_text') ?? '';
  const text = args.text('text') ?? '';
  const blocks = args.structure('blocks', 'invalid_blocks_format');
  const given = {
    text: text !== '',
    blocks: blocks !== undefined && !(Array.isArray(blocks) && blocks.length === 0),
  };
  if (markdown !== '') {
    if (given.text || given.blocks) throw new Refusal('markdown_text_conflict');
    if (markdown.length > MAXIMUM_MARKDOWN_CHARACTERS) throw new Refusal('msg_too_long');
    return {
      text: markdown,
      blocks: [{ type: 'markdown', text: markdown }],
      given: { text: true, blocks: true },
    };
  }
  if (!given.blocks && text.trim() === '') throw new Refusal('no_text');
  if (text.length > MAXIMUM_MESSAGE_CHARACTERS) throw new Refusal('msg_too_long');
  if (purpose === 'update' && Buffer.byteLength(text) > MAXIMUM_UPDATE_BYTES)
    throw new Refusal('msg_too_long');
  return { text, blocks: acceptBlocks(blocks, purpose !== 'respond'), given };
}

/** The blocks, when Slack would take them. */
export function acceptBlocks(blocks: unknown, limitTogether: boolean): readonly JsonRecord[] {
  if (blocks === undefined) return [];
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format');
  const trouble = checkBlocks(blocks, 'message', { limitTogether });
  if (trouble !== null)
    throw trouble.error === 'msg_blocks_too_long'
      ? new Refusal(trouble.error)
      : refusalWith(trouble.error, trouble.complaints);
  return blocks.filter(isRecord);
}

const MAXIMUM_METADATA_BYTES = 16_384;

/** `metadata` of a message: an event type and its payload. */
export function readMetadata(args: Arguments): JsonRecord | null {
  const metadata = args.structure('metadata', 'invalid_metadata_format');
  if (metadata === undefined) return null;
  if (!isRecord(metadata)) throw new Refusal('invalid_metadata_format');
  if (metadata['event_type'] === undefined && Array.isArray(metadata['entities'])) return metadata;
  if (textAt(metadata, 'event_type') === '' || !isRecord(metadata['event_payload']))
    throw new Refusal('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(metadata)) > MAXIMUM_METADATA_BYTES)
    throw new Refusal('metadata_too_large');
  return metadata;
}
