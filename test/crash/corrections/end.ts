import type { SlackMessage } from '../../../src/sandbox/slack/index.ts';
import { ACTIONS } from '../../../src/slack/ids.ts';

/**
 * How a correction ends. `needs_person`: requests may have left and Stripe knows of none, so that nothing more is sent and
 * somebody is asked.
 */
export type End = 'executed' | 'needs_person';

const LAST_WORDS = { executed: /✅ Done/, needs_person: /🙋 Needs a person/ } as const;

/** A card that says how it ended, without a button; where a person is needed, with theirs at most. */
export function isFinal({ text, blocks }: SlackMessage, end: End): boolean {
  if (!LAST_WORDS[end].test(`${text} ${JSON.stringify(blocks)}`)) return false;
  const buttons = JSON.stringify(blocks.filter(({ type }) => type === 'actions'));
  return end === 'executed'
    ? buttons === '[]'
    : [ACTIONS.approve, ACTIONS.change, ACTIONS.reject, ACTIONS.withdraw].every(
        (action) => !buttons.includes(action),
      );
}
