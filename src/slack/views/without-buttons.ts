import { context, type SlackMessage } from './blocks.ts';

/**
 * A card as it is posted: its buttons come with the first edit, once it is known where it is. A card whose address a crash
 * lost can never be brought up to date, and so must not offer anything.
 */
export function withoutButtons({ text, blocks }: SlackMessage): SlackMessage {
  const rest = blocks.filter(({ type }) => type !== 'actions');
  if (rest.length === blocks.length) return { text, blocks };
  return { text, blocks: [...rest, context(NO_BUTTONS)] };
}

const NO_BUTTONS = 'The buttons follow in a moment. A card that gets none was left over: use the other one.';
