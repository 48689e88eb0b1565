import type { JsonRecord } from '../../../../slack/json.ts';
import { textAt } from '../../../../slack/json.ts';
import { Block } from './block.tsx';

/** The blocks of a message or view, in their order. */
export function Blocks({ blocks }: { readonly blocks: readonly JsonRecord[] }) {
  return (
    <div className="slack-blocks">
      {blocks.map((block) => (
        <Block key={textAt(block, 'block_id')} block={block} />
      ))}
    </div>
  );
}
